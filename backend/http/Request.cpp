// See Request.h.
#include "backend/http/Request.h"

#include "shared/core/Text.h"

#include <array>

namespace socle::http {

namespace {

struct MethodRow
{
    Method method;
    std::string_view name;
};

constexpr std::array kMethods{
    MethodRow{Method::Get, "GET"},
    MethodRow{Method::Head, "HEAD"},
    MethodRow{Method::Post, "POST"},
    MethodRow{Method::Put, "PUT"},
    MethodRow{Method::Patch, "PATCH"},
    MethodRow{Method::Delete, "DELETE"},
    MethodRow{Method::Options, "OPTIONS"},
};

} // namespace

Method methodOf(std::string_view name)
{
    for (const MethodRow &row : kMethods) {
        if (row.name == name) {
            return row.method;
        }
    }
    return Method::Other;
}

std::string_view nameOf(Method method)
{
    for (const MethodRow &row : kMethods) {
        if (row.method == method) {
            return row.name;
        }
    }
    return {};
}

std::vector<std::pair<std::string, std::string>> parseForm(std::string_view text)
{
    std::vector<std::pair<std::string, std::string>> pairs;
    while (!text.empty()) {
        const auto end = text.find('&');
        const std::string_view pair = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        if (pair.empty() || pair.find(';') != std::string_view::npos) {
            continue;
        }
        const auto equals = pair.find('=');
        std::string name;
        std::string value;
        if (percentDecode(pair.substr(0, equals), true, name)
            && (equals == std::string_view::npos
                || percentDecode(pair.substr(equals + 1), true, value))) {
            pairs.emplace_back(std::move(name), std::move(value));
        }
    }
    return pairs;
}

std::string_view Request::path() const
{
    return std::string_view(target).substr(0, target.find('?'));
}

std::string_view Request::query() const
{
    const auto mark = target.find('?');
    return mark == std::string::npos ? std::string_view{}
                                     : std::string_view(target).substr(mark + 1);
}

std::string_view Request::param(std::string_view name) const
{
    for (const auto &[key, value] : params) {
        if (key == name) {
            return value;
        }
    }
    return {};
}

std::optional<std::string> Request::queryParam(std::string_view name) const
{
    std::string_view text = query();
    while (!text.empty()) {
        const auto end = text.find('&');
        const std::string_view pair = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        if (pair.find(';') != std::string_view::npos) {
            continue;
        }
        const auto equals = pair.find('=');
        std::string key;
        if (!percentDecode(pair.substr(0, equals), true, key) || key != name) {
            continue;
        }
        std::string value;
        if (equals == std::string_view::npos
            || percentDecode(pair.substr(equals + 1), true, value)) {
            return value;
        }
    }
    return std::nullopt;
}

} // namespace socle::http
