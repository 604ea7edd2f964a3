// See PlanApi.h.
#include "backend/api/PlanApi.h"

#include "backend/api/Envelope.h"
#include "backend/api/ListParameters.h"
#include "backend/api/RequestScope.h"
#include "backend/rules/Caller.h"
#include "backend/rules/KeyScopes.h"
#include "backend/schema/SchemaJournal.h"
#include "backend/schema/SchemaPlan.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/json/JsonWriter.h"
#include "shared/protocol/ErrorStatus.h"
#include "shared/protocol/Messages.h"

namespace socle::api {

namespace {

using http::Request;
using http::Response;

void writeChange(JsonWriter &writer, const schema::PlannedChange &change)
{
    writer.startObject();
    writer.member("collection", change.collection);
    writer.member("kind", change.kind);
    writer.member("field", change.field);
    writer.member("severity", schema::toText(change.severity));
    writer.member("summary", change.summary);
    writer.member("affected", change.affected);
    writer.key("sql");
    writer.startArray();
    for (const std::string &statement : change.sql) {
        writer.string(statement);
    }
    writer.endArray();
    writer.key("references");
    writer.startArray();
    for (const schema::PlanReference &reference : change.references) {
        writer.startObject();
        writer.member("kind", reference.kind);
        writer.member("collection", reference.collection);
        writer.member("where", reference.where);
        writer.endObject();
    }
    writer.endArray();
    writer.endObject();
}

Response answer(const schema::SchemaPlan &plan)
{
    std::string out;
    JsonWriter writer(out);
    writer.startObject();
    writer.member("applicable", !plan.refusal.has_value());
    writer.key("changes");
    writer.startArray();
    for (const schema::PlannedChange &change : plan.changes) {
        writeChange(writer, change);
    }
    writer.endArray();
    writer.key("errors");
    writeFieldErrors(writer, plan.refusal ? plan.refusal->fields : FieldErrors());
    if (plan.refusal) {
        writer.member("message", normalizedMessage(plan.refusal->message));
    }
    writer.endObject();
    return Response::json(200, std::move(out));
}

} // namespace

std::vector<Route> PlanApi::routes()
{
    return {{.method = http::Method::Post,
             .pattern = "/api/socle/schema/plan",
             .access = Access::Superuser,
             .handler = handledBy(this, &PlanApi::plan)},
            {.method = http::Method::Get,
             .pattern = "/api/socle/schema/history",
             .access = Access::Superuser,
             .handler = handledBy(this, &PlanApi::history)},
            {.method = http::Method::Post,
             .pattern = "/api/socle/schema/history/{id}/revert",
             .access = Access::Superuser,
             .handler = handledBy(this, &PlanApi::revert)}};
}

Reply PlanApi::plan(const Request &, const RequestScope &scope)
{
    const DecodedBody *body = SOCLE_TRY(scope.body());
    const Json &deleteMissing = body->values["deleteMissing"];
    if (!deleteMissing.isBool() && !deleteMissing.isNull()) {
        return invalidInput(std::string(protocol::kLoadingFailed));
    }
    const auto missing = deleteMissing.toBool() ? schema::Missing::Delete : schema::Missing::Keep;
    return onWriter(
        [this, collections = body->values["collections"], missing](
            storage::WriteTransaction &tx) -> Reply {
            return answer(SOCLE_TRY(schema::planImport(tx, m_schema, collections, missing)));
        },
        Batch::Alone);
}

Reply PlanApi::history(const Request &request, const RequestScope &)
{
    const protocol::Paging paging = SOCLE_TRY(readListPaging(request));
    return onReader([this, paging](storage::ReadTransaction &tx) -> Reply {
        const auto page = SOCLE_TRY(m_journal.list(tx, paging));
        return Response::json(200, listEnvelope(page.items, paging, page.total));
    });
}

Reply PlanApi::revert(const Request &request, const RequestScope &scope)
{
    return onWriter(
        [this, id = std::string(request.param("id")), actor = rules::actorOf(scope.caller())](
            storage::WriteTransaction &tx) -> Reply {
            const schema::SchemaJournal::Turn turn(m_journal, actor);
            SOCLE_TRY(m_journal.revert(tx, id));
            return Response::empty(204);
        },
        Batch::Alone);
}

} // namespace socle::api
