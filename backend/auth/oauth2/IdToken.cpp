#include "backend/auth/oauth2/IdToken.h"

#include "backend/crypto/Base64.h"
#include "backend/crypto/Hash.h"
#include "backend/crypto/Signature.h"

#include <algorithm>
#include <cstdlib>
#include <optional>

namespace socle::auth::oauth2 {

namespace {

constexpr double kDefaultLeeway = 300; // seconds

Error refused(std::string why)
{
    return Error{.kind = ErrorKind::Unauthenticated, .cause = "id_token: " + std::move(why)};
}

double leeway()
{
    const char *text = std::getenv("PB_ID_TOKEN_LEEWAY"); // the peer's name
    if (text == nullptr) {
        return kDefaultLeeway;
    }
    char *end = nullptr;
    const double seconds = std::strtod(text, &end);
    return end != text && seconds >= 0 ? seconds : kDefaultLeeway;
}

/// base64url whose padding is tolerated.
std::optional<std::string> decoded(std::string_view text)
{
    while (!text.empty() && text.back() == '=') {
        text.remove_suffix(1);
    }
    return crypto::base64UrlDecode(text);
}

struct Parts
{
    Json header;
    Json claims;
    std::string_view signedPart; // of the token
    std::string signature;
};

Result<Parts> partsOf(std::string_view token)
{
    const auto first = token.find('.');
    const auto second = first == std::string_view::npos ? first : token.find('.', first + 1);
    if (second == std::string_view::npos) {
        return refused("malformed");
    }
    const auto header = decoded(token.substr(0, first));
    const auto payload = decoded(token.substr(first + 1, second - first - 1));
    const auto signature = decoded(token.substr(second + 1));
    if (!header || !payload || !signature) {
        return refused("malformed");
    }
    auto headerJson = parseJson(*header);
    auto claims = parseJson(*payload);
    if (!headerJson || !claims || !claims->isObject()) {
        return refused("malformed");
    }
    return Parts{.header = headerJson.takeValue(),
                 .claims = claims.takeValue(),
                 .signedPart = token.substr(0, second),
                 .signature = *signature};
}

std::optional<crypto::PublicKey> keyOf(const Json &jwk)
{
    const auto part
        = [&](std::string_view name) { return decoded(jwk[name].text()).value_or(std::string()); };
    const std::string_view type = jwk["kty"].text();
    const std::string_view curve = jwk["crv"].text();
    crypto::PublicKey key{.n = part("n"), .e = part("e"), .x = part("x"), .y = part("y")};
    if (type == "RSA") {
        key.kind = crypto::PublicKey::Kind::Rsa;
    } else if (type == "OKP" && curve == "Ed25519" && key.x.size() == 32) {
        key.kind = crypto::PublicKey::Kind::Ed25519;
    } else if (type == "EC" && curve == "P-256") {
        key.kind = crypto::PublicKey::Kind::P256;
    } else if (type == "EC" && curve == "P-384") {
        key.kind = crypto::PublicKey::Kind::P384;
    } else {
        return std::nullopt;
    }
    return key;
}

bool names(const Json &audience, const std::string &wanted)
{
    if (audience.isArray()) {
        return std::any_of(audience.array().begin(), audience.array().end(), [&](const Json &one) {
            return one.text() == wanted;
        });
    }
    return audience.text() == wanted;
}

} // namespace

Result<Json> unverifiedClaims(std::string_view token, DateTime now)
{
    Parts parts = SOCLE_TRY(partsOf(token));
    const double seconds = static_cast<double>(now.milliseconds()) / 1000.0;
    const double tolerance = leeway();
    const auto holds = [&](std::string_view name, auto isRight) {
        const Json *claim = parts.claims.find(name);
        return claim == nullptr || claim->isNull()
            || (claim->isNumber() && isRight(claim->toDouble()));
    };
    if (!holds("exp", [&](double time) { return seconds < time + tolerance; })) {
        return refused("expired");
    }
    if (!holds("nbf", [&](double time) { return seconds >= time - tolerance; })
        || !holds("iat", [&](double time) { return seconds >= time - tolerance; })) {
        return refused("not valid yet");
    }
    return std::move(parts.claims);
}

Result<void> checkClaims(const Json &claims, const ClaimDemands &demands)
{
    if (demands.needsExpiry && !claims["exp"].isNumber()) {
        return refused("exp is missing");
    }
    if (!names(claims["aud"], demands.audience)) {
        return refused("made for somebody else");
    }
    const std::string issuer = claims["iss"].toText();
    const bool isKnown
        = std::any_of(demands.issuers.begin(), demands.issuers.end(), [&](const std::string &one) {
              return crypto::constantTimeEquals(one, issuer);
          });
    if (!demands.issuers.empty() && !isKnown) {
        return refused("from another issuer");
    }
    if (!demands.nonce.empty()
        && !crypto::constantTimeEquals(demands.nonce, claims["nonce"].toText())) {
        return refused("made for another sign-in");
    }
    return {};
}

std::string keyIdOf(std::string_view token)
{
    const auto parts = partsOf(token);
    return parts ? parts->header["kid"].toText() : std::string();
}

Result<void> checkSignature(std::string_view token, const Json &keySet)
{
    const Parts parts = SOCLE_TRY(partsOf(token));
    const std::string_view id = parts.header["kid"].text();
    const std::string_view algorithm = parts.header["alg"].text();
    if (id.empty()) {
        return refused("kid is missing");
    }
    for (const Json &jwk : keySet["keys"].array()) {
        if (jwk["kid"].text() != id || jwk["alg"].text().empty()) {
            continue;
        }
        const auto key = keyOf(jwk);
        const bool fits = key && jwk["alg"].text() == algorithm
            && crypto::verifySignature(algorithm, *key, parts.signedPart, parts.signature);
        return fits ? Result<void>() : refused("the signature does not fit");
    }
    return refused("no key with that kid");
}

} // namespace socle::auth::oauth2
