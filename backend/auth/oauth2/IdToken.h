// ID tokens: claims that a provider signed, and the keys it signs with (auth-api.md 4.4).
#pragma once

#include "shared/core/DateTime.h"
#include "shared/core/Result.h"
#include "shared/json/Json.h"

#include <string>
#include <string_view>
#include <vector>

namespace socle::auth::oauth2 {

/// Claims whose times are in order (`exp`, `nbf`, `iat` as far as present, with the leeway); the
/// signature is not looked at. Error: Unauthenticated with the reason as cause.
Result<Json> unverifiedClaims(std::string_view token, DateTime now);

struct ClaimDemands
{
    std::string audience = {}; // `aud` must be or contain it
    std::vector<std::string> issuers = {}; // `iss` must equal one; empty: any
    std::string nonce = {}; // `nonce` must equal it; empty: any
    bool needsExpiry = false;
};

/// Error: Unauthenticated with the reason as cause.
Result<void> checkClaims(const Json &claims, const ClaimDemands &demands);

/// The `kid` of a token's header; "" when it has none.
std::string keyIdOf(std::string_view token);

/// Signature of `token` by the first key of the JWKS document that has its `kid` and names an
/// algorithm, which must be the token's. RSA, EC and Ed25519 keys. Error: Unauthenticated.
Result<void> checkSignature(std::string_view token, const Json &keySet);

} // namespace socle::auth::oauth2
