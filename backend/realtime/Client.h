// One open event stream and what the server knows of it.
//
// The registry's mutex guards caller and subscriptions; the rest is constant or atomic, so that the
// fan-out writes to a client without a lock.
#pragma once

#include "backend/realtime/Subscription.h"
#include "backend/rules/Caller.h"
#include "backend/runtime/Clock.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socle::realtime {

/// Where a client's events go, in the form of its transport. All functions from any thread; none
/// may wait.
class EventSink
{
public:
    virtual ~EventSink() = default;
    /// The client is known by this id from now on. False when the stream is over.
    virtual bool hello(std::string_view clientId) = 0;
    /// One event; `data` is one JSON text. False when the stream is over, or was cut because its
    /// reader is too slow.
    virtual bool send(std::string_view clientId, std::string_view event, std::string_view data) = 0;

    /// The client's account is gone or its tokens were revoked: it is a guest now.
    virtual void signedOut() { }

    /// Ends the stream in order.
    virtual void close() = 0;
};

/// One message in the bytes of records-api.md 6.2.
std::string eventStreamMessage(std::string_view clientId,
                               std::string_view event,
                               std::string_view data);

enum class Lifetime {
    Bounded, // ends after a while, and when nothing was sent for a while (records-api.md 6.3)
    Open, // the transport itself notices when the client is gone; its sign-in ends with its token
};

/// Who a client is, with a key that is equal for equal rights and empty for guests.
struct Identity
{
    std::shared_ptr<const rules::Caller> caller = {};
    std::string key = {};
    /// Whose end ends the identity: the account, and the API key it came with.
    std::vector<std::string> owners = {};

    static Identity of(std::shared_ptr<const rules::Caller> caller);
    static Identity guest();
    static std::string accountOwner(std::string_view collectionId, std::string_view recordId);
    static std::string keyOwner(std::string_view keyId);
};

class Client
{
public:
    Client(std::string clientId,
           std::string clientIp,
           std::unique_ptr<EventSink> clientSink,
           Lifetime clientLifetime,
           runtime::Steady::time_point now)
        : id(std::move(clientId))
        , ip(std::move(clientIp))
        , lifetime(clientLifetime)
        , opened(now)
        , identity(Identity::guest())
        , m_sink(std::move(clientSink))
        , m_lastMessage(now)
    {
    }

    bool hello() { return m_sink->hello(id); }

    /// `data` is one JSON text.
    bool send(std::string_view event, std::string_view data, runtime::Steady::time_point now)
    {
        m_lastMessage.store(now, std::memory_order_relaxed);
        return m_sink->send(id, event, data);
    }

    void signedOut() { m_sink->signedOut(); }

    void close() { m_sink->close(); }

    runtime::Steady::time_point lastMessage() const
    {
        return m_lastMessage.load(std::memory_order_relaxed);
    }

    const std::string id;
    const std::string ip;
    const Lifetime lifetime;
    const runtime::Steady::time_point opened;

    // Guarded by the registry's mutex.
    Identity identity;
    std::int64_t signedInUntil = 0; // unix seconds; 0: no end of its own
    std::vector<SubscriptionPtr> subscriptions = {};

private:
    const std::unique_ptr<EventSink> m_sink;
    std::atomic<runtime::Steady::time_point> m_lastMessage;
};

using ClientPtr = std::shared_ptr<Client>; // shared: the registry and messages on their way

} // namespace socle::realtime
