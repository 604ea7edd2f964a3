// Talking to a provider: a code becomes a token, a token becomes a person (auth-api.md 4.1, 4.4).
//
// Blocking calls with one deadline over all of them: for workers of the `outbound` pool. The
// provider's addresses are the operator's choice and may be private; the address of an avatar comes
// from outside and may not.
#pragma once

#include "backend/auth/oauth2/ProviderUser.h"
#include "backend/runtime/Deadline.h"
#include "shared/core/Result.h"

#include <string>

namespace socle::outbound {
class HttpClient;
struct HttpRequest;
struct HttpResponse;
} // namespace socle::outbound

namespace socle::runtime {
class Clock;
}

namespace socle::auth::oauth2 {

/// What the client brought back from the provider.
struct Grant
{
    std::string code = {};
    std::string codeVerifier = {};
    std::string redirectUrl = {};
};

struct Avatar
{
    std::string name = {}; // last segment of the path
    std::string bytes = {};
};

class Client
{
public:
    /// The references outlive the object.
    Client(outbound::HttpClient &http, const runtime::Clock &clock)
        : m_http(http)
        , m_clock(clock)
    {
    }

    /// The token response. Error: Unavailable; the cause says why and names no secret.
    Result<Json> exchange(const ProviderConfig &config,
                          const Grant &grant,
                          const runtime::Deadline &deadline) const;
    /// Whose token it is. Errors as above, Unauthenticated for an ID token that is no good.
    Result<ProviderUser> fetchUser(const ProviderConfig &config,
                                   const Grant &grant,
                                   const Json &token,
                                   const runtime::Deadline &deadline) const;
    /// At most 32 MiB in 10 s; a few redirects are followed, private addresses never, except for
    /// tests that say so.
    Result<Avatar> fetchAvatar(const std::string &url, bool allowPrivate = false) const;

private:
    Result<outbound::HttpResponse> send(outbound::HttpRequest request,
                                        const runtime::Deadline &deadline) const;
    Result<FurtherAnswer> get(const ProviderConfig &config,
                              const Json &token,
                              const std::string &url,
                              const runtime::Deadline &deadline) const;
    Result<Json> userDocument(const ProviderConfig &config,
                              const Grant &grant,
                              const Json &token,
                              const runtime::Deadline &deadline) const;
    Result<Json> idTokenClaims(const ProviderConfig &config,
                               const Grant &grant,
                               const Json &token,
                               const runtime::Deadline &deadline) const;
    Result<void> checkKeys(const std::string &idToken,
                           const std::string &jwksUrl,
                           const runtime::Deadline &deadline) const;

    outbound::HttpClient &m_http;
    const runtime::Clock &m_clock;
};

} // namespace socle::auth::oauth2
