// What a model tells the DataGrid beyond Qt's own roles. A model that knows none of them shows
// plain text.
#pragma once

#include <QMetaType>

namespace socle::studio {

enum class RowState { Normal, Inserted, Deleted, Conflict, Failed };
/// Unknown: the row is here, this value of it is not yet.
enum class CellState { Normal, Edited, Conflict, Invalid, Unknown };

/// Roles of a grid model. Rows answer row roles at column 0.
enum GridRole {
    RowKeyRole = 0x0200, // QString, row: stable identity (record id, or draft id); marks and
                         // flashes hang on it
    RowStateRole, // RowState as int, row
    CellStateRole, // CellState as int, cell
    LoadedRole, // bool, row: false paints skeleton cells; missing means loaded
    RawValueRole, // QVariant, cell: the value for CellUi and statistics (Qt::EditRole stays for
                  // editors)
    IsNullRole, // bool, cell: null, shown as the word in mono; an empty value shows a dash
    ErrorTextRole, // QString, cell or row: why it is refused; corner mark and tooltip
    WasRole, // QString, cell: the value before the staged edit, for tooltip and screen reader
    RowErrorRole, // QString, row: the row failed to load; hatch, retry on click
    GroupRole, // QString, row: the row is the header of a group with this title
    GroupCountRole, // QString, header row: how many records; empty while they are counted
    GroupIsOpenRole, // bool, header row
    ShownValueRole, // QVariant, cell: what is painted; missing means RawValueRole
    UserGridRole = 0x0300 // first role free for models
};

} // namespace socle::studio

Q_DECLARE_METATYPE(socle::studio::RowState)
Q_DECLARE_METATYPE(socle::studio::CellState)
