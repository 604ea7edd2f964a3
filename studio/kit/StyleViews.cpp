// Menus, headers, item views, plain tabs; and the geometry of everything the style paints.
#include "studio/kit/StyleViews.h"

#include "studio/kit/Icon.h"
#include "studio/kit/SocleStyle.h"
#include "studio/kit/StyleParts.h"
#include "studio/kit/Text.h"

#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QStyleOption>
#include <QTabBar>

#include <cmath>

namespace socle::studio {

namespace views {

namespace {

void drawMenuItem(const QStyleOptionMenuItem *item, QPainter *painter)
{
    const QRectF rect = item->rect;
    painter->setLayoutDirection(item->direction);
    if (item->menuItemType == QStyleOptionMenuItem::Separator) {
        if (item->text.isEmpty()) {
            drawHairline(painter,
                         {rect.left() + space::k3, std::floor(rect.center().y())},
                         {rect.right() - space::k3, std::floor(rect.center().y())},
                         colorOf(Color::Border));
        } else {
            drawLine(painter,
                     rect.adjusted(space::k4, space::k2, -space::k4, 0),
                     item->text.toUpper(),
                     studio::font(TextRole::Section),
                     colorOf(Color::TextSubtle));
        }
        return;
    }
    const bool isEnabled = item->state & QStyle::State_Enabled;
    if (isEnabled && item->state & QStyle::State_Selected) {
        drawRounded(painter,
                    rect.adjusted(space::k1, 0, -space::k1, 0),
                    radius::kSm,
                    colorOf(Color::Hover));
    }
    const QColor text = colorOf(isEnabled ? Color::Text : Color::TextDisabled);
    const double iconSide = Theme::current().scaled(static_cast<int>(iconSize::kMd));
    const QRectF leading(
        rect.left() + space::k4, rect.center().y() - iconSide / 2, iconSide, iconSide);
    const bool isChecked = item->checkType != QStyleOptionMenuItem::NotCheckable && item->checked;
    if (isChecked) {
        drawIcon(painter,
                 QStringLiteral("check"),
                 mirrored(item->direction, rect, leading),
                 colorOf(isEnabled ? Color::Accent : Color::TextDisabled));
    } else if (!item->icon.isNull()) {
        item->icon.paint(painter,
                         mirrored(item->direction, rect, leading).toAlignedRect(),
                         Qt::AlignCenter,
                         isEnabled ? QIcon::Normal : QIcon::Disabled);
    }
    const bool hasLeading
        = item->maxIconWidth > 0 || item->menuHasCheckableItems || !item->icon.isNull();
    const double start = hasLeading ? space::k4 + iconSide + space::k3 : space::k4;
    const QRectF body = mirrored(item->direction, rect, rect.adjusted(start, 0, -space::k5, 0));
    QString label = item->text;
    label.remove(QLatin1Char('&'));
    const QStringList parts = label.split(QLatin1Char('\t'));
    drawLine(painter, body, parts.first(), studio::font(TextRole::Base), text);
    if (parts.size() > 1) {
        drawLine(painter,
                 body,
                 parts.at(1),
                 studio::font(TextRole::Small),
                 colorOf(isEnabled ? Color::TextSubtle : Color::TextDisabled),
                 Qt::AlignTrailing | Qt::AlignVCenter);
    }
    if (item->menuItemType == QStyleOptionMenuItem::SubMenu) {
        const QRectF arrow(rect.right() - space::k6, rect.center().y() - space::k3 / 1.6, 10, 10);
        drawIcon(painter,
                 QStringLiteral("chevron-right"),
                 mirrored(item->direction, rect, arrow),
                 colorOf(Color::TextSubtle),
                 item->direction);
    }
}

void drawTab(const QStyleOptionTab *tab, QPainter *painter)
{
    const bool isSelected = tab->state & QStyle::State_Selected;
    const bool isHovered = tab->state & QStyle::State_MouseOver;
    const QRectF rect = tab->rect;
    if (isSelected) {
        painter->fillRect(
            QRectF(rect.left() + space::k4, rect.bottom() - 2, rect.width() - 2 * space::k4, 2),
            colorOf(Color::Accent));
    }
    painter->setLayoutDirection(tab->direction);
    drawLine(painter,
             rect,
             tab->text,
             studio::font(isSelected ? TextRole::BaseStrong : TextRole::Base),
             colorOf(!(tab->state & QStyle::State_Enabled) ? Color::TextDisabled
                         : isSelected || isHovered         ? Color::Text
                                                           : Color::TextMuted),
             Qt::AlignCenter);
    if (tab->state & QStyle::State_HasFocus && tab->state & QStyle::State_KeyboardFocusChange) {
        drawFocusRing(painter, rect.adjusted(2, 2, -2, -4), radius::kSm, 0);
    }
}

void drawHeader(const QStyleOptionHeader *header, QPainter *painter)
{
    const QRectF rect = header->rect;
    painter->fillRect(rect, colorOf(Color::SurfaceAlt));
    if (header->orientation == Qt::Horizontal) {
        drawHairline(painter,
                     {rect.left(), rect.bottom() - 1},
                     {rect.right(), rect.bottom() - 1},
                     colorOf(Color::Border));
        const double edge = header->direction == Qt::LeftToRight ? rect.right() - 1 : rect.left();
        // Qt counts from the left in a mirrored header.
        const auto outer = header->direction == Qt::LeftToRight ? QStyleOptionHeader::End
                                                                : QStyleOptionHeader::Beginning;
        if (header->position != outer && header->position != QStyleOptionHeader::OnlyOneSection) {
            drawHairline(
                painter, {edge, rect.top()}, {edge, rect.bottom()}, colorOf(Color::Border));
        }
    } else {
        drawHairline(painter,
                     {rect.left(), rect.bottom() - 1},
                     {rect.right(), rect.bottom() - 1},
                     colorOf(Color::Border));
    }
}

} // namespace

bool drawPrimitive(QStyle::PrimitiveElement element,
                   const QStyleOption *option,
                   QPainter *painter,
                   const QWidget *widget)
{
    switch (element) {
    case QStyle::PE_PanelMenu:
        drawRounded(painter, option->rect, radius::kLg, colorOf(Color::Surface), floatingEdge());
        return true;
    case QStyle::PE_FrameMenu:
        return true;
    case QStyle::PE_PanelItemViewRow:
        return true;
    case QStyle::PE_PanelItemViewItem: {
        const bool isSelected = option->state & QStyle::State_Selected;
        const bool isHovered
            = option->state & QStyle::State_MouseOver && option->state & QStyle::State_Enabled;
        if (const auto *item = qstyleoption_cast<const QStyleOptionViewItem *>(option);
            item != nullptr && item->backgroundBrush.style() != Qt::NoBrush) {
            painter->fillRect(option->rect, item->backgroundBrush);
        }
        if (isSelected || isHovered) {
            const bool inList = widget != nullptr
                && (widget->inherits("QListView") || widget->inherits("QTreeView"));
            const QColor ground = colorOf(isSelected ? Color::AccentSoft : Color::Hover);
            drawRounded(painter, option->rect, inList ? radius::kSm : 0, ground);
        }
        return true;
    }
    case QStyle::PE_IndicatorBranch:
        if (option->state & QStyle::State_Children) {
            QRectF place(0, 0, 10, 10);
            place.moveCenter(QRectF(option->rect).center());
            drawIcon(painter,
                     option->state & QStyle::State_Open ? QStringLiteral("chevron-down")
                                                        : QStringLiteral("chevron-right"),
                     place,
                     colorOf(Color::TextSubtle),
                     option->direction);
        }
        return true;
    case QStyle::PE_IndicatorHeaderArrow:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option)) {
            drawIcon(painter,
                     header->sortIndicator == QStyleOptionHeader::SortDown
                         ? QStringLiteral("arrow-up")
                         : QStringLiteral("arrow-down"),
                     option->rect,
                     colorOf(Color::TextMuted));
        }
        return true;
    case QStyle::PE_IndicatorItemViewItemDrop:
        drawHairline(painter,
                     QRectF(option->rect).topLeft(),
                     QRectF(option->rect).topRight(),
                     colorOf(Color::Accent));
        return true;
    case QStyle::PE_FrameTabWidget:
        return true;
    case QStyle::PE_PanelScrollAreaCorner:
        if (widget != nullptr) {
            painter->fillRect(option->rect, widget->palette().brush(QPalette::Base));
        }
        return true;
    case QStyle::PE_IndicatorTabClose:
        drawIcon(painter,
                 QStringLiteral("x"),
                 QRectF(option->rect).adjusted(3, 3, -3, -3),
                 colorOf(Color::TextSubtle));
        return true;
    default:
        return false;
    }
}

