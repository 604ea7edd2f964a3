// See SocketSession.h. The operations stand in one table; each answers with ok or an error that
// carries the message's id.
#include "backend/api/SocketSession.h"

#include "backend/api/Authenticator.h"
#include "backend/api/ClientAddress.h"
#include "backend/realtime/Broker.h"
#include "backend/realtime/ChannelRules.h"
#include "backend/rules/Caller.h"
#include "backend/rules/KeyScopes.h"
#include "backend/runtime/Clock.h"
#include "backend/runtime/Random.h"
#include "backend/runtime/WorkerPool.h"
#include "backend/storage/Database.h"
#include "shared/core/Text.h"
#include "shared/json/JsonWriter.h"
#include "shared/protocol/ErrorStatus.h"
#include "shared/protocol/Limits.h"
#include "shared/protocol/Messages.h"

#include <array>
#include <utility>

namespace socle::api {

namespace {

constexpr std::size_t kMaxQueuedMessages = 1000;
constexpr std::size_t kMaxQueuedBytes = 4194304;
constexpr std::size_t kMaxChannelName = 255;
constexpr std::size_t kMaxPayload = 65536;
constexpr std::uint16_t kCloseTooFast = 1008; // policy violation, RFC 6455 7.4.1
constexpr std::uint16_t kCloseBusy = 1013; // try again later

/// The broker's way to the socket.
class SocketSink final : public realtime::EventSink
{
public:
    SocketSink(std::shared_ptr<http::SocketWriter> writer, std::weak_ptr<SocketSession> session)
        : m_writer(std::move(writer))
        , m_session(std::move(session))
    {
    }

    bool hello(std::string_view clientId) override
    {
        return m_writer->send("{\"op\":\"hello\",\"clientId\":\"" + std::string(clientId) + "\"}");
    }

    bool send(std::string_view, std::string_view event, std::string_view data) override
    {
        std::string text;
        text.reserve(event.size() + data.size() + 48);
        text += "{\"op\":\"event\",\"topic\":";
        appendJsonString(text, event);
        text.append(",\"data\":").append(data).append("}");
        return m_writer->send(text);
    }

    void signedOut() override;

