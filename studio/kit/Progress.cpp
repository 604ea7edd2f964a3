// See the header.
#include "studio/kit/Progress.h"

#include "studio/kit/IconButton.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Text.h"

#include <QHBoxLayout>

namespace socle::studio {

Meter::Meter(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void Meter::setValue(double value)
{
    m_value = std::min(value, 1.0);
    const bool moves = value < 0 && Theme::current().hasMotion();
    if (moves && m_timer == 0) {
        m_timer = startTimer(motion::kFast / 3);
    } else if (!moves && m_timer != 0) {
        killTimer(m_timer);
        m_timer = 0;
    }
    setAccessibleDescription(value < 0 ? tr("Working") : tr("%1 %").arg(qRound(m_value * 100)));
    update();
}

void Meter::setTone(Tone tone)
{
    m_tone = tone;
    update();
}

QSize Meter::sizeHint() const { return {space::k10 * 2, space::k2 + space::k1}; }

void Meter::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::current();
    const QRectF track(0, (height() - space::k2) / 2.0, width(), space::k2);
    drawRounded(&painter,
                track,
                radius::kFull,
                theme.color(Color::Chip),
                theme.isHighContrast() ? theme.color(Color::Border) : QColor());
    const QColor fill = m_tone == Tone::Accent || m_tone == Tone::Neutral
        ? theme.color(Color::Accent)
        : theme.toneText(m_tone);
    QRectF bar = track;
    if (m_value < 0) {
        const double share = 0.3;
        const double start = m_timer != 0 ? (m_phase % 130) / 100.0 - share : 0.35;
        bar.setLeft(track.left() + std::max(0.0, start) * track.width());
        bar.setRight(track.left() + std::min(1.0, start + share) * track.width());
    } else {
        bar.setWidth(track.width() * m_value);
    }
    if (bar.width() > 0.5) {
        bar.setWidth(std::max<double>(bar.width(), space::k2));
        drawRounded(&painter, mirrored(layoutDirection(), track, bar), radius::kFull, fill);
    }
}

void Meter::timerEvent(QTimerEvent *)
{
    m_phase += 2;
    update();
}

ProgressRow::ProgressRow(const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_title(new Text(title, TextRole::BaseMedium, Color::Text, this))
    , m_note(new Text({}, TextRole::Small, Color::TextMuted, this))
    , m_meter(new Meter(this))
    , m_pause(new IconButton(QStringLiteral("pause"), tr("Pause"), this))
    , m_cancel(new IconButton(QStringLiteral("x"), tr("Cancel"), this))
{
    setAccessibleName(title);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::k4);
    auto *column = new QVBoxLayout;
    column->setSpacing(space::k2);
    m_title->setOverflow(Text::Overflow::Elide);
    m_note->setOverflow(Text::Overflow::Elide);
    column->addWidget(m_title);
    column->addWidget(m_meter);
    column->addWidget(m_note);
    row->addLayout(column, 1);
    m_cancel->setObjectName(QStringLiteral("task.cancel"));
    m_cancel->setControlSize(ControlSize::Small);
    m_pause->setObjectName(QStringLiteral("task.pause"));
    m_pause->setControlSize(ControlSize::Small);
    m_pause->hide();
    row->addWidget(m_pause);
    row->addWidget(m_cancel);
    connect(m_pause, &QToolButton::clicked, this, [this] { emit pauseRequested(!m_isPaused); });
    connect(m_cancel, &QToolButton::clicked, this, &ProgressRow::cancelRequested);
}

void ProgressRow::setProgress(double value, const QString &note)
{
    m_meter->setValue(value);
    m_meter->show();
    m_note->setText(note);
    m_note->setColor(Color::TextMuted);
}

void ProgressRow::setFinished(Tone tone, const QString &note)
{
    m_meter->hide();
    m_cancel->hide();
    m_pause->hide();
    m_note->setText(note);
    m_note->setColor(tone == Tone::Danger        ? Color::Danger
                         : tone == Tone::Warning ? Color::Warning
                         : tone == Tone::Success ? Color::Success
                                                 : Color::TextMuted);
}

void ProgressRow::setCancellable(bool on) { m_cancel->setVisible(on); }

void ProgressRow::setPausable(bool on, bool isPaused)
{
    m_isPaused = isPaused;
    m_pause->setIconName(isPaused ? QStringLiteral("play") : QStringLiteral("pause"));
    m_pause->setToolTip(isPaused ? tr("Resume") : tr("Pause"));
    m_pause->setAccessibleName(m_pause->toolTip());
    m_pause->setVisible(on);
}

} // namespace socle::studio
