// page, perPage and skipTotal of a request (admin-api.md A0.5), and the list envelope around items
// that are JSON already.
#pragma once

#include "shared/core/Result.h"
#include "shared/protocol/Paging.h"

#include <cstdint>
#include <string>
#include <vector>

namespace socle::http {
struct Request;
}

namespace socle::api {

/// Error: InvalidInput with the default message for a value that is no number (no bool).
Result<protocol::Paging> readListPaging(const http::Request &request);

/// `{"items":[…],"page":1,"perPage":30,"totalItems":16,"totalPages":1}`; both totals are -1 with
/// Total::Skip.
std::string listEnvelope(const std::vector<std::string> &items,
                         const protocol::Paging &paging,
                         std::int64_t totalItems);

} // namespace socle::api
