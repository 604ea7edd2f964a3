#include "backend/api/BatchApi.h"

#include "backend/api/BatchRequest.h"
#include "backend/api/Envelope.h"
#include "backend/api/FieldsPicker.h"
#include "backend/api/RateLimiter.h"
#include "backend/api/RecordsApi.h"
#include "backend/api/RequestInfo.h"
#include "backend/api/RequestScope.h"
#include "backend/api/SlowPasswordCheck.h"
#include "backend/rules/Caller.h"
#include "backend/rules/RequestContext.h"
#include "backend/runtime/Clock.h"
#include "backend/schema/Catalogue.h"
#include "backend/schema/Settings.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/protocol/Limits.h"
#include "shared/protocol/Messages.h"

#include <algorithm>
#include <utility>

namespace socle::api {

namespace {

using http::Request;
using http::Response;
using records::RecordInput;

constexpr std::string_view kNotAllowed = "Batch requests are not allowed.";
constexpr std::string_view kFailed = "Batch transaction failed.";
constexpr std::int64_t kDefaultTimeout = 3; // seconds

/// A sub-request with everything that could be decided before its turn.
struct Item
{
    SubRequest request;
    std::optional<SubTarget> target;
    schema::CollectionPtr collection;
    RecordInput input;
    records::PasswordWork work;
};

struct Job
{
    std::vector<Item> items;
    rules::RequestContext context; // of the outer request
};

rules::RequestContext contextOf(const Job &job, const SubRequest &request, std::string_view method)
{
    rules::RequestContext context = job.context;
    context.context = "batch";
    context.method = method;
    context.query.clear();
    for (auto &[key, value] : request.query()) {
        context.query.emplace(std::move(key), std::move(value)); // the first value of a key stays
    }
    for (const auto &[name, value] : request.headers) {
        context.headers.insert_or_assign(rules::headerKey(name), value);
    }
    context.headers.insert_or_assign("content_type", "multipart/form-data");
    context.body = request.formBody();
    return context;
}

RecordInput inputOf(const SubRequest &request)
{
    RecordInput input{.body = request.formBody()};
    for (const FormFile &file : request.files) {
        input.uploads.push_back(
            {.key = file.key, .originalName = file.fileName, .bytes = file.bytes});
    }
    return input;
}

/// Runs the items of one job inside the batch's savepoint and writes the answer as it goes.
class Runner
{
public:
    Runner(const records::RecordStore &records,
           RateLimiter *limiter,
           const RequestScope &scope,
           storage::WriteTransaction &transaction,
           const Job &job)
        : m_records(records)
        , m_limiter(limiter)
        , m_scope(scope)
        , m_transaction(transaction)
        , m_job(job)
    {
    }

    Result<void> run()
    {
        m_out = "[";
        for (m_index = 0; m_index < m_job.items.size(); ++m_index) {
            m_out += m_index != 0 ? "," : "";
            SOCLE_TRY(runItem(m_job.items[m_index]));
        }
        m_out += "]";
        return {};
    }

    std::string takeAnswer() { return std::move(m_out); }

