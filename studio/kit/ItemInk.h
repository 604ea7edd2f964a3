// Colours of the rows of item widgets (QTreeWidget, QListWidget), named by token and read while
// painting: an item that keeps a QColor keeps the theme it was made in.
#pragma once

#include "studio/kit/Tokens.h"

#include <QStyledItemDelegate>
#include <QTreeWidgetItem>

namespace socle::studio {

/// Roles of the token; far from those that views use for themselves.
inline constexpr int kInkRole = Qt::UserRole + 0x1000;
inline constexpr int kSyntaxInkRole = kInkRole + 1;

/// The words of that column in this colour, whatever theme comes. The view needs an InkDelegate.
inline void setInk(QTreeWidgetItem *item, int column, Color token)
{
    item->setData(column, kInkRole, static_cast<int>(token));
    item->setData(column, kSyntaxInkRole, {});
}

inline void setInk(QTreeWidgetItem *item, int column, Syntax token)
{
    item->setData(column, kInkRole, {});
    item->setData(column, kSyntaxInkRole, static_cast<int>(token));
}

/// Paints and edits as every view does, in the colours of setInk().
class InkDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;
};

} // namespace socle::studio
