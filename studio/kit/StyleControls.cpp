// Buttons, inputs, marks, sliders, scroll bars, progress: what people press and type into.
#include "studio/kit/Icon.h"
#include "studio/kit/SocleStyle.h"
#include "studio/kit/StyleParts.h"
#include "studio/kit/StyleViews.h"
#include "studio/kit/Text.h"

#include <QAbstractScrollArea>
#include <QComboBox>
#include <QLineEdit>
#include <QPainterPath>
#include <QStyleOption>
#include <QTextEdit>
#include <QToolButton>

namespace socle::studio {

namespace {

using parts::ControlState;
using parts::stateOf;

Qt::CheckState checkOf(const QStyleOption *option)
{
    if (option->state & QStyle::State_NoChange) {
        return Qt::PartiallyChecked;
    }
    return option->state & QStyle::State_On ? Qt::Checked : Qt::Unchecked;
}

ControlState inputState(const QStyleOption *option)
{
    ControlState state = stateOf(option);
    state.hasFocus = option->state & QStyle::State_HasFocus; // an input shows focus however it came
    // What cannot be typed into looks like it, its words stay as strong as they are.
    state.isEnabled = state.isEnabled && (option->state & QStyle::State_ReadOnly) == 0;
    return state;
}

void drawPushButtonLabel(const QStyleOptionButton *button, QPainter *painter, const QWidget *widget)
{
    const ControlState state = stateOf(button);
    const ButtonVariant variant = parts::variantOf(widget);
    QColor text = colorOf(state.isEnabled ? Color::Text : Color::TextDisabled);
    if (state.isEnabled && variant == ButtonVariant::Primary) {
        text = colorOf(Color::OnAccent);
    } else if (state.isEnabled && variant == ButtonVariant::Danger) {
        text = colorOf(Color::OnDanger);
    }
    QRectF rect = button->rect;
    painter->setLayoutDirection(button->direction);
    if (!button->icon.isNull()) {
        const int side = button->iconSize.width();
        const double width
            = QFontMetricsF(studio::font(TextRole::BaseStrong)).horizontalAdvance(button->text);
        const double total = button->text.isEmpty() ? side : side + space::k3 + width;
        QRectF place(rect.center().x() - total / 2, rect.center().y() - side / 2.0, side, side);
        place = mirrored(button->direction, rect, place);
        button->icon.paint(painter,
                           place.toAlignedRect(),
                           Qt::AlignCenter,
                           state.isEnabled ? QIcon::Normal : QIcon::Disabled);
        rect = mirrored(button->direction,
                        rect,
                        QRectF(rect.center().x() - total / 2 + side + space::k3,
                               rect.top(),
                               width + 2,
                               rect.height()));
    }
    QString label = button->text;
    label.remove(QLatin1Char('&'));
    drawLine(painter, rect, label, studio::font(TextRole::BaseStrong), text, Qt::AlignCenter);
}

void drawScrollBar(const QStyleOptionSlider *option,
                   QPainter *painter,
                   const QWidget *widget,
                   const QRect &slider)
{
    const auto *area = widget
        ? qobject_cast<const QAbstractScrollArea *>(
            widget->parentWidget() ? widget->parentWidget()->parentWidget() : nullptr)
        : nullptr;
    if (area != nullptr) {
        const QWidget *viewport = area->viewport();
        if (viewport->autoFillBackground()) { // else what is behind the area shows through
            painter->fillRect(option->rect, viewport->palette().brush(viewport->backgroundRole()));
        }
    }
    if (option->maximum <= option->minimum || slider.isEmpty()) {
        return;
    }
    const bool isHovered = option->state & QStyle::State_MouseOver;
    const bool isPressed = (option->state & QStyle::State_Sunken)
        && option->activeSubControls & QStyle::SC_ScrollBarSlider;
    QColor thumb = colorOf(Color::TextSubtle);
    thumb.setAlphaF(isPressed ? 0.75F : isHovered ? 0.55F : 0.32F);
    const double extent
        = option->orientation == Qt::Vertical ? option->rect.width() : option->rect.height();
    const double thickness
        = (isHovered || isPressed ? scrollBar::kWide : scrollBar::kThin) - space::k1;
    const double inset = (extent - thickness) / 2;
    QRectF rect = slider;
    rect = option->orientation == Qt::Vertical
        ? rect.adjusted(inset, space::k1, -inset, -space::k1)
        : rect.adjusted(space::k1, inset, -space::k1, -inset);
    drawRounded(painter, rect, radius::kFull, thumb);
}

void drawToolButton(const QStyleOptionToolButton *option, QPainter *painter, const QWidget *widget)
{
    ControlState state = stateOf(option);
    state.isPressed = state.isPressed && (option->state & QStyle::State_Enabled);
    const QColor text = parts::drawButtonGround(painter, option->rect, ButtonVariant::Ghost, state);
    QRectF rect = option->rect;
    painter->setLayoutDirection(option->direction);
    const bool hasText
        = option->toolButtonStyle != Qt::ToolButtonIconOnly && !option->text.isEmpty();
    if (!option->icon.isNull()) {
        QRectF place(0, 0, option->iconSize.width(), option->iconSize.height());
        place.moveCenter(rect.center());
        if (hasText) {
            place.moveLeft(rect.left() + space::k3);
        }
        option->icon.paint(painter,
                           mirrored(option->direction, rect, place).toAlignedRect(),
                           Qt::AlignCenter,
                           state.isEnabled ? QIcon::Normal : QIcon::Disabled);
        if (hasText) {
            rect = mirrored(
                option->direction,
                rect,
                rect.adjusted(option->iconSize.width() + 2 * space::k3, 0, -space::k2, 0));
        }
    }
    const bool hasArrow = option->features.testFlag(QStyleOptionToolButton::Arrow)
        && option->arrowType != Qt::NoArrow;
    if (hasArrow && !hasText) {
        const char *const name = option->arrowType == Qt::LeftArrow ? "chevron-left"
            : option->arrowType == Qt::RightArrow                   ? "chevron-right"
            : option->arrowType == Qt::UpArrow                      ? "chevron-up"
                                                                    : "chevron-down";
        const double side = Theme::current().scaled(static_cast<int>(iconSize::kSm));
        QRectF glyph(0, 0, side, side);
        glyph.moveCenter(rect.center());
        drawIcon(painter, QLatin1String(name), glyph, text);
    } else if (hasText || option->icon.isNull()) {
        drawLine(painter,
                 rect,
                 option->text,
                 studio::font(TextRole::BaseMedium),
                 text,
                 option->icon.isNull() ? Qt::AlignCenter : Qt::AlignLeading | Qt::AlignVCenter);
    }
    Q_UNUSED(widget)
}

} // namespace

void SocleStyle::drawPrimitive(PrimitiveElement element,
                               const QStyleOption *option,
                               QPainter *painter,
                               const QWidget *widget) const
{
    switch (element) {
    case PE_FrameFocusRect:
        if (option->state & State_KeyboardFocusChange) {
            drawFocusRing(painter, option->rect, radius::kSm, 0);
        }
        return;
    case PE_PanelButtonCommand: {
        const ControlState state = stateOf(option);
        ButtonVariant variant = parts::variantOf(widget);
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
            button != nullptr && button->features & QStyleOptionButton::Flat
            && variant == ButtonVariant::Secondary) {
            variant = ButtonVariant::Ghost;
        }
        parts::drawButtonGround(painter, option->rect.adjusted(0, 0, 0, 0), variant, state);
        return;
    }
    case PE_FrameDefaultButton:
    case PE_FrameButtonBevel:
    case PE_PanelButtonBevel:
    case PE_FrameStatusBarItem:
    case PE_FrameTabBarBase:
    case PE_PanelMenuBar:
    case PE_IndicatorDockWidgetResizeHandle:
        return;
    case PE_PanelButtonTool:
        parts::drawButtonGround(painter, option->rect, ButtonVariant::Ghost, stateOf(option));
        return;
    case PE_PanelLineEdit:
        // A line edit inside a spin box or combo box has its frame from there.
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
            frame == nullptr || frame->lineWidth > 0) {
            parts::drawInputGround(painter,
                                   option->rect,
                                   parts::inputStateOf(widget),
                                   inputState(option),
                                   widget != nullptr && widget->property("quiet").toBool());
        }
        return;
    case PE_FrameLineEdit:
        return;
    case PE_Frame:
        if (widget != nullptr
            && (widget->inherits("QPlainTextEdit") || widget->inherits("QTextEdit"))) {
            // Round corners over the viewport's square ones: cover them with the ground behind the
            // editor.
            const QRectF rect = option->rect;
            QPainterPath outside;
            outside.addRect(rect);
            QPainterPath inside;
            inside.addRoundedRect(rect, radius::kMd, radius::kMd);
            const QWidget *behind
                = widget->parentWidget() != nullptr ? widget->parentWidget() : widget;
            painter->save();
            painter->setRenderHint(QPainter::Antialiasing);
            if (behind->autoFillBackground() || behind->isWindow()) {
                painter->fillPath(outside.subtracted(inside),
                                  behind->palette().brush(behind->backgroundRole()));
            }
            painter->restore();
            ControlState state = inputState(option);
            state.hasFocus = widget->hasFocus();
            state.isEnabled = state.isEnabled && !widget->property("readOnly").toBool();
            const QColor border
                = colorOf(parts::inputStateOf(widget) == InputState::Error        ? Color::Danger
                              : state.hasFocus                                    ? Color::Accent
                              : parts::inputStateOf(widget) == InputState::Edited ? Color::ModBar
                              : state.isEnabled ? Color::BorderStrong
                                                : Color::Border);
            drawRounded(
                painter, rect, radius::kMd, {}, border, state.hasFocus ? focusRing::kWidth : 1);
        } else if (widget != nullptr && widget->inherits("QComboBoxPrivateContainer")) {
            drawRounded(painter,
                        option->rect,
                        radius::kLg,
                        colorOf(Color::Surface),
                        colorOf(Color::Border));
        } else {
            drawRounded(painter, option->rect, 0, {}, colorOf(Color::Border));
        }
        return;
    case PE_FrameWindow:
        drawRounded(painter, option->rect, 0, {}, colorOf(Color::Border));
        return;
    case PE_FrameGroupBox:
        drawRounded(painter, option->rect, radius::kLg, {}, colorOf(Color::Border));
        return;
    case PE_IndicatorCheckBox:
        parts::drawCheck(painter, QRectF(option->rect), checkOf(option), stateOf(option));
        return;
    case PE_IndicatorItemViewItemCheck: {
        ControlState state = stateOf(option);
        state.hasFocus = false;
        parts::drawCheck(painter, QRectF(option->rect), checkOf(option), state);
        return;
    }
    case PE_IndicatorRadioButton:
        parts::drawRadio(painter, QRectF(option->rect), stateOf(option));
        return;
    case PE_IndicatorArrowDown:
    case PE_IndicatorButtonDropDown:
    case PE_IndicatorSpinDown:
        drawIcon(painter, QStringLiteral("chevron-down"), option->rect, colorOf(Color::TextMuted));
        return;
    case PE_IndicatorArrowUp:
    case PE_IndicatorSpinUp:
        drawIcon(painter, QStringLiteral("chevron-up"), option->rect, colorOf(Color::TextMuted));
        return;
    case PE_IndicatorArrowLeft:
        drawIcon(painter, QStringLiteral("chevron-left"), option->rect, colorOf(Color::TextMuted));
        return;
    case PE_IndicatorArrowRight:
        drawIcon(painter, QStringLiteral("chevron-right"), option->rect, colorOf(Color::TextMuted));
        return;
    case PE_PanelTipLabel:
        drawRounded(painter, option->rect, radius::kMd, colorOf(Color::Tooltip));
        return;
    default:
        break;
    }
    if (!views::drawPrimitive(element, option, painter, widget)) {
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void SocleStyle::drawControl(ControlElement element,
                             const QStyleOption *option,
                             QPainter *painter,
                             const QWidget *widget) const
{
    switch (element) {
    case CE_PushButtonBevel:
        drawPrimitive(PE_PanelButtonCommand, option, painter, widget);
        return;
    case CE_PushButtonLabel:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option)) {
            drawPushButtonLabel(button, painter, widget);
        }
        return;
    case CE_CheckBox:
    case CE_RadioButton:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option)) {
            const bool isRadio = element == CE_RadioButton;
            QStyleOptionButton indicator = *button;
            indicator.rect = proxy()->subElementRect(
                isRadio ? SE_RadioButtonIndicator : SE_CheckBoxIndicator, button, widget);
            proxy()->drawPrimitive(isRadio ? PE_IndicatorRadioButton : PE_IndicatorCheckBox,
                                   &indicator,
                                   painter,
                                   widget);
            const QRect label = proxy()->subElementRect(
                isRadio ? SE_RadioButtonContents : SE_CheckBoxContents, button, widget);
            QString text = button->text;
            text.remove(QLatin1Char('&'));
            painter->setLayoutDirection(button->direction);
            drawLine(painter,
                     label,
                     text,
                     widget != nullptr ? widget->font() : studio::font(TextRole::Base),
                     colorOf(button->state & State_Enabled ? Color::Text : Color::TextDisabled));
        }
        return;
    case CE_ComboBoxLabel:
        if (const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option);
            combo != nullptr && !combo->editable) {
            QRectF rect = proxy()->subControlRect(CC_ComboBox, combo, SC_ComboBoxEditField, widget);
            painter->setLayoutDirection(combo->direction);
            if (!combo->currentIcon.isNull()) {
                const QRectF place(rect.left(),
                                   rect.center().y() - combo->iconSize.height() / 2.0,
                                   combo->iconSize.width(),
                                   combo->iconSize.height());
                combo->currentIcon.paint(painter,
                                         mirrored(combo->direction, rect, place).toAlignedRect());
                rect = mirrored(combo->direction,
                                rect,
                                rect.adjusted(combo->iconSize.width() + space::k3, 0, 0, 0));
            }
            drawLine(painter,
                     rect,
                     combo->currentText,
                     studio::font(TextRole::Base),
                     colorOf(combo->state & State_Enabled ? Color::Text : Color::TextDisabled));
        }
        return;
    case CE_ProgressBarGroove: {
        const QRectF rect(option->rect.left(),
                          option->rect.center().y() - space::k2 / 2.0,
                          option->rect.width(),
                          space::k2);
        drawRounded(painter, rect, radius::kFull, colorOf(Color::Chip));
        return;
    }
    case CE_ProgressBarContents:
        if (const auto *bar = qstyleoption_cast<const QStyleOptionProgressBar *>(option)) {
            const double range = bar->maximum - bar->minimum;
            const double share = range > 0 ? (bar->progress - bar->minimum) / range : 0.3;
            const QRectF all(bar->rect.left(),
                             bar->rect.center().y() - space::k2 / 2.0,
                             bar->rect.width(),
                             space::k2);
            const QRectF filled(all.left(), all.top(), all.width() * share, all.height());
            if (share > 0) {
                drawRounded(painter,
                            mirrored(bar->direction, all, filled),
                            radius::kFull,
                            colorOf(Color::Accent));
            }
        }
        return;
    case CE_ProgressBarLabel:
        return;
    case CE_Splitter: {
        QRectF rect = option->rect;
        painter->fillRect(rect,
                          colorOf(option->state & State_MouseOver ? Color::Accent : Color::Border));
        return;
    }
    case CE_SizeGrip:
        return;
    case CE_FocusFrame:
        drawFocusRing(painter, option->rect, radius::kMd, 0);
        return;
    default:
        break;
    }
    if (!views::drawControl(this, element, option, painter, widget)) {
        QProxyStyle::drawControl(element, option, painter, widget);
    }
}

