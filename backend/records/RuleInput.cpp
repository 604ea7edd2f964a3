// See RuleInput.h.
#include "backend/records/RuleInput.h"

#include "backend/records/Record.h"

#include <utility>

namespace socle::records {

rules::RequestContext withBody(const rules::RequestContext &request, Json body)
{
    return {.caller = request.caller,
            .catalogue = request.catalogue,
            .context = request.context,
            .method = request.method,
            .query = request.query,
            .headers = request.headers,
            .body = std::move(body),
            .bodyState = rules::BodyState::Resolved,
            .now = request.now};
}

Json candidateOf(const Record &record)
{
    JsonObject values;
    const fields::FieldList &list = record.collection().fields;
    for (std::size_t i = 0; i < list.size(); ++i) {
        values.append(list[i].name, record.values()[i]);
    }
    if (record.collection().isAuth()) {
        values.set("verified", false);
    }
    return values;
}

} // namespace socle::records
