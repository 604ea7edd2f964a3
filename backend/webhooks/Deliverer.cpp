// See Deliverer.h.
#include "backend/webhooks/Deliverer.h"

#include "backend/runtime/Clock.h"
#include "backend/runtime/Random.h"
#include "backend/runtime/WorkerPool.h"
#include "backend/storage/Database.h"
#include "backend/storage/StoredJson.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace socle::webhooks {

namespace {

using storage::sql;

constexpr std::size_t kMaxUnderWay = 32;
constexpr std::size_t kMaxOfOne = 4; // of one webhook: a slow receiver holds up nobody else
constexpr std::int64_t kFoundAtOnce = static_cast<std::int64_t>(kMaxUnderWay);
constexpr std::chrono::seconds kPauseAfterFailedWrite{5};
constexpr std::chrono::seconds kLongestNap{30};
constexpr std::uint64_t kMaxAnswerBytes = 65536;
constexpr std::string_view kTestEvent = "webhook.test";

struct Due
{
    std::string id;
    std::string webhook;
    std::string event;
    std::int64_t attempt = 0; // made so far
    std::string body;
    bool hasHook = false;
    bool isActive = false;
    Webhook hook;
};

struct Finding
{
    std::vector<Due> due;
    std::optional<DateTime> next; // of those that are not due yet
};

/// `busy`: webhooks that have as much under way as they may.
Result<Finding> findDue(storage::ReadTransaction &tx,
                        DateTime now,
                        const std::vector<std::string> &busy)
{
    Finding found;
    auto query
        = sql("SELECT d.`id`, d.`event`, d.`attempt`, d.`request`, w.`id`, w.`active`, w.`url`, "
              "w.`headers`, COALESCE(s.`secret`, ''), d.`webhook` "
              "FROM `_webhookDeliveries` AS d "
              "LEFT JOIN `_webhooks` AS w ON w.`id` = d.`webhook` "
              "LEFT JOIN `_webhook_secrets` AS s ON s.`webhook` = d.`webhook` "
              "WHERE d.`state` = 'pending' AND d.`nextRetry` <= ? "
              "AND d.`webhook` NOT IN (''",
              now.toString());
    for (const std::string &webhook : busy) {
        query.append(", ");
        query.bind(webhook);
    }
    query.append(") ORDER BY d.`nextRetry` LIMIT ");
    query.bind(kFoundAtOnce);
    SOCLE_TRY(tx.query(query, [&](const storage::Row &row) {
        found.due.push_back({.id = std::string(row.text(0)),
                             .webhook = std::string(row.text(9)),
                             .event = std::string(row.text(1)),
                             .attempt = row.integer(2),
                             .body = std::string(row.text(3)),
                             .hasHook = !row.isNull(4),
                             .isActive = row.integer(5) != 0,
                             .hook = {.id = std::string(row.text(4)),
                                      .url = std::string(row.text(6)),
                                      .headers = headersOf(storage::storedJson(row.text(7))),
                                      .secret = std::string(row.text(8))}});
        return storage::Next::Continue;
    }));
    const auto next = SOCLE_TRY(tx.scalar(sql("SELECT MIN(`nextRetry`) FROM `_webhookDeliveries` "
                                              "WHERE `state` = 'pending' AND `nextRetry` > ?",
                                              now.toString())));
    if (next) {
        found.next = DateTime::parse(storage::textOf(*next));
    }
    return found;
}

std::string describe(const outbound::HttpResponse &response)
{
    std::string text = "HTTP " + std::to_string(response.status) + "\n";
    for (const auto &[name, value] : response.headers) {
        text += name + ": " + value + "\n";
    }
    return cutForKeeping(text + "\n" + response.body);
}

/// What an attempt came to, as it goes into the row.
struct Verdict
{
    std::string state = "pending";
    int status = 0;
    std::int64_t latencyMs = 0;
    std::string response = {};
    std::string error = {};
    std::string nextRetry = {};
};

} // namespace

struct Deliverer::Shared : std::enable_shared_from_this<Deliverer::Shared>
{
    explicit Shared(DelivererParts given)
        : parts(std::move(given))
    {
    }

    void run();
    /// Starts what is due; how long to sleep then.
    std::chrono::milliseconds round();
    /// Starts the deliveries that were found, as far as there is room. How many were.
    std::size_t begin(std::vector<Due> due);
    bool take(const Due &due);
    std::vector<std::string> busyWebhooks();
    std::optional<Finding> find(DateTime now);
    void send(Due due);
    void finish(const Due &due, std::chrono::milliseconds took, const outbound::Outcome &outcome);
    void write(const Due &due, Verdict verdict);
    void wake();
    void ended(const std::string &id); // under the mutex

