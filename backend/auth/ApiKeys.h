// API keys: long-lived secrets that act as a record or a superuser within their scopes
// (socle-api.md 10).
//
// Rows of `_apiKeys` hold the SHA-256 of the secret, never the secret. The secret is 32 random
// bytes, so a plain digest is enough: there is nothing to guess. Every look-up reads the row, so a
// key that was revoked, expired or deleted is refused with the next request.
#pragma once

#include "backend/records/ChangeListener.h"
#include "backend/rules/Caller.h"
#include "shared/core/DateTime.h"
#include "shared/core/Result.h"

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace socle::storage {
class Database;
class ReadTransaction;
} // namespace socle::storage

namespace socle::schema {
class Catalogue;
}

namespace socle::records {
class RecordStore;
}

namespace socle::runtime {
class Clock;
class Random;
} // namespace socle::runtime

namespace socle::auth {

class Revocations;

inline constexpr std::string_view kApiKeys = "_apiKeys";
inline constexpr std::string_view kKeyPrefix = "sk_";

/// A secret nobody has seen yet, with what is stored of it.
struct NewKey
{
    std::string secret = {}; // "sk_" and 43 characters of base64url
    std::string prefix = {}; // its first characters, to tell keys apart
    std::string hash = {}; // hex of its SHA-256
};

NewKey newKey(runtime::Random &random);

class ApiKeys final : public records::ChangeListener
{
public:
    /// The references outlive the object.
    ApiKeys(storage::Database &database,
            const records::RecordStore &records,
            const Revocations &revocations,
            const runtime::Clock &clock)
        : m_database(database)
        , m_records(records)
        , m_revocations(revocations)
        , m_clock(clock)
    {
    }

    static bool isKey(std::string_view token) { return token.substr(0, 3) == kKeyPrefix; }

    /// The caller of a key; a guest when it is unknown, expired, revoked, or acts for a record that
    /// is gone or locked. Any thread. Error: only when the database cannot be read.
    Result<rules::Caller> authenticate(std::string_view secret,
                                       const schema::Catalogue &catalogue,
                                       storage::ReadTransaction &tx);

    /// Takes one request from the key's limit; false when its minute is used up. Any thread.
    bool takeRequest(const rules::KeyGrant &key);

    /// Checks rows of `_apiKeys`; the digest of a key never changes.
    /// Error: InvalidInput with fields.
    Result<void> recordChanged(storage::WriteTransaction &transaction,
                               const records::Change &change,
                               const rules::RequestContext &request) override;

private:
    struct Use
    {
        std::int64_t minute = 0; // since the epoch
        std::int64_t requests = 0; // in that minute
        std::int64_t noted = 0; // minute of the last write of lastUsed
    };

    void noteUse(const std::string &id);

    storage::Database &m_database;
    const records::RecordStore &m_records;
    const Revocations &m_revocations;
    const runtime::Clock &m_clock;
    std::mutex m_mutex; // guards m_uses; a leaf
    std::unordered_map<std::string, Use> m_uses; // by key id; bounded
};

} // namespace socle::auth