    /// The answer for the item at which run() stopped (records-api.md 5.5).
    std::string failure(const Error &error) const
    {
        return "{\"data\":{\"requests\":{\"" + std::to_string(m_index)
            + "\":{\"code\":\"batch_request_failed\",\"message\":\"Batch request "
              "failed.\",\"response\":"
            + errorEnvelope(error) + "}}},\"message\":\"" + std::string(kFailed)
            + "\",\"status\":400}";
    }

private:
    Result<void> runItem(const Item &item)
    {
        if (!item.target) {
            // The peer tells the first position from the others here.
            return m_index == 0 ? invalidInput() : internalError("batch: unsupported action");
        }
        const SubTarget &target = *item.target;
        const bool isDelete = target.action == SubAction::Delete;
        if (!item.collection) {
            return notFound(std::string(protocol::kMissingCollectionContext));
        }
        std::string id = target.id;
        if (target.action == SubAction::Upsert) {
            id = SOCLE_TRY(existingId(item));
        }
        const bool isCreate = !isDelete && id.empty();
        SOCLE_TRY(checkRate(item, isCreate ? "POST" : isDelete ? "DELETE" : "PATCH"));
        if (isDelete) {
            const auto context = contextOf(m_job, item.request, "DELETE");
            SOCLE_TRY(m_records.remove(
                m_transaction, item.collection, id, context, item.request.header("If-Match")));
            m_out += "{\"body\":null,\"status\":204}";
            return {};
        }
        const auto context = contextOf(m_job, item.request, isCreate ? "POST" : "PATCH");
        const records::Record record = isCreate
            ? SOCLE_TRY(m_records.create(m_transaction, item.collection, item.input, context))
            : SOCLE_TRY(m_records.update(m_transaction,
                                         item.collection,
                                         id,
                                         item.input,
                                         context,
                                         item.request.header("If-Match")));
        std::string body = SOCLE_TRY(
            m_records.encode(m_transaction, record, item.request.queryParam("expand"), context));
        if (const std::string fields = item.request.queryParam("fields"); !fields.empty()) {
            const auto picker = FieldsPicker::parse(fields);
            body = picker ? picker->pick(std::move(body)) : std::string("null");
        }
        m_out += "{\"body\":" + body + ",\"status\":200}";
        return {};
    }

    /// Id of the record an upsert changes; "" when it creates one. Rules are not asked, earlier
    /// items count.
    Result<std::string> existingId(const Item &item)
    {
        const Json *submitted = item.request.body.find("id");
        std::string id = submitted != nullptr ? submitted->toText() : std::string();
        if (id.empty()) {
            return id;
        }
        const auto record = m_records.find(m_transaction, item.collection, id);
        if (!record && record.error().kind != ErrorKind::NotFound) {
            return record.error();
        }
        return record ? id : std::string();
    }

    Result<void> checkRate(const Item &item, std::string_view method)
    {
        if (m_limiter == nullptr || m_scope.caller().isSuperuser()) {
            return {};
        }
        const std::string_view tag = method == "POST" ? "create"
            : method == "DELETE"                      ? "delete"
                                                      : "update";
        const std::string_view pattern = method == "POST"
            ? "/api/collections/{collection}/records"
            : "/api/collections/{collection}/records/{id}";
        const bool isAllowed = m_limiter->allow(m_scope.settings(),
                                                {.method = method,
                                                 .path = item.request.path(),
                                                 .isGuest = m_scope.caller().isGuest(),
                                                 .clientIp = m_scope.clientIp(),
                                                 .collectionId = item.collection->id,
                                                 .collectionName = item.collection->name,
                                                 .pattern = pattern,
                                                 .tags = {tag}});
        return isAllowed ? Result<void>() : Error{.kind = ErrorKind::RateLimited};
    }

