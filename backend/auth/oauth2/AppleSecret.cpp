#include "backend/auth/oauth2/AppleSecret.h"

#include "backend/crypto/Base64.h"
#include "backend/crypto/Signature.h"
#include "shared/json/Json.h"

namespace socle::auth::oauth2 {

bool looksLikeKey(std::string_view pem)
{
    constexpr std::string_view kBegin = "-----BEGIN PRIVATE KEY-----";
    constexpr std::string_view kEnd = "-----END PRIVATE KEY-----";
    const auto begin = pem.find(kBegin);
    return begin != std::string_view::npos
        && pem.find(kEnd, begin + kBegin.size()) != std::string_view::npos;
}

Result<std::string> appleSecret(const AppleSecretRequest &request, DateTime now)
{
    const std::int64_t seconds = now.milliseconds() / 1000;
    const Json header(JsonObject{{"alg", "ES256"}, {"kid", request.keyId}, {"typ", "JWT"}});
    const Json claims(JsonObject{{"aud", JsonArray{Json("https://appleid.apple.com")}},
                                 {"exp", seconds + request.durationSeconds},
                                 {"iat", seconds},
                                 {"iss", request.teamId},
                                 {"sub", request.clientId}});
    const std::string signedPart = crypto::base64UrlEncode(header.dumpSorted()) + "."
        + crypto::base64UrlEncode(claims.dumpSorted());
    const std::string signature = SOCLE_TRY(crypto::signEs256(signedPart, request.privateKey));
    return signedPart + "." + crypto::base64UrlEncode(signature);
}

} // namespace socle::auth::oauth2
