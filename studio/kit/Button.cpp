// Buttons paint themselves: text weight, icon and hint sit to the pixel, and no style call per
// paint.
#include "studio/kit/Button.h"

#include "studio/kit/Icon.h"
#include "studio/kit/PaintCache.h"
#include "studio/kit/StyleParts.h"
#include "studio/kit/Text.h"

#include <QAction>
#include <QHBoxLayout>
#include <QMenu>
#include <QMouseEvent>
#include <QStyleOptionButton>
#include <QTimerEvent>

#include <cmath>

namespace socle::studio {

namespace {

constexpr int kSpinnerStep = 30;

QString withoutMnemonic(QString text) { return text.remove(QLatin1Char('&')); }

} // namespace

int controlHeight(ControlSize size)
{
    const Theme &theme = Theme::current();
    // Small text is no reason for a target nobody hits (studio.md 3.19).
    const auto tall = [&theme](int pixels) { return std::max(control::kSm, theme.scaled(pixels)); };
    switch (size) {
    case ControlSize::Small:
        return tall(control::kSm);
    case ControlSize::Medium:
        return tall(theme.densityTokens().control);
    case ControlSize::Large:
        return tall(control::kLg);
    }
    return tall(control::kMd);
}

Button::Button(const QString &text, ButtonVariant variant, QWidget *parent)
    : QPushButton(text, parent)
    , m_variant(variant)
{
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

Button::Button(const QString &iconName, const QString &text, ButtonVariant variant, QWidget *parent)
    : Button(text, variant, parent)
{
    m_iconName = iconName;
}

void Button::setVariant(ButtonVariant variant)
{
    m_variant = variant;
    update();
}

void Button::setControlSize(ControlSize size)
{
    m_size = size;
    updateGeometry();
    update();
}

void Button::setIconName(const QString &meaning)
{
    m_iconName = meaning;
    updateGeometry();
    update();
}

void Button::setShortcutHint(const QString &keys)
{
    m_shortcutHint = keys;
    updateGeometry();
    update();
}

void Button::setBusy(bool busy)
{
    m_busy = busy;
    if (m_timer != 0) {
        killTimer(m_timer);
        m_timer = 0;
    }
    if (busy && Theme::current().hasMotion()) {
        m_timer = startTimer(motion::kFast / 2);
    }
    setAccessibleDescription(busy ? tr("Busy") : QString());
    updateGeometry();
    update();
}

void Button::bindAction(QAction *action)
{
    const auto sync = [this, action] {
        setText(action->text());
        setEnabled(action->isEnabled());
        setToolTip(action->toolTip());
        if (action->data().typeId() == QMetaType::QString) {
            setIconName(action->data().toString());
        }
    };
    sync();
    connect(action, &QAction::changed, this, sync);
    connect(this, &QPushButton::clicked, action, [action] { action->trigger(); });
}

QSize Button::sizeHint() const
{
    const Theme &theme = Theme::current();
    const double textWidth = QFontMetricsF(studio::font(TextRole::BaseStrong))
                                 .horizontalAdvance(withoutMnemonic(text()));
    double width = std::ceil(textWidth) + 2 * space::k4;
    if (!m_iconName.isEmpty() || m_busy) {
        width += theme.scaled(static_cast<int>(iconSize::kSm))
            + (text().isEmpty() ? 0 : space::k3 - 1);
    }
    if (!m_shortcutHint.isEmpty()) {
        width += std::ceil(
                     QFontMetricsF(studio::font(TextRole::Small)).horizontalAdvance(m_shortcutHint))
            + space::k3;
    }
    if (menu() != nullptr) {
        width += space::k4 + space::k2;
    }
    const int height = controlHeight(m_size);
    return {std::max(static_cast<int>(width), text().isEmpty() ? height : 0), height};
}

QSize Button::minimumSizeHint() const { return sizeHint(); }

void Button::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QStyleOptionButton option;
    initStyleOption(&option);
    parts::ControlState state = parts::stateOf(&option);
    state.isPressed = isDown();
    state.isChecked = isChecked();
    // The ring needs its gap inside the widget: the ground shrinks by nothing, the ring sits on its
    // edge.
    const bool ring = state.hasFocus;
    state.hasFocus = false;
    const QColor text = parts::drawButtonGround(&painter, rect(), m_variant, state);
    if (hasOwnEdge()) {
        drawRounded(&painter, rect(), radius::kMd, {}, colorOf(Color::Border));
    }
    if (ring) {
        const bool solid
            = m_variant == ButtonVariant::Primary || m_variant == ButtonVariant::Danger;
        drawFocusRing(&painter, rect(), radius::kMd, 0);
        if (solid) {
            drawRounded(&painter,
                        QRectF(rect()).adjusted(2, 2, -2, -2),
                        radius::kMd - 2,
                        {},
                        colorOf(Color::Surface),
                        1);
        }
    }
    const QFont labelFont = studio::font(TextRole::BaseStrong);
    const QString label = withoutMnemonic(this->text());
    const double iconSide = Theme::current().scaled(static_cast<int>(iconSize::kSm));
    const bool hasIcon = !m_iconName.isEmpty() || m_busy;
    const double textWidth = label.isEmpty() ? 0 : std::ceil(advanceOf(label, labelFont));
    const double gap = hasIcon && !label.isEmpty() ? space::k3 - 1 : 0;
    const double hintWidth = m_shortcutHint.isEmpty()
        ? 0
        : std::ceil(advanceOf(m_shortcutHint, studio::font(TextRole::Small))) + space::k3;
    const double arrowWidth = menu() != nullptr ? space::k4 + space::k2 : 0;
    const double total = (hasIcon ? iconSide : 0) + gap + textWidth + hintWidth + arrowWidth;
    double x = std::max<double>(space::k2, (width() - total) / 2);
    painter.setLayoutDirection(layoutDirection());
    const auto place = [&](double w) {
        const QRectF box = mirrored(layoutDirection(), rect(), QRectF(x, 0, w, height()));
        x += w;
        return box;
    };
    if (hasIcon) {
        const QRectF box = place(iconSide);
        QRectF square(0, 0, iconSide, iconSide);
        square.moveCenter(box.center());
        if (m_busy) {
            parts::drawSpinner(&painter, square, m_angle, text);
        } else {
            const bool quiet
                = m_variant == ButtonVariant::Secondary || m_variant == ButtonVariant::Ghost;
            drawIcon(&painter,
                     m_iconName,
                     square,
                     quiet && isEnabled() && !isChecked() ? colorOf(Color::TextMuted) : text,
                     layoutDirection());
        }
        x += gap;
    }
    if (!label.isEmpty()) {
        drawLine(&painter, place(std::min(textWidth + 1, width() - x)), label, labelFont, text);
    }
    if (hintWidth > 0) {
        QColor pale = text;
        pale.setAlphaF(0.75F);
        drawLine(&painter,
                 place(hintWidth),
                 m_shortcutHint,
                 studio::font(TextRole::Small),
                 pale,
                 Qt::AlignTrailing | Qt::AlignVCenter);
    }
    if (arrowWidth > 0) {
        QRectF glyph(0, 0, 10, 10);
        glyph.moveCenter(place(arrowWidth + space::k2).center());
        drawIcon(&painter, QStringLiteral("chevron-down"), glyph, text);
    }
}

bool Button::hasOwnEdge() const
{
    return m_variant == ButtonVariant::Ghost && Theme::current().isHighContrast()
        && !text().isEmpty();
}

bool Button::hitButton(const QPoint &pos) const { return !m_busy && QPushButton::hitButton(pos); }

void Button::timerEvent(QTimerEvent *event)
{
    if (event->timerId() == m_timer) {
        m_angle = (m_angle + kSpinnerStep) % 360;
        update();
        return;
    }
    QPushButton::timerEvent(event);
}

SplitButton::SplitButton(const QString &iconName,
                         const QString &text,
                         ButtonVariant variant,
                         QWidget *parent)
    : QWidget(parent)
    , m_main(new Button(iconName, text, variant, this))
    , m_arrow(new Button({}, variant, this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(1);
    row->addWidget(m_main);
    row->addWidget(m_arrow);
    m_arrow->setIconName(QStringLiteral("chevron-down"));
    m_arrow->setAccessibleName(tr("More ways to do this"));
    m_arrow->setToolTip(m_arrow->accessibleName());
    setFocusProxy(m_main);
    connect(m_main, &QPushButton::clicked, this, &SplitButton::clicked);
}

void SplitButton::setMenu(QMenu *menu)
{
    connect(m_arrow, &QPushButton::clicked, menu, [this, menu] {
        const bool rightToLeft = layoutDirection() == Qt::RightToLeft;
        const QPoint corner = mapToGlobal(rightToLeft ? rect().bottomLeft() : rect().bottomRight());
        menu->popup(corner + QPoint(rightToLeft ? 0 : -menu->sizeHint().width(), space::k2));
    });
}

} // namespace socle::studio
