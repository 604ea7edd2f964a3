#include "backend/auth/TokenService.h"

#include "backend/crypto/Base64.h"
#include "backend/crypto/Hash.h"
#include "backend/records/Record.h"
#include "backend/runtime/Clock.h"
#include "shared/core/Text.h"

#include <array>
#include <cmath>
#include <optional>
#include <utility>

namespace socle::auth {

namespace {

constexpr std::string_view kHeader
    = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"; // {"alg":"HS256","typ":"JWT"}
constexpr std::size_t kMaxTokenBytes = 8192;
constexpr std::string_view kSessionClaim = "sid";
constexpr std::string_view kImpersonatorClaim = "imp";

constexpr std::array<std::pair<TokenType, std::string_view>, 5> kTypes{{
    {TokenType::Auth, "auth"},
    {TokenType::File, "file"},
    {TokenType::Verification, "verification"},
    {TokenType::PasswordReset, "passwordReset"},
    {TokenType::EmailChange, "emailChange"},
}};

const schema::TokenOptions &optionsOf(const schema::Collection &collection, TokenType type)
{
    switch (type) {
    case TokenType::Auth:
        return collection.auth.authToken;
    case TokenType::File:
        return collection.auth.fileToken;
    case TokenType::Verification:
        return collection.auth.verificationToken;
    case TokenType::PasswordReset:
        return collection.auth.passwordResetToken;
    case TokenType::EmailChange:
        return collection.auth.emailChangeToken;
    }
    return collection.auth.authToken;
}

Error invalidToken(std::string why)
{
    return Error{.kind = ErrorKind::Unauthenticated, .cause = "token: " + std::move(why)};
}

struct Parts
{
    std::string_view signedPart; // header.payload
    std::string_view header;
    std::string_view payload;
    std::string_view signature;
};

std::optional<Parts> partsOf(std::string_view token)
{
    const auto first = token.find('.');
    const auto second = first == std::string_view::npos ? first : token.find('.', first + 1);
    if (token.size() > kMaxTokenBytes || second == std::string_view::npos
        || token.find('.', second + 1) != std::string_view::npos) {
        return std::nullopt;
    }
    return Parts{.signedPart = token.substr(0, second),
                 .header = token.substr(0, first),
                 .payload = token.substr(first + 1, second - first - 1),
                 .signature = token.substr(second + 1)};
}

/// exp must lie ahead, nbf and iat must not; each only when present (auth-api.md 1.2 step 1).
bool isInTime(const Json &claims, double nowSeconds)
{
    const auto holds = [&](std::string_view name, auto isRight) {
        const Json *claim = claims.find(name);
        return claim == nullptr || claim->isNull()
            || (claim->isNumber() && isRight(claim->toDouble()));
    };
    return holds("exp", [&](double time) { return time == 0 || nowSeconds < time; })
        && holds("nbf", [&](double time) { return nowSeconds >= time; })
        && holds("iat", [&](double time) { return nowSeconds >= time; });
}

} // namespace

std::shared_ptr<const rules::TokenMark> Claims::mark() const
{
    std::string session = all[kSessionClaim].toText();
    std::string impersonator = all[kImpersonatorClaim].toText();
    if (session.empty() && impersonator.empty()) {
        return nullptr;
    }
    return std::make_shared<const rules::TokenMark>(rules::TokenMark{
        .session = std::move(session), .impersonatedBy = std::move(impersonator)});
}

std::string_view toText(TokenType type)
{
    for (const auto &[value, text] : kTypes) {
        if (value == type) {
            return text;
        }
    }
    return {};
}

Result<std::string> signedToken(std::string_view payload, std::string_view key)
{
    if (key.empty()) {
        return internalError("token: empty signing key");
    }
    std::string token = std::string(kHeader) + "." + crypto::base64UrlEncode(payload);
    const std::string signature = crypto::signHs256(token, key);
    return token + "." + signature;
}

Result<std::string> TokenService::sign(const records::Record &record,
                                       TokenType type,
                                       Json claims,
                                       std::chrono::seconds duration) const
{
    const schema::TokenOptions &options = optionsOf(record.collection(), type);
    const std::int64_t seconds = duration.count() > 0 ? duration.count() : options.duration;
    JsonObject &object = claims.asObject();
    object.set("collectionId", record.collection().id);
    object.set("exp", m_clock.now().milliseconds() / 1000 + seconds);
    object.set("id", record.id());
    object.set("type", toText(type));
    return signedToken(claims.dumpSorted(), std::string(record.text("tokenKey")) + options.secret);
}

Result<std::string> TokenService::authToken(const records::Record &record,
                                            bool refreshable,
                                            std::chrono::seconds duration,
                                            const rules::TokenMark &mark) const
{
    JsonObject claims{{"refreshable", refreshable}};
    if (!mark.session.empty()) {
        claims.set(kSessionClaim, mark.session);
    }
    if (!mark.impersonatedBy.empty()) {
        claims.set(kImpersonatorClaim, mark.impersonatedBy);
    }
    return sign(record, TokenType::Auth, std::move(claims), duration);
}

Result<std::string> TokenService::fileToken(const records::Record &record) const
{
    return sign(record, TokenType::File, JsonObject(), std::chrono::seconds(0));
}

Result<std::string> TokenService::mailToken(const records::Record &record,
                                            TokenType type,
                                            std::string_view newEmail) const
{
    JsonObject claims{{"email", record.text("email")}};
    if (type == TokenType::EmailChange) {
        claims.set("newEmail", newEmail);
    }
    return sign(record, type, std::move(claims), std::chrono::seconds(0));
}

Result<Claims> TokenService::decode(std::string_view token) const
{
    const auto parts = partsOf(token);
    if (!parts) {
        return invalidToken("malformed");
    }
    const auto text = crypto::base64UrlDecode(parts->payload);
    if (!text) {
        return invalidToken("payload is not base64");
    }
    auto json = parseJson(*text);
    if (!json || !json->isObject()) {
        return invalidToken("payload is not an object");
    }
    Claims claims{.all = json.takeValue()};
    if (!isInTime(claims.all, static_cast<double>(m_clock.now().milliseconds()) / 1000.0)) {
        return invalidToken("expired or not valid yet");
    }
    claims.id = claims.all["id"].toText();
    claims.collectionId = claims.all["collectionId"].toText();
    claims.refreshable = claims.all["refreshable"].toBool();
    const std::string_view type = claims.all["type"].text();
    for (const auto &[value, name] : kTypes) {
        if (name == type && !claims.id.empty() && !claims.collectionId.empty()) {
            claims.type = value;
            return claims;
        }
    }
    return invalidToken("claims are missing");
}

bool TokenService::verify(std::string_view token,
                          std::string_view tokenKey,
                          const schema::Collection &collection,
                          TokenType type) const
{
    const auto parts = partsOf(token);
    const std::string key = std::string(tokenKey) + optionsOf(collection, type).secret;
    if (!parts || key.empty()) {
        return false;
    }
    if (parts->header != kHeader) { // somebody else's spelling: any other algorithm is refused
        const auto header = crypto::base64UrlDecode(parts->header);
        const auto json = header ? parseJson(*header) : Result<Json>(invalidToken("header"));
        if (!json || (*json)["alg"].text() != "HS256") {
            return false;
        }
    }
    return crypto::verifyHs256(parts->signedPart, parts->signature, key);
}

std::int64_t TokenService::minute() const { return m_clock.now().milliseconds() / 60000; }

bool TokenService::hasExpired(std::int64_t expires) const
{
    return expires != 0 && m_clock.now().milliseconds() >= expires * 1000;
}

} // namespace socle::auth
