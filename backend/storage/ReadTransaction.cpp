// Snapshot and writer's turn over one connection.
#include "backend/storage/ReadTransaction.h"

#include "backend/storage/Dialect.h"
#include "backend/storage/WriteTransaction.h"
#include "backend/storage/sqlite/Connection.h"
#include "backend/storage/sqlite/SqliteError.h"

namespace socle::storage {

Result<void> ReadTransaction::query(const SqlFragment &sql, FunctionRef<Next(const Row &)> row)
{
    return m_connection.query(sql, row);
}

Result<std::optional<Value>> ReadTransaction::scalar(const SqlFragment &sql)
{
    std::optional<Value> found;
    SOCLE_TRY(m_connection.query(sql, [&](const Row &row) {
        found = row.value(0);
        return Next::Stop;
    }));
    return found;
}

Result<bool> ReadTransaction::exists(const SqlFragment &sql)
{
    bool found = false;
    SOCLE_TRY(m_connection.query(sql, [&](const Row &) {
        found = true;
        return Next::Stop;
    }));
    return found;
}

Result<StatementInfo> ReadTransaction::describe(std::string_view sql)
{
    return m_connection.describe(sql);
}

const Dialect &ReadTransaction::dialect() const { return sqliteDialect(); }

bool isSliceExpired(const Error &error)
{
    return error.kind == ErrorKind::Unavailable && error.cause == sqlite::kSliceExpired;
}

bool isDeadlinePassed(const Error &error)
{
    return error.kind == ErrorKind::Unavailable && error.cause == sqlite::kDeadlinePassed;
}

Result<std::int64_t> WriteTransaction::execute(const SqlFragment &sql)
{
    return m_connection.execute(sql);
}

Result<void> WriteTransaction::executeScript(std::string_view script)
{
    if (m_scripts != nullptr) {
        m_scripts->emplace_back(script);
    }
    return m_connection.script(script);
}

Result<std::int64_t> WriteTransaction::executeUserScript(std::string_view script)
{
    return m_connection.userScript(script);
}

std::int64_t WriteTransaction::lastInsertRowId() const { return m_connection.lastInsertRowId(); }

namespace {

// Rolls the savepoint back unless it was kept, also when the step throws.
class Savepoint
{
public:
    explicit Savepoint(sqlite::Connection &connection)
        : m_connection(connection)
    {
    }

    Savepoint(const Savepoint &) = delete;
    Savepoint &operator=(const Savepoint &) = delete;

    ~Savepoint()
    {
        // SQLite has already rolled everything back when the disk failed; the writer sees that by
        // itself.
        if (m_isOpen && m_connection.isInTransaction()) {
            discard(m_connection.run("ROLLBACK TO step"),
                    "the writer looks at the connection next");
            discard(m_connection.run("RELEASE step"), "the writer looks at the connection next");
        }
    }

    Result<void> begin()
    {
        SOCLE_TRY(m_connection.run("SAVEPOINT step"));
        m_isOpen = true;
        return {};
    }

    Result<void> keep()
    {
        SOCLE_TRY(m_connection.run("RELEASE step"));
        m_isOpen = false;
        return {};
    }

private:
    sqlite::Connection &m_connection;
    bool m_isOpen = false;
};

} // namespace

Result<void> WriteTransaction::savepoint(FunctionRef<Result<void>()> step)
{
    const std::size_t effectsBefore = m_effects.size();
    Savepoint savepoint(m_connection);
    SOCLE_TRY(savepoint.begin());
    Result<void> result = step();
    if (result) {
        result = savepoint.keep();
    }
    if (!result) {
        m_effects.resize(effectsBefore);
    }
    return result;
}

void WriteTransaction::afterCommit(UniqueFunction<void()> effect)
{
    m_effects.push_back(std::move(effect));
}

} // namespace socle::storage
