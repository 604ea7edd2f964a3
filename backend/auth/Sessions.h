// Sessions: one row for each sign-in of a device, as long as its tokens are good (design.md 10,
// `accounts.sessions`).
//
// Off by default; then no token names a session and nothing here is touched. While they are on, a
// sign-in begins one, a refresh renews it, and ending it makes its tokens worthless at once
// (Revocations). When a session was last seen is gathered in memory and written now and then.
#pragma once

#include "backend/auth/Revocations.h"
#include "backend/records/ChangeListener.h"
#include "backend/records/Record.h"
#include "shared/core/Result.h"

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace socle::runtime {
class Random;
}

namespace socle::auth {

struct Origin;

/// Times in ms since the epoch.
struct Session
{
    std::string id = {};
    std::string method = {}; // "password", "otp", "oauth2", "refresh", "impersonation", "studio"
    std::string device = {}; // "Firefox on Linux"
    std::string userAgent = {};
    std::string address = {};
    std::string impersonatedBy = {}; // id of the superuser, "" for an ordinary one
    std::int64_t created = 0;
    std::int64_t lastSeen = 0;
    std::int64_t expires = 0;
};

class Sessions final : public records::ChangeListener
{
public:
    /// The references outlive the object.
    Sessions(storage::Database &database,
             Revocations &revocations,
             const runtime::Clock &clock,
             runtime::Random &random)
        : m_database(database)
        , m_revocations(revocations)
        , m_clock(clock)
        , m_random(random)
    {
    }

    struct Start
    {
        std::string method = {};
        std::int64_t seconds = 0; // until its token is over
        std::string impersonatedBy = {};
        std::int64_t mostPerAccount = 0; // the oldest end; 0: no limit
    };

    /// A new session; its id, which its tokens name.
    Result<std::string> begin(storage::WriteTransaction &transaction,
                              const records::Record &account,
                              const Origin &origin,
                              const Start &start);
    /// A fresh token was made for it, for a device that is there now.
    Result<void> renewed(storage::WriteTransaction &transaction,
                         const std::string &id,
                         const Origin &origin,
                         std::int64_t seconds);

    /// Those that are good, the one seen last first.
    Result<std::vector<Session>> list(storage::ReadTransaction &transaction,
                                      std::string_view collectionId,
                                      std::string_view recordId) const;
    /// True when the account signed in with a device of this name before; also in sessions that are
    /// over, as long as they are kept. `hasAny`: there was any.
    Result<bool> knowsDevice(storage::ReadTransaction &transaction,
                             const records::Record &account,
                             std::string_view device,
                             bool &hasAny) const;

    /// False when the account has no such session.
    Result<bool> end(storage::WriteTransaction &transaction,
                     std::string_view collectionId,
                     std::string_view recordId,
                     const std::string &id);
    /// All but `keep` ("": all), and tokens that name none; how many sessions it were.
    Result<std::int64_t> endOthers(storage::WriteTransaction &transaction,
                                   std::string_view collectionId,
                                   std::string_view recordId,
                                   std::string_view keep);

    /// A request came with a token of it. Any thread; never blocks.
    void seen(std::string_view id);
    /// Writes when sessions were last seen; every few seconds, and at the end. Any thread.
    void flush();
    /// Removes what is over for long. Blocks: for a worker.
    Result<void> prune();

    /// Rows of an account go with it; its tokens end with its token key, and so do its sessions.
    Result<void> recordChanged(storage::WriteTransaction &transaction,
                               const records::Change &change,
                               const rules::RequestContext &request) override;

private:
    Result<std::vector<std::string>> endWhere(storage::WriteTransaction &transaction,
                                              std::string_view collectionId,
                                              std::string_view recordId,
                                              std::vector<std::string> ids);

    storage::Database &m_database;
    Revocations &m_revocations;
    const runtime::Clock &m_clock;
    runtime::Random &m_random;

    std::mutex m_mutex; // guards m_seen; a leaf
    std::unordered_map<std::string, std::int64_t> m_seen; // id -> ms; bounded
};

} // namespace socle::auth
