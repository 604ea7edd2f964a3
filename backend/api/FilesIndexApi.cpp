// See FilesIndexApi.h.
#include "backend/api/FilesIndexApi.h"

#include "backend/api/ListParameters.h"
#include "backend/api/RequestScope.h"
#include "backend/api/ServeFile.h"
#include "backend/schema/Catalogue.h"
#include "backend/storage/Database.h"
#include "backend/storage/Dialect.h"
#include "backend/storage/StoredJson.h"
#include "shared/core/Number.h"
#include "shared/core/Text.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/json/JsonWriter.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

namespace socle::api {

namespace {

using http::Request;
using http::Response;
using schema::CollectionPtr;
using storage::sql;

constexpr std::string_view kThumbSize = "100x100";
constexpr std::string_view kSideFile = ".attrs";

struct IndexQuery
{
    std::string text = {}; // part of the name
    std::string type = {}; // "image/png", "image/" or "image"
    std::uint64_t minSize = 0; // bytes
    bool orphans = false; // files no record knows
    protocol::Paging paging = {};
};

struct IndexedFile
{
    std::string record = {};
    std::string field = {}; // "" for an orphan
    std::string name = {};
    std::uint64_t size = 0;
    std::string created = {}; // of the blob; "" when it is missing
    bool isMissing = false;
};

/// Names a record's file fields hold: "record/name" -> field.
using Known = std::map<std::string, std::string, std::less<>>;

Result<Known> readKnown(storage::Database &database, const schema::Collection &collection)
{
    Known known;
    const auto read = [&](storage::ReadTransaction &tx) -> Result<void> {
        const storage::Dialect &dialect = tx.dialect();
        for (const fields::Field &field : collection.fields) {
            if (!field.isType(fields::kFile)) {
                continue;
            }
            const std::string column = dialect.identifier(field.name);
            SOCLE_TRY(tx.query(sql("SELECT " + dialect.identifier("id") + ", " + column + " FROM "
                                   + dialect.identifier(collection.name) + " WHERE " + column
                                   + " NOT IN ('', '[]')"),
                               [&](const storage::Row &row) {
                                   const Json value = field.kind->fromStored(row.text(1), field);
                                   for (const std::string &name : fields::toTextList(value)) {
                                       known.emplace(std::string(row.text(0)) + "/" + name,
                                                     field.name);
                                   }
                                   return storage::Next::Continue;
                               }));
        }
        return {};
    };
    SOCLE_TRY(database.read(read));
    return known;
}

bool fits(const IndexedFile &file, const IndexQuery &query)
{
    const bool hasText = query.text.empty()
        || asciiLower(file.name).find(asciiLower(query.text)) != std::string::npos;
    return hasText && file.size >= query.minSize
        && startsWith(contentTypeOf(file.name), query.type);
}

using Stores = std::vector<std::unique_ptr<files::BlobStore>>;

Result<std::map<std::string, files::BlobInfo>> blobsOf(const Stores &stores,
                                                       const std::string &prefix)
{
    std::map<std::string, files::BlobInfo> blobs;
    for (const auto &store : stores) {
        for (files::BlobInfo &blob : SOCLE_TRY(store->list(prefix))) {
            std::string key = blob.key;
            blobs.emplace(std::move(key), std::move(blob));
        }
    }
    return blobs;
}

/// Files of one collection by record and name. Thumbnails and side files are not among them.
Result<std::vector<IndexedFile>> filesOf(storage::Database &database,
                                         const Stores &stores,
                                         const schema::Collection &collection,
                                         const IndexQuery &query)
{
    Known known = SOCLE_TRY(readKnown(database, collection));
    const std::string prefix = collection.id + "/";
    std::vector<IndexedFile> found;
    const auto take = [&](IndexedFile file) {
        if (file.field.empty() == query.orphans && fits(file, query)) {
            found.push_back(std::move(file));
        }
    };
    for (const auto &[blobKey, blob] : SOCLE_TRY(blobsOf(stores, prefix))) {
        const std::string key = blobKey.substr(prefix.size());
        const auto slash = key.find('/');
        if (slash == std::string::npos || key.find('/', slash + 1) != std::string::npos
            || endsWith(key, kSideFile)) {
            continue;
        }
        const auto owner = known.find(key);
        IndexedFile file{.record = key.substr(0, slash),
                         .field = owner != known.end() ? owner->second : std::string(),
                         .name = key.substr(slash + 1),
                         .size = blob.size,
                         .created = blob.modified.toString()};
        if (owner != known.end()) {
            known.erase(owner);
        }
        take(std::move(file));
    }
    for (const auto &[key, field] : known) {
        const auto slash = key.find('/');
        take({.record = key.substr(0, slash),
              .field = field,
              .name = key.substr(slash + 1),
              .isMissing = true});
    }
    std::sort(found.begin(), found.end(), [](const IndexedFile &a, const IndexedFile &b) {
        return std::tie(a.record, a.name) < std::tie(b.record, b.name);
    });
    return found;
}

std::string itemOf(const schema::Collection &collection, const IndexedFile &file)
{
    const std::string_view type = contentTypeOf(file.name);
    const std::string url = "/api/files/" + collection.name + "/" + percentEncode(file.record) + "/"
        + percentEncode(file.name);
    std::string out;
    JsonWriter writer(out);
    writer.startObject();
    writer.member("collection", collection.name);
    writer.member("record", file.record);
    writer.member("field", file.field);
    writer.member("name", file.name);
    writer.member("size", static_cast<std::int64_t>(file.size));
    writer.member("type", type);
    writer.member("created", file.created);
    writer.member("missing", file.isMissing);
    // What no record names is served to nobody.
    writer.member("url", file.field.empty() ? std::string() : url);
    const bool hasThumb = !file.field.empty() && startsWith(type, "image/");
    writer.member("thumb", hasThumb ? url + "?thumb=" + std::string(kThumbSize) : std::string());
    writer.endObject();
    return out;
}

Result<IndexQuery> queryOf(const Request &request)
{
    IndexQuery query{.text = request.queryParam("q").value_or(""),
                     .type = request.queryParam("type").value_or(""),
                     .paging = SOCLE_TRY(readListPaging(request))};
    const std::string size = request.queryParam("minSize").value_or("");
    const auto read = std::from_chars(size.data(), size.data() + size.size(), query.minSize);
    if (!size.empty() && (read.ec != std::errc() || read.ptr != size.data() + size.size())) {
        return invalidInput();
    }
    const std::string orphans = request.queryParam("orphans").value_or("");
    query.orphans = orphans == "1" || orphans == "true";
    return query;
}

} // namespace

std::vector<Route> FilesIndexApi::routes()
{
    return {{.method = http::Method::Get,
             .pattern = "/api/socle/files",
             .access = Access::Superuser,
             .handler = handledBy(this, &FilesIndexApi::list)}};
}

Reply FilesIndexApi::list(const Request &request, const RequestScope &scope)
{
    const IndexQuery query = SOCLE_TRY(queryOf(request));
    std::vector<CollectionPtr> collections;
    if (const std::string name = request.queryParam("collection").value_or(""); !name.empty()) {
        const auto collection = scope.catalogue()->findByNameOrId(name);
        if (!collection) {
            return notFound();
        }
        collections.push_back(collection);
    } else {
        collections.assign(scope.catalogue()->all().begin(), scope.catalogue()->all().end());
    }
    std::erase_if(collections, [](const CollectionPtr &collection) {
        return collection->isView() || !collection->hasFileField();
    });
    return onWorker(Pool::Outbound, [this, query, collections = std::move(collections)]() -> Reply {
        const Stores stores = m_stores();
        std::vector<std::string> items;
        std::int64_t total = 0;
        for (const CollectionPtr &collection : collections) {
            for (const IndexedFile &file :
                 SOCLE_TRY(filesOf(m_database, stores, *collection, query))) {
                const std::int64_t place = total++;
                if (place >= query.paging.offset()
                    && place < query.paging.offset() + query.paging.perPage) {
                    items.push_back(itemOf(*collection, file));
                }
            }
        }
        return Response::json(200, listEnvelope(items, query.paging, total));
    });
}

} // namespace socle::api
