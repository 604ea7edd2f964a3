#include "backend/realtime/Broker.h"

#include "backend/records/RecordStore.h"
#include "backend/runtime/Clock.h"
#include "backend/runtime/Random.h"
#include "backend/runtime/WorkerPool.h"
#include "backend/storage/Database.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/core/Text.h"

#include <algorithm>
#include <array>
#include <exception>
#include <utility>

namespace socle::realtime {

namespace {

constexpr std::size_t kClientIdLength = 40; // records-api.md 6.1
// The writer's time for the checks of one deletion, and of all deletions in a step.
constexpr std::chrono::milliseconds kDeletionBudget{20};
// The fan-out's time for one change; a rule that needs more shows nothing.
constexpr std::chrono::seconds kEventBudget{5};

// socle-api.md 10: what of a key decides who may do what with it.
constexpr std::string_view kKeys = "_apiKeys";
constexpr std::array<std::string_view, 7> kKeyFields{
    "hash", "scopes", "actsAs", "allowedIPs", "rateLimit", "expires", "revoked"};

} // namespace

Broker::Broker(BrokerParts parts, BrokerOptions options)
    : m_parts(std::move(parts))
    , m_options(options)
    , m_thread([this] { run(); })
{
}

Broker::~Broker()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isStopping = true;
    }
    m_wake.notify_all();
    m_thread.join();
    closeAll();
}

std::string Broker::connect(std::unique_ptr<EventSink> sink, std::string ip, Lifetime lifetime)
{
    std::string id = m_parts.random->fromAlphabet(runtime::kAlphanumeric, kClientIdLength);
    const auto now = m_parts.clock->steadyNow();
    const auto client = std::make_shared<Client>(id, std::move(ip), std::move(sink), lifetime, now);
    m_registry.add(client);
    client->hello();
    return id;
}

void Broker::disconnect(std::string_view clientId) { m_registry.remove(clientId); }

Result<void> Broker::subscribe(std::string_view clientId,
                               std::string_view ip,
                               std::shared_ptr<const rules::Caller> caller,
                               const std::vector<std::string> &texts)
{
    std::vector<SubscriptionPtr> subscriptions;
    for (const std::string &text : texts) {
        const bool isNew = std::none_of(subscriptions.begin(),
                                        subscriptions.end(),
                                        [&](const auto &other) { return other->text == text; });
        if (!trimmed(text).empty() && isNew) {
            subscriptions.push_back(parseSubscription(text));
        }
    }
    return m_registry.subscribe(
        clientId, ip, Identity::of(std::move(caller)), std::move(subscriptions));
}

Result<void> Broker::change(std::string_view clientId,
                            const std::vector<std::string> &added,
                            const std::vector<std::string> &removed)
{
    std::vector<SubscriptionPtr> subscriptions;
    for (const std::string &text : added) {
        if (!trimmed(text).empty()) {
            subscriptions.push_back(parseSubscription(text));
        }
    }
    return m_registry.change(clientId, subscriptions, removed);
}

Result<void> Broker::signIn(std::string_view clientId, std::shared_ptr<const rules::Caller> caller)
{
    return m_registry.signIn(clientId, Identity::of(std::move(caller)));
}

std::shared_ptr<const rules::Caller> Broker::callerOf(std::string_view clientId) const
{
    return m_registry.callerOf(clientId);
}

bool Broker::sendTo(std::string_view clientId, std::string_view topic, std::string_view json)
{
    const auto holders = m_registry.holdersOf(topic);
    const auto found = std::find_if(holders.begin(), holders.end(), [&](const ClientPtr &client) {
        return client->id == clientId;
    });
    return found != holders.end() && (*found)->send(topic, json, m_parts.clock->steadyNow());
}

bool Broker::sendOnce(std::string_view clientId,
                      std::string_view topic,
                      std::string_view ip,
                      std::string_view json)
{
    const ClientPtr client = m_registry.takeSubscription(clientId, topic);
    return client != nullptr && (client->ip.empty() || client->ip == ip)
        && client->send(topic, json, m_parts.clock->steadyNow());
}

