// A consistent snapshot of the database, held by the thread that runs the step it was given to.
//
// Only Database::read() and the Writer make one; it cannot be copied, moved or stored: a parameter
// and nothing else. The snapshot begins with the first query and ends with the step.
#pragma once

#include "backend/storage/Row.h"
#include "backend/storage/SqlFragment.h"
#include "shared/core/Result.h"
#include "shared/core/UniqueFunction.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace socle::storage {

class Dialect;

namespace sqlite {
class Connection;
}

/// What the engine knows of a statement before running it.
struct StatementInfo
{
    struct Column
    {
        std::string name = {}; // as in the result
        std::string declaredType = {}; // of the origin column, empty for expressions
        std::string table = {}; // origin, empty for expressions
        std::string column = {}; // origin, empty for expressions
    };

    std::vector<Column> columns = {}; // empty when the statement returns no rows
    bool isReadOnly = true;
    bool hasMore = false; // another statement follows in the text
};

class ReadTransaction
{
public:
    ReadTransaction(const ReadTransaction &) = delete;
    ReadTransaction &operator=(const ReadTransaction &) = delete;

    /// Runs one statement and calls `row` for each result row until it answers Stop. The prepared
    /// statement is kept per connection, keyed by its text: keep texts few and put what varies into
    /// bindings. Queries may nest. Errors: Unavailable (slice or deadline, see isSliceExpired();
    /// disk), Internal (bad SQL, with the engine's words in `cause`), Conflict (constraint, for
    /// statements that write).
    Result<void> query(const SqlFragment &sql, FunctionRef<Next(const Row &)> row);
    /// First column of the first row; nothing when there is no row. NULL is a value.
    Result<std::optional<Value>> scalar(const SqlFragment &sql);
    /// Whether there is a first row.
    Result<bool> exists(const SqlFragment &sql);
    /// Prepares without running: names and origins of the result columns also when there would be
    /// no row. Not cached.
    Result<StatementInfo> describe(std::string_view sql);

    const Dialect &dialect() const;

protected:
    friend class Database;
    friend class FileReader;

    explicit ReadTransaction(sqlite::Connection &connection)
        : m_connection(connection)
    {
    }

    ~ReadTransaction() = default;

    sqlite::Connection &m_connection;
};

/// The read outlasted its slice on the calling thread and should be run again where it may take
/// longer.
bool isSliceExpired(const Error &error);
/// The read outlasted its deadline.
bool isDeadlinePassed(const Error &error);

} // namespace socle::storage
