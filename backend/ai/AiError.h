// The failures of AI: one machine-readable code each, inside the server's usual envelope (ai.md 2.6).
//
// An AiError becomes an Error whose field "ai" carries the code. Texts for callers are fixed per code; what a provider said
// goes to superusers only, after scrubbing.
#pragma once

#include "shared/core/Error.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace socle::ai {

enum class AiCode {
    BadRequest, // 400
    ModelUnknown, // 400
    Unauthenticated, // 401
    AiDisabled, // 403
    AccessDenied, // 403
    InputTooLarge, // 413
    ContextOverflow, // 422
    FilterInvalid, // 422
    OutputInvalid, // 422
    NotSupportedOffline, // 422
    ProviderRejected, // 422
    RateLimited, // 429
    TooManyConcurrent, // 429
    ProviderAuth, // 502
    ProviderBadResponse, // 502
    ProviderUnavailable, // 503
    ProviderRateLimited, // 503
    ProviderQuota, // 503
    ProviderTimeout, // 504
    Canceled, // never sent
};

struct AiError
{
    AiCode code = AiCode::BadRequest;
    std::string message = {}; // safe for the caller; empty: the code's fixed text
    std::string providerMessage = {}; // for superusers, scrubbed
    std::optional<std::int64_t> position = {}; // FilterInvalid: byte of the filter
    std::optional<std::int64_t> attempts = {};
    int retryAfterSeconds = 0; // 0: unknown
};

std::string_view codeText(AiCode code); // "filter_invalid"
int statusOf(AiCode code);
std::string_view fixedMessage(AiCode code);

/// True for the classes that may fall back or count for the breaker: network, server, rate, quota, auth, timeout.
bool isProviderFailure(AiCode code);

} // namespace socle::ai
