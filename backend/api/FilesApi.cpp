#include "backend/api/FilesApi.h"

#include "backend/api/ClientAddress.h"
#include "backend/api/RequestInfo.h"
#include "backend/api/RequestScope.h"
#include "backend/api/ServeFile.h"
#include "backend/auth/SessionService.h"
#include "backend/auth/TokenService.h"
#include "backend/files/BucketFiles.h"
#include "backend/files/Thumbnail.h"
#include "backend/http/Server.h"
#include "backend/records/RecordStore.h"
#include "backend/rules/QueryBuilder.h"
#include "backend/rules/RuleCheck.h"
#include "backend/runtime/Clock.h"
#include "backend/schema/Catalogue.h"
#include "backend/schema/Settings.h"
#include "backend/storage/ReadTransaction.h"
#include "shared/core/Text.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/protocol/Messages.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace socle::api {

namespace {

using http::Request;
using http::Response;
using records::Record;

constexpr std::string_view kPolicy
    = "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; sandbox";
constexpr std::string_view kCaching = "max-age=2592000, stale-while-revalidate=86400";
constexpr std::string_view kDefaultThumb = "100x100";
constexpr std::uint64_t kLargeFile = 16 * 1024 * 1024; // of a bucket: passes the cache by
constexpr std::size_t kMaxPending = 2 * 1024 * 1024; // unsent bytes at which the bucket waits
constexpr std::size_t kStreamBound = 2 * kMaxPending;

// Types a browser may show by itself (records-api.md 7.4).
constexpr std::array<std::string_view, 25> kInline{
    "image/png",       "image/jpg",      "image/jpeg",  "image/gif",       "image/webp",
    "image/x-icon",    "image/bmp",      "video/webm",  "video/mp4",       "video/3gpp",
    "video/quicktime", "video/x-ms-wmv", "audio/basic", "audio/aiff",      "audio/mpeg",
    "audio/midi",      "audio/mp3",      "audio/wave",  "audio/wav",       "audio/x-wav",
    "audio/x-mpeg",    "audio/x-m4a",    "audio/aac",   "application/pdf", "application/x-pdf"};

struct TypeByName
{
    std::string_view extension;
    std::string_view type;
};

constexpr std::array kTypesByName{
    TypeByName{".svg", "image/svg+xml"},
    TypeByName{".css", "text/css"},
    TypeByName{".js", "text/javascript"},
    TypeByName{".mjs", "text/javascript"},
    TypeByName{".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    TypeByName{".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    TypeByName{".pptx",
               "application/vnd.openxmlformats-officedocument.presentationml.presentation"}};

std::string typeToSend(std::string_view name, const std::string &sniffed)
{
    const auto dot = name.rfind('.');
    const std::string_view extension = dot != name.npos ? name.substr(dot) : std::string_view();
    for (const TypeByName &row : kTypesByName) {
        if (row.extension == extension) {
            return std::string(row.type);
        }
    }
    return sniffed;
}

bool isTruthy(const std::optional<std::string> &text)
{
    static constexpr std::array<std::string_view, 6> kTrue{"1", "t", "T", "TRUE", "true", "True"};
    return text && std::find(kTrue.begin(), kTrue.end(), *text) != kTrue.end();
}

/// The file field whose value names the file now.
const fields::Field *holderOf(const Record &record, std::string_view name)
{
    for (const fields::Field &field : record.collection().fields) {
        if (!field.isType(fields::kFile)) {
            continue;
        }
        const auto names = fields::toTextList(record.value(field.name));
        if (std::find(names.begin(), names.end(), name) != names.end()) {
            return &field;
        }
    }
    return nullptr;
}

/// Id of a record of `collection` that holds the file; stored names are unique by their random
/// part.
Result<std::optional<std::string>> ownerIn(storage::ReadTransaction &transaction,
                                           const schema::Catalogue &catalogue,
                                           const schema::Collection &collection,
                                           std::string_view name)
{
    const rules::Caller server = rules::Caller::superuser();
    rules::RequestContext context;
    context.caller = &server;
    context.catalogue = &catalogue;
    for (const fields::Field &field : collection.fields) {
        if (!field.isType(fields::kFile)) {
            continue;
        }
        rules::QueryBuilder query(collection, context, transaction.dialect());
        SOCLE_TRY(query.where(field.name + (field.isMultiple() ? ":each ?= \"" : " = \"")
                                  + std::string(name) + "\"",
                              rules::Access::Full));
        const std::vector<std::string> columns{"id"};
        const auto id = SOCLE_TRY(transaction.scalar(query.select(columns, {.limit = 1})));
        if (id) {
            return std::optional(std::string(storage::textOf(*id)));
        }
    }
    return std::optional<std::string>();
}

/// Where the file of a view's row lies: below the record that owns it (records-api.md 7.1).
Result<std::pair<std::string, std::string>> ownerOfViewed(storage::ReadTransaction &transaction,
                                                          const schema::Catalogue &catalogue,
                                                          const schema::Collection &view,
                                                          std::string_view name)
{
    if (name.find_first_of("\"\\") != name.npos) {
        return notFound();
    }
    for (const schema::CollectionPtr &candidate : catalogue.all()) {
        const bool isSource = !candidate->isView() && candidate->hasFileField()
            && view.viewQuery.find(candidate->name) != std::string::npos;
        if (!isSource) {
            continue;
        }
        const auto owner = SOCLE_TRY(ownerIn(transaction, catalogue, *candidate, name));
        if (owner) {
            return std::pair(candidate->id, *owner);
        }
    }
    return notFound();
}

} // namespace

struct FilesApi::Located
{
    files::StoredObject object = {};
    std::string name = {};
    std::string key = {}; // in the bucket, when `object` has no path
    std::string thumb = {}; // size asked for and allowed, "" for the original
    bool isCopy = false; // `object` lies in the cache of the bucket
};

std::vector<Route> FilesApi::routes()
{
    return {{.method = http::Method::Get,
             .pattern = "/api/files/{collection}/{recordId}/{filename}",
             .access = Access::ByRule,
             .handler = handledBy(this, &FilesApi::download),
             .rateTags = {"file"}},
            {.method = http::Method::Post,
             .pattern = "/api/files/token",
             .access = Access::Auth,
             .handler = handledBy(this, &FilesApi::token)}};
}

Reply FilesApi::token(const Request & /*request*/, const RequestScope &scope)
{
    return onReader([this, &scope](storage::ReadTransaction &transaction) -> Reply {
        const auto &account = scope.caller().record;
        const auto collection
            = account ? scope.catalogue()->findById(account->collectionId) : nullptr;
        if (!collection) {
            return Error{.kind = ErrorKind::Unauthenticated,
                         .message = std::string(protocol::kRequiresAuth)};
        }
        const Record record
            = SOCLE_TRY(m_parts.records->find(transaction, collection, account->id));
        const std::string token = SOCLE_TRY(m_parts.tokens->fileToken(record));
        return Response::json(200, Json(JsonObject{{"token", token}}).dump());
    });
}

Reply FilesApi::download(const Request &request, const RequestScope &scope)
{
    return onReader([this, &request, &scope](storage::ReadTransaction &transaction) -> Reply {
        return send(request, SOCLE_TRY(locate(request, scope, transaction)));
    });
}

Result<FilesApi::Located> FilesApi::locate(const Request &request,
                                           const RequestScope &scope,
                                           storage::ReadTransaction &transaction) const
{
    const auto collection = scope.catalogue()->findByNameOrId(request.param("collection"));
    if (!collection) {
        return notFound(std::string(protocol::kInvalidCollectionContext));
    }
    const std::string id(request.param("recordId"));
    const std::string name(request.param("filename"));
    const Record record = SOCLE_TRY(m_parts.records->find(transaction, collection, id));
    const fields::Field *field = holderOf(record, name);
    if (field == nullptr) {
        return notFound();
    }
    if (field->flag("protected")) {
        SOCLE_TRY(checkAccess(request, scope, transaction));
    }
    auto owner = std::pair(collection->id, id);
    if (collection->isView()) {
        owner = SOCLE_TRY(ownerOfViewed(transaction, *scope.catalogue(), *collection, name));
    }
    const auto path
        = SOCLE_TRY(files::objectPath(m_parts.storage, owner.first, owner.second, name));
    Located located{.name = name, .key = owner.first + "/" + owner.second + "/" + name};
    if (auto local = files::findObject(path)) {
        located.object = local.takeValue();
    } else if (m_parts.bucket == nullptr) {
        return local.takeError();
    }

    const std::string thumb = request.queryParam("thumb").value_or("");
    const auto sizes = field->list("thumbs");
    const bool isAllowed
        = thumb == kDefaultThumb || std::find(sizes.begin(), sizes.end(), thumb) != sizes.end();
    if (isAllowed && files::parseThumbSize(thumb)) {
        located.thumb = thumb;
    }
    return located;
}

// records-api.md 7.2: who asks is what the token in the query says, whatever the header says.
Result<void> FilesApi::checkAccess(const Request &request,
                                   const RequestScope &scope,
                                   storage::ReadTransaction &transaction) const
{
    rules::Caller caller;
    const std::string token = request.queryParam("token").value_or("");
    if (!token.empty()) {
        auto account = m_parts.sessions->recordOf(
            token, auth::TokenType::File, *scope.catalogue(), transaction);
        if (account) {
            caller = auth::callerOf(*account);
        } else if (account.error().kind != ErrorKind::Unauthenticated) {
            return account.takeError();
        }
    }
    const auto &addresses = scope.settings()->superuserIps;
    if (caller.isSuperuser() && !addresses.empty() && !isListed(scope.clientIp(), addresses)) {
        caller = rules::Caller::guest();
    }
    rules::RequestContext context = SOCLE_TRY(requestInfo(request, scope, m_parts.clock->now()));
    context.caller = &caller;
    context.context = "protectedFile";
    const auto collection = scope.catalogue()->findByNameOrId(request.param("collection"));
    auto allowed = rules::isSatisfied(
        transaction, *collection, collection->viewRule, context, request.param("recordId"));
    if (!allowed && allowed.error().kind == ErrorKind::Unavailable) {
        return allowed.takeError();
    }
    return allowed && *allowed ? Result<void>() : Result<void>(notFound());
}

namespace {

// What every answer with a file says beside its bytes.
void describe(Response &response,
              const Request &request,
              const std::string &contentType,
              const std::string &servedName)
{
    const bool isInline = !isTruthy(request.queryParam("download"))
        && std::find(kInline.begin(), kInline.end(), contentType) != kInline.end();
    response.headers.set("Content-Disposition",
                         (isInline ? "inline; filename=" : "attachment; filename=") + servedName);
    response.headers.set("Content-Security-Policy", kPolicy);
    response.headers.set("Cache-Control", kCaching);
    if (response.status != 200 && response.status != 206) {
        response.headers.remove("Accept-Ranges");
    }
    if (response.status == 416) {
        response.headers.remove("Cache-Control");
        response.headers.remove("Last-Modified");
    }
    response.headers.set("X-Frame-Options", ""); // the dispatcher leaves it out
}

Reply answer(const Request &request,
             const files::StoredObject &object,
             const std::string &originalName,
             const std::string &servedName)
{
    Response response = SOCLE_TRY(serveFile(
        request,
        {.path = object.path, .contentType = typeToSend(originalName, object.contentType)}));
    describe(response, request, object.contentType, servedName);
    return response;
}

std::string thumbKeyOf(const std::string &key, const std::string &size)
{
    return files::thumbPath(key, size).generic_string();
}

} // namespace

Reply FilesApi::send(const Request &request, Located located)
{
    if (located.object.path.empty()) {
        return onWorker(Pool::Outbound,
                        [this, &request, located = std::move(located)]() mutable -> Reply {
                            return sendFromBucket(request, std::move(located));
                        });
    }
    if (!located.thumb.empty() && files::canHaveThumb(located.object.contentType)) {
        return sendThumb(request, std::move(located));
    }
    Reply reply = answer(request, located.object, located.name, located.name);
    if (reply.isError() && m_parts.bucket != nullptr) { // it went up this very moment
        located.object = {};
        return send(request, std::move(located));
    }
    return reply;
}

// On a worker: the network is asked.
Reply FilesApi::sendFromBucket(const Request &request, Located located)
{
    files::BucketFiles &bucket = *m_parts.bucket;
    if (!located.thumb.empty()) {
        const auto made = bucket.fetch(thumbKeyOf(located.key, located.thumb));
        if (made) {
            return answer(request, *made, located.name, located.thumb + "_" + located.name);
        }
        if (made.error().kind != ErrorKind::NotFound) {
            return made.error();
        }
    }
    if (auto present = bucket.cached(located.key)) {
        located.object = present.takeValue();
    } else if (located.thumb.empty()) {
        const auto about = SOCLE_TRY(bucket.stat(located.key));
        if (about.size > kLargeFile) {
            return sendStream(request, located, about);
        }
    }
    if (located.object.path.empty()) {
        located.object = SOCLE_TRY(bucket.fetch(located.key));
    }
    located.isCopy = true;
    return !located.thumb.empty() && files::canHaveThumb(located.object.contentType)
        ? sendThumb(request, std::move(located))
        : answer(request, located.object, located.name, located.name);
}

// A large file passes through: as fast as the client reads, nothing is kept.
Reply FilesApi::sendStream(const Request &request, const Located &located, files::BlobStat about)
{
    FilePlan plan = planFile(request,
                             about.size,
                             about.modified.milliseconds() / 1000,
                             typeToSend(located.name, about.meta.contentType));
    if (plan.ranges.size() > 1) { // allowed, and nobody asks for that of a large file
        plan.response.status = 200;
        plan.response.headers.add("Content-Type", typeToSend(located.name, about.meta.contentType));
        plan.ranges = {{.first = 0, .length = about.size}};
    }
    describe(plan.response, request, about.meta.contentType, located.name);
    if (plan.ranges.empty()) {
        return std::move(plan.response);
    }
    if (request.method == http::Method::Head) {
        return stream(std::move(plan.response), {});
    }
    return stream(
        std::move(plan.response),
        [bucket = m_parts.bucket, key = located.key, range = plan.ranges.front()](
            const std::shared_ptr<http::StreamWriter> &writer) {
            writer->setFinite();
            writer->setBound(kStreamBound);
            bucket->read(
                key,
                range.first,
                range.length,
                {.take
                 = [writer](std::string_view piece) { return writer->write(std::string(piece)); },
                 .hasRoom
                 = [writer] { return writer->isClosed() || writer->pendingBytes() < kMaxPending; },
                 .done =
                     [writer](const Result<void> &ended) {
                         if (ended) {
                             writer->close();
                         } else {
                             writer->abort();
                         }
                     }});
        });
}

Reply FilesApi::sendThumb(const Request &request, Located located)
{
    return later([this, &request, located = std::move(located)](Reply::Resume resume) mutable {
        const files::StoredObject original = located.object;
        const std::string size = located.thumb;
        m_thumbs.want(
            original,
            size,
            [this, &request, located = std::move(located), resume = std::move(resume)](
                std::optional<files::StoredObject> thumb) mutable {
                if (thumb && located.isCopy) {
                    m_parts.bucket->thumbnailMade(thumbKeyOf(located.key, located.thumb));
                }
                // A thumbnail that could not be made is answered with the original.
                const std::string name = thumb ? located.thumb + "_" + located.name : located.name;
                resume(answer(request, thumb ? *thumb : located.object, located.name, name));
            });
    });
}

} // namespace socle::api
