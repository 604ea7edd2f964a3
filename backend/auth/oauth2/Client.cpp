#include "backend/auth/oauth2/Client.h"

#include "backend/auth/oauth2/IdToken.h"
#include "backend/crypto/Base64.h"
#include "backend/outbound/HttpClient.h"
#include "backend/runtime/Clock.h"
#include "shared/core/Text.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace socle::auth::oauth2 {

namespace {

using outbound::HttpRequest;
using outbound::HttpResponse;

constexpr std::uint64_t kMaxAnswer = 4ULL * 1024 * 1024;
constexpr std::uint64_t kMaxAvatar = 32ULL * 1024 * 1024;
constexpr std::chrono::seconds kAvatarLimit{10};
constexpr int kMaxRedirects = 5;
constexpr std::string_view kAppleIssuer = "https://appleid.apple.com";
constexpr std::string_view kAppleKeys = "https://appleid.apple.com/auth/keys";

Error failed(std::string why)
{
    return Error{.kind = ErrorKind::Unavailable, .cause = "oauth2: " + std::move(why)};
}

std::string form(const std::vector<std::pair<std::string, std::string>> &values)
{
    std::string out;
    for (const auto &[name, value] : values) {
        out += (out.empty() ? "" : "&") + name + "=" + replaceAll(percentEncode(value), "%20", "+");
    }
    return out;
}

/// A form as a JSON object of texts; numbers of `expires_in` are read from text anyway.
Json fromForm(std::string_view text)
{
    JsonObject values;
    for (const std::string &pair : split(text, '&')) {
        const auto equals = std::min(pair.find('='), pair.size());
        std::string name;
        std::string value;
        if (percentDecode(std::string_view(pair).substr(0, equals), true, name)
            && percentDecode(
                std::string_view(pair).substr(std::min(equals + 1, pair.size())), true, value)) {
            values.set(name, value);
        }
    }
    return values;
}

Result<Json> tokenOf(const HttpResponse &response)
{
    const std::string type = asciiLower(trimmed(
        response.header("Content-Type").substr(0, response.header("Content-Type").find(';'))));
    const bool isForm = type == "application/x-www-form-urlencoded" || type == "text/plain";
    auto token = isForm ? Result<Json>(fromForm(response.body)) : parseJson(response.body);
    if (response.status < 200 || response.status > 299) {
        return failed("the token request was answered with " + std::to_string(response.status));
    }
    if (!token || !token->isObject()) {
        return failed("the token response cannot be read");
    }
    const Json &fault = (*token)["error"];
    if (!fault.isNull() && fault.text() != "") {
        return failed("the provider refused the code");
    }
    if ((*token)["access_token"].text().empty()) {
        return failed("the token response has no access_token");
    }
    return token;
}

/// `Bearer` in any case and the two other standard ones get their usual spelling.
std::string authorizationOf(const Json &token)
{
    const std::string type = token["token_type"].toText();
    const std::string lower = asciiLower(type);
    std::string spelled = type;
    if (lower.empty() || lower == "bearer") {
        spelled = "Bearer";
    } else if (lower == "mac") {
        spelled = "MAC";
    } else if (lower == "basic") {
        spelled = "Basic";
    }
    return spelled + " " + token["access_token"].toText();
}

/// Seconds of `expires_in`, a number or a numeric text; 0 when there is none.
std::int64_t lifetimeOf(const Json &token)
{
    const Json &value = token["expires_in"];
    std::int64_t seconds = value.toInt();
    if (value.isString()) {
        const std::string_view text = value.text();
        std::from_chars(text.data(), text.data() + text.size(), seconds);
    }
    return std::min<std::int64_t>(seconds, std::numeric_limits<std::int32_t>::max());
}

outbound::Headers headersFor(const ProviderConfig &config, const Json &token)
{
    outbound::Headers headers{{"Authorization", authorizationOf(token)},
                              {"Accept", "application/json"}};
    const std::string_view name = config.provider->name;
    if (name == "notion") {
        headers.emplace_back("Notion-Version", "2022-06-28");
    } else if (name == "trakt") {
        headers.emplace_back("Content-type", "application/json");
        headers.emplace_back("trakt-api-key", config.clientId);
        headers.emplace_back("trakt-api-version", "2");
    } else if (name == "twitch") {
        headers.emplace_back("Client-Id", config.clientId);
    }
    return headers;
}

/// Absolute form of a Location header; only whole URLs and paths of the same host are followed.
std::string redirectTarget(const std::string &from, std::string_view location)
{
    if (startsWith(location, "http://") || startsWith(location, "https://")) {
        return std::string(location);
    }
    const auto host = from.find("://");
    const auto path = host == std::string::npos ? host : from.find('/', host + 3);
    return startsWith(location, "/") ? from.substr(0, path) + std::string(location) : std::string();
}

std::string fileNameOf(const std::string &url)
{
    const auto scheme = url.find("://");
    std::string path = url.substr(0, url.find_first_of("?#"));
    const auto slash = path.rfind('/');
    const bool hasPath = slash != std::string::npos && slash > scheme + 2;
    std::string decoded;
    const std::string name = hasPath ? path.substr(slash + 1) : std::string();
    return !name.empty() && percentDecode(name, false, decoded) ? decoded : "avatar";
}

} // namespace

