// SQL as a superuser types it: which door it takes, and the answer as text cells (admin-api.md
// A5.3).
//
// A statement that changes data runs in the writer's transaction; everything else on a reader of
// its own, where nothing it does to the connection (BEGIN, PRAGMA, ATTACH) has consequences. No
// listeners, no events, no schema reload.
#pragma once

#include "backend/runtime/Deadline.h"
#include "shared/core/Result.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace socle::storage {

class WriteTransaction;

struct ConsoleAnswer
{
    struct Column
    {
        std::string name;
        std::string type; // as declared, in upper case; empty for expressions
    };

    std::int64_t affectedRows = 0; // of the last statement that changed any
    std::vector<Column> columns = {};
    std::vector<std::vector<std::optional<std::string>>> rows = {}; // NULL is nothing
};

/// Whether the script has to run on the writer: by its first word as at the peer, or because a
/// statement writes after all (WITH … INSERT). Opens a reader for the second: blocks shortly.
bool isWritingScript(const std::filesystem::path &database, std::string_view script);

/// All statements run, the last result is answered, at most 1000 rows of it. Errors: Internal with
/// the engine's words in `cause`, Unavailable (deadline).
Result<ConsoleAnswer> readConsole(const std::filesystem::path &database,
                                  std::string_view script,
                                  const runtime::Deadline &deadline);
Result<ConsoleAnswer> writeConsole(WriteTransaction &transaction, std::string_view script);

} // namespace socle::storage
