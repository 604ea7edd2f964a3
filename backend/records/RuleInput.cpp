// See RuleInput.h.
#include "backend/records/RuleInput.h"

#include "backend/records/Record.h"

namespace socle::records {

rules::RequestContext withBody(const rules::RequestContext &request, const Json &body)
{
    rules::RequestContext resolved = request;
    resolved.body = body;
    resolved.bodyState = rules::BodyState::Resolved;
    return resolved;
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
