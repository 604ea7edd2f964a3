// See PageQuery.h.
#include "backend/api/PageQuery.h"

#include "backend/http/Request.h"
#include "shared/core/Text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>

namespace socle::api {

namespace {

/// Decimal integer with an optional sign that fits 64 bits.
std::optional<std::int64_t> integerOf(std::string_view text)
{
    if (startsWith(text, "+")) {
        text.remove_prefix(1);
        if (startsWith(text, "-")) {
            return std::nullopt;
        }
    }
    std::int64_t value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool isWhole = failure == std::errc() && end == text.data() + text.size();
    return isWhole ? std::optional(value) : std::nullopt;
}

std::optional<bool> booleanOf(std::string_view text)
{
    static constexpr std::array<std::string_view, 6> kTrue{"1", "t", "T", "TRUE", "true", "True"};
    static constexpr std::array<std::string_view, 6> kFalse{
        "0", "f", "F", "FALSE", "false", "False"};
    if (std::find(kTrue.begin(), kTrue.end(), text) != kTrue.end()) {
        return true;
    }
    if (std::find(kFalse.begin(), kFalse.end(), text) != kFalse.end()) {
        return false;
    }
    return std::nullopt;
}

} // namespace

Result<protocol::Paging> readPaging(const http::Request &request)
{
    protocol::Paging paging;
    if (const auto page = request.queryParam("page"); page && !page->empty()) {
        const auto number = integerOf(*page);
        if (!number) {
            return invalidInput();
        }
        paging.page = std::clamp<std::int64_t>(*number, 1, INT64_MAX / (2 * protocol::kMaxPerPage));
    }
    if (const auto perPage = request.queryParam("perPage"); perPage && !perPage->empty()) {
        const auto number = integerOf(*perPage);
        if (!number) {
            return invalidInput();
        }
        paging.perPage = *number <= 0
            ? protocol::kDefaultPerPage
            : static_cast<int>(std::min<std::int64_t>(*number, protocol::kMaxPerPage));
    }
    if (const auto skip = request.queryParam("skipTotal"); skip && !skip->empty()) {
        const auto value = booleanOf(*skip);
        if (!value) {
            return invalidInput();
        }
        paging.total = *value ? protocol::Total::Skip : protocol::Total::Count;
    }
    return paging;
}

} // namespace socle::api
