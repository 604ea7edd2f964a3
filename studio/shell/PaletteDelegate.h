// A row of the command palette: icon, title with its matched letters in semibold, detail, keys; or
// the head of a section.
#pragma once

#include <QStyledItemDelegate>

namespace socle::studio {

/// What a row of the palette carries beside its title.
enum PaletteRole {
    EntryRole = Qt::UserRole + 1,
    SectionRole,
    DetailRole,
    IconRole,
    KeysRole,
    DestructiveRole,
    PositionsRole,
    NoteRole // a sentence in place of results, not the head of a section
};

class PaletteDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter,
               const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
};

} // namespace socle::studio
