// SQLite's result codes in our terms, once: above this border nobody sees them.
#pragma once

#include "shared/core/Error.h"

#include <string_view>

struct sqlite3;

namespace socle::storage::sqlite {

inline constexpr std::string_view kSliceExpired = "slice expired";
inline constexpr std::string_view kDeadlinePassed = "deadline passed";

/// The error of the connection's last call; `code` is its (extended) result, `sql` the statement
/// for the cause.
Error toError(sqlite3 *database, int code, std::string_view sql);

/// Codes after which the transaction must not go on: disk full or broken, out of memory, damaged
/// file.
bool endsTransaction(int code);

/// The fields of "UNIQUE constraint failed: t.a, t.b"; empty for "index 'name'".
FieldErrors uniqueFields(std::string_view message);

} // namespace socle::storage::sqlite
