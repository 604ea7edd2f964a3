// See WebhookBook.h.
#include "backend/webhooks/WebhookBook.h"

#include "backend/crypto/MasterKey.h"
#include "backend/rules/RequestContext.h"
#include "backend/rules/RuleCheck.h"
#include "backend/schema/Catalogue.h"
#include "backend/storage/Database.h"
#include "backend/storage/StoredJson.h"
#include "shared/core/Text.h"
#include "shared/fields/Codes.h"
#include "shared/filter/Parser.h"

#include <utility>

namespace socle::webhooks {

namespace {

using storage::sql;

constexpr std::string_view kHintMark = "…";
constexpr std::size_t kHintLength = 4;
constexpr std::size_t kMinHinted = 16;

std::string hintOf(std::string_view secret)
{
    return std::string(kHintMark)
        + std::string(secret.size() < kMinHinted ? "" : secret.substr(secret.size() - kHintLength));
}

Result<std::shared_ptr<const Webhooks>> readActive(storage::ReadTransaction &tx)
{
    auto hooks = std::make_shared<Webhooks>();
    SOCLE_TRY(tx.query(
        sql("SELECT `id`, `url`, `events`, `filter`, `headers` FROM `_webhooks` WHERE `active` "
            "ORDER BY rowid"),
        [&](const storage::Row &row) {
            hooks->push_back({.id = std::string(row.text(0)),
                              .url = std::string(row.text(1)),
                              .events = eventsOf(storage::storedJson(row.text(2))),
                              .filter = std::string(row.text(3)),
                              .headers = headersOf(storage::storedJson(row.text(4)))});
            return storage::Next::Continue;
        }));
    return std::shared_ptr<const Webhooks>(std::move(hooks));
}

/// The filter must compile for every collection the events name.
void checkFilter(FieldErrors &errors,
                 const records::Record &record,
                 const schema::Catalogue &catalogue,
                 const storage::Dialect &dialect)
{
    const std::string_view filter = record.text("filter");
    if (filter.empty()) {
        return;
    }
    filter::FilterError problem;
    bool isValid = filter::parseFilter(filter, &problem).hasValue();
    for (const std::string &event : eventsOf(record.value("events"))) {
        const auto collection = catalogue.findByName(event.substr(0, event.find('.')));
        if (isValid && collection) {
            isValid
                = rules::validateRule(*collection, catalogue, dialect, filter, &problem).hasValue();
        }
    }
    if (!isValid) {
        errors.emplace("filter",
                       fields::errorWithText("validation_invalid_rule",
                                             problem.message + " (position "
                                                 + std::to_string(problem.start) + ")"));
    }
}

constexpr std::string_view kUse = "socle/webhook-secrets/v1";

std::string placeOf(std::string_view webhookId) { return "webhook|" + std::string(webhookId); }

} // namespace

Result<std::string> openSecret(crypto::MasterKey &key,
                               std::string_view webhookId,
                               std::string_view stored)
{
    return crypto::MasterKey::isSealed(stored) ? key.open(kUse, placeOf(webhookId), stored)
                                               : Result<std::string>(std::string(stored));
}

Result<void> WebhookBook::sealPlain(storage::WriteTransaction &transaction) const
{
    std::vector<std::pair<std::string, std::string>> plain;
    SOCLE_TRY(transaction.query(
        sql("SELECT `webhook`, `secret` FROM `_webhook_secrets` WHERE `secret` NOT LIKE 'v1:%'"),
        [&](const storage::Row &row) {
            plain.emplace_back(row.text(0), row.text(1));
            return storage::Next::Continue;
        }));
    for (const auto &[id, secret] : plain) {
        const std::string sealed = SOCLE_TRY(m_key.seal(kUse, placeOf(id), secret));
        SOCLE_TRY(transaction.execute(
            sql("UPDATE `_webhook_secrets` SET `secret` = ? WHERE `webhook` = ?", sealed, id)));
    }
    return {};
}

Result<void> WebhookBook::reload()
{
    std::shared_ptr<const Webhooks> hooks;
    const auto read = [&](storage::ReadTransaction &tx) -> Result<void> {
        hooks = SOCLE_TRY(readActive(tx));
        return {};
    };
    SOCLE_TRY(m_database.read(read));
    publish(std::move(hooks));
    return {};
}

std::shared_ptr<const Webhooks> WebhookBook::active() const
{
    const std::lock_guard lock(m_mutex);
    return m_snapshot;
}

void WebhookBook::publish(std::shared_ptr<const Webhooks> next)
{
    const std::lock_guard lock(m_mutex);
    m_isAny = !next->empty();
    m_snapshot = std::move(next);
}

Result<void> WebhookBook::recordChanged(storage::WriteTransaction &transaction,
                                        const records::Change &change,
                                        const rules::RequestContext &request)
{
    if (change.record().collection().name != kWebhooks) {
        return {};
    }
    if (change.after) {
        FieldErrors errors = checkWebhook(*change.after);
        checkFilter(errors, *change.after, *request.catalogue, transaction.dialect());
        if (!errors.empty()) {
            return invalidInput({}, std::move(errors));
        }
    }
    if (!change.after) {
        SOCLE_TRY(forgetSecret(transaction, std::string(change.record().id())));
    }
    auto next = SOCLE_TRY(readActive(transaction));
    transaction.afterCommit([this, next = std::move(next)]() mutable { publish(std::move(next)); });
    return {};
}

Result<void> WebhookBook::beforeWrite(storage::WriteTransaction &tx,
                                      const records::Record *before,
                                      records::Record &next)
{
    if (next.collection().name != kWebhooks) {
        return {};
    }
    const std::string secret(next.text("secret"));
    const bool isSame = before != nullptr && before->text("secret") == secret;
    if (isSame || startsWith(secret, kHintMark)) {
        return {};
    }
    const std::string id(next.id());
    SOCLE_TRY(forgetSecret(tx, id));
    if (secret.empty()) {
        return {};
    }
    const std::string sealed = SOCLE_TRY(m_key.seal(kUse, placeOf(id), secret));
    SOCLE_TRY(tx.execute(
        sql("INSERT INTO `_webhook_secrets` (`webhook`, `secret`) VALUES (?, ?)", id, sealed)));
    next.set("secret", hintOf(secret));
    return {};
}

Result<void> WebhookBook::forgetSecret(storage::WriteTransaction &tx, const std::string &id)
{
    SOCLE_TRY(tx.execute(sql("DELETE FROM `_webhook_secrets` WHERE `webhook` = ?", id)));
    return {};
}

} // namespace socle::webhooks