void SocleStyle::drawComplexControl(ComplexControl control,
                                    const QStyleOptionComplex *option,
                                    QPainter *painter,
                                    const QWidget *widget) const
{
    switch (control) {
    case CC_ScrollBar:
        if (const auto *slider = qstyleoption_cast<const QStyleOptionSlider *>(option)) {
            drawScrollBar(
                slider,
                painter,
                widget,
                proxy()->subControlRect(CC_ScrollBar, slider, SC_ScrollBarSlider, widget));
        }
        return;
    case CC_ComboBox:
        if (const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option)) {
            ControlState state = inputState(combo);
            parts::drawInputGround(painter, combo->rect, parts::inputStateOf(widget), state);
            const QRectF arrow
                = proxy()->subControlRect(CC_ComboBox, combo, SC_ComboBoxArrow, widget);
            QRectF place(0, 0, space::k4, space::k4);
            place.moveCenter(arrow.center());
            drawIcon(painter,
                     QStringLiteral("chevron-down"),
                     place,
                     colorOf(state.isEnabled ? Color::TextMuted : Color::TextDisabled));
        }
        return;
    case CC_SpinBox:
        if (const auto *spin = qstyleoption_cast<const QStyleOptionSpinBox *>(option)) {
            parts::drawInputGround(
                painter, spin->rect, parts::inputStateOf(widget), inputState(spin));
            for (const auto sub : {SC_SpinBoxUp, SC_SpinBoxDown}) {
                const QRectF place = proxy()->subControlRect(CC_SpinBox, spin, sub, widget);
                QRectF glyph(0, 0, space::k3 + 1, space::k3 + 1);
                glyph.moveCenter(place.center());
                const bool isActive
                    = spin->activeSubControls == sub && spin->state & State_MouseOver;
                drawIcon(painter,
                         sub == SC_SpinBoxUp ? QStringLiteral("chevron-up")
                                             : QStringLiteral("chevron-down"),
                         glyph,
                         colorOf(isActive ? Color::Text : Color::TextSubtle));
            }
        }
        return;
    case CC_ToolButton:
        if (const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option)) {
            drawToolButton(button, painter, widget);
        }
        return;
    case CC_Slider:
        if (const auto *slider = qstyleoption_cast<const QStyleOptionSlider *>(option)) {
            const QRectF groove
                = proxy()->subControlRect(CC_Slider, slider, SC_SliderGroove, widget);
            const QRectF handle
                = proxy()->subControlRect(CC_Slider, slider, SC_SliderHandle, widget);
            const bool isHorizontal = slider->orientation == Qt::Horizontal;
            const QPointF center = groove.center();
            const QRectF track = isHorizontal
                ? QRectF(groove.left(), center.y() - 2, groove.width(), 4)
                : QRectF(center.x() - 2, groove.top(), 4, groove.height());
            drawRounded(painter, track, radius::kFull, colorOf(Color::Chip), {});
            QRectF filled = track;
            if (isHorizontal) {
                (slider->direction == Qt::RightToLeft) != slider->upsideDown
                    ? filled.setLeft(handle.center().x())
                    : filled.setRight(handle.center().x());
            } else {
                filled.setTop(handle.center().y());
            }
            const bool isEnabled = slider->state & State_Enabled;
            drawRounded(painter,
                        filled,
                        radius::kFull,
                        colorOf(isEnabled ? Color::Accent : Color::TextDisabled));
            QRectF knob(0, 0, space::k5 - 2, space::k5 - 2);
            knob.moveCenter(handle.center());
            drawRounded(painter,
                        knob,
                        radius::kFull,
                        colorOf(Color::Surface),
                        colorOf(isEnabled ? Color::Accent : Color::TextDisabled),
                        2);
            if (slider->state & State_HasFocus) {
                drawFocusRing(painter, knob, knob.width() / 2);
            }
        }
        return;
    default:
        QProxyStyle::drawComplexControl(control, option, painter, widget);
    }
}

} // namespace socle::studio