    const records::RecordStore &m_records;
    RateLimiter *m_limiter;
    const RequestScope &m_scope;
    storage::WriteTransaction &m_transaction;
    const Job &m_job;
    std::size_t m_index = 0;
    std::string m_out;
};

records::PasswordWork passwordWorkOf(const records::RecordStore &records,
                                     const Item &item,
                                     const rules::RequestContext &context)
{
    const bool mayUpdate
        = item.target->action == SubAction::Update || item.target->action == SubAction::Upsert;
    auto work = records.passwordWork(*item.collection, item.input.body, mayUpdate, context);
    if (item.target->action == SubAction::Upsert && work.hashes.empty()) {
        work.hashes
            = records.passwordWork(*item.collection, item.input.body, false, context).hashes;
    }
    return work;
}

std::string idOf(const Item &item)
{
    if (item.target->action != SubAction::Upsert) {
        return item.target->id;
    }
    const Json *id = item.request.body.find("id");
    return id != nullptr ? id->toText() : std::string();
}

} // namespace

BatchApi::BatchApi(const records::RecordStore &records,
                   const runtime::Clock &clock,
                   RateLimiter *limiter,
                   std::function<std::shared_ptr<const schema::Settings>()> settings)
    : m_records(records)
    , m_clock(clock)
    , m_limiter(limiter)
    , m_settings(std::move(settings))
{
}

std::vector<Route> BatchApi::routes()
{
    const auto limit = [this](const Request &) {
        const auto settings = m_settings();
        const std::int64_t bytes = settings ? settings->batch.maxBodySize : 0;
        return bytes > 0 ? static_cast<std::uint64_t>(bytes) : protocol::kDefaultBatchBodyLimit;
    };
    return {{.method = http::Method::Post,
             .pattern = "/api/batch",
             .access = Access::Public,
             .handler = handledBy(this, &BatchApi::run),
             .bodyLimit = limit}};
}

Reply BatchApi::run(const Request &request, const RequestScope &scope)
{
    const schema::Settings &settings = *scope.settings();
    if (!settings.batch.enabled || settings.batch.maxRequests <= 0) {
        return forbidden(std::string(kNotAllowed));
    }
    const auto body = scope.body();
    if (!body) {
        return invalidInput(std::string(protocol::kBatchReadFailed));
    }
    std::vector<SubRequest> requests = SOCLE_TRY(readBatch(**body, settings.batch.maxRequests));

    auto job = std::make_shared<Job>();
    job->context = SOCLE_TRY(requestInfo(request, scope, m_clock.now()));
    bool hasPasswords = false;
    bool hasUploads = false;
    for (SubRequest &sub : requests) {
        Item item{.request = std::move(sub),
                  .target = {},
                  .collection = nullptr,
                  .input = {},
                  .work = {}};
        item.target = targetOf(item.request);
        item.input = inputOf(item.request);
        if (item.target) {
            item.collection = scope.catalogue()->findByNameOrId(item.target->collection);
        }
        if (item.collection && item.target->action != SubAction::Delete) {
            item.work = passwordWorkOf(m_records, item, job->context);
            hasPasswords = hasPasswords || !item.work.empty();
            hasUploads = hasUploads || !item.input.uploads.empty();
        }
        job->items.push_back(std::move(item));
    }

    const std::chrono::seconds timeout(settings.batch.timeout > 0 ? settings.batch.timeout
                                                                  : kDefaultTimeout);
    const auto write = [this, &scope, job, timeout] {
        return onWriterForClient(
            [this, &scope, job](storage::WriteTransaction &transaction) -> Reply {
                Runner runner(m_records, m_limiter, scope, transaction, *job);
                const auto done = transaction.savepoint([&] { return runner.run(); });
                if (done) {
                    return Response::json(200, runner.takeAnswer());
                }
                if (done.error().kind == ErrorKind::Unavailable) {
                    return invalidInput(std::string(kFailed)); // out of time
                }
                return Response::json(400, runner.failure(done.error()));
            },
            timeout);
    };
    // Old passwords are compared with what is stored now; a record that another item changes first
    // is refused later.
    const auto hash = [this, job, write](storage::ReadTransaction &transaction) -> Reply {
        std::vector<std::string> storedHashes(job->items.size());
        for (std::size_t i = 0; i < job->items.size(); ++i) {
            const Item &item = job->items[i];
            if (item.work.needsOldPassword) {
                storedHashes[i]
                    = SOCLE_TRY(m_records.passwordHash(transaction, *item.collection, idOf(item)));
            }
        }
        return onWorker(
            Pool::Cpu, [this, job, write, storedHashes = std::move(storedHashes)]() -> Reply {
                for (std::size_t i = 0; i < job->items.size(); ++i) {
                    Item &item = job->items[i];
                    SOCLE_TRY(doPasswordWork(item.work, storedHashes[i], item.input));
                    if (!item.work.hashes.empty()) {
                        checkPasswordSlowly(m_records, *item.collection, idOf(item), item.input);
                    }
                }
                return write();
            });
    };
    const auto hashAndWrite
        = [hash, write, hasPasswords] { return hasPasswords ? onReader(hash) : write(); };
    if (!hasUploads) {
        return hashAndWrite();
    }
    return onWorker(Pool::Files, [this, &request, job, hashAndWrite]() -> Reply {
        const auto forget = [&](std::string_view piece) { request.body.forget(piece); };
        for (Item &item : job->items) {
            if (item.collection) {
                SOCLE_TRY(m_records.stage(*item.collection, item.input, forget));
            }
        }
        return hashAndWrite();
    });
}

} // namespace socle::api
