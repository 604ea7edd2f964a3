// See ListParameters.h.
#include "backend/api/ListParameters.h"

#include "backend/http/Request.h"
#include "shared/core/Text.h"
#include "shared/json/JsonWriter.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>

namespace socle::api {

namespace {

std::optional<std::int64_t> integerOf(std::string_view text)
{
    if (startsWith(text, "+") && !startsWith(text, "+-")) {
        text.remove_prefix(1);
    }
    std::int64_t value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    return failure == std::errc() && end == text.data() + text.size() ? std::optional(value)
                                                                      : std::nullopt;
}

std::optional<bool> booleanOf(std::string_view text)
{
    static constexpr std::array<std::string_view, 6> kTrue{"1", "t", "T", "TRUE", "true", "True"};
    static constexpr std::array<std::string_view, 6> kFalse{
        "0", "f", "F", "FALSE", "false", "False"};
    if (std::find(kTrue.begin(), kTrue.end(), text) != kTrue.end()) {
        return true;
    }
    return std::find(kFalse.begin(), kFalse.end(), text) != kFalse.end() ? std::optional(false)
                                                                         : std::nullopt;
}

} // namespace

Result<protocol::Paging> readListPaging(const http::Request &request)
{
    constexpr std::int64_t kLastPage
        = std::numeric_limits<std::int64_t>::max() / (2 * protocol::kMaxPerPage);
    protocol::Paging paging;
    if (const auto text = request.queryParam("page"); text && !text->empty()) {
        const auto page = integerOf(*text);
        if (!page) {
            return invalidInput();
        }
        paging.page = std::clamp<std::int64_t>(*page, 1, kLastPage);
    }
    if (const auto text = request.queryParam("perPage"); text && !text->empty()) {
        const auto perPage = integerOf(*text);
        if (!perPage) {
            return invalidInput();
        }
        paging.perPage = *perPage <= 0
            ? protocol::kDefaultPerPage
            : static_cast<int>(std::min<std::int64_t>(*perPage, protocol::kMaxPerPage));
    }
    if (const auto text = request.queryParam("skipTotal"); text && !text->empty()) {
        const auto skip = booleanOf(*text);
        if (!skip) {
            return invalidInput();
        }
        paging.total = *skip ? protocol::Total::Skip : protocol::Total::Count;
    }
    return paging;
}

std::string listEnvelope(const std::vector<std::string> &items,
                         const protocol::Paging &paging,
                         std::int64_t totalItems)
{
    const bool isCounted = paging.total == protocol::Total::Count;
    std::string text;
    JsonWriter writer(text);
    writer.startObject();
    writer.key("items");
    writer.startArray();
    for (const std::string &item : items) {
        writer.raw(item);
    }
    writer.endArray();
    writer.member("page", paging.page);
    writer.member("perPage", paging.perPage);
    writer.member("totalItems", isCounted ? totalItems : std::int64_t{-1});
    writer.member("totalPages",
                  isCounted ? (totalItems + paging.perPage - 1) / paging.perPage
                            : std::int64_t{-1});
    writer.endObject();
    return text;
}

} // namespace socle::api