bool drawControl(const SocleStyle *style,
                 QStyle::ControlElement element,
                 const QStyleOption *option,
                 QPainter *painter,
                 const QWidget *widget)
{
    switch (element) {
    case QStyle::CE_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option)) {
            drawMenuItem(item, painter);
        }
        return true;
    case QStyle::CE_MenuEmptyArea:
    case QStyle::CE_MenuBarEmptyArea:
    case QStyle::CE_MenuTearoff:
    case QStyle::CE_ToolBar:
        return true;
    case QStyle::CE_MenuBarItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option)) {
            if (item->state & (QStyle::State_Selected | QStyle::State_Sunken)
                && item->state & QStyle::State_Enabled) {
                drawRounded(painter, item->rect, radius::kSm, colorOf(Color::Hover));
            }
            QString text = item->text;
            text.remove(QLatin1Char('&'));
            drawLine(
                painter,
                item->rect,
                text,
                studio::font(TextRole::Base),
                colorOf(item->state & QStyle::State_Enabled ? Color::Text : Color::TextDisabled),
                Qt::AlignCenter);
        }
        return true;
    case QStyle::CE_TabBarTabShape:
        return true;
    case QStyle::CE_TabBarTabLabel:
        if (const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option)) {
            drawTab(tab, painter);
        }
        return true;
    case QStyle::CE_HeaderSection:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option)) {
            drawHeader(header, painter);
        }
        return true;
    case QStyle::CE_HeaderEmptyArea:
        // Qt hands over a plain option here: only the header itself knows how it lies.
        if (const auto *header = qobject_cast<const QHeaderView *>(widget);
            header != nullptr && header->orientation() == Qt::Vertical) {
            painter->fillRect(option->rect, colorOf(Color::Surface)); // below the last row
            return true;
        }
        painter->fillRect(option->rect, colorOf(Color::SurfaceAlt));
        drawHairline(painter,
                     QPointF(option->rect.left(), option->rect.bottom()),
                     QPointF(option->rect.right() + 1, option->rect.bottom()),
                     colorOf(Color::Border));
        return true;
    case QStyle::CE_HeaderLabel:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option)) {
            painter->setLayoutDirection(header->direction);
            drawLine(painter,
                     QRectF(header->rect),
                     header->text,
                     studio::font(TextRole::SmallStrong),
                     colorOf(Color::TextMuted),
                     header->textAlignment | Qt::AlignVCenter);
        }
        return true;
    case QStyle::CE_ItemViewItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionViewItem *>(option)) {
            QStyleOptionViewItem copy = *item;
            // The ring of a single cell inside a list is noise: the row's ground says it.
            const bool showsRing = copy.state & QStyle::State_HasFocus
                && copy.state & QStyle::State_KeyboardFocusChange;
            copy.state &= ~QStyle::State_HasFocus;
            copy.palette.setColor(QPalette::HighlightedText, copy.palette.color(QPalette::Text));
            // Dates, numbers, JSON and words of a left-to-right script keep their order in a
            // mirrored list; only where they stand is mirrored (studio.md 3.20).
            if (copy.direction == Qt::RightToLeft && !copy.text.isRightToLeft()) {
                copy.text = isolatedLtr(copy.text);
            }
            style->QProxyStyle::drawControl(QStyle::CE_ItemViewItem, &copy, painter, widget);
            if (showsRing) {
                drawFocusRing(painter, QRectF(copy.rect), radius::kSm, 0);
            }
        }
        return true;
    default:
        return false;
    }
}

} // namespace views