    const DelivererParts parts;
    std::atomic<std::uint64_t> delivered = 0;
    std::atomic<std::uint64_t> failed = 0;

    std::mutex mutex; // guards what follows; nothing is called while it is held
    std::condition_variable changed;
    bool isPoked = false;
    bool isStopping = false;
    std::map<std::string, std::string, std::less<>> underWay; // delivery -> webhook
    std::map<std::string, std::size_t, std::less<>> counts; // of these, by webhook
    runtime::Steady::time_point notBefore = {}; // after a write that failed
};

void Deliverer::Shared::wake()
{
    {
        const std::lock_guard lock(mutex);
        isPoked = true;
    }
    changed.notify_one();
}

bool Deliverer::Shared::take(const Due &due)
{
    const std::lock_guard lock(mutex);
    const auto count = counts.find(due.webhook);
    const bool isFull = isStopping || underWay.size() >= kMaxUnderWay
        || (count != counts.end() && count->second >= kMaxOfOne);
    if (isFull || !underWay.emplace(due.id, due.webhook).second) {
        return false;
    }
    ++counts[due.webhook];
    return true;
}

std::vector<std::string> Deliverer::Shared::busyWebhooks()
{
    std::vector<std::string> busy;
    const std::lock_guard lock(mutex);
    for (const auto &[webhook, count] : counts) {
        if (count >= kMaxOfOne) {
            busy.push_back(webhook);
        }
    }
    return busy;
}

void Deliverer::Shared::ended(const std::string &id)
{
    const auto found = underWay.find(id);
    if (found == underWay.end()) {
        return;
    }
    const auto count = counts.find(found->second);
    if (count != counts.end() && --count->second == 0) {
        counts.erase(count);
    }
    underWay.erase(found);
}

void Deliverer::Shared::run()
{
    runtime::nameThread("webhooks");
    while (true) {
        const auto nap = round();
        std::unique_lock lock(mutex);
        changed.wait_for(lock, nap, [this] { return isPoked || isStopping; });
        isPoked = false;
        if (isStopping) {
            return;
        }
    }
}

std::chrono::milliseconds Deliverer::Shared::round()
{
    {
        const std::lock_guard lock(mutex);
        if (parts.clock->steadyNow() < notBefore) {
            return std::chrono::seconds(1); // what was sent could not be written down
        }
    }
    const DateTime now = parts.clock->now();
    auto found = find(now);
    // Those of one webhook may have hidden those of others: once it is busy, the others show.
    while (found && begin(std::move(found->due)) > 0) {
        found = find(now);
    }
    if (!found) {
        return std::chrono::seconds(1); // busy or without space: it will pass
    }
    if (!found->next) {
        return kLongestNap;
    }
    const std::chrono::milliseconds until(found->next->milliseconds() - now.milliseconds());
    return std::clamp<std::chrono::milliseconds>(until, std::chrono::milliseconds(1), kLongestNap);
}

std::optional<Finding> Deliverer::Shared::find(DateTime now)
{
    Finding found;
    const auto busy = busyWebhooks();
    const auto read = [&](storage::ReadTransaction &tx) -> Result<void> {
        found = SOCLE_TRY(findDue(tx, now, busy));
        return {};
    };
    return parts.database->read(read) ? std::optional(std::move(found)) : std::nullopt;
}

std::size_t Deliverer::Shared::begin(std::vector<Due> due)
{
    std::size_t begun = 0;
    for (Due &delivery : due) {
        if (!take(delivery)) {
            continue; // under way, or as many as may be
        }
        ++begun;
        if (!delivery.hasHook || (!delivery.isActive && delivery.event != kTestEvent)) {
            write(delivery,
                  {.state = "failed",
                   .error = delivery.hasHook ? "The webhook is switched off."
                                             : "The webhook was removed."});
        } else {
            send(std::move(delivery));
        }
    }
    return begun;
}

void Deliverer::Shared::send(Due due)
{
    const auto settings = parts.settings();
    const std::chrono::seconds limit(settings->webhooks.timeout);
    outbound::HttpRequest request{.method = "POST",
                                  .url = due.hook.url,
                                  .headers = due.hook.headers,
                                  .body = due.body,
                                  .connectTimeout = limit,
                                  .firstByteTimeout = limit,
                                  .idleTimeout = limit,
                                  .totalTimeout = limit,
                                  .maxBytes = kMaxAnswerBytes,
                                  .allowHttp = true,
                                  .allowPrivate = settings->webhooks.allowPrivate};
    request.headers.emplace_back("Content-Type", "application/json");
    request.headers.emplace_back("Socle-Event", due.event);
    request.headers.emplace_back("Socle-Delivery", due.id);
    const auto secret = openSecret(*parts.key, due.hook.id, due.hook.secret);
    if (!secret) { // unsigned it would be taken for somebody else's
        write(due,
              {.state = "failed",
               .error = "The webhook's secret cannot be opened with the key of this server."});
        return;
    }
    if (!secret->empty()) {
        request.headers.emplace_back(
            "Socle-Signature",
            signatureOf(*secret, parts.clock->now().milliseconds() / 1000, due.body));
    }
    const auto started = parts.clock->steadyNow();
    parts.http->send(std::move(request),
                     [self = shared_from_this(), due = std::move(due), started](
                         const outbound::Outcome &outcome) {
                         const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
                             self->parts.clock->steadyNow() - started);
                         self->finish(due, took, outcome);
                     });
}

