#include "backend/api/RealtimeApi.h"

#include "backend/api/RequestScope.h"
#include "backend/http/Server.h"
#include "backend/realtime/Broker.h"
#include "shared/core/Text.h"
#include "shared/fields/FieldType.h"
#include "shared/protocol/Limits.h"
#include "shared/protocol/Messages.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

namespace socle::api {

namespace {

using http::Request;
using http::Response;
using protocol::Code;
using protocol::fieldError;

constexpr Code kTooLong{"validation_length_too_long", "The length must be no more than {max}."};
constexpr Code kLengthOutOfRange{"validation_length_out_of_range",
                                 "The length must be between {min} and {max}."};

class StreamSink final : public realtime::EventSink
{
public:
    explicit StreamSink(std::shared_ptr<http::StreamWriter> writer)
        : m_writer(std::move(writer))
    {
    }

    bool hello(std::string_view clientId) override
    {
        return send(clientId, "PB_CONNECT", "{\"clientId\":\"" + std::string(clientId) + "\"}");
    }

    bool send(std::string_view clientId, std::string_view event, std::string_view data) override
    {
        return m_writer->write(realtime::eventStreamMessage(clientId, event, data));
    }

    void close() override { m_writer->close(); }

private:
    const std::shared_ptr<http::StreamWriter> m_writer;
};

struct Wanted
{
    std::string clientId = {};
    std::vector<std::string> subscriptions = {};
};

/// JSON says it with the right types; a form gives one value or several, and numbers where the text
/// looks like one.
Result<Wanted> readWanted(const DecodedBody &body)
{
    Wanted wanted;
    const Json &clientId = body.values["clientId"];
    const Json &subscriptions = body.values["subscriptions"];
    const auto isText = [&](const Json &value) {
        return value.isNull() || value.isString()
            || (body.isForm && !value.isObject() && !value.isArray());
    };
    const bool areTexts = subscriptions.isArray()
        ? std::all_of(subscriptions.array().begin(), subscriptions.array().end(), isText)
        : subscriptions.isNull() || (body.isForm && isText(subscriptions));
    if (!isText(clientId) || !areTexts) {
        return invalidInput();
    }
    wanted.clientId = fields::toText(clientId);
    if (subscriptions.isArray()) {
        for (const Json &item : subscriptions.array()) {
            wanted.subscriptions.push_back(fields::toText(item));
        }
    } else if (!subscriptions.isNull()) {
        wanted.subscriptions.push_back(fields::toText(subscriptions));
    }
    return wanted;
}

FieldErrors faultsOf(const Wanted &wanted)
{
    FieldErrors faults;
    if (wanted.clientId.empty()) {
        addFieldError(faults, "clientId", fieldError(protocol::kRequired));
    } else if (codePointCount(wanted.clientId) > protocol::kMaxRealtimeClientId) {
        addFieldError(
            faults,
            "clientId",
            fieldError(kLengthOutOfRange,
                       {{"max", static_cast<std::int64_t>(protocol::kMaxRealtimeClientId)},
                        {"min", std::int64_t{1}}}));
    }
    if (wanted.subscriptions.size() > protocol::kMaxSubscriptions) {
        addFieldError(faults,
                      "subscriptions",
                      fieldError(kTooLong,
                                 {{"max", static_cast<std::int64_t>(protocol::kMaxSubscriptions)},
                                  {"min", std::int64_t{0}}}));
        return faults;
    }
    for (std::size_t i = 0; i < wanted.subscriptions.size(); ++i) {
        if (wanted.subscriptions[i].size() > protocol::kMaxTopicBytes) {
            addFieldError(faults,
                          "subscriptions." + std::to_string(i),
                          fieldError(kTooLong,
                                     {{"max", static_cast<std::int64_t>(protocol::kMaxTopicBytes)},
                                      {"min", std::int64_t{0}}}));
        }
    }
    return faults;
}

} // namespace

std::vector<Route> RealtimeApi::routes()
{
    return {{.method = http::Method::Get,
             .pattern = "/api/realtime",
             .access = Access::Public,
             .handler = handledBy(this, &RealtimeApi::connect),
             .logged = Logged::ErrorsOnly},
            {.method = http::Method::Post,
             .pattern = "/api/realtime",
             .access = Access::Public,
             .handler = handledBy(this, &RealtimeApi::subscribe)}};
}

Reply RealtimeApi::connect(const Request & /*request*/, const RequestScope &scope)
{
    Response head = Response::empty(200);
    head.headers.set("Content-Type", "text/event-stream");
    head.headers.set("Cache-Control", "no-store");
    head.headers.set("X-Accel-Buffering", "no");
    return stream(std::move(head),
                  [this, ip = scope.clientIp()](std::shared_ptr<http::StreamWriter> writer) {
                      auto id = m_broker.connect(std::make_unique<StreamSink>(writer), ip);
                      writer->onClosed([this, id = std::move(id)] { m_broker.disconnect(id); });
                  });
}

Reply RealtimeApi::subscribe(const Request & /*request*/, const RequestScope &scope)
{
    const auto body = scope.body();
    if (!body) { // whatever is wrong with it, one answer
        return Error{.kind = ErrorKind::InvalidInput, .cause = body.error().cause};
    }
    const Wanted wanted = SOCLE_TRY(readWanted(**body));
    if (FieldErrors faults = faultsOf(wanted); !faults.empty()) {
        return invalidInput({}, std::move(faults));
    }
    SOCLE_TRY(m_broker.subscribe(
        wanted.clientId, scope.clientIp(), scope.callerHandle(), wanted.subscriptions));
    return Response::empty(204);
}

} // namespace socle::api