QRect SocleStyle::subControlRect(ComplexControl control,
                                 const QStyleOptionComplex *option,
                                 SubControl subControl,
                                 const QWidget *widget) const
{
    const QRect rect = option->rect;
    if (control == CC_ScrollBar) {
        const auto *slider = qstyleoption_cast<const QStyleOptionSlider *>(option);
        if (slider == nullptr) {
            return {};
        }
        const bool isVertical = slider->orientation == Qt::Vertical;
        const int length = isVertical ? rect.height() : rect.width();
        int thumb = length;
        if (slider->maximum > slider->minimum) {
            const double range = static_cast<double>(slider->maximum) - slider->minimum;
            thumb = static_cast<int>(length * (slider->pageStep / (range + slider->pageStep)));
            thumb = std::min(length, std::max(thumb, pixelMetric(PM_ScrollBarSliderMin)));
        }
        const int start = sliderPositionFromValue(slider->minimum,
                                                  slider->maximum,
                                                  slider->sliderPosition,
                                                  length - thumb,
                                                  slider->upsideDown);
        QRect result;
        switch (subControl) {
        case SC_ScrollBarGroove:
            return rect;
        case SC_ScrollBarSlider:
            result = isVertical ? QRect(0, start, rect.width(), thumb)
                                : QRect(start, 0, thumb, rect.height());
            break;
        case SC_ScrollBarSubPage:
            result
                = isVertical ? QRect(0, 0, rect.width(), start) : QRect(0, 0, start, rect.height());
            break;
        case SC_ScrollBarAddPage:
            result = isVertical ? QRect(0, start + thumb, rect.width(), length - start - thumb)
                                : QRect(start + thumb, 0, length - start - thumb, rect.height());
            break;
        default:
            return {};
        }
        // Along it QScrollBar counts from the leading edge; `upsideDown` does not know the
        // direction.
        return isVertical ? result : visualRect(option->direction, rect, result);
    }
    if (control == CC_ComboBox) {
        const int arrow = space::k7;
        switch (subControl) {
        case SC_ComboBoxArrow:
            return visualRect(option->direction,
                              rect,
                              QRect(rect.right() - arrow, rect.top(), arrow, rect.height()));
        case SC_ComboBoxEditField:
            return visualRect(option->direction, rect, rect.adjusted(space::k3 + 2, 1, -arrow, -1));
        case SC_ComboBoxFrame:
        case SC_ComboBoxListBoxPopup:
            return rect;
        default:
            break;
        }
    }
    if (control == CC_SpinBox) {
        const int arrow = space::k6;
        const int half = rect.height() / 2;
        switch (subControl) {
        case SC_SpinBoxUp:
            return visualRect(option->direction,
                              rect,
                              QRect(rect.right() - arrow, rect.top() + 2, arrow, half - 2));
        case SC_SpinBoxDown:
            return visualRect(option->direction,
                              rect,
                              QRect(rect.right() - arrow, rect.top() + half, arrow, half - 2));
        case SC_SpinBoxEditField:
            return visualRect(option->direction, rect, rect.adjusted(space::k3, 1, -arrow, -1));
        case SC_SpinBoxFrame:
            return rect;
        default:
            break;
        }
    }
    return QProxyStyle::subControlRect(control, option, subControl, widget);
}

