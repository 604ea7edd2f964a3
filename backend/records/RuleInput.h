// What the rules of a write look at: the request with its resolved body, and the unsaved record
// (records-api.md 2.6). The store and whoever explains a rule must agree about it.
#pragma once

#include "backend/rules/RequestContext.h"
#include "shared/json/Json.h"

namespace socle::records {

class Record;

/// The request as the rules of a write see it: `@request.body` is the resolved input.
rules::RequestContext withBody(const rules::RequestContext &request, Json body);

/// Values of the unsaved record for a create rule: uploads by name, `verified` never granted by
/// itself.
Json candidateOf(const Record &record);

} // namespace socle::records
