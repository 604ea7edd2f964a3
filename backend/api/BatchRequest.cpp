#include "backend/api/BatchRequest.h"

#include "backend/http/Request.h"
#include "shared/core/Text.h"
#include "shared/protocol/Messages.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace socle::api {

namespace {

using protocol::Code;
using protocol::fieldError;

constexpr std::string_view kInvalid = "Invalid batch request data.";
constexpr Code kTooLong{"validation_length_too_long", "The length must be no more than {max}."};
constexpr std::array<std::string_view, 5> kMethods{"GET", "POST", "PUT", "PATCH", "DELETE"};
constexpr std::int64_t kMaxUrlBytes = 2000;

Error unreadable() { return invalidInput(std::string(protocol::kBatchReadFailed)); }

FieldError tooLong(std::int64_t max)
{
    FieldError error = fieldError(kTooLong, {{"max", max}});
    error.params.emplace_back("min", std::int64_t{0});
    return error;
}

/// A string member; absent and null are empty.
Result<std::string> textMember(const Json &object, std::string_view key)
{
    const Json &value = object[key];
    if (!value.isNull() && !value.isString()) {
        return unreadable();
    }
    return value.toText();
}

Result<SubRequest> readItem(const Json &item)
{
    if (!item.isObject()) {
        return unreadable();
    }
    SubRequest request;
    request.method = SOCLE_TRY(textMember(item, "method"));
    request.url = SOCLE_TRY(textMember(item, "url"));
    const Json &headers = item["headers"];
    const Json &body = item["body"];
    if ((!headers.isNull() && !headers.isObject()) || (!body.isNull() && !body.isObject())) {
        return unreadable();
    }
    for (const auto &[name, value] : headers.object()) {
        if (!value.isString()) {
            return unreadable();
        }
        if (!equalsIgnoreCase(name, "authorization")) {
            request.headers.emplace_back(name, value.toText());
        }
    }
    request.body = body.object();
    return request;
}

/// `requests.0.docs` and `requests[0].docs` -> index and key of the field.
std::optional<std::pair<std::size_t, std::string>> filePlace(std::string_view key)
{
    constexpr std::string_view kPrefix = "requests";
    if (!startsWith(key, kPrefix) || key.size() < kPrefix.size() + 3) {
        return std::nullopt;
    }
    const bool isBracket = key[kPrefix.size()] == '[';
    if (!isBracket && key[kPrefix.size()] != '.') {
        return std::nullopt;
    }
    const std::string_view rest = key.substr(kPrefix.size() + 1);
    std::size_t index = 0;
    const auto [end, failure] = std::from_chars(rest.data(), rest.data() + rest.size(), index);
    const std::string_view separator = isBracket ? "]." : ".";
    const std::string_view tail = rest.substr(static_cast<std::size_t>(end - rest.data()));
    if (failure != std::errc() || !startsWith(tail, separator) || tail.size() == separator.size()) {
        return std::nullopt;
    }
    return std::pair(index, std::string(tail.substr(separator.size())));
}

void addFiles(std::vector<SubRequest> &requests, const DecodedBody &body)
{
    for (const FormFile &file : body.files) {
        auto place = filePlace(file.key);
        if (!place || place->first >= requests.size()) {
            continue; // of no request that there is
        }
        SubRequest &request = requests[place->first];
        request.body.erase(place->second); // a file replaces a JSON key of the same name
        FormFile part = file;
        part.key = std::move(place->second);
        request.files.push_back(std::move(part));
    }
}

FieldErrors problemsOf(const std::vector<SubRequest> &requests, std::int64_t maxRequests)
{
    FieldErrors errors;
    if (requests.empty()) {
        errors.emplace("requests", fieldError(protocol::kRequired));
        return errors;
    }
    if (static_cast<std::int64_t>(requests.size()) > maxRequests) {
        errors.emplace("requests", tooLong(maxRequests));
        return errors;
    }
    for (std::size_t i = 0; i < requests.size(); ++i) {
        const SubRequest &request = requests[i];
        const std::string path = "requests." + std::to_string(i);
        if (request.method.empty()) {
            addFieldError(errors, path + ".method", fieldError(protocol::kRequired));
        } else if (std::find(kMethods.begin(), kMethods.end(), request.method) == kMethods.end()) {
            addFieldError(errors, path + ".method", fieldError(protocol::kInInvalid));
        }
        if (request.url.empty()) {
            addFieldError(errors, path + ".url", fieldError(protocol::kRequired));
        } else if (request.url.size() > static_cast<std::size_t>(kMaxUrlBytes)) {
            addFieldError(errors, path + ".url", tooLong(kMaxUrlBytes));
        }
    }
    return errors;
}

} // namespace