    void close() override { m_writer->close(1001, {}); }

private:
    const std::shared_ptr<http::SocketWriter> m_writer; // shared: with the session of http/
    const std::weak_ptr<SocketSession> m_session; // which owns this through the broker
};

std::string errorText(const Json &id, const Error &error)
{
    const int status = protocol::statusOf(error.kind);
    std::string text;
    JsonWriter writer(text);
    writer.startObject();
    writer.member("op", "error");
    writer.member("id", id);
    writer.member("status", status);
    writer.member("message",
                  error.message.empty() ? std::string(protocol::defaultMessage(error.kind))
                                        : normalizedMessage(error.message));
    writer.endObject();
    return text;
}

Error unauthenticated() { return Error{.kind = ErrorKind::Unauthenticated}; }

Result<std::vector<std::string>> topicsOf(const Json &message)
{
    const Json &topics = message["topics"];
    if (!topics.isArray() || topics.array().size() > protocol::kMaxSubscriptions) {
        return invalidInput("Expected topics, an array of at most 1000 texts.");
    }
    std::vector<std::string> texts;
    for (const Json &topic : topics.array()) {
        if (!topic.isString() || topic.text().size() > protocol::kMaxTopicBytes) {
            return invalidInput("A topic is a text of at most 2500 bytes.");
        }
        texts.push_back(topic.toText());
    }
    return texts;
}

Result<std::string> channelOf(const Json &message)
{
    const std::string_view name = message["channel"].text();
    if (name.empty() || name.size() > kMaxChannelName) {
        return invalidInput("Expected channel, a text of at most 255 bytes.");
    }
    return std::string(name);
}

Result<std::string> payloadOf(const Json &value)
{
    std::string text = value.dump();
    if (text.size() > kMaxPayload) {
        return Error{.kind = ErrorKind::TooLarge};
    }
    return text;
}

} // namespace

void SocketSink::signedOut()
{
    if (const auto session = m_session.lock()) {
        session->signedOut();
    }
}

SocketSession::SocketSession(const SocketParts &parts,
                             realtime::Channels &channels,
                             std::shared_ptr<http::SocketWriter> writer,
                             std::string ip)
    : m_parts(parts)
    , m_channels(channels)
    , m_writer(std::move(writer))
    , m_ip(std::move(ip))
    , m_memberId(parts.random->recordId())
{
}

void SocketSession::open(const std::shared_ptr<const rules::Caller> &caller)
{
    m_clientId = m_parts.broker->connect(
        std::make_unique<SocketSink>(m_writer, weak_from_this()), m_ip, realtime::Lifetime::Open);
    if (!caller->isGuest()) {
        discard(m_parts.broker->signIn(m_clientId, caller), "nobody else knows the client yet");
    }
}

void SocketSession::closed()
{
    m_isOver = true;
    m_parts.broker->disconnect(m_clientId);
    m_channels.leaveAll(*this);
}

void SocketSession::tell(std::string_view json) { m_writer->send(json); }

// Any thread: the account is gone, and with it the right to be where it was let in.
void SocketSession::signedOut()
{
    m_channels.leaveAll(*this);
    m_writer->send(errorText({}, unauthenticated()));
}

void SocketSession::message(std::string_view text)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_queue.size() >= kMaxQueuedMessages || m_queuedBytes + text.size() > kMaxQueuedBytes) {
            m_isOver = true;
        } else {
            m_queue.emplace_back(text);
            m_queuedBytes += text.size();
            if (std::exchange(m_isWorking, true)) {
                return;
            }
        }
    }
    if (m_isOver) {
        m_writer->close(kCloseTooFast, "too fast");
    } else if (!m_parts.pool->post([self = shared_from_this()] { self->work(); })) {
        m_isOver = true;
        m_writer->close(kCloseBusy, "busy");
    }
}

void SocketSession::work()
{
    while (true) {
        std::string text;
        {
            const std::lock_guard lock(m_mutex);
            if (m_queue.empty() || m_isOver) {
                m_isWorking = false;
                return;
            }
            text = std::move(m_queue.front());
            m_queue.pop_front();
            m_queuedBytes -= text.size();
        }
        handle(text);
        if (m_isOver) {
            m_channels.leaveAll(*this); // it may have joined while it was closing
        }
    }
}

struct SocketSession::Operation
{
    std::string_view name;
    Result<void> (SocketSession::*run)(const Json &);
};

void SocketSession::handle(const std::string &text)
{
    static constexpr std::array kOperations{
        Operation{"auth", &SocketSession::authenticate},
        Operation{"subscribe", &SocketSession::subscribe},
        Operation{"unsubscribe", &SocketSession::unsubscribe},
        Operation{"join", &SocketSession::join},
        Operation{"leave", &SocketSession::leave},
        Operation{"state", &SocketSession::setState},
        Operation{"publish", &SocketSession::publish},
    };
    const auto message = parseJson(text);
    if (!message || !message->isObject()) {
        m_writer->send(errorText({}, invalidInput("The message is no JSON object.")));
        return;
    }
    const Json &given = (*message)["id"];
    const Json id = given.isString() || given.isNumber() ? given : Json();
    const std::string_view name = (*message)["op"].text();
    for (const Operation &operation : kOperations) {
        if (operation.name != name) {
            continue;
        }
        const auto outcome = (this->*operation.run)(*message);
        m_writer->send(outcome ? Json(JsonObject{{"op", "ok"}, {"id", id}}).dump()
                               : errorText(id, outcome.error()));
        return;
    }
    m_writer->send(errorText(id, invalidInput("Unknown operation.")));
}

