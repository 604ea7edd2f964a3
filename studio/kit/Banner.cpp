// See the header.
#include "studio/kit/Banner.h"

#include "studio/kit/Icon.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Text.h"

#include <QHBoxLayout>

namespace socle::studio {

namespace {

QString toneIcon(Tone tone)
{
    switch (tone) {
    case Tone::Neutral:
    case Tone::Accent:
    case Tone::Info:
        return QStringLiteral("info");
    case Tone::Success:
        return QStringLiteral("circle-check");
    case Tone::Warning:
        return QStringLiteral("warning");
    case Tone::Danger:
        return QStringLiteral("circle-x");
    }
    return {};
}

} // namespace

Banner::Banner(Tone tone, const QString &title, const QString &text, QWidget *parent)
    : QWidget(parent)
    , m_content(new QBoxLayout(QBoxLayout::LeftToRight))
    , m_actions(new QHBoxLayout)
    , m_title(new Text({}, TextRole::BaseStrong, Color::Text, this))
    , m_text(new Text({}, TextRole::Base, Color::Text, this))
    , m_dismiss(new IconButton(QStringLiteral("x"), tr("Dismiss"), this))
    , m_tone(tone)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(space::k5, space::k3 + 2, space::k5, space::k3 + 2);
    row->setSpacing(space::k4);
    // The icon; margins would not mirror, a spacing does.
    auto *iconRoom = new QSpacerItem(0, 0);
    row->addItem(iconRoom);
    const auto makeRoom = [row, iconRoom] {
        const int side = Theme::current().scaled(static_cast<int>(iconSize::kLg));
        iconRoom->changeSize(
            side + space::k3 + space::k1, 0, QSizePolicy::Fixed, QSizePolicy::Minimum);
        row->invalidate();
    };
    makeRoom();
    connect(&Theme::current(), &Theme::changed, this, makeRoom);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(0);
    texts->addWidget(m_title);
    texts->addWidget(m_text);
    m_title->setOverflow(Text::Overflow::Wrap);
    m_text->setOverflow(Text::Overflow::Wrap);
    m_content->setSpacing(space::k3);
    m_content->addLayout(texts, 1);
    m_actions->setSpacing(space::k3);
    m_content->addLayout(m_actions);
    row->addLayout(m_content, 1);
    m_dismiss->setObjectName(QStringLiteral("banner.dismiss"));
    m_dismiss->setControlSize(ControlSize::Small);
    m_dismiss->hide();
    row->addWidget(m_dismiss);
    connect(m_dismiss, &QToolButton::clicked, this, [this] {
        hide();
        emit dismissed();
    });
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    setMessage(tone, title, text);
}

void Banner::setMessage(Tone tone, const QString &title, const QString &text)
{
    m_tone = tone;
    m_title->setText(title);
    m_title->setVisible(!title.isEmpty());
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
    m_title->setColor(tone == Tone::Danger        ? Color::Danger
                          : tone == Tone::Warning ? Color::Warning
                          : tone == Tone::Success ? Color::Success
                                                  : Color::Text);
    setAccessibleName(title);
    setAccessibleDescription(text);
    update();
}

Button *Banner::addAction(const QString &text)
{
    auto *button = new Button(text, ButtonVariant::Secondary, this);
    m_actions->addWidget(button);
    return button;
}

void Banner::setDismissible(bool on) { m_dismiss->setVisible(on); }

/// In a narrow place (an inspector) the words keep a readable width, and the buttons go below them.
void Banner::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const int words = Theme::current().scaled(3 * space::k10);
    const bool isNarrow = m_actions->count() > 0
        && width() - 2 * space::k5 - m_actions->sizeHint().width() < words + space::k9;
    m_content->setDirection(isNarrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    m_content->setAlignment(m_actions, isNarrow ? Qt::AlignLeading : Qt::Alignment());
}

void Banner::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::current();
    drawRounded(&painter,
                rect(),
                radius::kLg,
                theme.toneSoft(m_tone),
                theme.isHighContrast() ? theme.color(Color::Border) : QColor());
    const double side = theme.scaled(static_cast<int>(iconSize::kLg));
    const bool single = !m_title->isVisibleTo(this) || !m_text->isVisibleTo(this);
    const double y
        = single ? (height() - side) / 2 : m_title->geometry().center().y() + 1 - side / 2;
    drawIcon(&painter,
             toneIcon(m_tone),
             mirrored(layoutDirection(), rect(), QRectF(space::k5, y, side, side)),
             theme.toneText(m_tone));
}

} // namespace socle::studio
