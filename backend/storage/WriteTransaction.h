// The writer's turn: whoever has one is on the writer thread, inside the current batch's
// transaction.
//
// A step that returns an error is rolled back to where it began, whatever it wrote; other steps of
// the batch stay. Nothing is acknowledged before the batch's COMMIT. Reads through it see the
// writes of this step and of the batch before it.
#pragma once

#include "backend/storage/ReadTransaction.h"

#include <cstdint>
#include <string>
#include <vector>

namespace socle::storage {

class WriteTransaction : public ReadTransaction
{
public:
    /// Runs one statement that writes; the number of changed rows.
    /// Errors: Conflict with fields[column] = validation_not_unique for a unique index on plain
    /// columns (no fields for expression indexes), Unavailable when the disk is full or broken,
    /// else Internal.
    Result<std::int64_t> execute(const SqlFragment &sql);
    /// Runs statements separated by `;` without bindings: DDL.
    Result<void> executeScript(std::string_view script);
    /// A script that a superuser typed: may not begin or end transactions. Rows changed by the last statement that
    /// changed any.
    Result<std::int64_t> executeUserScript(std::string_view script);
    /// While `scripts` is set, every text given to executeScript() is kept in it too: a schema plan
    /// shows them. It outlives the recording; null ends it.
    void recordScripts(std::vector<std::string> *scripts) { m_scripts = scripts; }

    /// rowid of the last INSERT on this connection.
    std::int64_t lastInsertRowId() const;

    /// Runs `step` in a savepoint of its own: what it wrote and its afterCommit effects are undone
    /// when it returns an error, which is returned; the transaction goes on. May nest.
    Result<void> savepoint(FunctionRef<Result<void>()> step);

    /// Keeps `effect` until the COMMIT and runs it on the writer thread, in the order of the calls
    /// over the whole batch and before the step is answered. Dropped when the savepoint, the step
    /// or the batch is rolled back. Must not block.
    void afterCommit(UniqueFunction<void()> effect);

private:
    friend class Writer;

    explicit WriteTransaction(sqlite::Connection &connection)
        : ReadTransaction(connection)
    {
    }

    ~WriteTransaction() = default;

    std::vector<UniqueFunction<void()>> m_effects;
    std::vector<std::string> *m_scripts = nullptr;
};

} // namespace socle::storage
