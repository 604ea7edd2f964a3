#include "backend/realtime/Registry.h"

#include "shared/core/Text.h"
#include "shared/protocol/Limits.h"

#include <algorithm>
#include <atomic>
#include <utility>

namespace socle::realtime {

namespace {

constexpr char kSeparator = '\n'; // in no id
constexpr std::string_view kUnknownClient = "Missing or invalid client id.";
constexpr std::string_view kTooMany = "A client can hold no more than 1000 subscriptions.";
constexpr std::string_view kOtherAddress = "Invalid realtime client.";
constexpr std::string_view kOtherAccount
    = "The current and the previous request authorization don't match.";

/// The list, ready to be changed: a copy when a message on its way still reads it.
ClientList &writable(std::shared_ptr<ClientList> &list)
{
    if (list.use_count() > 1) {
        list = std::make_shared<ClientList>(*list);
    }
    std::atomic_thread_fence(std::memory_order_acquire); // after the last reader let go
    return *list;
}

void eraseFrom(ClientList &list, const ClientPtr &client)
{
    const auto found = std::find(list.begin(), list.end(), client);
    if (found != list.end()) {
        *found = std::move(list.back());
        list.pop_back();
    }
}

std::string groupKey(const Identity &identity, const Subscription &subscription)
{
    return identity.key + kSeparator + subscription.text;
}

} // namespace

std::string eventStreamMessage(std::string_view clientId,
                               std::string_view event,
                               std::string_view data)
{
    std::string bytes;
    bytes.reserve(clientId.size() + event.size() + data.size() + 24);
    bytes.append("id:").append(clientId).append("\nevent:").append(event);
    bytes.append("\ndata:").append(data).append("\n\n");
    return bytes;
}

// -- Identity

Identity Identity::of(std::shared_ptr<const rules::Caller> caller)
{
    if (!caller || caller->isGuest()) {
        return guest();
    }
    Identity identity{.key = "superuser"}; // access that belongs to no account
    if (caller->record) {
        identity.key = accountOwner(caller->record->collectionId, caller->record->id);
        identity.owners.push_back(identity.key);
    }
    if (caller->key) {
        // Its scopes are not those of the account's own streams.
        identity.owners.push_back(keyOwner(caller->key->id));
        identity.key += identity.owners.back();
    }
    identity.caller = std::move(caller);
    return identity;
}

Identity Identity::guest()
{
    static const auto caller = std::make_shared<const rules::Caller>();
    return {.caller = caller};
}

std::string Identity::accountOwner(std::string_view collectionId, std::string_view recordId)
{
    return std::string(collectionId) + "/" + std::string(recordId);
}

std::string Identity::keyOwner(std::string_view keyId) { return "#" + std::string(keyId); }

// -- Registry

void Registry::add(const ClientPtr &client)
{
    const std::lock_guard lock(m_mutex);
    m_clients.insert_or_assign(client->id, client);
}

ClientPtr Registry::remove(std::string_view clientId)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_clients.find(clientId);
    if (found == m_clients.end()) {
        return nullptr;
    }
    ClientPtr client = found->second;
    forget(client);
    return client;
}

ClientPtr Registry::find(std::string_view clientId) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_clients.find(clientId);
    return found != m_clients.end() ? found->second : nullptr;
}

Result<void> Registry::subscribe(std::string_view clientId,
                                 std::string_view ip,
                                 Identity identity,
                                 std::vector<SubscriptionPtr> subscriptions)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_clients.find(clientId);
    if (found == m_clients.end()) {
        return notFound(std::string(kUnknownClient));
    }
    const ClientPtr client = found->second;
    if (client->ip != ip) {
        return invalidInput(std::string(kOtherAddress));
    }
    if (!client->identity.key.empty() && client->identity.key != identity.key) {
        return forbidden(std::string(kOtherAccount));
    }
    detach(client);
    setIdentity(client, identity);
    client->signedInUntil = identity.caller->expires;
    client->subscriptions = std::move(subscriptions);
    attach(client);
    return {};
}

