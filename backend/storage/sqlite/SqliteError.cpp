// The table of result codes.
#include "backend/storage/sqlite/SqliteError.h"

#include "shared/core/Text.h"

#include <cerrno>
#include <cstring>
#include <sqlite3.h>

namespace socle::storage::sqlite {

namespace {

constexpr std::string_view kUniqueFailed = "UNIQUE constraint failed: ";

// A few words of the statement are enough to find it; its values are never in it.
std::string causeOf(sqlite3 *database, int code, std::string_view sql)
{
    // As the peer's driver words it: "SQL logic error: no such table: x (1)".
    const std::string general = sqlite3_errstr(code);
    std::string cause = sqlite3_errmsg(database);
    if (cause != general) {
        cause = general + ": " + cause;
    }
    cause += " (" + std::to_string(code) + ")";
    if (!sql.empty()) {
        cause += " in: ";
        cause += sql.substr(0, 500);
    }
    return cause;
}

Error unavailable(std::string message, std::string cause)
{
    return Error{
        .kind = ErrorKind::Unavailable, .message = std::move(message), .cause = std::move(cause)};
}

// SQLite keeps no errno for these: a full disk, a quota and a file size limit look alike.
bool isFailedWrite(int code)
{
    return code == SQLITE_IOERR_WRITE || code == SQLITE_IOERR_FSYNC
        || code == SQLITE_IOERR_TRUNCATE || code == SQLITE_IOERR_SHMSIZE;
}

} // namespace

FieldErrors uniqueFields(std::string_view message)
{
    FieldErrors fields;
    if (!startsWith(message, kUniqueFailed)) {
        return fields;
    }
    message.remove_prefix(kUniqueFailed.size());
    if (startsWith(message, "index ")) {
        return fields; // an expression index has no columns to name
    }
    for (const std::string &part : split(message, ',')) {
        std::string_view column = trimmed(part);
        if (const auto dot = column.rfind('.'); dot != std::string_view::npos) {
            column.remove_prefix(dot + 1);
        }
        fields.emplace(
            std::string(column),
            FieldError{.code = "validation_not_unique", .message = "Value must be unique."});
    }
    return fields;
}

bool endsTransaction(int code)
{
    switch (code & 0xff) {
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
        return true;
    default:
        return false;
    }
}

Error toError(sqlite3 *database, int code, std::string_view sql)
{
    std::string cause = causeOf(database, code, sql);
    if ((code & 0xff) == SQLITE_FULL) {
        return unavailable("The disk is full: nothing can be written until there is room.",
                           std::move(cause));
    }
    if (isFailedWrite(code)) {
        return unavailable("The disk is full or cannot be written.", std::move(cause));
    }
    if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY) {
        return Error{.kind = ErrorKind::Conflict,
                     .message = "Value must be unique.",
                     .fields = uniqueFields(sqlite3_errmsg(database)),
                     .cause = std::move(cause)};
    }
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return unavailable("The database is locked by another program.", std::move(cause));
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
        return unavailable("The database file cannot be read or written.", std::move(cause));
    case SQLITE_NOMEM:
        return unavailable("The server is out of memory.", std::move(cause));
    case SQLITE_CORRUPT:
        return Error{.kind = ErrorKind::Internal,
                     .message = "The database file is damaged.",
                     .cause = std::move(cause)};
    case SQLITE_NOTADB:
        return Error{.kind = ErrorKind::Internal,
                     .message = "The file is not a database.",
                     .cause = std::move(cause)};
    default:
        return internalError(std::move(cause));
    }
}

} // namespace socle::storage::sqlite
