// Row over a stepping statement.
#include "backend/storage/Row.h"

#include <sqlite3.h>

namespace socle::storage {

int Row::columnCount() const { return sqlite3_column_count(m_statement); }

std::string_view Row::columnName(int column) const
{
    const char *name = sqlite3_column_name(m_statement, column);
    return name != nullptr ? std::string_view(name) : std::string_view();
}

ColumnType Row::type(int column) const
{
    switch (sqlite3_column_type(m_statement, column)) {
    case SQLITE_INTEGER:
        return ColumnType::Integer;
    case SQLITE_FLOAT:
        return ColumnType::Real;
    case SQLITE_TEXT:
        return ColumnType::Text;
    case SQLITE_BLOB:
        return ColumnType::Blob;
    default:
        return ColumnType::Null;
    }
}

std::int64_t Row::integer(int column) const { return sqlite3_column_int64(m_statement, column); }

double Row::real(int column) const { return sqlite3_column_double(m_statement, column); }

std::string_view Row::text(int column) const
{
    const void *bytes = sqlite3_column_type(m_statement, column) == SQLITE_BLOB
        ? sqlite3_column_blob(m_statement, column)
        : static_cast<const void *>(sqlite3_column_text(m_statement, column));
    if (bytes == nullptr) {
        return {};
    }
    return {static_cast<const char *>(bytes),
            static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column))};
}

Value Row::value(int column) const
{
    switch (type(column)) {
    case ColumnType::Null:
        return {};
    case ColumnType::Integer:
        return integer(column);
    case ColumnType::Real:
        return real(column);
    case ColumnType::Text:
        return std::string(text(column));
    case ColumnType::Blob:
        return Blob{std::string(text(column))};
    }
    return {};
}

} // namespace socle::storage
