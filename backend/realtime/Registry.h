// Who listens to what: clients by id, by account and by topic.
//
// Clients with the same account and the same subscription text form a group, and an event is
// checked once for a group: a thousand guests on `posts/*` cost one check. What an event has to
// reach is captured as shared lists, so nobody waits for the fan-out.
//
// All functions from any thread. One mutex guards everything; no sink is called while it is held.
#pragma once

#include "backend/realtime/Client.h"
#include "shared/core/Result.h"
#include "shared/core/UniqueFunction.h"

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace socle::realtime {

using ClientList = std::vector<ClientPtr>;

/// A group as it was when an event happened.
struct Target
{
    enum class Scope {
        List, // `<collection>/*`: the list rule
        Record, // `<collection>/<id>`: the view rule
    };

    SubscriptionPtr subscription = {};
    Identity identity = {};
    std::shared_ptr<const ClientList> clients = {};
    Scope scope = Scope::List;
};

class Registry
{
public:
    void add(const ClientPtr &client);
    /// Null when there is no such client (any more).
    ClientPtr remove(std::string_view clientId);
    ClientPtr find(std::string_view clientId) const;

    /// Replaces the whole set. Errors: NotFound, InvalidInput (another address), Forbidden (another
    /// account). Source: records-api.md 6.4.
    Result<void> subscribe(std::string_view clientId,
                           std::string_view ip,
                           Identity identity,
                           std::vector<SubscriptionPtr> subscriptions);

    /// Adds subscriptions and takes others (by their text) away. Errors: NotFound, InvalidInput
    /// (more than 1,000; then nothing has changed).
    Result<void> change(std::string_view clientId,
                        const std::vector<SubscriptionPtr> &added,
                        const std::vector<std::string> &removed);
    /// Errors: NotFound, Forbidden (another account).
    Result<void> signIn(std::string_view clientId, const Identity &identity);
    /// Null when there is no such client.
    std::shared_ptr<const rules::Caller> callerOf(std::string_view clientId) const;

    /// Groups that listen to a record of the collection (records-api.md 6.5).
    std::vector<Target> targetsOf(std::string_view collectionName,
                                  std::string_view collectionId,
                                  std::string_view recordId) const;
    /// Clients that hold exactly this subscription text.
    ClientList holdersOf(std::string_view text) const;

    /// Takes exactly this subscription from a client; null when there is no such client, or it does
    /// not hold it.
    ClientPtr takeSubscription(std::string_view clientId, std::string_view text);

    /// Every client that `owner` owns gets the identity that `next` makes of its own
    /// (records-api.md 6.8); those that are guests by it.
    ClientList changeIdentities(const std::string &owner,
                                FunctionRef<Identity(const Identity &)> next);
    /// Clients of every account of an auth collection become guests; which ones.
    ClientList forgetAccountsOf(std::string_view collectionId);
    /// Clients without a bounded lifetime whose token has expired become guests; which ones.
    ClientList forgetExpired(std::int64_t unixSeconds);

    /// Takes out the clients whose time is over; the caller closes them.
    ClientList takeExpired(runtime::Steady::time_point now,
                           runtime::Steady::duration idle,
                           runtime::Steady::duration lifetime);
    ClientList takeAll();
    std::size_t size() const;

private:
    struct Group
    {
        SubscriptionPtr subscription;
        Identity identity;
        std::shared_ptr<ClientList> clients; // copied before a change while somebody reads it
    };

    struct Hash
    {
        using is_transparent = void;

        std::size_t operator()(std::string_view text) const
        {
            return std::hash<std::string_view>{}(text);
        }
    };

    template <typename T> using Index = std::unordered_map<std::string, T, Hash, std::equal_to<>>;

    // The mutex is held by whoever calls these.
    void attach(const ClientPtr &client);
    void detach(const ClientPtr &client);
    void setIdentity(const ClientPtr &client, const Identity &identity);
    void replaceIdentity(const ClientPtr &client, const Identity &identity);
    void forget(const ClientPtr &client);
    void collect(std::string_view topic, Target::Scope scope, std::vector<Target> &targets) const;

    mutable std::mutex m_mutex; // guards everything below; nothing else is taken while it is held
    Index<ClientPtr> m_clients;
    Index<ClientList> m_owned; // clients by the owners of their identity
    Index<Index<Group>> m_topics; // topic -> account and subscription text -> group
};

} // namespace socle::realtime
