// The audit trail: what superusers and API keys do, and who signed in or failed to, as rows of
// `_audit` (socle-api.md 10).
//
// Answered requests come in, rows go out in batches on a thread of the trail's own; a request never
// waits for it. Bodies are not kept, so no secret can be. The rows are append-only through the API:
// the trail refuses every change of its own table.
#pragma once

#include "backend/api/Dispatcher.h"
#include "backend/observability/RequestLog.h"
#include "backend/records/ChangeListener.h"
#include "backend/schema/SocleSettings.h"

#include <functional>
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

    /// Any thread; never blocks.
    void add(const api::RequestLogEntry &entry);

    /// Writes what is queued: shutdown.
    void flush() { m_rows.flush(); }

    /// Deletes what is too old, in small steps. Blocks: for a worker, once in a while.
    Result<void> prune(DateTime now);

    /// Error: Forbidden for every change of `_audit` that comes through the records API.
    Result<void> recordChanged(storage::WriteTransaction &transaction,
                               const records::Change &change,
                               const rules::RequestContext &request) override;

private:
    Result<void> write(std::vector<observability::LogEntry> rows);

    storage::Database &m_database;
    Settings m_settings;
    const runtime::Clock &m_clock;
    runtime::Random &m_random;
    observability::RequestLog m_rows;
};

/// The name of what a request did, "" for what is not kept: "record.create", "auth.login",
/// "collection.update", "settings.update", else the method and the area ("backups.post").
std::string auditAction(const api::RequestLogEntry &entry);

} // namespace socle::app
