#include "backend/api/RecordsApi.h"

#include "backend/api/ListParameters.h"
#include "backend/api/RequestInfo.h"
#include "backend/api/RequestScope.h"
#include "backend/api/SlowPasswordCheck.h"
#include "backend/crypto/Password.h"
#include "backend/records/RecordWriter.h"
#include "backend/rules/Caller.h"
#include "backend/rules/RequestContext.h"
#include "backend/rules/RuleCheck.h"
#include "backend/runtime/Clock.h"
#include "backend/runtime/Random.h"
#include "backend/schema/Catalogue.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/core/Text.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/protocol/Limits.h"
#include "shared/protocol/Messages.h"

#include <algorithm>
#include <utility>

namespace socle::api {

namespace {

using http::Request;
using http::Response;
using records::RecordInput;
using rules::RequestContext;

// records-api.md 1.14: lists that find nothing by a filter behind a rule, from one address
constexpr int kFreeEmptyLists = 3;
constexpr std::chrono::seconds kEmptyListWindow(3);
constexpr std::uint64_t kMaxEmptyListPause = 501; // ms, not reached

/// What rules may see, in full only when something will look at it: headers and query cost more
/// than a plain read.
Result<std::shared_ptr<const RequestContext>> contextOf(const Request &request,
                                                        const RequestScope &scope,
                                                        DateTime now,
                                                        bool isFull)
{
    if (isFull) {
        return std::make_shared<const RequestContext>(SOCLE_TRY(requestInfo(request, scope, now)));
    }
    auto context = std::make_shared<RequestContext>();
    context->caller = &scope.caller();
    context->catalogue = scope.catalogue().get();
    context->method = request.methodName;
    context->now = now;
    return std::shared_ptr<const RequestContext>(std::move(context));
}

bool usesRules(const schema::Collection &collection,
               const schema::Rule &rule,
               const rules::Caller &caller)
{
    return rules::gate(rule, caller) == rules::Gate::Conditional
        || (collection.isAuth() && collection.auth.manageRule && !caller.isSuperuser());
}

enum class Purpose { Read, Write };

/// What every request on records begins with, in the order that decides which refusal is told.
struct Opened
{
    schema::CollectionPtr collection;
    const DecodedBody *body = nullptr;
};

/// Errors: NotFound with `unknown`, InvalidInput (a view cannot be written; the body), Forbidden
/// (locked rule).
Result<Opened> open(const Request &request,
                    const RequestScope &scope,
                    schema::Rule schema::Collection::*rule,
                    Purpose purpose,
                    std::string_view unknown = protocol::kMissingCollectionContext)
{
    Opened opened{.collection = scope.catalogue()->findByNameOrId(request.param("collection"))};
    if (!opened.collection) {
        return notFound(std::string(unknown));
    }
    if (purpose == Purpose::Write && opened.collection->isView()) {
        return invalidInput(std::string(protocol::kUnsupportedCollectionType));
    }
    opened.body = SOCLE_TRY(scope.body());
    if (rules::gate((*opened.collection).*rule, scope.caller()) == rules::Gate::Locked) {
        return forbidden(std::string(protocol::kOnlySuperusers));
    }
    return opened;
}

std::optional<std::string> headerOf(const Request &request, std::string_view name)
{
    if (!request.headers.contains(name)) {
        return std::nullopt;
    }
    return std::string(request.headers.value(name));
}

RecordInput inputOf(const DecodedBody &body)
{
    RecordInput input{.body = body.values.object()};
    for (const FormFile &file : body.files) {
        input.uploads.push_back(
            {.key = file.key, .originalName = file.fileName, .bytes = file.bytes});
    }
    return input;
}

/// The view's answer with its version, or 304 when the client has it already (socle-api.md 2).
Response viewAnswer(const Request &request, records::Viewed viewed)
{
    const std::string_view known = request.headers.value("If-None-Match");
    const bool isKnown = !known.empty() && records::namesEtag(known, viewed.etag);
    Response response
        = isKnown ? Response::empty(304) : Response::json(200, std::move(viewed.json));
    response.headers.set("ETag", '"' + records::etagText(viewed.etag) + '"');
    return response;
}

using WriteStep = std::function<Reply(storage::WriteTransaction &, RecordInput)>;

/// Runs `step` on the writer, after the passwords were worked out where there is time for it.
Reply writeWithPasswords(const records::RecordStore &store,
                         records::PasswordWork work,
                         PreparedWrite write,
                         WriteStep step)
{
    if (work.empty()) {
        return onWriter([input = std::move(write.input),
                         step = std::move(step)](storage::WriteTransaction &transaction) mutable {
            return step(transaction, std::move(input));
        });
    }
    const auto last = [step = std::move(step)](RecordInput input) {
        return onWriter(
            [step, input = std::move(input)](storage::WriteTransaction &transaction) mutable {
                return step(transaction, std::move(input));
            });
    };
    const bool asksLists
        = !work.hashes.empty() && write.collection->isAuth() && store.checksPasswordsSlowly();
    const auto afterHash
        = [&store, work, last, asksLists, collection = write.collection, id = write.recordId](
              RecordInput input, const std::string &storedHash) {
              return onWorker(
                  Pool::Cpu,
                  [&store,
                   work,
                   last,
                   asksLists,
                   collection,
                   id,
                   input = std::move(input),
                   storedHash]() mutable -> Reply {
                      SOCLE_TRY(doPasswordWork(work, storedHash, input));
                      if (!asksLists) {
                          return last(std::move(input));
                      }
                      return onWorker(
                          Pool::Outbound,
                          [&store, last, collection, id, input = std::move(input)]() mutable {
                              checkPasswordSlowly(store, *collection, id, input);
                              return last(std::move(input));
                          });
                  });
          };
    if (!work.needsOldPassword) {
        return afterHash(std::move(write.input), {});
    }
    return onReader([&store, write = std::move(write), afterHash](
                        storage::ReadTransaction &transaction) -> Reply {
        const std::string hash
            = SOCLE_TRY(store.passwordHash(transaction, *write.collection, write.recordId));
        return afterHash(write.input, hash);
    });
}

/// The same, after the uploads were copied beside the data.
Reply prepareAndWrite(const records::RecordStore &store,
                      const Request &request,
                      records::PasswordWork work,
                      PreparedWrite write,
                      WriteStep step)
{
    if (write.input.uploads.empty()) {
        return writeWithPasswords(store, std::move(work), std::move(write), std::move(step));
    }
    return onWorker(
        Pool::Files,
        [&store,
         &request,
         work = std::move(work),
         write = std::move(write),
         step = std::move(step)]() mutable -> Reply {
            const auto forget = [&](std::string_view piece) { request.body.forget(piece); };
            SOCLE_TRY(store.stage(*write.collection, write.input, forget));
            return writeWithPasswords(store, std::move(work), std::move(write), std::move(step));
        });
}

} // namespace

Result<void> doPasswordWork(const records::PasswordWork &work,
                            const std::string &storedHash,
                            RecordInput &input)
{
    for (const auto &[plain, cost] : work.hashes) {
        if (auto hash = crypto::hashPassword(plain, cost)) {
            input.passwordHashes.insert_or_assign(plain, hash.takeValue());
        } // else validation finds a password without hash and names the field
    }
    if (work.needsOldPassword) {
        const Json *old = input.body.find("oldPassword");
        const std::string plain = old != nullptr ? fields::toText(*old) : std::string();
        input.oldPassword
            = {.hash = storedHash, .matches = crypto::verifyPassword(plain, storedHash)};
    }
    return {};
}

std::uint64_t recordBodyLimit(const schema::Collection &collection)
{
    std::uint64_t limit = protocol::kDefaultBodyLimit;
    const auto add = [&](const fields::Field &field, std::int64_t fallback, std::int64_t times) {
        const std::int64_t size
            = field.integer("maxSize") > 0 ? field.integer("maxSize") : fallback;
        limit += static_cast<std::uint64_t>(size) * static_cast<std::uint64_t>(times);
    };
    for (const fields::Field &field : collection.fields) {
        if (field.isType(fields::kFile)) {
            add(field,
                protocol::kDefaultFileSize,
                std::max<std::int64_t>(1, field.integer("maxSelect")));
        } else if (field.isType(fields::kJson)) {
            add(field, protocol::kDefaultJsonSize, 1);
        } else if (field.isType(fields::kEditor)) {
            add(field, protocol::kDefaultEditorSize, 1);
        }
    }
    return limit;
}

RecordsApi::RecordsApi(const records::RecordStore &records,
                       const runtime::Clock &clock,
                       std::function<std::shared_ptr<const schema::Catalogue>()> catalogue,
                       runtime::Random &random)
    : m_records(records)
    , m_clock(clock)
    , m_catalogue(std::move(catalogue))
    , m_random(random)
    , m_emptyLists(clock, kFreeEmptyLists, kEmptyListWindow)
{
}

std::vector<Route> RecordsApi::routes()
{
    using http::Method;
    constexpr std::string_view kAll = "/api/collections/{collection}/records";
    constexpr std::string_view kOne = "/api/collections/{collection}/records/{id}";
    const auto limit = [this](const Request &request) { return bodyLimit(request); };
    return {
        {.method = Method::Get,
         .pattern = kAll,
         .access = Access::ByRule,
         .handler = handledBy(this, &RecordsApi::list),
         .rateTags = {"list"}},
        {.method = Method::Get,
         .pattern = kOne,
         .access = Access::ByRule,
         .handler = handledBy(this, &RecordsApi::view),
         .rateTags = {"view"}},
        {.method = Method::Post,
         .pattern = kAll,
         .access = Access::ByRule,
         .handler = handledBy(this, &RecordsApi::create),
         .rateTags = {"create"},
         .bodyLimit = limit},
        {.method = Method::Patch,
         .pattern = kOne,
         .access = Access::ByRule,
         .handler = handledBy(this, &RecordsApi::update),
         .rateTags = {"update"},
         .bodyLimit = limit},
        {.method = Method::Delete,
         .pattern = kOne,
         .access = Access::ByRule,
         .handler = handledBy(this, &RecordsApi::remove),
         .rateTags = {"delete"}},
    };
}

std::uint64_t RecordsApi::bodyLimit(const Request &request) const
{
    const auto catalogue = m_catalogue();
    const auto collection
        = catalogue ? catalogue->findByNameOrId(request.param("collection")) : nullptr;
    return collection ? recordBodyLimit(*collection) : protocol::kDefaultBodyLimit;
}

Reply RecordsApi::list(const Request &request, const RequestScope &scope)
{
    const auto collection
        = SOCLE_TRY(open(request, scope, &schema::Collection::listRule, Purpose::Read)).collection;
    records::ListQuery query;
    query.filter = request.queryParam("filter").value_or("");
    query.sort = request.queryParam("sort").value_or("");
    query.expand = request.queryParam("expand").value_or("");
    SOCLE_TRY(rules::requireClientTokens(query.filter, scope.caller()));
    SOCLE_TRY(rules::requireClientTokens(query.sort, scope.caller()));
    query.paging = SOCLE_TRY(readListPaging(request));
    query.withEtags = request.queryParam("fields").value_or("").find("@etag") != std::string::npos;
    const bool isFull = !query.filter.empty() || !query.sort.empty() || !query.expand.empty()
        || usesRules(*collection, collection->listRule, scope.caller());
    auto context = SOCLE_TRY(contextOf(request, scope, m_clock.now(), isFull));
    const bool mayGuess = !query.filter.empty() && !scope.clientIp().empty()
        && rules::gate(collection->listRule, scope.caller()) == rules::Gate::Conditional;
    std::string guesser = mayGuess ? collection->id + scope.clientIp() : std::string();
    return onReader([this,
                     collection,
                     query = std::move(query),
                     context,
                     mayGuess,
                     guesser = std::move(guesser)](storage::ReadTransaction &transaction) -> Reply {
        return listAnswer(
            SOCLE_TRY(m_records.list(transaction, collection, query, *context)), mayGuess, guesser);
    });
}

Reply RecordsApi::listAnswer(std::string envelope, bool mayGuess, const std::string &guesser)
{
    const bool isEmpty = mayGuess && startsWith(envelope, R"({"items":[])");
    auto response = Response::json(200, std::move(envelope));
    if (isEmpty && !m_emptyLists.take(guesser)) {
        return afterPause(std::move(response),
                          std::chrono::milliseconds(m_random.below(kMaxEmptyListPause)));
    }
    return response;
}

Reply RecordsApi::view(const Request &request, const RequestScope &scope)
{
    const auto collection
        = SOCLE_TRY(open(request, scope, &schema::Collection::viewRule, Purpose::Read)).collection;
    std::string expand = request.queryParam("expand").value_or("");
    const bool isFull
        = !expand.empty() || usesRules(*collection, collection->viewRule, scope.caller());
    auto context = SOCLE_TRY(contextOf(request, scope, m_clock.now(), isFull));
    return onReader([this, &request, collection, expand = std::move(expand), context](
                        storage::ReadTransaction &transaction) -> Reply {
        return viewAnswer(request,
                          SOCLE_TRY(m_records.view(
                              transaction, collection, request.param("id"), expand, *context)));
    });
}

Reply RecordsApi::create(const Request &request, const RequestScope &scope)
{
    const Opened opened = SOCLE_TRY(open(request,
                                         scope,
                                         &schema::Collection::createRule,
                                         Purpose::Write,
                                         protocol::kInvalidCollectionContext));
    const auto &collection = opened.collection;
    auto context = SOCLE_TRY(contextOf(request, scope, m_clock.now(), true));
    auto work = m_records.passwordWork(*collection, opened.body->values.object(), false, *context);
    std::string expand = request.queryParam("expand").value_or("");
    return prepareAndWrite(
        m_records,
        request,
        std::move(work),
        {.collection = collection, .recordId = {}, .input = inputOf(*opened.body)},
        [this, collection, context, expand](storage::WriteTransaction &transaction,
                                            RecordInput input) -> Reply {
            const records::Record record
                = SOCLE_TRY(m_records.create(transaction, collection, std::move(input), *context));
            return Response::json(
                200, SOCLE_TRY(m_records.encode(transaction, record, expand, *context)));
        });
}

Reply RecordsApi::update(const Request &request, const RequestScope &scope)
{
    const Opened opened = SOCLE_TRY(open(request,
                                         scope,
                                         &schema::Collection::updateRule,
                                         Purpose::Write,
                                         protocol::kInvalidCollectionContext));
    const auto &collection = opened.collection;
    auto context = SOCLE_TRY(contextOf(request, scope, m_clock.now(), true));
    auto work = m_records.passwordWork(*collection, opened.body->values.object(), true, *context);
    std::string id(request.param("id"));
    std::string expand = request.queryParam("expand").value_or("");
    auto ifMatch = headerOf(request, "If-Match");
    return prepareAndWrite(
        m_records,
        request,
        std::move(work),
        {.collection = collection, .recordId = id, .input = inputOf(*opened.body)},
        [this, collection, context, expand, id, ifMatch](storage::WriteTransaction &transaction,
                                                         RecordInput input) -> Reply {
            const records::Record record = SOCLE_TRY(
                m_records.update(transaction, collection, id, std::move(input), *context, ifMatch));
            return Response::json(
                200, SOCLE_TRY(m_records.encode(transaction, record, expand, *context)));
        });
}

Reply RecordsApi::remove(const Request &request, const RequestScope &scope)
{
    const auto collection
        = SOCLE_TRY(open(request, scope, &schema::Collection::deleteRule, Purpose::Write))
              .collection;
    auto context = SOCLE_TRY(contextOf(request, scope, m_clock.now(), true));
    auto ifMatch = headerOf(request, "If-Match");
    return onWriter([this, &request, collection, context, ifMatch](
                        storage::WriteTransaction &transaction) -> Reply {
        SOCLE_TRY(
            m_records.remove(transaction, collection, request.param("id"), *context, ifMatch));
        return Response::empty(204);
    });
}

} // namespace socle::api