Result<void> Registry::change(std::string_view clientId,
                              const std::vector<SubscriptionPtr> &added,
                              const std::vector<std::string> &removed)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_clients.find(clientId);
    if (found == m_clients.end()) {
        return notFound(std::string(kUnknownClient));
    }
    const ClientPtr client = found->second;
    auto wanted = client->subscriptions;
    std::erase_if(wanted, [&](const SubscriptionPtr &subscription) {
        return std::find(removed.begin(), removed.end(), subscription->text) != removed.end();
    });
    for (const SubscriptionPtr &subscription : added) {
        const bool isNew = std::none_of(wanted.begin(), wanted.end(), [&](const auto &other) {
            return other->text == subscription->text;
        });
        if (isNew) {
            wanted.push_back(subscription);
        }
    }
    if (wanted.size() > protocol::kMaxSubscriptions) {
        return invalidInput(std::string(kTooMany));
    }
    detach(client);
    client->subscriptions = std::move(wanted);
    attach(client);
    return {};
}

Result<void> Registry::signIn(std::string_view clientId, const Identity &identity)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_clients.find(clientId);
    if (found == m_clients.end()) {
        return notFound(std::string(kUnknownClient));
    }
    const ClientPtr client = found->second;
    if (!client->identity.key.empty() && client->identity.key != identity.key) {
        return forbidden(std::string(kOtherAccount));
    }
    replaceIdentity(client, identity);
    client->signedInUntil = identity.caller->expires;
    return {};
}

std::shared_ptr<const rules::Caller> Registry::callerOf(std::string_view clientId) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_clients.find(clientId);
    return found != m_clients.end() ? found->second->identity.caller : nullptr;
}

std::vector<Target> Registry::targetsOf(std::string_view collectionName,
                                        std::string_view collectionId,
                                        std::string_view recordId) const
{
    std::vector<Target> targets;
    const std::lock_guard lock(m_mutex);
    if (m_topics.empty()) {
        return targets;
    }
    for (const std::string_view collection : {collectionName, collectionId}) {
        const std::string name(collection);
        collect(name + "/*", Target::Scope::List, targets);
        collect(name, Target::Scope::List, targets); // deprecated alias
        collect(name + "/" + std::string(recordId), Target::Scope::Record, targets);
        if (collectionName == collectionId) {
            break;
        }
    }
    return targets;
}

ClientList Registry::holdersOf(std::string_view text) const
{
    ClientList holders;
    const std::lock_guard lock(m_mutex);
    const auto topic = m_topics.find(text.substr(0, text.find('?')));
    if (topic != m_topics.end()) {
        for (const auto &[key, group] : topic->second) {
            if (group.subscription->text == text) {
                holders.insert(holders.end(), group.clients->begin(), group.clients->end());
            }
        }
    }
    return holders;
}

ClientPtr Registry::takeSubscription(std::string_view clientId, std::string_view text)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_clients.find(clientId);
    if (found == m_clients.end()) {
        return nullptr;
    }
    const ClientPtr client = found->second;
    const auto isWanted
        = [text](const SubscriptionPtr &subscription) { return subscription->text == text; };
    if (std::none_of(client->subscriptions.begin(), client->subscriptions.end(), isWanted)) {
        return nullptr;
    }
    detach(client);
    std::erase_if(client->subscriptions, isWanted);
    attach(client);
    return client;
}

ClientList Registry::changeIdentities(const std::string &owner,
                                      FunctionRef<Identity(const Identity &)> next)
{
    ClientList guests;
    const std::lock_guard lock(m_mutex);
    const auto found = m_owned.find(owner);
    if (found == m_owned.end()) {
        return guests;
    }
    const ClientList affected = found->second;
    for (const ClientPtr &client : affected) {
        replaceIdentity(client, next(client->identity));
        if (client->identity.caller->isGuest()) {
            guests.push_back(client);
        }
    }
    return guests;
}

ClientList Registry::forgetAccountsOf(std::string_view collectionId)
{
    const std::lock_guard lock(m_mutex);
    const std::string prefix = Identity::accountOwner(collectionId, "");
    ClientList affected;
    for (const auto &[owner, clients] : m_owned) {
        if (startsWith(owner, prefix)) {
            affected.insert(affected.end(), clients.begin(), clients.end());
        }
    }
    for (const ClientPtr &client : affected) {
        replaceIdentity(client, Identity::guest());
    }
    return affected;
}