Result<HttpResponse> Client::send(HttpRequest request, const runtime::Deadline &deadline) const
{
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline.moment()
                                                                            - m_clock.steadyNow());
    if (left.count() <= 0) {
        return failed("the provider took too long");
    }
    request.allowHttp = true;
    request.totalTimeout = left;
    request.firstByteTimeout = left;
    request.maxBytes = std::min(request.maxBytes, kMaxAvatar);
    outbound::Outcome outcome = m_http.sendAndWait(std::move(request));
    if (!outcome.ok()) {
        return failed(outcome.message);
    }
    return std::move(outcome.response);
}

Result<Json> Client::exchange(const ProviderConfig &config,
                              const Grant &grant,
                              const runtime::Deadline &deadline) const
{
    std::vector<std::pair<std::string, std::string>> values{{"grant_type", "authorization_code"},
                                                            {"code", grant.code}};
    if (!grant.redirectUrl.empty()) {
        values.emplace_back("redirect_uri", grant.redirectUrl);
    }
    if (config.pkce) {
        values.emplace_back("code_verifier", grant.codeVerifier);
    }
    HttpRequest request{.method = "POST",
                        .url = config.tokenUrl,
                        .headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                                    {"Accept", "application/json"}},
                        .body = form(values),
                        .maxBytes = kMaxAnswer,
                        .allowPrivate = true};
    // First with Basic credentials, then with the same in the body: providers know one or the
    // other.
    HttpRequest second = request;
    request.headers.emplace_back("Authorization",
                                 "Basic "
                                     + crypto::base64Encode(percentEncode(config.clientId) + ":"
                                                            + percentEncode(config.clientSecret)));
    if (const auto response = send(std::move(request), deadline)) {
        if (auto token = tokenOf(*response)) {
            return token;
        }
    }
    second.body
        += "&" + form({{"client_id", config.clientId}, {"client_secret", config.clientSecret}});
    const HttpResponse response = SOCLE_TRY(send(std::move(second), deadline));
    return tokenOf(response);
}

Result<FurtherAnswer> Client::get(const ProviderConfig &config,
                                  const Json &token,
                                  const std::string &url,
                                  const runtime::Deadline &deadline) const
{
    HttpRequest request{.url = url,
                        .headers = headersFor(config, token),
                        .maxBytes = kMaxAnswer,
                        .allowPrivate = true};
    if (!config.provider->graphQl.empty() && url == config.userInfoUrl) {
        request.method = "POST";
        request.headers.emplace_back("Content-Type", "application/json");
        request.body = Json(JsonObject{{"query", config.provider->graphQl}}).dump();
    }
    const HttpResponse response = SOCLE_TRY(send(std::move(request), deadline));
    auto body = parseJson(response.body);
    return FurtherAnswer{.status = response.status, .body = body ? body.takeValue() : Json()};
}

