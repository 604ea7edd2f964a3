#include "backend/auth/SignIn.h"

#include "backend/auth/SessionService.h"
#include "backend/crypto/Hash.h"
#include "backend/records/RecordPlan.h"
#include "backend/records/RecordWriter.h"
#include "backend/rules/RequestContext.h"
#include "backend/rules/RuleCheck.h"
#include "backend/runtime/Clock.h"
#include "backend/schema/Catalogue.h"
#include "backend/storage/Dialect.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/json/JsonWriter.h"

#include <algorithm>

namespace socle::auth {

namespace {

using records::Record;

constexpr std::string_view kAuthRuleRefused
    = "The request doesn't satisfy the collection requirements to authenticate.";
constexpr std::size_t kMaxUserAgent = 200;
constexpr std::size_t kMaxOrigins = 5;

bool isSuperuser(const rules::RequestContext &request)
{
    return request.caller != nullptr && request.caller->isSuperuser();
}

std::string fingerprintOf(std::string_view ip, std::string_view userAgent)
{
    std::string text(ip);
    text += userAgent.substr(0, kMaxUserAgent);
    text += userAgent.size() > kMaxUserAgent ? "..." : "";
    return crypto::md5Hex(text);
}

/// Rows of a referring collection that belong to `owner`, newest first.
Result<std::vector<Record>> linkedRecords(storage::ReadTransaction &transaction,
                                          const schema::CollectionPtr &collection,
                                          const Record &owner)
{
    const storage::Dialect &dialect = transaction.dialect();
    const auto plan = records::planOf(collection, dialect);
    std::vector<Record> linked;
    SOCLE_TRY(transaction.query(
        storage::sql(plan->select + " WHERE " + dialect.identifier("collectionRef") + " = ? AND "
                         + dialect.identifier("recordRef") + " = ? ORDER BY "
                         + dialect.identifier("created") + " DESC",
                     owner.collection().id,
                     std::string(owner.id())),
        [&](const storage::Row &row) {
            linked.push_back(records::toRecord(records::keep(row, *plan), *plan));
            return storage::Next::Continue;
        }));
    return linked;
}

Record linkedTo(const schema::CollectionPtr &collection, const Record &owner)
{
    Record record(collection);
    record.set("collectionRef", owner.collection().id);
    record.set("recordRef", owner.id());
    return record;
}

} // namespace

Result<void> SignIn::checkAuthRule(storage::ReadTransaction &transaction,
                                   const Record &record,
                                   const rules::RequestContext &request) const
{
    const schema::Rule &rule = record.collection().auth.authRule;
    if (isSuperuser(request) || (rule && rule->empty())) {
        return {};
    }
    if (rule) {
        const auto passes
            = rules::isSatisfied(transaction, record.collection(), rule, request, record.id());
        if (!passes && passes.error().kind == ErrorKind::Unavailable) {
            return passes.error();
        }
        if (passes && *passes) {
            return {};
        }
    }
    return forbidden(std::string(kAuthRuleRefused));
}

Result<std::optional<std::string>> SignIn::checkSecondFactor(
    storage::WriteTransaction &transaction,
    const Record &record,
    std::string_view method,
    std::string_view mfaId,
    const rules::RequestContext &request) const
{
    std::optional<std::string> none;
    const schema::AuthOptions &options = record.collection().auth;
    const auto sessions = request.catalogue->findByName("_mfas");
    if (!options.mfaEnabled || !sessions) {
        return none;
    }
    if (!options.mfaRule.empty()) {
        const auto isDue = rules::isSatisfied(
            transaction, record.collection(), options.mfaRule, request, record.id());
        if (!isDue) {
            return invalidInput("Failed to authenticate.");
        }
        if (!*isDue) {
            return none;
        }
    }
    if (mfaId.empty()) {
        Record session = linkedTo(sessions, record);
        session.set("method", method);
        const Record saved
            = SOCLE_TRY(m_records.insertUnchecked(transaction, std::move(session), request));
        return std::optional(std::string(saved.id()));
    }
    const auto session = m_records.find(transaction, sessions, mfaId);
    if (!session && session.error().kind != ErrorKind::NotFound) {
        return session.error();
    }
    const auto created = session ? DateTime::parse(session->text("created")) : std::nullopt;
    if (!created
        || m_clock.now().milliseconds() - created->milliseconds() > options.mfaDuration * 1000) {
        return invalidInput("Invalid or expired MFA session.");
    }
    if (session->text("recordRef") != record.id()
        || session->text("collectionRef") != record.collection().id) {
        return invalidInput("Invalid MFA session.");
    }
    if (session->text("method") == method) {
        return invalidInput("A different authentication method is required.");
    }
    SOCLE_TRY(m_records.removeUnchecked(transaction, *session, request));
    return none;
}

Result<bool> SignIn::trackOrigin(storage::WriteTransaction &transaction,
                                 const Record &record,
                                 std::string_view ip,
                                 std::string_view userAgent,
                                 const rules::RequestContext &request) const
{
    const auto origins = request.catalogue->findByName("_authOrigins");
    if (!record.collection().auth.alertEnabled || !origins) {
        return false;
    }
    const std::string fingerprint = fingerprintOf(ip, userAgent);
    std::vector<Record> known = SOCLE_TRY(linkedRecords(transaction, origins, record));
    for (const Record &origin : known) {
        if (origin.text("fingerprint") == fingerprint) {
            SOCLE_TRY(m_records.updateUnchecked(transaction, origin, origin, request));
            return false;
        }
    }
    const bool isAlertDue = !known.empty() && !record.text("email").empty();
    while (known.size() >= kMaxOrigins) {
        SOCLE_TRY(m_records.removeUnchecked(transaction, known.back(), request));
        known.pop_back();
    }
    Record origin = linkedTo(origins, record);
    origin.set("fingerprint", fingerprint);
    SOCLE_TRY(m_records.insertUnchecked(transaction, std::move(origin), request));
    return isAlertDue;
}

Result<std::string> SignIn::answer(storage::ReadTransaction &transaction,
                                   const Record &record,
                                   std::string_view token,
                                   std::string_view expand,
                                   const rules::RequestContext &request) const
{
    const rules::Caller self = callerOf(record);
    rules::RequestContext asItself = request;
    asItself.caller = &self;
    const std::string json = SOCLE_TRY(m_records.encode(transaction, record, expand, asItself));
    std::string out;
    JsonWriter writer(out);
    writer.startObject();
    writer.key("record");
    writer.raw(json);
    writer.member("token", token);
    writer.endObject();
    return out;
}

} // namespace socle::auth
