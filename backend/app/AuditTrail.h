// The audit trail: what superusers and API keys do, and who signed in or failed to, as rows of
// `_audit` (socle-api.md 10).
//
// What was done is on the disk together with its trace: the row of a successful request is written
// in the same commit as the change, or in one before the answer leaves. Refusals are written too,
// but nobody waits for that. Bodies are not kept, so no secret can be. The rows are append-only
// through the API: the trail refuses every change of its own table.
#pragma once

#include "backend/api/Dispatcher.h"
#include "backend/records/ChangeListener.h"
#include "backend/schema/SocleSettings.h"
#include "backend/storage/SqlFragment.h"
#include "shared/core/DateTime.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace socle::storage {
class Database;
}

namespace socle::runtime {
class Clock;
class Random;
} // namespace socle::runtime

namespace socle::app {

class AuditTrail final : public records::ChangeListener
{
public:
    using Settings = std::function<schema::SocleSettingsPtr()>;

    /// The references outlive the trail.
    AuditTrail(storage::Database &database,
               Settings settings,
               const runtime::Clock &clock,
               runtime::Random &random);

    /// The statement that keeps this request; nothing when it is none of those that are kept. Any
    /// thread.
    std::optional<storage::SqlFragment> rowOf(const api::RequestLogEntry &entry) const;
    /// Writes it some time soon. Any thread; never blocks.
    void add(const api::RequestLogEntry &entry);

    /// Deletes what is too old, in small steps. Blocks: for a worker, once in a while.
    Result<void> prune(DateTime now);

    /// Error: Forbidden for every change of `_audit` that comes through the records API.
    Result<void> recordChanged(storage::WriteTransaction &transaction,
                               const records::Change &change,
                               const rules::RequestContext &request) override;

private:
    storage::Database &m_database;
    Settings m_settings;
    const runtime::Clock &m_clock;
    runtime::Random &m_random;
};

/// The name of what a request did, "" for what is not kept: "record.create", "auth.login",
/// "collection.update", "settings.update", else the method and the area ("backups.post").
std::string auditAction(const api::RequestLogEntry &entry);

} // namespace socle::app
