// See Webhook.h.
#include "backend/webhooks/Webhook.h"

#include "backend/crypto/Base64.h"
#include "backend/crypto/Hash.h"
#include "backend/records/Record.h"
#include "shared/core/Text.h"
#include "shared/fields/Codes.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/json/JsonWriter.h"

#include <algorithm>
#include <cmath>

namespace socle::webhooks {

namespace {

constexpr std::size_t kMaxEvents = 100;
constexpr std::size_t kMaxHeaders = 50;
constexpr double kFirstPauseMs = 10000;
constexpr double kJitter = 0.2;

bool isEventPart(std::string_view part)
{
    return part == "*" || (!part.empty() && std::all_of(part.begin(), part.end(), [](char c) {
               return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
           }));
}

bool isEvent(std::string_view event)
{
    const auto dot = event.find('.');
    return dot == std::string_view::npos
        ? event == "*"
        : isEventPart(event.substr(0, dot)) && isEventPart(event.substr(dot + 1));
}

bool isHeaderName(std::string_view name)
{
    constexpr std::string_view kReserved[]
        = {"host", "content-length", "content-type", "transfer-encoding", "connection"};
    const std::string lower = asciiLower(name);
    return !name.empty() && !startsWith(lower, "socle-")
        && std::find(std::begin(kReserved), std::end(kReserved), lower) == std::end(kReserved)
        && std::all_of(name.begin(), name.end(), [](char c) {
               return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
           });
}

FieldError wrong(std::string_view text)
{
    return fields::errorWithText("validation_invalid_value", text);
}

void checkUrl(FieldErrors &errors, std::string_view url)
{
    const bool hasScheme = startsWith(url, "http://") || startsWith(url, "https://");
    const auto path = url.find('/', url.find("//") + 2);
    if (!hasScheme) {
        errors.emplace("url", wrong("Must begin with http:// or https://."));
    } else if (url.substr(0, path).find('@') != std::string_view::npos) {
        errors.emplace("url", wrong("Must not contain a user name or password."));
    }
}

void writeRecord(JsonWriter &writer, const records::Record *record)
{
    if (record == nullptr) {
        writer.null();
        return;
    }
    const schema::Collection &collection = record->collection();
    writer.startObject();
    writer.member("collectionId", collection.id);
    writer.member("collectionName", collection.name);
    for (std::size_t i = 0; i < collection.fields.size(); ++i) {
        const fields::Field &field = collection.fields[i];
        if (!field.hidden && !field.isType(fields::kPassword) && field.name != "tokenKey") {
            writer.member(field.name, record->values()[i]);
        }
    }
    writer.endObject();
}

} // namespace

bool Webhook::hears(std::string_view event) const
{
    const auto dot = event.find('.');
    const std::string_view subject = event.substr(0, dot);
    const std::string_view action = event.substr(dot + 1);
    return std::any_of(events.begin(), events.end(), [&](std::string_view heard) {
        const auto at = heard.find('.');
        if (at == std::string_view::npos) {
            return heard == "*";
        }
        const std::string_view left = heard.substr(0, at);
        const std::string_view right = heard.substr(at + 1);
        return (left == "*" || equalsIgnoreCase(left, subject))
            && (right == "*" || right == action);
    });
}

FieldErrors checkWebhook(const records::Record &record)
{
    FieldErrors errors;
    checkUrl(errors, record.text("url"));
    const Json &events = record.value("events");
    if (!events.isArray() || events.array().empty() || events.array().size() > kMaxEvents
        || !std::all_of(events.array().begin(), events.array().end(), [](const Json &event) {
               return isEvent(event.text());
           })) {
        errors.emplace("events", wrong("Must be a list of events like \"books.create\" or \"*\"."));
    }
    const Json &headers = record.value("headers");
    const bool areHeaders = headers.isNull()
        || (headers.isObject() && headers.object().size() <= kMaxHeaders
            && std::all_of(
                headers.object().begin(), headers.object().end(), [](const auto &header) {
                    return isHeaderName(header.first) && header.second.isString()
                        && header.second.text().find_first_of("\r\n") == std::string_view::npos;
                }));
    if (!areHeaders) {
        errors.emplace("headers", wrong("Must be an object of header names and texts."));
    }
    return errors;
}

std::vector<std::pair<std::string, std::string>> headersOf(const Json &headers)
{
    std::vector<std::pair<std::string, std::string>> list;
    for (const auto &[name, value] : headers.object()) {
        list.emplace_back(name, value.toText());
    }
    return list;
}

std::vector<std::string> eventsOf(const Json &events)
{
    std::vector<std::string> list;
    for (const Json &event : events.array()) {
        list.push_back(event.toText());
    }
    return list;
}

std::string signatureOf(std::string_view secret, std::int64_t unixSeconds, std::string_view body)
{
    const std::string time = std::to_string(unixSeconds);
    const std::string digest = crypto::hmacSha256(secret, time + "." + std::string(body));
    return "t=" + time + ",v1=" + crypto::hexEncode(digest);
}

std::string deliveryBody(std::string_view id,
                         std::string_view event,
                         std::string_view created,
                         const records::Record *record,
                         const records::Record *before)
{
    std::string body;
    JsonWriter writer(body);
    writer.startObject();
    writer.member("id", id);
    writer.member("event", event);
    writer.member("created", created);
    writer.key("record");
    writeRecord(writer, record);
    writer.key("before");
    writeRecord(writer, before);
    writer.endObject();
    return body;
}

std::chrono::milliseconds retryPause(std::int64_t attempt, double chance)
{
    const double pause = kFirstPauseMs * std::pow(3.0, static_cast<double>(attempt - 1));
    return std::chrono::milliseconds(
        static_cast<std::int64_t>(pause * (1 + kJitter * (2 * chance - 1))));
}

std::string cutForKeeping(std::string_view text)
{
    std::string kept = toValidUtf8(text.substr(0, kMaxKeptBytes));
    if (text.size() > kMaxKeptBytes && endsWith(kept, "\xEF\xBF\xBD")) {
        kept.resize(kept.size() - 3); // half a character at the cut
    }
    return kept;
}

} // namespace socle::webhooks
