#include "studio/views/data/StagedBar.h"

#include "studio/kit/Button.h"
#include "studio/kit/Icon.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Pill.h"
#include "studio/kit/Text.h"
#include "studio/views/data/DataMetrics.h"

#include <QAction>
#include <QBoxLayout>
#include <QEvent>
#include <QPropertyAnimation>

using namespace Qt::StringLiterals;

namespace socle::studio {

QString commitText(int changes)
{
    return changes == 1 ? StagedBar::tr("Commit 1 change")
                        : StagedBar::tr("Commit %Ln changes", nullptr, changes);
}

StagedBar::StagedBar(QAction *discard, QAction *review, QAction *commit, QWidget *parent)
    : QWidget(parent)
    , m_total(new Text({}, TextRole::BaseStrong))
    , m_inserts(new Pill({}, Tone::Success))
    , m_updates(new Pill({}, Tone::Warning))
    , m_deletes(new Pill({}, Tone::Danger))
    , m_problems(new Pill({}, Tone::Danger))
    , m_note(new Text(tr("Nothing is sent until you commit"), TextRole::Small, Color::TextMuted))
    , m_discard(new Button({}, ButtonVariant::Ghost))
    , m_review(new Button({}, ButtonVariant::Secondary))
    , m_commit(new Button({}, ButtonVariant::Primary))
    , m_growth(new QPropertyAnimation(this, "maximumHeight", this))
{
    setObjectName(u"data.staged.bar"_s);
    setAccessibleName(tr("Staged changes"));
    const std::pair<Button *, std::pair<QAction *, QString>> buttons[]
        = {{m_discard, {discard, u"data.staged.discard"_s}},
           {m_review, {review, u"data.staged.review"_s}},
           {m_commit, {commit, u"data.staged.commit"_s}}};
    for (const auto &[button, binding] : buttons) {
        // Not bound whole: the bar has its own, shorter words for these actions.
        QAction *action = binding.first;
        Button *shown = button;
        shown->setObjectName(binding.second);
        shown->setToolTip(action->toolTip());
        connect(shown, &Button::clicked, action, &QAction::trigger);
        connect(action, &QAction::changed, shown, [shown, action] {
            shown->setEnabled(action->isEnabled());
        });
    }
    m_commit->setIconName(u"check"_s);
    m_discard->setText(tr("Discard"));
    m_review->setText(tr("Review diff"));

    auto *row = new QHBoxLayout(this);
    const int inset = data::kStagedInset;
    row->setContentsMargins(space::k4 + inset, inset, space::k4 + inset, inset);
    row->setSpacing(space::k3);
    row->addSpacing(space::k4 + space::k7 - inset); // the icon's; a margin would not mirror
    row->addWidget(m_total);
    row->addSpacing(space::k2);
    for (Pill *pill : {m_inserts, m_updates, m_deletes, m_problems}) {
        row->addWidget(pill);
    }
    row->addWidget(m_note);
    row->addStretch(1);
    row->addWidget(m_discard);
    row->addWidget(m_review);
    row->addWidget(m_commit);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setVisible(false);
}

void StagedBar::setCounts(const StagedCounts &counts)
{
    const bool wasEmpty = m_counts.total() == 0;
    m_counts = counts;
    m_total->setText(tr("%Ln staged", nullptr, counts.total()));
    m_inserts->setText(tr("%Ln new", "staged records", counts.inserts));
    m_updates->setText(tr("%Ln edited", "staged records", counts.updates));
    m_deletes->setText(tr("%Ln deleted", "staged records", counts.deletes));
    const int problems = counts.conflicts + counts.invalid;
    m_problems->setText(problems == 1 ? tr("1 needs attention")
                                      : tr("%Ln need attention", nullptr, problems));
    showCommitText();
    fit();
    const bool isEmpty = counts.total() == 0;
    if (isEmpty == wasEmpty) {
        return;
    }
    m_growth->stop();
    const int full = Theme::current().scaled(data::kStagedBar);
    setVisible(!isEmpty);
    setMaximumHeight(full);
    const int duration = Theme::current().duration(motion::kBase);
    if (!isEmpty && duration > 0) {
        m_growth->setDuration(duration);
        m_growth->setEasingCurve(QEasingCurve::OutCubic);
        m_growth->setStartValue(0);
        m_growth->setEndValue(full);
        m_growth->start();
    }
}

void StagedBar::setProgress(bool isRunning, int done, int total)
{
    m_isRunning = isRunning;
    m_commit->setBusy(isRunning);
    if (isRunning && total > 0) {
        m_commit->setText(tr("Committing %1 of %2").arg(done).arg(total));
    } else {
        showCommitText();
    }
}

void StagedBar::setUpload(const QString &name, double share)
{
    constexpr qsizetype kLongest = 24;
    if (!m_isRunning || name.isEmpty()) {
        return;
    }
    const QString shown = name.size() <= kLongest
        ? name
        : QString(name.left(kLongest / 2) + QChar(0x2026) + name.right(kLongest / 2 - 1));
    m_commit->setText(tr("%1, %2 %", "file, how much of it is uploaded")
                          .arg(isolatedLtr(shown))
                          .arg(qRound(share * 100)));
}

/// What must always fit: how many, and what one can do with them.
int StagedBar::leastWidth() const
{
    const QMargins margins = layout()->contentsMargins();
    int least = margins.left() + margins.right() + space::k4 + space::k7 + space::k2;
    for (const QWidget *part : {static_cast<const QWidget *>(m_total),
                                static_cast<const QWidget *>(m_discard),
                                static_cast<const QWidget *>(m_review),
                                static_cast<const QWidget *>(m_commit)}) {
        least += part->sizeHint().width() + layout()->spacing();
    }
    return least + 2 * layout()->spacing();
}

/// Pills and the note, as far as there is room: a cut word says nothing, it is there whole or not
/// at all. The review tells the kinds apart as well.
void StagedBar::fit()
{
    int room = width() - leastWidth();
    const std::pair<Pill *, int> pills[] = {{m_problems, m_counts.conflicts + m_counts.invalid},
                                            {m_inserts, m_counts.inserts},
                                            {m_updates, m_counts.updates},
                                            {m_deletes, m_counts.deletes}};
    for (const auto &[pill, count] : pills) {
        const int wide = pill->sizeHint().width() + layout()->spacing();
        pill->setVisible(count > 0 && wide <= room);
        room -= count > 0 ? wide : 0;
    }
    const int note = QFontMetrics(studio::font(TextRole::Small)).horizontalAdvance(m_note->text());
    m_note->setVisible(note + layout()->spacing() + space::k2 <= room);
}

QSize StagedBar::minimumSizeHint() const { return {leastWidth(), sizeHint().height()}; }

void StagedBar::showCommitText()
{
    if (!m_isRunning) {
        m_commit->setText(commitText(m_counts.total()));
    }
}

QSize StagedBar::sizeHint() const
{
    return {QWidget::sizeHint().width(), Theme::current().scaled(data::kStagedBar)};
}

void StagedBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), colorOf(Color::Surface));
    const int inset = data::kStagedInset;
    const QRectF card = QRectF(rect()).adjusted(space::k4, inset, -space::k4, -inset);
    drawRounded(&painter, card, radius::kLg, colorOf(Color::Surface), colorOf(Color::ModBar));
    const QRectF icon(card.left() + space::k4,
                      card.center().y() - iconSize::kMd / 2,
                      iconSize::kMd,
                      iconSize::kMd);
    drawIcon(&painter,
             u"branch"_s,
             mirrored(layoutDirection(), rect(), icon),
             colorOf(Color::Warning),
             layoutDirection());
}

void StagedBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

bool StagedBar::event(QEvent *event)
{
    if (event->type() == QEvent::LayoutRequest) {
        fit(); // the buttons need more, or less, at another size of text
    }
    return QWidget::event(event);
}

} // namespace socle::studio
