// See DocsApi.h.
#include "backend/api/DocsApi.h"

#include "backend/api/RequestInfo.h"
#include "backend/api/RequestScope.h"
#include "backend/codegen/OpenApi.h"
#include "backend/codegen/Templates.h"
#include "backend/codegen/Typegen.h"
#include "backend/records/RecordStore.h"
#include "backend/rules/Caller.h"
#include "backend/rules/KeyScopes.h"
#include "backend/runtime/Clock.h"
#include "backend/schema/SchemaJournal.h"
#include "backend/schema/Settings.h"
#include "backend/storage/StoredJson.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/core/Text.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <map>
#include <memory>

namespace socle::api {

namespace {

using http::Request;
using http::Response;

Json summaryOf(const codegen::Template &known)
{
    JsonArray names;
    for (const auto &collection : known.collections) {
        names.emplace_back(collection.name);
    }
    return JsonObject{{"name", known.name},
                      {"title", known.title},
                      {"description", known.description},
                      {"collections", std::move(names)}};
}

codegen::RouteFact factOf(const Route &route)
{
    using Caller = codegen::RouteFact::Caller;
    return {.method = http::nameOf(route.method),
            .pattern = route.pattern,
            .caller = route.access == Access::Superuser ? Caller::Superuser
                : route.access == Access::Auth          ? Caller::SignedIn
                                                        : Caller::Anybody};
}

/// Ids of the sample records made so far, by collection in their order.
using Made = std::map<std::string, std::vector<std::string>, std::less<>>;

/// "@2" of a relation -> the id of the second record of its target.
Json resolved(const Json &value, const std::vector<std::string> &ids)
{
    if (value.isArray()) {
        JsonArray list;
        for (const Json &item : value.array()) {
            list.push_back(resolved(item, ids));
        }
        return list;
    }
    const std::string_view text = value.text();
    std::size_t number = 0;
    const auto read = std::from_chars(text.data() + 1, text.data() + text.size(), number);
    return read.ec == std::errc() && number >= 1 && number <= ids.size() ? Json(ids[number - 1])
                                                                         : value;
}

Result<void> addSamples(storage::WriteTransaction &tx,
                        const records::RecordStore &store,
                        const codegen::Template &wanted,
                        const rules::RequestContext &request)
{
    Made made;
    for (const codegen::TemplateRecord &sample : wanted.records) {
        const auto collection = request.catalogue->findByName(sample.collection);
        SOCLE_ENSURE(collection != nullptr);
        JsonObject body = storage::storedJson(sample.values).object();
        for (auto &[name, value] : body) {
            const fields::Field *field = collection->field(name);
            const auto target = field != nullptr
                ? request.catalogue->findById(field->text("collectionId"))
                : nullptr;
            if (target) {
                value = resolved(value, made[target->name]);
            }
        }
        const records::Record record
            = SOCLE_TRY(store.create(tx, collection, {.body = std::move(body)}, request));
        made[collection->name].emplace_back(record.id());
    }
    return {};
}

} // namespace

std::vector<Route> DocsApi::routes()
{
    const auto row = [this](http::Method method,
                            std::string_view pattern,
                            Reply (DocsApi::*handler)(const Request &, const RequestScope &)) {
        return Route{.method = method,
                     .pattern = pattern,
                     .access = Access::Superuser,
                     .handler = handledBy(this, handler)};
    };
    using http::Method;
    return {row(Method::Get, "/api/socle/openapi.json", &DocsApi::document),
            row(Method::Get, "/api/socle/types", &DocsApi::types),
            row(Method::Get, "/api/socle/templates", &DocsApi::templates),
            row(Method::Get, "/api/socle/templates/{name}", &DocsApi::viewTemplate),
            row(Method::Post, "/api/socle/templates/{name}/install", &DocsApi::install)};
}

Reply DocsApi::document(const Request &, const RequestScope &scope)
{
    const schema::Settings &settings = *scope.settings();
    std::vector<codegen::RouteFact> facts;
    std::transform(m_table().begin(), m_table().end(), std::back_inserter(facts), factOf);
    const Json document = codegen::openApiDocument(
        *scope.catalogue(),
        {.title = settings.meta.appName, .version = m_version, .url = settings.meta.appUrl},
        facts);
    return Response::json(200, document.dump());
}

Reply DocsApi::types(const Request &request, const RequestScope &scope)
{
    const auto language
        = codegen::languageOf(request.queryParam("language").value_or("typescript"));
    if (!language) {
        return invalidInput("There are no types for this language.");
    }
    return Response::text(200, codegen::generateTypes(*scope.catalogue(), *language));
}

Reply DocsApi::templates(const Request &, const RequestScope &)
{
    JsonArray list;
    for (const codegen::Template &known : codegen::templates()) {
        list.push_back(summaryOf(known));
    }
    return Response::json(200, Json(std::move(list)).dump());
}

Reply DocsApi::viewTemplate(const Request &request, const RequestScope &scope)
{
    const codegen::Template *wanted = codegen::findTemplate(request.param("name"));
    if (wanted == nullptr) {
        return notFound();
    }
    Json answer = summaryOf(*wanted);
    answer.asObject().set("collections", codegen::templateCollections(*wanted, *scope.catalogue()));
    return Response::json(200, answer.dump());
}

Reply DocsApi::install(const Request &request, const RequestScope &scope)
{
    const codegen::Template *wanted = codegen::findTemplate(request.param("name"));
    if (wanted == nullptr) {
        return notFound();
    }
    const DecodedBody *body = SOCLE_TRY(scope.body());
    const bool withSamples = body->values["sampleData"].toBool();
    auto context = std::make_shared<rules::RequestContext>(
        SOCLE_TRY(requestInfo(request, scope, m_clock.now())));
    return onWriter(
        [this, wanted, withSamples, context](storage::WriteTransaction &tx) -> Reply {
            const schema::SchemaJournal::Turn turn(m_journal, rules::actorOf(*context->caller));
            const auto before = SOCLE_TRY(m_schema.catalogue(tx));
            if (const auto taken = codegen::takenNames(*wanted, *before); !taken.empty()) {
                return Error{.kind = ErrorKind::Conflict,
                             .message = "There is a collection of this name already: "
                                 + join(taken, ", ") + "."};
            }
            SOCLE_TRY(m_schema.import(
                tx, codegen::templateCollections(*wanted, *before), schema::Missing::Keep));
            if (withSamples) {
                const auto after = SOCLE_TRY(m_schema.catalogue(tx));
                rules::RequestContext made = *context;
                made.catalogue = after.get();
                made.body = JsonObject();
                SOCLE_TRY(addSamples(tx, m_records, *wanted, made));
            }
            return Response::json(200, summaryOf(*wanted).dump());
        },
        Batch::Alone);
}

} // namespace socle::api
