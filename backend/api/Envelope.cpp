// See Envelope.h.
#include "backend/api/Envelope.h"

#include "shared/json/JsonWriter.h"
#include "shared/protocol/ErrorStatus.h"
#include "shared/protocol/Messages.h"

namespace socle::api {

namespace {

void writeParam(JsonWriter &writer, const ErrorParam &param)
{
    if (const auto *integer = std::get_if<std::int64_t>(&param)) {
        writer.integer(*integer);
    } else if (const auto *real = std::get_if<double>(&param)) {
        writer.number(*real);
    } else if (const auto *text = std::get_if<std::string>(&param)) {
        writer.string(*text);
    } else if (const auto *list = std::get_if<std::vector<std::string>>(&param)) {
        writer.startArray();
        for (const std::string &item : *list) {
            writer.string(item);
        }
        writer.endArray();
    }
}

void writeFieldError(JsonWriter &writer, const FieldError &error)
{
    if (error.isGroup()) {
        writeFieldErrors(writer, error.children);
        return;
    }
    const bool isKnown = !error.code.empty();
    writer.startObject();
    writer.member("code", isKnown ? std::string_view(error.code) : protocol::kInvalidValue.code);
    writer.member("message",
                  isKnown ? normalizedMessage(error.message)
                          : std::string(protocol::kInvalidValue.message));
    if (!error.params.empty()) {
        writer.key("params");
        writer.startObject();
        for (const auto &[name, value] : error.params) {
            writer.key(name);
            writeParam(writer, value);
        }
        writer.endObject();
    }
    writer.endObject();
}

std::string envelope(int status, std::string_view message, const FieldErrors &fields)
{
    std::string text;
    JsonWriter writer(text);
    writer.startObject();
    writer.key("data");
    writeFieldErrors(writer, fields);
    writer.member("message", message);
    writer.member("status", status);
    writer.endObject();
    return text;
}

} // namespace

void writeFieldErrors(JsonWriter &writer, const FieldErrors &fields)
{
    writer.startObject();
    for (const auto &[name, error] : fields) {
        writer.key(name);
        writeFieldError(writer, error);
    }
    writer.endObject();
}

std::string errorEnvelope(const Error &error)
{
    const std::string message = error.message.empty()
        ? std::string(protocol::defaultMessage(error.kind))
        : normalizedMessage(error.message);
    return envelope(protocol::statusOf(error.kind), message, error.fields);
}

http::Response errorResponse(const Error &error)
{
    auto response = http::Response::json(protocol::statusOf(error.kind), errorEnvelope(error));
    if (error.kind == ErrorKind::Unavailable) {
        response.headers.add("Retry-After", "1");
    }
    return response;
}

http::Response statusResponse(int status)
{
    const ErrorKind kind = protocol::kindOfStatus(status);
    const std::string message = protocol::statusOf(kind) == status
        ? std::string(protocol::defaultMessage(kind))
        : normalizedMessage(http::reasonPhrase(status));
    return http::Response::json(status, envelope(status, message, {}));
}

} // namespace socle::api
