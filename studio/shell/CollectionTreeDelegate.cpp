#include "studio/shell/CollectionTreeDelegate.h"

#include "studio/kit/Icon.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Text.h"
#include "studio/shell/CollectionTreeModel.h"

#include <QLocale>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

void paintSection(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const double line = Theme::current().scaled(Theme::current().densityTokens().treeRow);
    QRectF text = option.rect;
    text.setTop(text.bottom() - line);
    const double indent = index.data(CollectionTreeModel::DepthRole).toInt() * space::k5;
    text
        = mirrored(option.direction,
                   option.rect,
                   {text.left() + space::k3 / 2.0 + indent,
                    text.top(),
                    text.width() - space::k3 / 2.0 - space::k3 - iconSize::kSm - space::k2 - indent,
                    text.height()});
    // Upper case belongs to the role; scripts without case are left as they are.
    drawLine(painter,
             text,
             index.data().toString().toUpper(),
             font(TextRole::Section),
             colorOf(Color::TextSubtle));
    const bool isFocused = option.state.testFlag(QStyle::State_HasFocus)
        && option.state.testFlag(QStyle::State_KeyboardFocusChange);
    const bool isHovered = isFocused || option.state.testFlag(QStyle::State_MouseOver);
    if (isFocused) {
        drawFocusRing(painter,
                      QRectF(option.rect).adjusted(1, option.rect.height() - line + 1, -1, -1),
                      radius::kMd,
                      0);
    }
    const bool isFolded = index.data(CollectionTreeModel::IsFoldedRole).toBool();
    if (isHovered || isFolded) {
        const double side = iconSize::kSm;
        drawIcon(painter,
                 isFolded ? u"chevron-right"_s : u"chevron-down"_s,
                 mirrored(option.direction,
                          option.rect,
                          {option.rect.right() - side - space::k3 + 1.0,
                           text.top() + (line - side) / 2,
                           side,
                           side}),
                 colorOf(Color::TextSubtle),
                 option.direction);
    }
}

void paintRow(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const QRectF box = option.rect;
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    const bool isHovered = option.state.testFlag(QStyle::State_MouseOver);
    if (isSelected) {
        drawRounded(painter, box, radius::kMd, colorOf(Color::AccentSoft));
    } else if (isHovered) {
        drawRounded(painter, box, radius::kMd, colorOf(Color::Hover));
    }
    if (isSelected && option.state.testFlag(QStyle::State_HasFocus)
        && option.state.testFlag(QStyle::State_KeyboardFocusChange)) {
        drawFocusRing(painter, box.adjusted(1, 1, -1, -1), radius::kMd, 0);
    }
    const QColor ink = colorOf(isSelected ? Color::OnAccentSoft : Color::Text);
    const QColor quiet = colorOf(isSelected ? Color::OnAccentSoft : Color::TextSubtle);
    const auto place = [&](const QRectF &part) { return mirrored(option.direction, box, part); };
    const double side = iconSize::kMd;
    double x
        = box.left() + space::k3 + index.data(CollectionTreeModel::DepthRole).toInt() * space::k5;
    drawIcon(painter,
             index.data(CollectionTreeModel::IconRole).toString(),
             place({x, box.center().y() - side / 2, side, side}),
             isSelected ? ink : colorOf(Color::TextMuted),
             option.direction);
    const auto dot = [&](Color role) {
        const double size = space::k2 + space::k1;
        painter->setPen(Qt::NoPen);
        painter->setBrush(colorOf(role));
        painter->drawEllipse(
            place({x + side - size / 3, box.center().y() - side / 2 - size / 4, size, size}));
    };
    if (index.data(CollectionTreeModel::HasStagedRole).toBool()) {
        dot(Color::ModBar);
    } else if (index.data(CollectionTreeModel::HasLiveRole).toBool()) {
        dot(Color::InsBar);
    }
    x += side + space::k3;

    const qint64 count = index.data(CollectionTreeModel::CountRole).toLongLong();
    const QString number = count < 0 ? QString() : QLocale().toString(count);
    const QFont small = font(TextRole::Small);
    const double numberWidth = number.isEmpty() ? 0 : tabularWidth(number, small) + space::k1;
    const double right = box.right() + 1 - space::k3;
    drawLine(painter,
             place({x, box.top(), right - numberWidth - space::k3 - x, box.height()}),
             index.data().toString(),
             font(isSelected ? TextRole::BaseStrong : TextRole::Base),
             ink);
    if (!number.isEmpty()) {
        drawTabular(painter,
                    place({right - numberWidth, box.top(), numberWidth, box.height()}),
                    number,
                    small,
                    quiet);
    }
}

} // namespace

QSize CollectionTreeDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const Theme &theme = Theme::current();
    const int row = theme.scaled(theme.densityTokens().treeRow);
    if (!index.data(CollectionTreeModel::IsSectionRole).toBool()) {
        return {0, row};
    }
    return {0, index.row() == 0 ? row : row + space::k3};
}

void CollectionTreeDelegate::paint(QPainter *painter,
                                   const QStyleOptionViewItem &option,
                                   const QModelIndex &index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (index.data(CollectionTreeModel::IsSectionRole).toBool()) {
        paintSection(painter, option, index);
    } else {
        paintRow(painter, option, index);
    }
    painter->restore();
}

} // namespace socle::studio
