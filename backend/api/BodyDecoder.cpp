// See BodyDecoder.h. The steps stand in the order of records-api.md 1.5.
#include "backend/api/BodyDecoder.h"

#include "backend/http/Request.h"
#include "shared/core/Number.h"
#include "shared/core/Text.h"
#include "shared/protocol/Limits.h"
#include "shared/protocol/Messages.h"

#include <cmath>
#include <iterator>
#include <map>

namespace socle::api {

namespace {

constexpr std::string_view kJsonPayload = "@jsonPayload";

using Pairs = std::vector<std::pair<std::string, std::string>>;

// 1.5 steps 1 to 3: values by key, several values as an array, @jsonPayload objects merged over
// them.
Result<Json> valuesOf(const Pairs &pairs)
{
    JsonObject values;
    std::vector<const std::string *> payloads;
    std::map<std::string_view, std::size_t> counts;
    for (const auto &[key, value] : pairs) {
        if (key == kJsonPayload) {
            payloads.push_back(&value);
            continue;
        }
        const std::size_t count = ++counts[key];
        if (count == 1) {
            values.append(key, infer(value));
            continue;
        }
        Json &present = *values.find(key);
        if (count == 2) {
            JsonArray both;
            both.push_back(std::move(present));
            present = Json(std::move(both));
        }
        present.asArray().push_back(infer(value));
    }
    for (const std::string *payload : payloads) {
        auto parsed = parseJson(*payload);
        if (!parsed || !(parsed->isObject() || parsed->isNull())) {
            return Error{.kind = ErrorKind::InvalidInput,
                         .cause = "body: @jsonPayload is no JSON object"};
        }
        for (auto &[key, value] : parsed->asObject()) {
            values.set(key, std::move(value));
        }
    }
    return Json(std::move(values));
}

Result<DecodedBody> decodeJson(std::string_view bytes)
{
    auto parsed = parseJson(bytes, Trailing::Ignore);
    if (!parsed) {
        return Error{.kind = ErrorKind::InvalidInput, .cause = "body: " + parsed.error().cause};
    }
    if (parsed->isNull()) {
        return DecodedBody{};
    }
    if (!parsed->isObject()) {
        return Error{.kind = ErrorKind::InvalidInput, .cause = "body: the JSON value is no object"};
    }
    return DecodedBody{.values = parsed.takeValue()};
}

/// The query counts as values of the form (1.5, EDGE): as the peer reads them, before those of a
/// multipart body and after those of an urlencoded one.
enum class QueryComes { First, Last };

Result<DecodedBody> decodeForm(Pairs pairs,
                               std::vector<FormFile> files,
                               const http::Request &request,
                               QueryComes queryComes)
{
    auto query = request.queryParams();
    pairs.insert(queryComes == QueryComes::First ? pairs.begin() : pairs.end(),
                 std::make_move_iterator(query.begin()),
                 std::make_move_iterator(query.end()));
    return DecodedBody{
        .values = SOCLE_TRY(valuesOf(pairs)), .files = std::move(files), .isForm = true};
}

} // namespace

Json infer(std::string_view text)
{
    if (text == "true" || text == "false") {
        return Json(text == "true");
    }
    const bool mayBeNumber = !text.empty()
        && (text.front() == '-' || (text.front() >= '0' && text.front() <= '9'))
        && text.find_first_not_of("-.0123456789") == std::string_view::npos;
    if (!mayBeNumber) {
        return Json(text);
    }
    const auto number = parseNumber(text);
    if (!number) {
        return Json(text);
    }
    if (*number == 0 && std::signbit(*number)) {
        return text == "-0" ? Json(-0.0) : Json(text);
    }
    if (formatPlainNumber(*number) != text) {
        return Json(text);
    }
    if (std::floor(*number) == *number
        && std::fabs(*number) <= static_cast<double>(protocol::kMaxSafeInteger)) {
        return Json(static_cast<std::int64_t>(*number));
    }
    return Json(*number);
}

Result<DecodedBody> decodeBody(const http::Request &request)
{
    if (request.body.isEmpty()) {
        return DecodedBody{}; // whatever the content type says
    }
    const std::string_view type = request.headers.value("Content-Type");
    const std::string_view bytes = request.body.bytes();
    if (startsWith(type, "application/json")) {
        return decodeJson(bytes);
    }
    if (startsWith(type, "multipart/form-data")) {
        auto parts = SOCLE_TRY(
            parseMultipart(bytes, headerParameter(type, "boundary"), [&](std::string_view passed) {
                request.body.forget(passed);
            }));
        Pairs pairs;
        std::vector<FormFile> files;
        for (FormPart &part : parts) {
            if (part.isFile) {
                files.push_back(FormFile{.key = std::move(part.key),
                                         .fileName = std::move(part.fileName),
                                         .contentType = std::move(part.contentType),
                                         .bytes = part.bytes});
            } else {
                pairs.emplace_back(std::move(part.key), toValidUtf8(part.bytes));
            }
        }
        return decodeForm(std::move(pairs), std::move(files), request, QueryComes::First);
    }
    if (startsWith(type, "application/x-www-form-urlencoded")) {
        return decodeForm(http::parseForm(bytes), {}, request, QueryComes::Last);
    }
    if (startsWith(type, "text/xml") || startsWith(type, "application/xml")) {
        return Error{.kind = ErrorKind::InvalidInput, .cause = "body: XML"};
    }
    return invalidInput(std::string(protocol::kUnsupportedContentType));
}

} // namespace socle::api
