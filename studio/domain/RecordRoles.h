// Roles of the record model beyond Qt's own. Those below 0x0300 and both enums have the numbers of
// studio/kit/GridRoles.h, so a DataGrid shows the model as it is; kit and domain do not include
// each other, a test of views/data compares them.
#pragma once

#include <Qt>

namespace socle::studio {

namespace RecordRole {
enum : int {
    RowKey = 0x0200, // QString, row: record id, or the temporary id of an insert
    RowState = 0x0201, // RecordRowState as int, row
    CellState = 0x0202, // RecordCellState as int, cell
    Loaded = 0x0203, // bool, row: false paints a skeleton
    RawValue = 0x0204, // typed QVariant (FieldValue.h), the staged value when there is one
    IsNull = 0x0205, // bool, cell
    ErrorText = 0x0206, // QString, cell or row: why it is refused
    Was = 0x0207, // QString, cell: the value before the staged edit
    RowError = 0x0208, // QString, row: its page failed to load
    Group = 0x0209, // QString, row: title of a header row; no other row answers it
    GroupCount = 0x020A, // QString, header row: number of its records
    GroupIsOpen = 0x020B, // bool, header row
    ShownValue = 0x020C, // typed QVariant, cell: to paint; RawValue, or the excerpt in its place
    FieldType = 0x0300, // QString: "number"; header data too
    FieldName = 0x0301, // QString; header data too
    BaseValue = 0x0302, // typed QVariant of the server's value
    Labels
    = 0x0303, // QStringList: labels of related records in the order of the value, "" where unknown
    ChangedAt = 0x0304, // qint64 ms since epoch of the last live change, 0 when none
    SortLevel = 0x0305, // header: 0 not sorted, 1.. ascending, -1.. descending
    Theirs = 0x0306, // typed QVariant of the server's value in a conflict
    Decimals = 0x0307, // header: digits after the point of a number column, -1: as stored
};
}

enum class RecordRowState { Normal, Inserted, Deleted, Conflict, Failed };
enum class RecordCellState { Normal, Edited, Conflict, Invalid, Unknown };

} // namespace socle::studio
