// The one error of the project: what went wrong in the protocol's terms, safe to show, plus a cause for the log.
//
// Domain code returns an Error; only the surfaces (backend/api, studio/api) know HTTP. `message` and `fields` may reach
// the caller; `cause` never leaves the process. An empty message means "the protocol's default text for this kind".
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace socle {

enum class ErrorKind {
    InvalidInput, // 400
    Unauthenticated, // 401
    Forbidden, // 403
    NotFound, // 404
    Conflict, // 409
    PreconditionFailed, // 412
    TooLarge, // 413
    Unprocessable, // 422
    RateLimited, // 429
    Cancelled, // 499, never sent: the caller is gone
    Internal, // 500
    Unavailable, // 503
};

/// Value of a template parameter of a validation message: `{min}` and friends.
using ErrorParam = std::variant<std::int64_t, double, std::string, std::vector<std::string>>;

/// One item of the error envelope's `data`: either a code with its message, or nested items (`fields.0.name`).
struct FieldError
{
    std::string code = {}; // "validation_required"; empty when only `children` count
    std::string message = {}; // parameters already put in, first letter upper case, full stop at the end
    std::vector<std::pair<std::string, ErrorParam>> params = {};
    std::map<std::string, FieldError, std::less<>> children = {};

    bool isGroup() const { return code.empty() && !children.empty(); }
};

using FieldErrors = std::map<std::string, FieldError, std::less<>>;

struct Error
{
    ErrorKind kind = ErrorKind::Internal;
    std::string message = {};
    FieldErrors fields = {};
    std::string cause = {}; // for the log only
};

/// "something failed" -> "Something failed.": the protocol's normal form of every message.
std::string normalizedMessage(std::string_view message);

/// Adds `error` at a dotted path ("fields.0.name"), creating the groups on the way; an error already there stays.
void addFieldError(FieldErrors &errors, std::string_view path, FieldError error);

inline Error internalError(std::string cause)
{
    return Error{.kind = ErrorKind::Internal, .cause = std::move(cause)};
}

inline Error notFound(std::string message = {})
{
    return Error{.kind = ErrorKind::NotFound, .message = std::move(message)};
}

inline Error invalidInput(std::string message = {}, FieldErrors fields = {})
{
    return Error{
        .kind = ErrorKind::InvalidInput, .message = std::move(message), .fields = std::move(fields)};
}

inline Error forbidden(std::string message = {})
{
    return Error{.kind = ErrorKind::Forbidden, .message = std::move(message)};
}

} // namespace socle
