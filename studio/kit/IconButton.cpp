// See the header.
#include "studio/kit/IconButton.h"

#include "studio/kit/Icon.h"
#include "studio/kit/StyleParts.h"

#include <QStyleOptionToolButton>

namespace socle::studio {

IconButton::IconButton(const QString &iconName, const QString &toolTip, QWidget *parent)
    : QToolButton(parent)
    , m_iconName(iconName)
{
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setPopupMode(QToolButton::InstantPopup);
    setToolTipAndName(toolTip);
}

void IconButton::setIconName(const QString &meaning)
{
    m_iconName = meaning;
    update();
}

void IconButton::setControlSize(ControlSize size)
{
    m_size = size;
    updateGeometry();
}

void IconButton::setRole(Color role)
{
    m_role = role;
    update();
}

void IconButton::setOutlined(bool outlined)
{
    m_outlined = outlined;
    update();
}

void IconButton::setDot(bool shown, Color role)
{
    m_hasDot = shown;
    m_dotRole = role;
    update();
}

void IconButton::setToolTipAndName(const QString &text)
{
    setToolTip(text);
    setAccessibleName(text);
}

QSize IconButton::sizeHint() const
{
    const int side = controlHeight(m_size);
    return {side, side};
}

QSize IconButton::minimumSizeHint() const { return sizeHint(); }

void IconButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QStyleOptionToolButton option;
    initStyleOption(&option);
    parts::ControlState state = parts::stateOf(&option);
    state.isPressed = isDown();
    state.isChecked = isChecked();
    const bool ring = state.hasFocus;
    state.hasFocus = false;
    parts::drawButtonGround(
        &painter, rect(), m_outlined ? ButtonVariant::Secondary : ButtonVariant::Ghost, state);
    if (ring) {
        drawFocusRing(&painter, rect(), radius::kMd, 0);
    }
    const double side = Theme::current().scaled(
        static_cast<int>(m_size == ControlSize::Small ? iconSize::kSm : iconSize::kMd));
    QRectF square(0, 0, side, side);
    square.moveCenter(QRectF(rect()).center());
    const Color role = !isEnabled() ? Color::TextDisabled
        : isChecked()               ? Color::OnAccentSoft
                                    : m_role;
    QColor color = colorOf(role);
    if (isEnabled() && !isChecked() && m_role == Color::TextMuted && underMouse()) {
        color = colorOf(Color::Text);
    }
    drawIcon(&painter, m_iconName, square, color, layoutDirection());
    if (m_hasDot) {
        const QRectF dot = mirrored(
            layoutDirection(), rect(), QRectF(square.right() - 3, square.top() - 2, 6, 6));
        drawRounded(&painter,
                    dot.adjusted(-1.5, -1.5, 1.5, 1.5),
                    radius::kFull,
                    palette().color(QPalette::Window));
        drawRounded(&painter, dot, radius::kFull, colorOf(m_dotRole));
    }
}

} // namespace socle::studio
