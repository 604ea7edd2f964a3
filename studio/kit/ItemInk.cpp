#include "studio/kit/ItemInk.h"

#include "studio/kit/Theme.h"

namespace socle::studio {

void InkDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    if (const QVariant token = index.data(kInkRole); token.isValid()) {
        option->palette.setColor(QPalette::Text, colorOf(static_cast<Color>(token.toInt())));
    } else if (const QVariant syntax = index.data(kSyntaxInkRole); syntax.isValid()) {
        option->palette.setColor(QPalette::Text,
                                 Theme::current().color(static_cast<Syntax>(syntax.toInt())));
    }
}

} // namespace socle::studio
