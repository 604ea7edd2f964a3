// The current row of a running query: a view, valid only inside the row callback.
#pragma once

#include "backend/storage/Value.h"

#include <cstdint>
#include <string_view>

struct sqlite3_stmt;

namespace socle::storage {

/// Columns are counted from 0. Reading a column as another type converts as SQLite does (NULL is 0,
/// 0.0 or "").
class Row
{
public:
    explicit Row(sqlite3_stmt *statement)
        : m_statement(statement)
    {
    }

    Row(const Row &) = delete;
    Row &operator=(const Row &) = delete;

    int columnCount() const;
    std::string_view columnName(int column) const;
    ColumnType type(int column) const;

    bool isNull(int column) const { return type(column) == ColumnType::Null; }

    std::int64_t integer(int column) const;
    double real(int column) const;
    /// Bytes of the text or blob; valid until the next row or another conversion of the same
    /// column.
    std::string_view text(int column) const;
    Value value(int column) const;

private:
    sqlite3_stmt *m_statement;
};

/// Answer of a row callback.
enum class Next { Continue, Stop };

} // namespace socle::storage
