// The request as rules and records see it: `@request.*` filled from request and scope
// (records-api.md 3.6).
#pragma once

#include "backend/rules/RequestContext.h"
#include "shared/core/DateTime.h"
#include "shared/core/Result.h"

namespace socle::http {
struct Request;
}

namespace socle::api {

class RequestScope;

/// RequestContext of this request: caller and catalogue of the scope, first value of each query key
/// and header, the decoded body with uploads as {name, originalName, size}. `@request.method` is
/// the method as sent.
///
/// The result holds pointers into `scope`: good for as long as the request. Error: InvalidInput
/// when the body cannot be decoded (1.4).
Result<rules::RequestContext> requestInfo(const http::Request &request,
                                          const RequestScope &scope,
                                          DateTime now);

} // namespace socle::api
