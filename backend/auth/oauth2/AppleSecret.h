// Apple's client secret is a token that the operator signs with a key from Apple
// (auth-api.md 3.16).
#pragma once

#include "shared/core/DateTime.h"
#include "shared/core/Result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace socle::auth::oauth2 {

struct AppleSecretRequest
{
    std::string clientId = {};
    std::string teamId = {};
    std::string keyId = {};
    std::string privateKey = {}; // PKCS#8 PEM, P-256
    std::int64_t durationSeconds = 0;
};

/// True when the text has a PEM block of a private key.
bool looksLikeKey(std::string_view pem);

/// The ES256 token. Error: InvalidInput when the key cannot be used; its message is for the
/// operator.
Result<std::string> appleSecret(const AppleSecretRequest &request, DateTime now);

} // namespace socle::auth::oauth2
