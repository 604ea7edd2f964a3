// One database file read through a connection of its own, beside whoever else has it open: checks
// of backups, the SQL console, command-line tools.
//
// Never writes and never joins the pools of a Database, so statements that change the connection
// itself (BEGIN, PRAGMA, ATTACH) stay without consequence. One thread at a time.
#pragma once

#include "backend/runtime/Deadline.h"
#include "backend/storage/ReadTransaction.h"
#include "shared/core/Result.h"

#include <filesystem>
#include <memory>
#include <string_view>

namespace socle::storage {

struct FileReaderOptions
{
    runtime::Deadline deadline = {}; // never: no limit
    runtime::StopToken stop = {}; // stopped: ErrorKind::Cancelled
};

class FileReader
{
public:
    /// Errors as those of Database::open(); Unavailable also when there is no such file.
    static Result<std::unique_ptr<FileReader>> open(const std::filesystem::path &path,
                                                    const FileReaderOptions &options = {});
    ~FileReader();
    FileReader(const FileReader &) = delete;
    FileReader &operator=(const FileReader &) = delete;

    /// Runs `step` on one snapshot.
    Result<void> read(FunctionRef<Result<void>(ReadTransaction &)> step);

    /// Runs every statement of `script` in turn: `statement` is told of each before its first row.
    /// Error: as ReadTransaction::query(), with the engine's words in `cause`.
    Result<void> run(std::string_view script,
                     FunctionRef<void(const StatementInfo &)> statement,
                     FunctionRef<Next(const Row &)> row);
    /// Whether no statement of `script` can change the file. Errors of the statements count as
    /// true: run() will say them.
    bool isReadOnly(std::string_view script);

private:
    explicit FileReader(std::unique_ptr<sqlite::Connection> connection);
    std::unique_ptr<sqlite::Connection> m_connection;
};

} // namespace socle::storage
