// page, perPage and skipTotal of a list request (records-api.md 2.4, admin-api.md A0.5).
#pragma once

#include "shared/core/Result.h"
#include "shared/protocol/Paging.h"

namespace socle::http {
struct Request;
}

namespace socle::api {

/// Missing and empty values are the defaults, too small ones too; perPage is cut at 1000.
/// Error: InvalidInput with the default message for what is no integer or no boolean.
Result<protocol::Paging> readPaging(const http::Request &request);

} // namespace socle::api
