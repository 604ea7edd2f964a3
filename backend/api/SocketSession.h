// One open WebSocket: its messages as operations on broker and channels.
//
// Messages arrive on the I/O thread and are only queued there; one worker at a time takes them in
// their order, since a token or a rule needs a look at the database. A client that sends faster
// than they are understood is closed.
//
//   created --open()--> open --closed()--> over; messages still queued then are dropped
#pragma once

#include "backend/api/SocketApi.h"
#include "backend/http/Server.h"
#include "backend/realtime/ChannelRules.h"
#include "backend/realtime/Client.h"
#include "shared/json/Json.h"

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace socle::api {

class SocketSession final : public http::SocketListener,
                            public realtime::ChannelMember,
                            public std::enable_shared_from_this<SocketSession>
{
public:
    SocketSession(const SocketParts &parts,
                  realtime::Channels &channels,
                  std::shared_ptr<http::SocketWriter> writer,
                  std::string ip);

    /// Connects to the broker as `caller` and says hello.
    void open(const std::shared_ptr<const rules::Caller> &caller);

    void message(std::string_view text) override;
    void closed() override;
    void tell(std::string_view json) override;
    /// The client's account is gone or its tokens were revoked. Any thread.
    void signedOut();

private:
    struct Operation;

    void work();
    void handle(const std::string &text);
    Result<void> authenticate(const Json &message);
    Result<void> subscribe(const Json &message);
    Result<void> unsubscribe(const Json &message);
    Result<void> join(const Json &message);
    Result<void> leave(const Json &message);
    Result<void> setState(const Json &message);
    Result<void> publish(const Json &message);
    Result<void> require(realtime::ChannelAction action, const Json &message);
    realtime::MemberCard card() const;

    const SocketParts m_parts;
    realtime::Channels &m_channels;
    const std::shared_ptr<http::SocketWriter> m_writer; // shared: with the session of http/
    const std::string m_ip;
    const std::string m_memberId; // how others in a channel see it
    std::string m_clientId; // of the broker; set by open()
    std::atomic<bool> m_isOver = false;

    std::mutex m_mutex; // guards what follows; nothing is called while it is held
    std::deque<std::string> m_queue;
    std::size_t m_queuedBytes = 0;
    bool m_isWorking = false;
};

} // namespace socle::api