Result<void> Client::checkKeys(const std::string &idToken,
                               const std::string &jwksUrl,
                               const runtime::Deadline &deadline) const
{
    if (keyIdOf(idToken).empty()) {
        return failed("the id_token names no key");
    }
    const HttpResponse response
        = SOCLE_TRY(send({.url = jwksUrl, .maxBytes = kMaxAnswer, .allowPrivate = true}, deadline));
    const auto keys = parseJson(response.body);
    if (response.status >= 400 || !keys) {
        return failed("the keys of the provider cannot be read");
    }
    return checkSignature(idToken, *keys);
}

Result<Json> Client::idTokenClaims(const ProviderConfig &config,
                                   const Grant &grant,
                                   const Json &token,
                                   const runtime::Deadline &deadline) const
{
    const std::string idToken = token["id_token"].toText();
    if (idToken.empty()) {
        return failed("the token response has no id_token");
    }
    const Json claims = SOCLE_TRY(unverifiedClaims(idToken, m_clock.now()));
    ClaimDemands demands{.audience = config.clientId, .nonce = nonceOf(config, grant.codeVerifier)};
    std::string jwksUrl = config.extra["jwksURL"].toText();
    if (config.provider->name == "apple") {
        demands.needsExpiry = true;
        demands.issuers = {std::string(kAppleIssuer)};
        jwksUrl = kAppleKeys;
    } else {
        for (const Json &issuer : config.extra["issuers"].array()) {
            demands.issuers.push_back(issuer.toText());
        }
    }
    SOCLE_TRY(checkClaims(claims, demands));
    if (!jwksUrl.empty()) {
        SOCLE_TRY(checkKeys(idToken, jwksUrl, deadline));
    }
    return claims;
}

Result<Json> Client::userDocument(const ProviderConfig &config,
                                  const Grant &grant,
                                  const Json &token,
                                  const runtime::Deadline &deadline) const
{
    if (config.userInfoUrl.empty()) {
        return idTokenClaims(config, grant, token, deadline);
    }
    FurtherAnswer answer = SOCLE_TRY(get(config, token, config.userInfoUrl, deadline));
    if (answer.status >= 400) {
        return failed("the user request was answered with " + std::to_string(answer.status));
    }
    return std::move(answer.body);
}

Result<ProviderUser> Client::fetchUser(const ProviderConfig &config,
                                       const Grant &grant,
                                       const Json &token,
                                       const runtime::Deadline &deadline) const
{
    const Json document = SOCLE_TRY(userDocument(config, grant, token, deadline));
    ProviderUser user = SOCLE_TRY(readUser(
        {.config = config,
         .document = document,
         .token = token,
         .now = m_clock.now(),
         .get = [&](const std::string &url) { return get(config, token, url, deadline); }}));
    user.accessToken = token["access_token"].toText();
    user.refreshToken = token["refresh_token"].toText();
    if (const std::int64_t seconds = lifetimeOf(token); seconds > 0) {
        user.expiry = DateTime(m_clock.now().milliseconds() + seconds * 1000).toString();
    }
    return user;
}

Result<Avatar> Client::fetchAvatar(const std::string &url, bool allowPrivate) const
{
    const auto deadline = runtime::Deadline(m_clock.steadyNow() + kAvatarLimit);
    std::string target = url;
    for (int hop = 0; hop <= kMaxRedirects; ++hop) {
        HttpResponse response = SOCLE_TRY(
            send({.url = target, .maxBytes = kMaxAvatar, .allowPrivate = allowPrivate}, deadline));
        const bool isRedirect = response.status >= 300 && response.status < 400
            && !response.header("Location").empty();
        if (!isRedirect) {
            if (response.status < 200 || response.status >= 400) {
                return failed("the avatar was answered with " + std::to_string(response.status));
            }
            return Avatar{.name = fileNameOf(url), .bytes = std::move(response.body)};
        }
        target = redirectTarget(target, response.header("Location"));
        if (target.empty()) {
            break;
        }
    }
    return failed("the avatar redirects too often");
}

} // namespace socle::auth::oauth2