void Broker::publish(std::string_view topic, std::string_view json)
{
    const auto now = m_parts.clock->steadyNow();
    for (const ClientPtr &client : m_registry.holdersOf(topic)) {
        client->send(topic, json, now);
    }
}

void Broker::publishToSuperusers(std::string_view topic, std::string_view json)
{
    const auto now = m_parts.clock->steadyNow();
    for (const ClientPtr &client : m_registry.holdersOf(topic)) {
        const auto caller = m_registry.callerOf(client->id);
        if (caller && caller->isSuperuser()) {
            client->send(topic, json, now);
        }
    }
}

std::vector<Target> Broker::targetsOf(const records::Record &record) const
{
    const schema::Collection &collection = record.collection();
    return m_registry.targetsOf(collection.name, collection.id, record.id());
}

// Deletions only. Errors of the checks never touch the deletion itself.
Result<void> Broker::recordChanged(storage::WriteTransaction &transaction,
                                   const records::Change &change,
                                   const rules::RequestContext &request)
{
    if (change.kind != records::ChangeKind::Deleted) {
        return {};
    }
    auto event = std::make_shared<Event>(); // shared: an effect must be movable only, Event is big
    event->change = change;
    event->targets = targetsOf(change.record());
    if (event->targets.empty()) {
        return {};
    }
    EventWriter writer(
        *m_parts.records, m_parts.pick, change, *request.catalogue, m_parts.clock->now());
    const auto asksRows
        = std::stable_partition(event->targets.begin(),
                                event->targets.end(),
                                [&](const Target &target) { return !writer.needsRows(target); });
    auto next = asksRows;
    const auto outcome = m_parts.database->read(
        [&](storage::ReadTransaction &snapshot) -> Result<void> {
            for (; next != event->targets.end(); ++next) {
                auto message = SOCLE_TRY(writer.write(snapshot, *next));
                if (message) {
                    event->ready.emplace_back(*next, std::move(*message));
                }
            }
            return {};
        },
        {.deadline = runtime::Deadline::in(kDeletionBudget)});
    discard(outcome, "groups without an answer are asked after the commit");
    event->targets.erase(asksRows, next);
    transaction.afterCommit([this, event] { enqueue(std::move(*event)); });
    return {};
}

void Broker::recordCommitted(const records::Change &change)
{
    const bool isDeletion = change.kind == records::ChangeKind::Deleted;
    if (change.record().collection().isAuth()) {
        followAccount(change);
    } else if (change.record().collection().name == kKeys) {
        followKey(change);
    }
    if (isDeletion) {
        return; // queued by recordChanged()
    }
    Event event{.change = change, .targets = targetsOf(change.record()), .ready = {}};
    if (!event.targets.empty()) {
        enqueue(std::move(event));
    }
}

// records-api.md 6.8: clients of an account see its new values, or become guests. An API key goes
// on as long as its account exists: it is not one of the account's tokens.
void Broker::followAccount(const records::Change &change)
{
    if (change.kind == records::ChangeKind::Created) {
        return;
    }
    const records::Record &record = change.record();
    const bool isGone = change.kind == records::ChangeKind::Deleted;
    const bool isOver = isGone || change.before->text("tokenKey") != change.after->text("tokenKey");
    std::shared_ptr<const rules::AuthRecord> account;
    const auto next = [&](const Identity &was) {
        if (isGone || (isOver && !was.caller->key)) {
            return Identity::guest();
        }
        if (!account) {
            account = std::make_shared<const rules::AuthRecord>(
                rules::AuthRecord{.id = std::string(record.id()),
                                  .collectionId = record.collection().id,
                                  .collectionName = record.collection().name,
                                  .values = record.toJson()});
        }
        rules::Caller caller = *was.caller;
        caller.record = account;
        return Identity::of(std::make_shared<const rules::Caller>(std::move(caller)));
    };
    signOut(m_registry.changeIdentities(Identity::accountOwner(record.collection().id, record.id()),
                                        next));
}

