// One open event stream and what the server knows of it.
//
// The registry's mutex guards caller and subscriptions; the rest is constant or atomic, so that the
// fan-out writes to a client without a lock.
#pragma once

#include "backend/realtime/Subscription.h"
#include "backend/rules/Caller.h"
#include "backend/runtime/Clock.h"

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socle::realtime {

/// Where a client's bytes go. All functions from any thread.
class EventSink
{
public:
    virtual ~EventSink() = default;
    /// False when the stream is over, or was cut because its reader is too slow.
    virtual bool send(std::string bytes) = 0;
    /// Ends the stream in order.
    virtual void close() = 0;
};

/// Who a client is, with a key that is equal for equal accounts and empty for guests.
struct Identity
{
    std::shared_ptr<const rules::Caller> caller = {};
    std::string key = {};

    static Identity of(std::shared_ptr<const rules::Caller> caller);
    static Identity guest();
    static std::string keyOf(std::string_view collectionId, std::string_view recordId);
};

class Client
{
public:
    Client(std::string clientId,
           std::string clientIp,
           std::unique_ptr<EventSink> clientSink,
           runtime::Steady::time_point now)
        : id(std::move(clientId))
        , ip(std::move(clientIp))
        , opened(now)
        , identity(Identity::guest())
        , m_sink(std::move(clientSink))
        , m_lastMessage(now)
    {
    }

    /// One message in the bytes of records-api.md 6.2; `data` is one JSON text.
    bool send(std::string_view event, std::string_view data, runtime::Steady::time_point now)
    {
        std::string bytes;
        bytes.reserve(id.size() + event.size() + data.size() + 24);
        bytes.append("id:").append(id).append("\nevent:").append(event);
        bytes.append("\ndata:").append(data).append("\n\n");
        m_lastMessage.store(now, std::memory_order_relaxed);
        return m_sink->send(std::move(bytes));
    }

    void close() { m_sink->close(); }

    runtime::Steady::time_point lastMessage() const
    {
        return m_lastMessage.load(std::memory_order_relaxed);
    }

    const std::string id;
    const std::string ip;
    const runtime::Steady::time_point opened;

    // Guarded by the registry's mutex.
    Identity identity;
    std::vector<SubscriptionPtr> subscriptions = {};

private:
    const std::unique_ptr<EventSink> m_sink;
    std::atomic<runtime::Steady::time_point> m_lastMessage;
};

using ClientPtr = std::shared_ptr<Client>; // shared: the registry and messages on their way

} // namespace socle::realtime
