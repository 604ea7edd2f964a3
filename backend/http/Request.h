// One request as the handlers see it: plain data, filled by the session, finished before the
// handler is called.
//
// It lives until its answer is on the way, so steps may hold a reference to it. Path and query are
// views of `target`, still percent-encoded; route parameters and query values are decoded.
#pragma once

#include "backend/http/Body.h"
#include "backend/http/Headers.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socle::http {

enum class Method { Get, Head, Post, Put, Patch, Delete, Options, Other };

Method methodOf(std::string_view name);
std::string_view nameOf(Method method); // "GET"; "" for Other

/// Decoded pairs of a query string or an urlencoded body, in order. Pairs with a bad escape or a
/// `;` are dropped (records-api.md 1.7).
std::vector<std::pair<std::string, std::string>> parseForm(std::string_view text);

struct Request
{
    Method method = Method::Get;
    std::string methodName = {}; // as sent: "GET"
    std::string target = {}; // "/api/x?y=1", as sent
    Headers headers = {};
    Body body = {};
    std::string remoteAddress = {}; // the TCP peer, "127.0.0.1"
    std::chrono::steady_clock::time_point start = {}; // when the head was complete
    /// Route parameters, decoded; the names are views of the route table. Filled by the dispatcher.
    std::vector<std::pair<std::string_view, std::string>> params = {};
    /// The sink of the route's BodyPlan while body.state() is Streamed; else null. Shared: the
    /// session feeds it, the handler drains it.
    std::shared_ptr<BodySink> sink = {};
    bool isSecure = false; // came over TLS

    std::string_view path() const; // raw, without the query
    std::string_view query() const; // raw, without the '?'
    /// Decoded route parameter; empty when the route has none of that name.
    std::string_view param(std::string_view name) const;
    /// First value of a query parameter, decoded; nothing when it is absent.
    std::optional<std::string> queryParam(std::string_view name) const;

    /// Every pair of the query, decoded, in order.
    std::vector<std::pair<std::string, std::string>> queryParams() const
    {
        return parseForm(query());
    }
};

} // namespace socle::http
