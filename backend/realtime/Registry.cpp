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
    std::string key = caller->record
        ? keyOf(caller->record->collectionId, caller->record->id)
        : std::string("superuser"); // access that belongs to no account
    if (caller->key) {
        key += "#" + caller->key->id; // its scopes are not those of the account's own streams
    }
    return {.caller = std::move(caller), .key = std::move(key)};
}

Identity Identity::guest()
{
    static const auto caller = std::make_shared<const rules::Caller>();
    return {.caller = caller, .key = {}};
}

std::string Identity::keyOf(std::string_view collectionId, std::string_view recordId)
{
    return std::string(collectionId) + "/" + std::string(recordId);
}

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
    detach(client);
    setIdentity(client, identity);
    attach(client);
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

ClientList Registry::changeIdentity(const std::string &from, const Identity &to)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_accounts.find(from);
    if (found == m_accounts.end()) {
        return {};
    }
    ClientList affected = found->second;
    for (const ClientPtr &client : affected) {
        detach(client);
        setIdentity(client, to);
        attach(client);
    }
    return affected;
}

ClientList Registry::forgetAccountsOf(std::string_view collectionId)
{
    const std::lock_guard lock(m_mutex);
    const std::string prefix = Identity::keyOf(collectionId, "");
    ClientList affected;
    for (const auto &[key, clients] : m_accounts) {
        if (startsWith(key, prefix)) {
            affected.insert(affected.end(), clients.begin(), clients.end());
        }
    }
    for (const ClientPtr &client : affected) {
        detach(client);
        setIdentity(client, Identity::guest());
        attach(client);
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
    m_accounts.clear();
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
    if (client->identity.key != identity.key) {
        if (const auto old = m_accounts.find(client->identity.key); old != m_accounts.end()) {
            eraseFrom(old->second, client);
            if (old->second.empty()) {
                m_accounts.erase(old);
            }
        }
        if (!identity.key.empty()) {
            m_accounts[identity.key].push_back(client);
        }
    }
    client->identity = identity;
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