void Deliverer::Shared::finish(const Due &due,
                               std::chrono::milliseconds took,
                               const outbound::Outcome &outcome)
{
    if (outcome.failure == outbound::Failure::Cancelled) {
        return; // the server stops: the row stays pending
    }
    const std::int64_t attempt = due.attempt + 1;
    const int status = outcome.response.status;
    Verdict verdict{.status = status,
                    .latencyMs = took.count(),
                    .response = status != 0 ? describe(outcome.response) : std::string(),
                    .error = outcome.message};
    if (outcome.ok() && status >= 200 && status < 300) {
        verdict.state = "delivered";
    } else if (outcome.failure == outbound::Failure::Refused) {
        verdict.state = "failed";
        verdict.error = "The address is not allowed: " + outcome.message;
    } else if (attempt >= parts.settings()->webhooks.maxAttempts) {
        verdict.state = "failed";
    } else {
        const double chance = static_cast<double>(parts.random->below(1001)) / 1000;
        const DateTime next(parts.clock->now().milliseconds()
                            + retryPause(attempt, chance).count());
        verdict.nextRetry = next.toString();
    }
    write(due, std::move(verdict));
}

void Deliverer::Shared::write(const Due &due, Verdict verdict)
{
    const bool isFinal = verdict.state != "pending";
    const bool isDelivered = verdict.state == "delivered";
    auto statement
        = sql("UPDATE `_webhookDeliveries` SET `state` = ?, `attempt` = ?, `status` = ?, "
              "`latency` = ?, `request` = ?, `response` = ?, `error` = ?, `nextRetry` = ?, "
              "`updated` = ? WHERE `id` = ? AND `state` = 'pending'",
              verdict.state,
              due.attempt + (due.hasHook ? 1 : 0),
              static_cast<std::int64_t>(verdict.status),
              verdict.latencyMs,
              isFinal ? cutForKeeping(due.body) : due.body,
              std::move(verdict.response),
              std::move(verdict.error),
              std::move(verdict.nextRetry),
              parts.clock->now().toString(),
              due.id);
    parts.database->writer().submit(
        [statement = std::move(statement)](storage::WriteTransaction &tx) -> Result<void> {
            SOCLE_TRY(tx.execute(statement));
            return {};
        },
        [self = shared_from_this(), id = due.id, isFinal, isDelivered](const Result<void> &done) {
            if (done && isFinal) {
                ++(isDelivered ? self->delivered : self->failed);
                --self->parts.outbox->pending;
            }
            {
                const std::lock_guard lock(self->mutex);
                self->ended(id);
                if (!done) {
                    self->notBefore = self->parts.clock->steadyNow() + kPauseAfterFailedWrite;
                }
            }
            self->wake();
        });
}

Deliverer::Deliverer(DelivererParts parts)
    : m_shared(std::make_shared<Shared>(std::move(parts)))
{
}

Deliverer::~Deliverer() { stop(); }

void Deliverer::start()
{
    const auto count = [this](storage::ReadTransaction &tx) -> Result<void> {
        const auto waiting = SOCLE_TRY(
            tx.scalar(sql("SELECT COUNT(*) FROM `_webhookDeliveries` WHERE `state` = 'pending'")));
        m_shared->parts.outbox->pending = waiting ? storage::integerOf(*waiting) : 0;
        return {};
    };
    discard(m_shared->parts.database->read(count), "a wrong number bounds the queue less well");
    m_thread = std::thread([shared = m_shared] { shared->run(); });
}

void Deliverer::stop()
{
    {
        const std::lock_guard lock(m_shared->mutex);
        m_shared->isStopping = true;
    }
    m_shared->changed.notify_one();
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

std::function<void()> Deliverer::poker() const
{
    return [shared = m_shared] { shared->wake(); };
}

std::uint64_t Deliverer::delivered() const { return m_shared->delivered; }

std::uint64_t Deliverer::failed() const { return m_shared->failed; }

} // namespace socle::webhooks
