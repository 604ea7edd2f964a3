// The active webhooks as one immutable snapshot, and the care for their secrets.
//
// A row of `_webhooks` is made and changed through the records API. The secret it carries is moved
// to a table of its own in the same transaction, sealed under the master key; the row keeps a hint
// ("…x9Qa"). Deliveries open it when they sign.
#pragma once

#include "backend/records/ChangeListener.h"
#include "backend/webhooks/Webhook.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace socle::storage {
class Database;
class ReadTransaction;
} // namespace socle::storage

namespace socle::crypto {
class MasterKey;
}

namespace socle::webhooks {

/// The secret of a webhook as it stands in `_webhook_secrets`; "" for none. Any thread. Errors:
/// as MasterKey::open().
Result<std::string> openSecret(crypto::MasterKey &key,
                               std::string_view webhookId,
                               std::string_view stored);

using Webhooks = std::vector<Webhook>;

class WebhookBook final : public records::ChangeListener
{
public:
    /// The references outlive the book.
    WebhookBook(storage::Database &database, crypto::MasterKey &key)
        : m_database(database)
        , m_key(key)
        , m_snapshot(std::make_shared<const Webhooks>())
    {
    }

    /// Reads the rows. After the migrations; any thread but the writer.
    Result<void> reload();

    /// Any thread.
    std::shared_ptr<const Webhooks> active() const;

    /// Seals what an older version stored plainly. At start-up.
    Result<void> sealPlain(storage::WriteTransaction &transaction) const;

    /// False when there is certainly no webhook: what a change asks first.
    bool isAny() const { return m_isAny; }

    /// The secret goes into a table of its own; the row, and whoever sees it, gets its hint.
    Result<void> beforeWrite(storage::WriteTransaction &tx,
                             const records::Record *before,
                             records::Record &next) override;
    /// Checks and keeps rows of `_webhooks`. Error: InvalidInput with fields.
    Result<void> recordChanged(storage::WriteTransaction &transaction,
                               const records::Change &change,
                               const rules::RequestContext &request) override;

private:
    static Result<void> forgetSecret(storage::WriteTransaction &tx, const std::string &id);
    void publish(std::shared_ptr<const Webhooks> next);

    storage::Database &m_database;
    crypto::MasterKey &m_key;
    std::atomic<bool> m_isAny = false;
    mutable std::mutex m_mutex; // guards m_snapshot; nothing is called while it is held
    std::shared_ptr<const Webhooks> m_snapshot;
};

} // namespace socle::webhooks
