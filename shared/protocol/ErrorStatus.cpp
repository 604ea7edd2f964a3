// See ErrorStatus.h.
#include "shared/protocol/ErrorStatus.h"

#include <array>

namespace socle::protocol {

namespace {

struct Row
{
    ErrorKind kind;
    int status;
    std::string_view message;
};

constexpr std::string_view kWentWrong = "Something went wrong while processing your request.";

constexpr std::array kRows{
    Row{ErrorKind::InvalidInput, 400, kWentWrong},
    Row{ErrorKind::Unauthenticated, 401, "Missing or invalid authentication."},
    Row{ErrorKind::Forbidden, 403, "You are not allowed to perform this request."},
    Row{ErrorKind::NotFound, 404, "The requested resource wasn't found."},
    Row{ErrorKind::Conflict, 409, "The request conflicts with the current state."},
    Row{ErrorKind::PreconditionFailed, 412, "The record was changed in the meantime."},
    Row{ErrorKind::TooLarge, 413, "Request entity too large."},
    Row{ErrorKind::Unprocessable, 422, kWentWrong},
    Row{ErrorKind::RateLimited, 429, "Too Many Requests."},
    Row{ErrorKind::Cancelled, 499, "The request was cancelled."},
    Row{ErrorKind::Internal, 500, kWentWrong},
    Row{ErrorKind::Unavailable, 503, "The server cannot do this right now."},
};

} // namespace

int statusOf(ErrorKind kind)
{
    for (const Row &row : kRows) {
        if (row.kind == kind) {
            return row.status;
        }
    }
    return 500;
}

ErrorKind kindOfStatus(int status)
{
    for (const Row &row : kRows) {
        if (row.status == status) {
            return row.kind;
        }
    }
    return status >= 500 ? ErrorKind::Internal : ErrorKind::InvalidInput;
}

std::string_view defaultMessage(ErrorKind kind)
{
    for (const Row &row : kRows) {
        if (row.kind == kind) {
            return row.message;
        }
    }
    return kWentWrong;
}

} // namespace socle::protocol