std::string_view SubRequest::path() const
{
    const std::string_view whole = url;
    return whole.substr(0, whole.find('?'));
}

std::vector<std::pair<std::string, std::string>> SubRequest::query() const
{
    const auto mark = url.find('?');
    return mark == std::string::npos ? std::vector<std::pair<std::string, std::string>>()
                                     : http::parseForm(std::string_view(url).substr(mark + 1));
}

std::string SubRequest::queryParam(std::string_view name) const
{
    for (auto &[key, value] : query()) {
        if (key == name) {
            return value;
        }
    }
    return {};
}

std::optional<std::string> SubRequest::header(std::string_view name) const
{
    for (const auto &[key, value] : headers) {
        if (equalsIgnoreCase(key, name)) {
            return value;
        }
    }
    return std::nullopt;
}

JsonObject SubRequest::formBody() const
{
    JsonObject merged;
    for (const auto &[key, value] : query()) {
        Json *known = merged.find(key);
        if (known == nullptr) {
            merged.append(key, infer(value));
        } else if (known->isArray()) {
            known->asArray().push_back(infer(value));
        } else {
            *known = Json(JsonArray{*known, infer(value)});
        }
    }
    for (const auto &[key, value] : body) {
        merged.set(key, value);
    }
    return merged;
}

Result<std::vector<SubRequest>> readBatch(const DecodedBody &body, std::int64_t maxRequests)
{
    const Json &items = body.values["requests"];
    if (!items.isNull() && !items.isArray()) {
        return unreadable();
    }
    std::vector<SubRequest> requests;
    for (const Json &item : items.array()) {
        requests.push_back(SOCLE_TRY(readItem(item)));
    }
    addFiles(requests, body);
    FieldErrors errors = problemsOf(requests, maxRequests);
    if (!errors.empty()) {
        return invalidInput(std::string(kInvalid), std::move(errors));
    }
    return requests;
}

std::optional<SubTarget> targetOf(const SubRequest &request)
{
    constexpr std::string_view kPrefix = "/api/collections/";
    constexpr std::string_view kRecords = "records";
    const std::string_view path = request.path();
    if (!startsWith(path, kPrefix)) {
        return std::nullopt;
    }
    const std::vector<std::string> parts = split(path.substr(kPrefix.size()), '/');
    if (parts.size() < 2 || parts.size() > 3 || parts[0].empty() || parts[1] != kRecords
        || (parts.size() == 3 && parts[2].empty())) {
        return std::nullopt;
    }
    SubTarget target{.collection = parts[0], .id = parts.size() == 3 ? parts[2] : std::string()};
    const bool isOne = parts.size() == 3;
    if (!isOne && request.method == "POST") {
        target.action = SubAction::Create;
    } else if (!isOne && request.method == "PUT") {
        target.action = SubAction::Upsert;
    } else if (isOne && request.method == "PATCH") {
        target.action = SubAction::Update;
    } else if (isOne && request.method == "DELETE") {
        target.action = SubAction::Delete;
    } else {
        return std::nullopt;
    }
    return target;
}

} // namespace socle::api