Result<void> SocketSession::authenticate(const Json &message)
{
    std::string_view token = message["token"].text();
    if (token.size() >= 7 && equalsIgnoreCase(token.substr(0, 7), "Bearer ")) {
        token.remove_prefix(7);
    }
    if (token.empty()) {
        return unauthenticated();
    }
    auto caller = std::make_shared<rules::Caller>();
    const auto read = [&](storage::ReadTransaction &transaction) -> Result<void> {
        *caller = SOCLE_TRY(
            m_parts.authenticator->authenticate(token, *m_parts.catalogue(), transaction));
        return {};
    };
    SOCLE_TRY(m_parts.database->read(read));
    if (caller->isGuest()) {
        return unauthenticated();
    }
    if (caller->key) { // as the dispatcher does for every other route
        if (auto refused = m_parts.authenticator->admit(*caller, m_ip)) {
            return std::move(*refused);
        }
        if (!rules::isInScope(*caller, "realtime", "use")) {
            return forbidden(std::string(protocol::kKeyOutOfScope));
        }
    }
    const auto settings = m_parts.settings();
    if (caller->isSuperuser() && !settings->superuserIps.empty()
        && !isListed(m_ip, settings->superuserIps)) {
        return forbidden();
    }
    return m_parts.broker->signIn(m_clientId, std::move(caller));
}

Result<void> SocketSession::subscribe(const Json &message)
{
    const auto topics = SOCLE_TRY(topicsOf(message));
    return m_parts.broker->change(m_clientId, topics, {});
}

Result<void> SocketSession::unsubscribe(const Json &message)
{
    const auto topics = SOCLE_TRY(topicsOf(message));
    return m_parts.broker->change(m_clientId, {}, topics);
}

Result<void> SocketSession::require(realtime::ChannelAction action, const Json &message)
{
    const auto caller = m_parts.broker->callerOf(m_clientId);
    if (!caller) {
        return unauthenticated();
    }
    const auto catalogue = m_parts.catalogue();
    JsonObject body{{"channel", message["channel"]}};
    if (action == realtime::ChannelAction::Join) {
        body.append("state", message["state"]);
    } else {
        body.append("event", message["event"]);
        body.append("payload", message["payload"]);
    }
    return m_parts.database->read([&](storage::ReadTransaction &transaction) {
        return realtime::requireChannel(transaction,
                                        *m_parts.records,
                                        *catalogue,
                                        {.action = action,
                                         .channel = message["channel"].text(),
                                         .caller = *caller,
                                         .body = std::move(body),
                                         .now = m_parts.clock->now()});
    });
}

realtime::MemberCard SocketSession::card() const
{
    realtime::MemberCard made{.id = m_memberId};
    const auto caller = m_parts.broker->callerOf(m_clientId);
    if (caller && caller->record) {
        made.user = Json(JsonObject{{"collection", caller->record->collectionName},
                                    {"id", caller->record->id}})
                        .dump();
    }
    return made;
}

Result<void> SocketSession::join(const Json &message)
{
    const std::string channel = SOCLE_TRY(channelOf(message));
    std::string state = SOCLE_TRY(payloadOf(message["state"]));
    SOCLE_TRY(require(realtime::ChannelAction::Join, message));
    return m_channels.join(channel, shared_from_this(), card(), std::move(state));
}

Result<void> SocketSession::leave(const Json &message)
{
    const std::string channel = SOCLE_TRY(channelOf(message));
    return m_channels.leave(channel, *this);
}

Result<void> SocketSession::setState(const Json &message)
{
    const std::string channel = SOCLE_TRY(channelOf(message));
    std::string state = SOCLE_TRY(payloadOf(message["state"]));
    return m_channels.setState(channel, *this, std::move(state));
}

Result<void> SocketSession::publish(const Json &message)
{
    const std::string channel = SOCLE_TRY(channelOf(message));
    const std::string payload = SOCLE_TRY(payloadOf(message["payload"]));
    const std::string_view event = message["event"].text();
    if (event.empty() || event.size() > kMaxChannelName) {
        return invalidInput("Expected event, a text of at most 255 bytes.");
    }
    SOCLE_TRY(require(realtime::ChannelAction::Publish, message));
    m_channels.publish(channel, *this, card(), event, payload);
    return {};
}

} // namespace socle::api
