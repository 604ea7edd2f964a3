// Events on their way to webhooks: one row of `_webhookDeliveries` per webhook that hears them, in
// the transaction of the change that caused them, so that none is lost and none is made up
// (socle-api.md 10).
//
// Without an active webhook a change costs one comparison.
#pragma once

#include "backend/records/ChangeListener.h"
#include "backend/webhooks/WebhookBook.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace socle::runtime {
class Clock;
class Random;
} // namespace socle::runtime

namespace socle::webhooks {

/// Rows that may wait at the same time; what comes beyond is written as failed.
inline constexpr std::int64_t kMaxPending = 100000;

class Outbox final : public records::ChangeListener
{
public:
    /// The references outlive the outbox.
    Outbox(const WebhookBook &book, const runtime::Clock &clock, runtime::Random &random)
        : m_book(book)
        , m_clock(clock)
        , m_random(random)
    {
    }

    /// Called after the commit of new rows, on the writer thread; must not block. At start-up.
    void onQueued(std::function<void()> queued) { m_queued = std::move(queued); }

    Result<void> recordChanged(storage::WriteTransaction &transaction,
                               const records::Change &change,
                               const rules::RequestContext &request) override;

    /// An event about a record that is no change of it: "auth.login".
    Result<void> emit(storage::WriteTransaction &transaction,
                      std::string_view event,
                      const records::Record &record,
                      const rules::RequestContext &request);

    /// One row for one webhook, whatever it hears: tests. The id of the delivery.
    Result<std::string> queue(storage::WriteTransaction &transaction,
                              const std::string &webhookId,
                              std::string_view event,
                              const records::Record *record,
                              const records::Record *before);
    /// A finished delivery once more, as a new row with the same body. Errors: NotFound, Conflict
    /// (its body was cut).
    Result<std::string> queueAgain(storage::WriteTransaction &transaction,
                                   const std::string &deliveryId);

    /// Rows waiting now, as far as this process knows.
    std::atomic<std::int64_t> pending = 0;

private:
    Result<bool> passes(storage::ReadTransaction &tx,
                        const Webhook &hook,
                        const records::Change &change,
                        const rules::RequestContext &request) const;
    Result<std::string> insert(storage::WriteTransaction &tx,
                               const std::string &id,
                               const std::string &webhookId,
                               std::string_view event,
                               std::string body);

    const WebhookBook &m_book;
    const runtime::Clock &m_clock;
    runtime::Random &m_random;
    std::function<void()> m_queued;
};

} // namespace socle::webhooks
