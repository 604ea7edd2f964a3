// Paints the lines of the collection tree as the mockup has them: section headings, and rows with
// icon, dot, name and count on a soft accent tile when they are current. Depth is indentation.
//
// Source: studio.md 3.4.
#pragma once

#include <QStyledItemDelegate>

namespace socle::studio {

class CollectionTreeDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter,
               const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
};

} // namespace socle::studio
