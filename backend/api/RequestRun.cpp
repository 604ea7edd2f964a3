// See RequestRun.h.
#include "backend/api/RequestRun.h"

#include "backend/api/ClientAddress.h"
#include "backend/api/Envelope.h"
#include "backend/api/KeyGuard.h"
#include "backend/api/RateLimiter.h"
#include "backend/runtime/WorkerPool.h"
#include "backend/schema/Catalogue.h"
#include "backend/storage/Database.h"
#include "shared/core/Text.h"
#include "shared/protocol/Messages.h"

#include <exception>

namespace socle::api {

namespace {

constexpr std::size_t kDecodedInPlace = 32768; // longer bodies leave the I/O thread

// Exceptions of handlers and steps end here (style.md 6).
template <typename F> Reply guarded(F &&step)
{
    try {
        return step();
    } catch (const std::exception &fault) {
        return internalError(std::string("exception: ") + fault.what());
    } catch (...) {
        return internalError("exception of an unknown type");
    }
}

const schema::SettingsPtr &defaultSettings()
{
    static const schema::SettingsPtr settings = std::make_shared<const schema::Settings>();
    return settings;
}

const schema::CataloguePtr &emptyCatalogue()
{
    static const schema::CataloguePtr catalogue = std::make_shared<const schema::Catalogue>();
    return catalogue;
}

const std::shared_ptr<const rules::Caller> &guest()
{
    static const std::shared_ptr<const rules::Caller> caller
        = std::make_shared<const rules::Caller>(rules::Caller::guest());
    return caller;
}

std::string_view tokenOf(const http::Request &request)
{
    std::string_view value = request.headers.value("Authorization");
    if (value.size() >= 7 && equalsIgnoreCase(value.substr(0, 7), "Bearer ")) {
        value.remove_prefix(7);
    }
    return value;
}

Error busy(std::string cause)
{
    return Error{.kind = ErrorKind::Unavailable, .cause = std::move(cause)};
}

} // namespace

RequestRun::RequestRun(const RunParts &shared, std::shared_ptr<http::Exchange> exchange)
    : m_shared(shared)
    , m_exchange(std::move(exchange))
    , m_fallback(notFound())
{
    m_shared.running.fetch_add(1, std::memory_order_relaxed);
}

RequestRun::~RequestRun() { m_shared.running.fetch_sub(1, std::memory_order_relaxed); }

void RequestRun::start(const Route *route, Reply fallback)
{
    m_route = route;
    m_fallback = std::move(fallback);
    const auto &parts = m_shared.parts;
    auto settings = parts.settings ? parts.settings() : defaultSettings();
    auto ip = clientAddress(request(), *settings);
    m_scope.emplace(request(),
                    guest(),
                    parts.catalogue ? parts.catalogue() : emptyCatalogue(),
                    std::move(settings),
                    std::move(ip));
    m_token = tokenOf(request());
    if (m_token.empty() || parts.authenticator == nullptr || parts.database == nullptr) {
        continueWith(rules::Caller::guest(), Place::Io);
    } else {
        authenticate(Place::Io);
    }
}

// Step 4: who calls. Never fails the request; a database that cannot be read does.
void RequestRun::authenticate(Place place)
{
    rules::Caller caller;
    storage::ReadOptions options;
    if (place == Place::Io) {
        options.slice = m_shared.options.readSlice;
    }
    Reply outcome = guarded([&]() -> Reply {
        auto read = m_shared.parts.database->read(
            [&](storage::ReadTransaction &transaction) -> Result<void> {
                caller = SOCLE_TRY(m_shared.parts.authenticator->authenticate(
                    m_token, *m_scope->catalogue(), transaction));
                return {};
            },
            options);
        return read ? Reply(http::Response{}) : Reply(read.takeError());
    });
    if (!outcome.isError()) {
        continueWith(std::move(caller), place);
        return;
    }
    Error error = std::get<Error>(std::move(outcome.state()));
    if (place == Place::Io && storage::isSliceExpired(error) && m_shared.parts.read != nullptr) {
        auto self = shared_from_this();
        if (m_shared.parts.read->post([self] { self->authenticate(Place::Read); })) {
            return;
        }
        error = busy("read pool: the queue is full");
    }
    advance(std::move(error), place);
}

void RequestRun::continueWith(rules::Caller caller, Place place)
{
    if (!caller.isGuest()) {
        auto catalogue = m_scope->catalogue();
        auto settings = m_scope->settings();
        auto ip = m_scope->clientIp();
        m_scope.emplace(request(),
                        std::make_shared<const rules::Caller>(std::move(caller)),
                        std::move(catalogue),
                        std::move(settings),
                        std::move(ip));
    }
    if (auto refused = refusal()) {
        advance(std::move(*refused), place);
        return;
    }
    if (m_route == nullptr) {
        advance(std::move(m_fallback), place);
        return;
    }
    const bool isLong = request().body.size() > kDecodedInPlace;
    if (place != Place::Io || !isLong || m_shared.parts.cpu == nullptr) {
        callHandler(place);
    } else if (!m_shared.parts.cpu->post(
                   [self = shared_from_this()] { self->callHandler(Place::Cpu); })) {
        advance(busy("worker pool: the queue is full"), place);
    }
}

// A long body is decoded on a worker, where the handler then finds it done.
void RequestRun::callHandler(Place place)
{
    advance(guarded([this] { return m_route->handler(request(), *m_scope); }), place);
}

// Steps 5 to 9, as far as they need no handler.
std::optional<Error> RequestRun::refusal()
{
    const rules::Caller &caller = m_scope->caller();
    const schema::Settings &settings = *m_scope->settings();

    // 5. superuser addresses
    if (caller.isSuperuser() && !settings.superuserIps.empty()
        && !isListed(m_scope->clientIp(), settings.superuserIps)) {
        return forbidden();
    }
    // 6. security headers
    m_isGuarded = true;
    // Ours: an API key's addresses, its limit and its scopes
    if (caller.key) {
        if (auto refused = m_shared.parts.authenticator->admit(caller, m_scope->clientIp())) {
            return refused;
        }
        if (m_route != nullptr) {
            if (auto refused = keyProblem(*m_route, request(), caller, *m_scope->catalogue())) {
                return refused;
            }
        }
    }
    // 7. rate limit
    if (!caller.isSuperuser()) {
        m_rate = takeFromLimits();
        if (!m_rate.isAllowed) {
            return Error{.kind = ErrorKind::RateLimited};
        }
    }
    // 8. body size
    if (request().body.state() == http::Body::State::TooLarge) {
        return Error{.kind = ErrorKind::TooLarge};
    }
    // 9. what the route asks for
    if (m_route == nullptr) {
        return std::nullopt;
    }
    switch (m_route->access) {
    case Access::Public:
    case Access::ByRule:
        return std::nullopt;
    case Access::Auth:
        if (caller.isGuest()) {
            return Error{.kind = ErrorKind::Unauthenticated,
                         .message = std::string(protocol::kRequiresAuth)};
        }
        return std::nullopt;
    case Access::Superuser:
        if (caller.isGuest()) {
            return Error{.kind = ErrorKind::Unauthenticated,
                         .message = std::string(protocol::kRequiresAuth)};
        }
        if (!caller.isSuperuser() && !opensSuperuserRoute(*m_route, caller)) {
            return forbidden(std::string(protocol::kNotAllowedRecord));
        }
        return std::nullopt;
    }
    return std::nullopt;
}

RateVerdict RequestRun::takeFromLimits() const
{
    if (m_shared.parts.rateLimiter == nullptr
        || m_shared.parts.rateLimiter->isIdle(*m_scope->settings())) {
        return {};
    }
    const http::Request &request = m_exchange->request();
    const auto &record = m_scope->caller().record;
    const std::string account = record ? record->collectionId + "/" + record->id : std::string();
    RateSubject subject{.method = request.methodName,
                        .path = request.path(),
                        .isGuest = m_scope->caller().isGuest(),
                        .clientIp = m_scope->clientIp(),
                        .account = account};
    schema::CollectionPtr collection;
    if (m_route != nullptr && !m_route->rateTags.empty()) {
        collection = m_scope->catalogue()->findByNameOrId(request.param("collection"));
        if (!collection) {
            return {}; // the handler's 404 comes first
        }
        subject.collectionId = collection->id;
        subject.collectionName = collection->name;
        subject.pattern = m_route->pattern;
        subject.tags = m_route->rateTags;
    }
    return m_shared.parts.rateLimiter->take(m_scope->settings(), subject);
}

void RequestRun::advance(Reply reply, Place place)
{
    auto &state = reply.state();
    if (auto *response = std::get_if<http::Response>(&state)) {
        finish(std::move(*response), nullptr, place);
    } else if (auto *error = std::get_if<Error>(&state)) {
        finish(errorResponse(*error), error, place);
    } else if (auto *onReader = std::get_if<Reply::OnReader>(&state)) {
        read(std::move(*onReader), place);
    } else if (auto *onWriter = std::get_if<Reply::OnWriter>(&state)) {
        write(std::move(*onWriter));
    } else if (auto *onWorker = std::get_if<Reply::OnWorker>(&state)) {
        work(std::move(*onWorker));
    } else if (auto *streaming = std::get_if<Reply::Stream>(&state)) {
        const int status = streaming->head.status;
        auto again = std::make_shared<Reply>(std::move(reply));
        if (auditFirst(status, [self = shared_from_this(), again] {
                self->advance(std::move(*again), Place::Writer);
            })) {
            return;
        }
        streaming = std::get_if<Reply::Stream>(&again->state());
        decorate(streaming->head);
        log(streaming->head.status, nullptr);
        auto writer = m_exchange->startStream(std::move(streaming->head));
        if (streaming->started) {
            streaming->started(std::move(writer));
        }
    } else if (auto *becoming = std::get_if<Reply::Socket>(&state)) {
        decorate(becoming->head);
        log(101, nullptr);
        m_exchange->acceptSocket(std::move(becoming->head), std::move(becoming->opened));
    } else if (auto *waiting = std::get_if<Reply::Later>(&state)) {
        waiting->start([self = shared_from_this()](Reply next) {
            self->advance(std::move(next), Place::Elsewhere);
        });
    } else if (auto *paused = std::get_if<Reply::Paused>(&state)) {
        m_exchange->postAfter(
            paused->pause,
            [self = shared_from_this(), response = std::move(paused->response)]() mutable {
                self->advance(std::move(response), Place::Io);
            });
    }
}

// A short read stays where it is; one that outlasts its slice starts again on the pool.
void RequestRun::read(Reply::OnReader step, Place place)
{
    if (m_shared.parts.database == nullptr) {
        advance(internalError("no database"), place);
        return;
    }
    if (place != Place::Io && place != Place::Read) {
        readOnPool(std::move(step));
        return;
    }
    storage::ReadOptions options;
    if (place == Place::Io) {
        options.slice = m_shared.options.readSlice;
    }
    if (step.limit.count() > 0) {
        options.deadline = runtime::Deadline::in(step.limit);
    }
    Reply next = guarded([&]() -> Reply {
        std::optional<Reply> answer;
        auto outcome = m_shared.parts.database->read(
            [&](storage::ReadTransaction &transaction) -> Result<void> {
                answer.emplace(guarded([&] { return step.step(transaction); }));
                if (auto *error = std::get_if<Error>(&answer->state())) {
                    return std::move(*error);
                }
                return {};
            },
            options);
        if (!outcome) {
            return outcome.takeError();
        }
        return std::move(*answer);
    });
    if (place == Place::Io && next.isError()
        && storage::isSliceExpired(std::get<Error>(next.state()))) {
        readOnPool(std::move(step));
        return;
    }
    advance(std::move(next), place);
}

void RequestRun::readOnPool(Reply::OnReader step)
{
    auto *pool = m_shared.parts.read;
    if (pool == nullptr) {
        read(std::move(step), Place::Read);
        return;
    }
    auto self = shared_from_this();
    if (!pool->post([self, step = std::move(step)]() mutable {
            self->read(std::move(step), Place::Read);
        })) {
        advance(busy("read pool: the queue is full"), Place::Elsewhere);
    }
}

void RequestRun::write(Reply::OnWriter step)
{
    if (m_shared.parts.database == nullptr) {
        advance(internalError("no database"), Place::Elsewhere);
        return;
    }
    storage::SubmitOptions options;
    options.alone = step.batch == Batch::Alone;
    if (step.limit.count() > 0) {
        options.limit = step.limit;
    }
    // Two owners: the step leaves its reply here, the completion takes it after the COMMIT.
    auto answer = std::make_shared<std::optional<Reply>>();
    m_shared.parts.database->writer().submit(
        [self = shared_from_this(),
         step = std::move(step.step),
         isForClient = step.isForClient,
         answer](storage::WriteTransaction &transaction) mutable -> Result<void> {
            answer->emplace(guarded([&] { return step(transaction); }));
            if (isForClient && self->m_exchange->isGone()) {
                return Error{.kind = ErrorKind::Unavailable, .cause = "the client has left"};
            }
            if (auto *error = std::get_if<Error>(&(*answer)->state())) {
                return *error;
            }
            // What is done and its trace are one commit.
            if (const auto *response = std::get_if<http::Response>(&(*answer)->state())) {
                if (const auto row = self->auditRow(response->status)) {
                    SOCLE_TRY(transaction.execute(*row));
                    self->m_isAudited = true;
                }
            }
            return {};
        },
        [self = shared_from_this(), answer](Result<void> outcome) {
            if (!outcome) {
                self->m_isAudited = false;
                self->advance(outcome.takeError(), Place::Writer);
            } else if (*answer) {
                self->advance(std::move(**answer), Place::Writer);
            } else {
                self->advance(internalError("writer: a step was answered without having run"),
                              Place::Writer);
            }
        },
        options);
}

void RequestRun::work(Reply::OnWorker step)
{
    const auto &parts = m_shared.parts;
    runtime::WorkerPool *pool = parts.cpu;
    Place place = Place::Cpu;
    switch (step.pool) {
    case Pool::Cpu:
        break;
    case Pool::Read:
        pool = parts.read;
        place = Place::Read;
        break;
    case Pool::Files:
        pool = parts.files;
        place = Place::Elsewhere;
        break;
    case Pool::Outbound:
        pool = parts.outbound;
        place = Place::Outbound;
        break;
    }
    auto task = [self = shared_from_this(), work = std::move(step.step), place]() mutable {
        self->advance(guarded([&] { return work(); }), place);
    };
    if (pool == nullptr) {
        task();
        return;
    }
    switch (pool->postInLane(step.lane, std::move(task))) {
    case runtime::WorkerPool::Posted::Yes:
        return;
    case runtime::WorkerPool::Posted::LaneIsFull:
        advance(Error{.kind = ErrorKind::RateLimited, .cause = "worker pool: the lane is full"},
                Place::Elsewhere);
        return;
    case runtime::WorkerPool::Posted::No:
        advance(busy("worker pool: the queue is full"), Place::Elsewhere);
        return;
    }
}

} // namespace socle::api