// A key that was deleted, revoked or changed in what it may do: whoever came with it comes again.
void Broker::followKey(const records::Change &change)
{
    if (change.kind == records::ChangeKind::Created) {
        return;
    }
    const bool isSame = change.kind == records::ChangeKind::Updated
        && std::all_of(kKeyFields.begin(), kKeyFields.end(), [&](std::string_view field) {
                            return change.before->value(field) == change.after->value(field);
                        });
    if (!isSame) {
        signOut(m_registry.changeIdentities(Identity::keyOwner(change.record().id()),
                                            [](const Identity &) { return Identity::guest(); }));
    }
}

void Broker::callersRevoked(std::string_view collectionId,
                            std::string_view recordId,
                            FunctionRef<bool(const rules::Caller &)> isOver)
{
    signOut(m_registry.changeIdentities(
        Identity::accountOwner(collectionId, recordId),
        [&](const Identity &was) { return isOver(*was.caller) ? Identity::guest() : was; }));
}

void Broker::accountsRevoked(std::string_view collectionId)
{
    signOut(m_registry.forgetAccountsOf(collectionId));
}

void Broker::signOut(const ClientList &clients)
{
    for (const ClientPtr &client : clients) {
        client->signedOut();
    }
}

void Broker::enqueue(Event event)
{
    bool isFull = false;
    {
        const std::lock_guard lock(m_mutex);
        if (m_isStopping) {
            return;
        }
        isFull = m_queue.size() >= m_options.maxQueued;
        if (isFull) {
            m_queue.clear();
        } else {
            m_queue.push_back(std::move(event));
        }
    }
    if (isFull) {
        closeAll();
    }
    m_wake.notify_one();
}

void Broker::run()
{
    runtime::nameThread("realtime");
    auto nextSweep = runtime::Steady::now() + m_options.sweep;
    while (true) {
        std::deque<Event> taken;
        {
            std::unique_lock lock(m_mutex);
            m_isBusy = false;
            m_wake.wait_until(lock, nextSweep, [this] { return m_isStopping || !m_queue.empty(); });
            if (m_isStopping) {
                return;
            }
            taken.swap(m_queue);
            m_isBusy = !taken.empty();
        }
        for (const Event &event : taken) {
            try {
                handle(event);
            } catch (const std::exception &) {
                closeAll(); // out of memory: clients that come back read everything again
            }
        }
        if (runtime::Steady::now() >= nextSweep) {
            nextSweep = runtime::Steady::now() + m_options.sweep;
            sweep();
        }
    }
}

void Broker::handle(const Event &event)
{
    for (const auto &[target, message] : event.ready) {
        deliver(target, message);
    }
    if (event.targets.empty()) {
        return;
    }
    const auto catalogue = m_parts.catalogue();
    EventWriter writer(
        *m_parts.records, m_parts.pick, event.change, *catalogue, m_parts.clock->now());
    const auto outcome = m_parts.database->read(
        [&](storage::ReadTransaction &transaction) -> Result<void> {
            for (const Target &target : event.targets) {
                if (const auto message = SOCLE_TRY(writer.write(transaction, target))) {
                    deliver(target, *message);
                }
            }
            return {};
        },
        {.deadline = runtime::Deadline::in(kEventBudget)});
    discard(outcome, "who cannot be asked in time is told nothing");
}

void Broker::deliver(const Target &target, std::string_view message)
{
    const auto now = m_parts.clock->steadyNow();
    for (const ClientPtr &client : *target.clients) {
        client->send(target.subscription->text, message, now);
    }
}

void Broker::sweep()
{
    const auto expired
        = m_registry.takeExpired(m_parts.clock->steadyNow(), m_options.idle, m_options.lifetime);
    for (const ClientPtr &client : expired) {
        client->close();
    }
    signOut(m_registry.forgetExpired(m_parts.clock->now().milliseconds() / 1000));
}

void Broker::closeAll()
{
    for (const ClientPtr &client : m_registry.takeAll()) {
        client->close();
    }
}

bool Broker::isIdle() const
{
    const std::lock_guard lock(m_mutex);
    return m_queue.empty() && !m_isBusy;
}

} // namespace socle::realtime
