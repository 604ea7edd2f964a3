// Tokens: JSON web tokens signed with HS256 by a key that dies with the record's tokenKey
// (auth-api.md 1).
//
// Nothing is stored: a token is valid while its record exists, its tokenKey and the collection's
// secret are unchanged and `exp` lies ahead.
#pragma once

#include "backend/rules/Caller.h"
#include "backend/schema/Collection.h"
#include "shared/core/Result.h"
#include "shared/json/Json.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace socle::runtime {
class Clock;
}

namespace socle::records {
class Record;
}

namespace socle::auth {

enum class TokenType { Auth, File, Verification, PasswordReset, EmailChange };

std::string_view toText(TokenType type); // "passwordReset"

/// Claims of a token whose time claims are in order; the signature is not checked yet.
struct Claims
{
    std::string id = {};
    std::string collectionId = {};
    TokenType type = TokenType::Auth;
    bool refreshable = false;
    Json all = {}; // every claim

    /// Null when there is no claim of ours.
    std::shared_ptr<const rules::TokenMark> mark() const;
};

class TokenService
{
public:
    explicit TokenService(const runtime::Clock &clock)
        : m_clock(clock)
    {
    }

    /// An auth token; `duration` of zero or less takes the collection's. Static tokens are not
    /// refreshable.
    /// `mark`: claims of our own (`sid`, `imp`), when one of its members is set; without them the
    /// token is the peer's to the letter.
    Result<std::string> authToken(const records::Record &record,
                                  bool refreshable,
                                  std::chrono::seconds duration = std::chrono::seconds(0),
                                  const rules::TokenMark &mark = {}) const;
    Result<std::string> fileToken(const records::Record &record) const;
    /// Verification, password reset and e-mail change tokens; `newEmail` only for the last.
    Result<std::string> mailToken(const records::Record &record,
                                  TokenType type,
                                  std::string_view newEmail = {}) const;

    /// Decodes without looking at the signature (auth-api.md 1.2 steps 1 and 2). Error:
    /// Unauthenticated.
    Result<Claims> decode(std::string_view token) const;
    /// Step 4: signature of `token` with `tokenKey` + the collection's secret for `type`, in
    /// constant time.
    bool verify(std::string_view token,
                std::string_view tokenKey,
                const schema::Collection &collection,
                TokenType type) const;

    /// Whole minutes since the epoch.
    std::int64_t minute() const;
    /// True when the `exp` claim (unix seconds, 0 = none) is not ahead any more.
    bool hasExpired(std::int64_t expires) const;

private:
    Result<std::string> sign(const records::Record &record,
                             TokenType type,
                             Json claims,
                             std::chrono::seconds duration) const;

    const runtime::Clock &m_clock;
};

/// HS256 JWT over a payload that is already JSON text. Error: Internal when `key` is empty.
Result<std::string> signedToken(std::string_view payload, std::string_view key);

} // namespace socle::auth
