#include "backend/api/CollectionsApi.h"

#include "backend/api/ListParameters.h"
#include "backend/api/RequestInfo.h"
#include "backend/api/RequestScope.h"
#include "backend/api/SqlApi.h"
#include "backend/http/Request.h"
#include "backend/records/RecordStore.h"
#include "backend/rules/Caller.h"
#include "backend/rules/KeyScopes.h"
#include "backend/rules/QueryBuilder.h"
#include "backend/rules/RequestContext.h"
#include "backend/runtime/Clock.h"
#include "backend/schema/SchemaJournal.h"
#include "backend/schema/SchemaStore.h"
#include "backend/storage/Dialect.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/json/JsonWriter.h"
#include "shared/protocol/Messages.h"

#include <utility>

namespace socle::api {

namespace {

using http::Request;
using http::Response;
using schema::CollectionPtr;
using schema::SchemaJournal;
using schema::Secrets;

constexpr std::string_view kInvalidTypeData
    = "Failed to load the collection type data due to invalid formatting.";
constexpr std::string_view kInvalidData
    = "Failed to load the submitted data due to invalid formatting.";
constexpr std::string_view kTruncateView
    = "View collections cannot be truncated since they don't store their own records.";
constexpr std::string_view kTruncateFailed = "Failed to truncate collection (most likely due to "
                                             "required cascade delete record references).";
constexpr int kSampleRows = 10;

// `_collections` as the filter language sees it: exactly the members that may be filtered and
// sorted.
const schema::Collection &collectionsTable()
{
    static const schema::Collection table = [] {
        schema::Collection collection;
        collection.id = "_collections";
        collection.name = "_collections";
        for (const std::string_view name : {"id", "created", "updated", "name", "type"}) {
            collection.fields.push_back(fields::makeField(fields::kText, name));
        }
        collection.fields.push_back(fields::makeField(fields::kBool, "system"));
        return collection;
    }();
    return table;
}

Reply answer(const schema::Collection &collection)
{
    return Response::json(200, toJson(collection, Secrets::Hide).dump());
}

Error bodyError(const Error &error, std::string_view message)
{
    return error.message == protocol::kUnsupportedContentType ? error
                                                              : invalidInput(std::string(message));
}

// One sample record of a dry run: every field as its type reads the column.
void writeSample(JsonWriter &writer, const storage::Row &row, const schema::Collection &collection)
{
    writer.startObject();
    writer.member("collectionId", collection.id);
    writer.member("collectionName", collection.name);
    for (std::size_t i = 0; i < collection.fields.size(); ++i) {
        const fields::Field &field = collection.fields[i];
        const int column = static_cast<int>(i);
        fields::StoredView stored;
        switch (row.type(column)) {
        case storage::ColumnType::Null:
            break;
        case storage::ColumnType::Integer:
            stored = row.integer(column);
            break;
        case storage::ColumnType::Real:
            stored = row.real(column);
            break;
        case storage::ColumnType::Text:
        case storage::ColumnType::Blob:
            stored = row.text(column);
            break;
        }
        writer.key(field.name);
        field.kind->writeStored(writer, stored, field);
    }
    writer.endObject();
}

} // namespace

CollectionsApi::CollectionsApi(schema::SchemaStore &schema,
                               schema::SchemaJournal &journal,
                               const records::RecordStore &records,
                               const runtime::Clock &clock)
    : m_schema(schema)
    , m_journal(journal)
    , m_records(records)
    , m_clock(clock)
{
}

std::vector<Route> CollectionsApi::routes()
{
    using http::Method;
    const auto row
        = [this](Method method,
                 std::string_view pattern,
                 Reply (CollectionsApi::*handler)(const Request &, const RequestScope &)) {
              return Route{.method = method,
                           .pattern = pattern,
                           .access = Access::Superuser,
                           .handler = handledBy(this, handler)};
          };
    return {
        row(Method::Get, "/api/collections", &CollectionsApi::list),
        row(Method::Post, "/api/collections", &CollectionsApi::create),
        row(Method::Put, "/api/collections/import", &CollectionsApi::import),
        row(Method::Get, "/api/collections/meta/scaffolds", &CollectionsApi::scaffolds),
        row(Method::Post, "/api/collections/meta/dry-run-view", &CollectionsApi::dryRunView),
        row(Method::Get, "/api/collections/{collection}", &CollectionsApi::view),
        row(Method::Patch, "/api/collections/{collection}", &CollectionsApi::update),
        row(Method::Delete, "/api/collections/{collection}", &CollectionsApi::remove),
        row(Method::Delete, "/api/collections/{collection}/truncate", &CollectionsApi::truncate),
    };
}

Reply CollectionsApi::list(const Request &request, const RequestScope &scope)
{
    const protocol::Paging paging = SOCLE_TRY(readListPaging(request));
    auto context = std::make_shared<rules::RequestContext>(
        SOCLE_TRY(requestInfo(request, scope, m_clock.now())));
    return onReader(
        [catalogue = scope.catalogue(),
         paging,
         context,
         filter = request.queryParam("filter").value_or(""),
         sort = request.queryParam("sort").value_or("")](storage::ReadTransaction &tx) -> Reply {
            rules::QueryBuilder query(collectionsTable(), *context, tx.dialect());
            SOCLE_TRY(query.where(filter, rules::clientAccess(*context->caller)));
            std::int64_t total = 0;
            if (paging.total == protocol::Total::Count) {
                const auto counted = SOCLE_TRY(tx.scalar(query.count()));
                total = counted ? storage::integerOf(*counted) : 0;
            }
            SOCLE_TRY(query.sort(sort, rules::clientAccess(*context->caller)));
            const std::vector<std::string> columns{"id"};
            std::vector<std::string> items;
            const auto add = [&](const storage::Row &row) {
                // A row this snapshot does not know yet is left to the next request.
                if (const CollectionPtr collection = catalogue->findById(row.text(0))) {
                    items.push_back(toJson(*collection, Secrets::Hide).dump());
                }
                return storage::Next::Continue;
            };
            SOCLE_TRY(tx.query(
                query.select(columns, {.limit = paging.perPage, .offset = paging.offset()}), add));
            return Response::json(200, listEnvelope(items, paging, total));
        });
}

Reply CollectionsApi::view(const Request &request, const RequestScope &scope)
{
    const CollectionPtr collection = scope.catalogue()->findByNameOrId(request.param("collection"));
    return collection ? answer(*collection) : Reply(notFound());
}

Reply CollectionsApi::create(const Request &, const RequestScope &scope)
{
    const auto body = scope.body();
    if (!body) {
        return invalidInput(std::string(kInvalidTypeData));
    }
    return onWriter(
        [this, actor = rules::actorOf(scope.caller()), values = (*body)->values](
            storage::WriteTransaction &tx) -> Reply {
            const SchemaJournal::Turn turn(m_journal, actor);
            return answer(*SOCLE_TRY(m_schema.create(tx, values)));
        },
        Batch::Alone);
}

Reply CollectionsApi::update(const Request &request, const RequestScope &scope)
{
    const CollectionPtr collection = scope.catalogue()->findByNameOrId(request.param("collection"));
    if (!collection) {
        return notFound();
    }
    const auto body = scope.body();
    if (!body) {
        return invalidInput(std::string(kInvalidData));
    }
    return onWriter(
        [this,
         actor = rules::actorOf(scope.caller()),
         id = collection->id,
         values = (*body)->values](storage::WriteTransaction &tx) -> Reply {
            const SchemaJournal::Turn turn(m_journal, actor);
            return answer(*SOCLE_TRY(m_schema.update(tx, id, values)));
        },
        Batch::Alone);
}

Reply CollectionsApi::remove(const Request &request, const RequestScope &scope)
{
    const CollectionPtr collection = scope.catalogue()->findByNameOrId(request.param("collection"));
    if (!collection) {
        return notFound();
    }
    return onWriter(
        [this, actor = rules::actorOf(scope.caller()), id = collection->id](
            storage::WriteTransaction &tx) -> Reply {
            const SchemaJournal::Turn turn(m_journal, actor);
            SOCLE_TRY(m_schema.remove(tx, id));
            return Response::empty(204);
        },
        Batch::Alone);
}

Reply CollectionsApi::truncate(const Request &request, const RequestScope &scope)
{
    const CollectionPtr collection = scope.catalogue()->findByNameOrId(request.param("collection"));
    if (!collection) {
        return notFound();
    }
    if (collection->isView()) {
        return invalidInput(std::string(kTruncateView));
    }
    auto context = std::make_shared<rules::RequestContext>(
        SOCLE_TRY(requestInfo(request, scope, m_clock.now())));
    return onWriter(
        [this, collection, context](storage::WriteTransaction &tx) -> Reply {
            std::vector<std::string> ids;
            const storage::SqlFragment all
                = storage::sql("SELECT `id` FROM " + tx.dialect().identifier(collection->name));
            SOCLE_TRY(tx.query(all, [&](const storage::Row &row) {
                ids.emplace_back(row.text(0));
                return storage::Next::Continue;
            }));
            for (const std::string &id : ids) {
                const auto removed = m_records.remove(tx, collection, id, *context);
                // Not found: a cascade was faster.
                if (!removed && removed.error().kind != ErrorKind::NotFound) {
                    return removed.error().kind == ErrorKind::InvalidInput
                        ? Reply(invalidInput(std::string(kTruncateFailed)))
                        : Reply(removed.error());
                }
            }
            return Response::empty(204);
        },
        Batch::Alone);
}

Reply CollectionsApi::import(const Request &, const RequestScope &scope)
{
    const auto body = scope.body();
    if (!body) {
        return bodyError(body.error(), protocol::kLoadingFailed);
    }
    const Json &values = (*body)->values;
    const Json &deleteMissing = values["deleteMissing"];
    if (!deleteMissing.isBool() && !deleteMissing.isNull()) {
        return invalidInput(std::string(protocol::kLoadingFailed));
    }
    const auto missing = deleteMissing.toBool() ? schema::Missing::Delete : schema::Missing::Keep;
    return onWriter(
        [this,
         actor = rules::actorOf(scope.caller()),
         collections = values["collections"],
         missing](storage::WriteTransaction &tx) -> Reply {
            const SchemaJournal::Turn turn(m_journal, actor);
            SOCLE_TRY(m_schema.import(tx, collections, missing));
            return Response::empty(204);
        },
        Batch::Alone);
}

Reply CollectionsApi::scaffolds(const Request &, const RequestScope &)
{
    return Response::json(200, m_schema.scaffolds().dump());
}

Reply CollectionsApi::dryRunView(const Request &, const RequestScope &scope)
{
    std::string script = SOCLE_TRY(submittedQuery(scope));
    return onWriter([this, text = std::move(script)](storage::WriteTransaction &tx) -> Reply {
        const auto collection = m_schema.dryRunView(tx, text);
        if (!collection) {
            return invalidInput("Invalid view query. Raw error: \n" + collection.error().message);
        }
        std::string out;
        JsonWriter writer(out);
        writer.startObject();
        writer.member("fields", fields::toJson(collection->fields));
        writer.key("sample");
        writer.startArray();
        std::string columns;
        for (const fields::Field &field : collection->fields) {
            columns += (columns.empty() ? "" : ", ") + tx.dialect().identifier(field.name);
        }
        SOCLE_TRY(tx.query(storage::sql("SELECT " + columns + " FROM (" + collection->viewQuery
                                        + ") LIMIT " + std::to_string(kSampleRows)),
                           [&](const storage::Row &row) {
                               writeSample(writer, row, *collection);
                               return storage::Next::Continue;
                           }));
        writer.endArray();
        writer.endObject();
        return Response::json(200, std::move(out));
    });
}

} // namespace socle::api
