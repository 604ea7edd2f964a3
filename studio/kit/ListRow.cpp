// See the header.
#include "studio/kit/ListRow.h"

#include "studio/kit/Layouts.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Pill.h"
#include "studio/kit/Privacy.h"
#include "studio/kit/Small.h"
#include "studio/kit/Text.h"

#include <QHBoxLayout>
#include <QKeyEvent>

namespace socle::studio {

ListRow::ListRow(const QString &title, const QString &subtitle, QWidget *parent)
    : QAbstractButton(parent)
    , m_row(new QHBoxLayout(this))
    , m_titleRow(new QHBoxLayout)
    , m_tile(new IconTile({}, Tone::Neutral, this))
    , m_title(new Text({}, TextRole::BaseStrong, Color::Text, this))
    , m_pill(new Pill({}, Tone::Neutral, this))
    , m_subtitle(new Text({}, TextRole::Small, Color::TextMuted, this))
{
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setMirroredMargins(m_row, space::k5, space::k3, space::k4, space::k3);
    m_row->setSpacing(space::k4);
    m_row->addWidget(m_tile);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(0);
    texts->addStretch(1);
    m_titleRow->setSpacing(space::k3);
    m_titleRow->addWidget(m_title);
    m_titleRow->addWidget(m_pill);
    m_titleRow->addStretch(1);
    m_title->setOverflow(Text::Overflow::Elide);
    m_subtitle->setOverflow(Text::Overflow::Elide);
    texts->addLayout(m_titleRow);
    texts->addWidget(m_subtitle);
    texts->addStretch(1);
    m_row->addLayout(texts, 1);
    m_tile->hide();
    m_pill->hide();
    setTitle(title, subtitle);
    connect(this, &QAbstractButton::clicked, this, qOverload<>(&QWidget::update));
}

void ListRow::setTitle(const QString &title, const QString &subtitle)
{
    m_title->setText(title);
    m_title->setRole(subtitle.isEmpty() ? TextRole::Base : TextRole::BaseStrong);
    m_subtitle->setText(subtitle);
    m_subtitle->setVisible(!subtitle.isEmpty());
    setText(title);
    setAccessibleName(title);
    setAccessibleDescription(subtitle);
}

void ListRow::setSubtitlePrivate(bool isPrivate) { Privacy::guard(m_subtitle, isPrivate); }

void ListRow::setTile(const QString &iconName, Tone tone)
{
    m_tile->setIcon(iconName, tone);
    m_tile->show();
}

void ListRow::setPill(const QString &text, Tone tone)
{
    m_pill->setText(text);
    m_pill->setTone(tone);
    m_pill->setVisible(!text.isEmpty());
}

void ListRow::addTrailing(QWidget *widget) { m_row->addWidget(widget); }

void ListRow::addHoverAction(QWidget *widget)
{
    QSizePolicy policy = widget->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    widget->setSizePolicy(policy);
    m_row->addWidget(widget);
    m_hoverActions << widget;
    updateHover();
}

void ListRow::setSelected(bool selected)
{
    m_selected = selected;
    update();
}

void ListRow::setDivider(bool on)
{
    m_divider = on;
    update();
}

void ListRow::setBoxed(bool on)
{
    m_boxed = on;
    update();
}

QSize ListRow::sizeHint() const
{
    return m_row->sizeHint().expandedTo({0, Theme::current().densityTokens().row});
}

QSize ListRow::minimumSizeHint() const
{
    return {m_row->minimumSize().width(), sizeHint().height()};
}

void ListRow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::current();
    const bool isHovered = underMouse() && isEnabled();
    QColor fill;
    if (m_selected) {
        fill = theme.color(Color::AccentSoft);
    } else if (isHovered) {
        fill = theme.color(Color::Hover);
    } else if (m_boxed) {
        fill = theme.color(Color::SurfaceAlt);
    }
    // Rows of a list that fill their card have its edges; rows that stand alone have their own.
    const double corner = m_boxed || (m_selected && !m_divider) ? radius::kMd : 0;
    drawRounded(&painter,
                rect(),
                corner,
                fill,
                m_boxed ? theme.color(m_selected ? Color::Accent : Color::Border) : QColor());
    if (m_divider && !isHovered) {
        drawHairline(&painter,
                     {static_cast<double>(space::k5), height() - 1.0},
                     {static_cast<double>(width() - space::k5), height() - 1.0},
                     theme.color(Color::Border));
    }
    if (hasFocus()) {
        drawFocusRing(&painter, QRectF(rect()).adjusted(1, 1, -1, -1), radius::kMd, 0);
    }
}

void ListRow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        emit activated();
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

void ListRow::mouseDoubleClickEvent(QMouseEvent *) { emit activated(); }

bool ListRow::event(QEvent *event)
{
    switch (event->type()) {
    case QEvent::Enter:
    case QEvent::Leave:
    case QEvent::FocusIn:
    case QEvent::FocusOut:
        updateHover();
        update();
        break;
    default:
        break;
    }
    return QAbstractButton::event(event);
}

void ListRow::updateHover()
{
    const bool shown = underMouse() || hasFocus() || isAncestorOf(window()->focusWidget());
    for (QWidget *widget : std::as_const(m_hoverActions)) {
        widget->setVisible(shown);
    }
}

} // namespace socle::studio