QSize SocleStyle::sizeFromContents(ContentsType type,
                                   const QStyleOption *option,
                                   const QSize &size,
                                   const QWidget *widget) const
{
    const int height = controlHeight(ControlSize::Medium);
    switch (type) {
    case CT_PushButton:
        return {size.width() + 2 * space::k4, height};
    case CT_LineEdit:
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
            frame != nullptr && frame->lineWidth == 0) {
            return size;
        }
        return {size.width() + 2 * space::k3, height};
    case CT_ComboBox:
        return {size.width() + space::k7 + space::k5, height};
    case CT_SpinBox:
        return {size.width() + space::k6 + space::k3, height};
    case CT_CheckBox:
    case CT_RadioButton: {
        const QSize base = QProxyStyle::sizeFromContents(type, option, size, widget);
        return {std::max(base.width(), int(space::k6)) + 2 * parts::kRingRoom,
                std::max(base.height(), controlHeight(ControlSize::Small))};
    }
    case CT_ToolButton:
        return {std::max(size.width() + space::k3, height),
                std::max(size.height() + space::k2, height)};
    case CT_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option)) {
            if (item->menuItemType == QStyleOptionMenuItem::Separator) {
                return {size.width(), item->text.isEmpty() ? space::k4 - 3 : space::k7};
            }
            const QStringList parts = item->text.split(QLatin1Char('\t'));
            const double text
                = QFontMetricsF(studio::font(TextRole::Base)).horizontalAdvance(parts.first());
            const double key = parts.size() > 1
                ? QFontMetricsF(studio::font(TextRole::Small)).horizontalAdvance(parts.at(1))
                    + space::k7
                : 0;
            const double iconSide = Theme::current().scaled(static_cast<int>(iconSize::kMd));
            return {static_cast<int>(std::ceil(text + key + iconSide)) + 2 * space::k4 + space::k3
                        + space::k7,
                    Theme::current().scaled(control::kMd)};
        }
        break;
    case CT_MenuBarItem:
        return {size.width() + 2 * space::k3,
                std::max(size.height() + space::k2, Theme::current().scaled(control::kSm))};
    case CT_ItemViewItem: {
        const QSize base = QProxyStyle::sizeFromContents(type, option, size, widget);
        return {base.width() + space::k3,
                std::max(base.height(), Theme::current().densityTokens().treeRow)};
    }
    case CT_HeaderSection: {
        // A header view hands over no size: what its title needs is known here.
        const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option);
        const double title = header == nullptr
            ? 0
            : QFontMetricsF(studio::font(TextRole::SmallStrong)).horizontalAdvance(header->text);
        return {std::max(size.width(), static_cast<int>(std::ceil(title))) + space::k5,
                Theme::current().scaled(grid::kHeader)};
    }
    case CT_TabBarTab:
        return {size.width(), Theme::current().scaled(layout::kTabStrip)};
    default:
        break;
    }
    return QProxyStyle::sizeFromContents(type, option, size, widget);
}

} // namespace socle::studio
