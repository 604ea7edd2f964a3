// See Outbox.h.
#include "backend/webhooks/Outbox.h"

#include "backend/records/ChangeNames.h"
#include "backend/rules/Caller.h"
#include "backend/rules/QueryBuilder.h"
#include "backend/rules/RequestContext.h"
#include "backend/runtime/Clock.h"
#include "backend/runtime/Random.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/core/Text.h"

namespace socle::webhooks {

namespace {

using storage::sql;

constexpr std::string_view kInsert
    = "INSERT INTO `_webhookDeliveries` (`id`, `webhook`, `event`, `state`, `attempt`, `status`, "
      "`latency`, `request`, `response`, `error`, `nextRetry`, `created`, `updated`) "
      "VALUES (?, ?, ?, ?, 0, 0, 0, ?, '', ?, ?, ?, ?)";

/// Tables of Socle itself and of sign-ins are nobody's business outside, unless named outright.
bool isNamed(const Webhook &hook, std::string_view collection)
{
    for (const std::string &event : hook.events) {
        if (equalsIgnoreCase(std::string_view(event).substr(0, event.find('.')), collection)) {
            return true;
        }
    }
    return false;
}

} // namespace

Result<bool> Outbox::passes(storage::ReadTransaction &tx,
                            const Webhook &hook,
                            const records::Change &change,
                            const rules::RequestContext &request) const
{
    if (hook.filter.empty()) {
        return true;
    }
    rules::QueryBuilder query(change.record().collection(), request, tx.dialect());
    Json values;
    if (change.kind == records::ChangeKind::Deleted) {
        values = change.before->toJson();
        query.withCandidate(values, rules::Candidate::Stored);
    } else {
        query.whereId(change.after->id());
    }
    if (!query.where(hook.filter, rules::Access::Full)) {
        return false; // written for another collection
    }
    return tx.exists(query.exists());
}

Result<void> Outbox::recordChanged(storage::WriteTransaction &transaction,
                                   const records::Change &change,
                                   const rules::RequestContext &request)
{
    if (!m_book.isAny()) {
        return {};
    }
    const schema::Collection &collection = change.record().collection();
    if (collection.name == kWebhooks || collection.name == kDeliveries) {
        return {};
    }
    const std::string event = collection.name + "." + std::string(records::actionName(change.kind));
    const auto hooks = m_book.active();
    for (const Webhook &hook : *hooks) {
        if (!hook.hears(event) || (collection.system && !isNamed(hook, collection.name))) {
            continue;
        }
        if (SOCLE_TRY(passes(transaction, hook, change, request))) {
            SOCLE_TRY(queue(transaction, hook.id, event, change.after.get(), change.before.get()));
        }
    }
    return {};
}

Result<void> Outbox::emit(storage::WriteTransaction &transaction,
                          std::string_view event,
                          const records::Record &record,
                          const rules::RequestContext &request)
{
    if (!m_book.isAny()) {
        return {};
    }
    const records::Change asIs{.kind = records::ChangeKind::Updated,
                               .after = std::make_shared<records::Record>(record)};
    const auto hooks = m_book.active();
    for (const Webhook &hook : *hooks) {
        if (hook.hears(event) && SOCLE_TRY(passes(transaction, hook, asIs, request))) {
            SOCLE_TRY(queue(transaction, hook.id, event, &record, nullptr));
        }
    }
    return {};
}

Result<std::string> Outbox::queue(storage::WriteTransaction &transaction,
                                  const std::string &webhookId,
                                  std::string_view event,
                                  const records::Record *record,
                                  const records::Record *before)
{
    const std::string id = m_random.recordId();
    const std::string now = m_clock.now().toString();
    std::string body = deliveryBody(id, event, now, record, before);
    if (body.size() > kMaxBodyBytes) {
        body = deliveryBody(id, event, now, nullptr, nullptr);
    }
    return insert(transaction, id, webhookId, event, std::move(body));
}

Result<std::string> Outbox::insert(storage::WriteTransaction &tx,
                                   const std::string &id,
                                   const std::string &webhookId,
                                   std::string_view event,
                                   std::string body)
{
    const std::string now = m_clock.now().toString();
    const bool isFull = pending >= kMaxPending;
    SOCLE_TRY(tx.execute(sql(kInsert,
                             id,
                             webhookId,
                             std::string(event),
                             std::string(isFull ? "failed" : "pending"),
                             isFull ? cutForKeeping(body) : std::move(body),
                             std::string(isFull ? "Too many deliveries are waiting." : ""),
                             isFull ? std::string() : now,
                             now,
                             now)));
    if (!isFull) {
        tx.afterCommit([this] {
            ++pending;
            if (m_queued) {
                m_queued();
            }
        });
    }
    return id;
}

Result<std::string> Outbox::queueAgain(storage::WriteTransaction &transaction,
                                       const std::string &deliveryId)
{
    std::string webhook;
    std::string event;
    std::string body;
    SOCLE_TRY(transaction.query(
        sql("SELECT `webhook`, `event`, `request` FROM `_webhookDeliveries` WHERE `id` = ?",
            deliveryId),
        [&](const storage::Row &row) {
            webhook = row.text(0);
            event = row.text(1);
            body = row.text(2);
            return storage::Next::Stop;
        }));
    if (webhook.empty()) {
        return notFound();
    }
    if (!isJson(body)) {
        return Error{.kind = ErrorKind::Conflict,
                     .message = "The body of this delivery was not kept whole."};
    }
    return insert(transaction, m_random.recordId(), webhook, event, std::move(body));
}

} // namespace socle::webhooks