ClientList Registry::forgetExpired(std::int64_t unixSeconds)
{
    ClientList affected;
    const std::lock_guard lock(m_mutex);
    for (const auto &[id, client] : m_clients) {
        if (client->lifetime == Lifetime::Open && client->signedInUntil != 0
            && client->signedInUntil <= unixSeconds) {
            affected.push_back(client);
        }
    }
    for (const ClientPtr &client : affected) {
        replaceIdentity(client, Identity::guest());
    }
    return affected;
}

ClientList Registry::takeExpired(runtime::Steady::time_point now,
                                 runtime::Steady::duration idle,
                                 runtime::Steady::duration lifetime)
{
    ClientList expired;
    const std::lock_guard lock(m_mutex);
    for (const auto &[id, client] : m_clients) {
        const bool isBounded = client->lifetime == Lifetime::Bounded;
        if (isBounded
            && (now - client->lastMessage() >= idle || now - client->opened >= lifetime)) {
            expired.push_back(client);
        }
    }
    for (const ClientPtr &client : expired) {
        forget(client);
    }
    return expired;
}

ClientList Registry::takeAll()
{
    ClientList all;
    const std::lock_guard lock(m_mutex);
    for (const auto &[id, client] : m_clients) {
        all.push_back(client);
    }
    m_clients.clear();
    m_owned.clear();
    m_topics.clear();
    return all;
}

std::size_t Registry::size() const
{
    const std::lock_guard lock(m_mutex);
    return m_clients.size();
}

void Registry::attach(const ClientPtr &client)
{
    for (const SubscriptionPtr &subscription : client->subscriptions) {
        Group &group = m_topics[subscription->topic][groupKey(client->identity, *subscription)];
        if (!group.clients) {
            group.subscription = subscription;
            group.clients = std::make_shared<ClientList>();
        }
        group.identity = client->identity; // the latest values of the account
        writable(group.clients).push_back(client);
    }
}

void Registry::detach(const ClientPtr &client)
{
    for (const SubscriptionPtr &subscription : client->subscriptions) {
        const auto topic = m_topics.find(subscription->topic);
        if (topic == m_topics.end()) {
            continue;
        }
        const auto group = topic->second.find(groupKey(client->identity, *subscription));
        if (group == topic->second.end()) {
            continue;
        }
        eraseFrom(writable(group->second.clients), client);
        if (group->second.clients->empty()) {
            topic->second.erase(group);
        }
        if (topic->second.empty()) {
            m_topics.erase(topic);
        }
    }
}

// Between detach() and attach(): the groups know the client by its old identity.
void Registry::setIdentity(const ClientPtr &client, const Identity &identity)
{
    for (const std::string &owner : client->identity.owners) {
        if (const auto owned = m_owned.find(owner); owned != m_owned.end()) {
            eraseFrom(owned->second, client);
            if (owned->second.empty()) {
                m_owned.erase(owned);
            }
        }
    }
    for (const std::string &owner : identity.owners) {
        m_owned[owner].push_back(client);
    }
    client->identity = identity;
    if (identity.caller->isGuest()) {
        client->signedInUntil = 0;
    }
}

void Registry::replaceIdentity(const ClientPtr &client, const Identity &identity)
{
    detach(client);
    setIdentity(client, identity);
    attach(client);
}

void Registry::forget(const ClientPtr &client)
{
    detach(client);
    setIdentity(client, Identity::guest());
    client->subscriptions.clear();
    m_clients.erase(client->id);
}

void Registry::collect(std::string_view topic,
                       Target::Scope scope,
                       std::vector<Target> &targets) const
{
    const auto found = m_topics.find(topic);
    if (found == m_topics.end()) {
        return;
    }
    for (const auto &[key, group] : found->second) {
        targets.push_back({.subscription = group.subscription,
                           .identity = group.identity,
                           .clients = group.clients,
                           .scope = scope});
    }
}

} // namespace socle::realtime
