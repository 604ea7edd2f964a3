// The active webhooks as one immutable snapshot, and the care for their secrets.
//
// A row of `_webhooks` is made and changed through the records API. The secret it carries is moved
// to a table of its own in the same transaction; the row keeps a hint ("…x9Qa").
#pragma once

#include "backend/records/ChangeListener.h"
#include "backend/webhooks/Webhook.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

namespace socle::storage {
class Database;
class ReadTransaction;
} // namespace socle::storage

namespace socle::webhooks {

using Webhooks = std::vector<Webhook>;

class WebhookBook final : public records::ChangeListener
{
public:
    /// The database outlives the book.
    explicit WebhookBook(storage::Database &database)
        : m_database(database)
        , m_snapshot(std::make_shared<const Webhooks>())
    {
    }

    /// Reads the rows. After the migrations; any thread but the writer.
    Result<void> reload();

    /// Any thread.
    std::shared_ptr<const Webhooks> active() const;

    /// False when there is certainly no webhook: what a change asks first.
    bool isAny() const { return m_isAny; }

    /// Checks and keeps rows of `_webhooks`. Error: InvalidInput with fields.
    Result<void> recordChanged(storage::WriteTransaction &transaction,
                               const records::Change &change,
                               const rules::RequestContext &request) override;

private:
    Result<void> keepSecret(storage::WriteTransaction &tx, const records::Change &change);
    void publish(std::shared_ptr<const Webhooks> next);

    storage::Database &m_database;
    std::atomic<bool> m_isAny = false;
    mutable std::mutex m_mutex; // guards m_snapshot; nothing is called while it is held
    std::shared_ptr<const Webhooks> m_snapshot;
};

} // namespace socle::webhooks
