// See Cors.h.
#include "backend/api/Cors.h"

#include <algorithm>

namespace socle::api {

namespace {

// `*` any run, `?` one character; linear with one step back, no recursion.
bool matchesPattern(std::string_view text, std::string_view pattern)
{
    std::size_t t = 0;
    std::size_t p = 0;
    std::size_t star = std::string_view::npos;
    std::size_t resume = 0;
    while (t < text.size()) {
        if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])
            && pattern[p] != '*') {
            ++t;
            ++p;
        } else if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            resume = t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++resume;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

} // namespace

Cors::Cors(std::vector<std::string> origins)
    : m_origins(std::move(origins))
{
    m_allowsAll = std::find(m_origins.begin(), m_origins.end(), "*") != m_origins.end();
}

std::string_view Cors::allowed(std::string_view origin) const
{
    if (origin.empty()) {
        return {};
    }
    if (m_allowsAll) {
        return "*";
    }
    for (const std::string &pattern : m_origins) {
        if (matchesPattern(origin, pattern)) {
            return origin;
        }
    }
    return {};
}

http::Response Cors::preflight(const http::Request &request) const
{
    auto response = http::Response::empty(204);
    response.headers.add("Vary", "Origin");
    const std::string_view origin = request.headers.value("Origin");
    if (origin.empty()) {
        return response;
    }
    const std::string_view answer = allowed(origin);
    if (answer.empty()) {
        return response;
    }
    response.headers.add("Vary", "Access-Control-Request-Method");
    response.headers.add("Vary", "Access-Control-Request-Headers");
    response.headers.add("Access-Control-Allow-Origin", answer);
    response.headers.add("Access-Control-Allow-Methods", "GET,HEAD,PUT,PATCH,POST,DELETE");
    if (const auto asked = request.headers.value("Access-Control-Request-Headers");
        !asked.empty()) {
        response.headers.add("Access-Control-Allow-Headers", asked);
    }
    return response;
}

void Cors::decorate(const http::Request &request, http::Response &response) const
{
    response.headers.add("Vary", "Origin");
    const std::string_view origin = request.headers.value("Origin");
    if (origin.empty()) {
        return;
    }
    const std::string_view answer = allowed(origin);
    if (answer.empty()) {
        return;
    }
    response.headers.add("Access-Control-Allow-Origin", answer);
    // A browser script sees ETag only when it is exposed; only those who sent a precondition asked
    // for it (design.md 10).
    const bool usesTags
        = request.headers.contains("If-None-Match") || request.headers.contains("If-Match");
    if (usesTags && response.headers.contains("ETag")) {
        response.headers.add("Access-Control-Expose-Headers", "ETag");
    }
}

} // namespace socle::api
