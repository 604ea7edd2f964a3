#include "backend/auth/SignIn.h"

#include "backend/auth/DeviceName.h"
#include "backend/auth/LinkedRows.h"
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
constexpr std::size_t kMaxOrigins = 5;
constexpr std::int64_t kAppSessionSeconds = 600;

bool isSuperuser(const rules::RequestContext &request)
{
    return request.caller != nullptr && request.caller->isSuperuser();
}

} // namespace

std::string fingerprintOf(const Origin &origin)
{
    return crypto::md5Hex(origin.ip + shortUserAgent(origin.userAgent));
}

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

Result<SecondFactor> SignIn::checkSecondFactor(storage::WriteTransaction &transaction,
                                               const Record &record,
                                               std::string_view method,
                                               std::string_view mfaId,
                                               const rules::RequestContext &request,
                                               bool needsApp) const
{
    const schema::AuthOptions &options = record.collection().auth;
    const auto sessions = request.catalogue->findByName("_mfas");
    if (!(options.mfaEnabled || needsApp) || !sessions) {
        return SecondFactor{};
    }
    if (options.mfaEnabled && !needsApp && !options.mfaRule.empty()) {
        const auto isDue = rules::holdsFor(
            transaction, record.collection(), options.mfaRule, request, record.id());
        if (!isDue) {
            return invalidInput("Failed to authenticate.");
        }
        if (!*isDue) {
            return SecondFactor{};
        }
    }
    if (mfaId.empty()) {
        Record session = linkedTo(sessions, record);
        session.set("method", method);
        auto saved = m_records.insertUnchecked(transaction, std::move(session), request);
        if (!saved) {
            return Error{.kind = ErrorKind::Internal,
                         .message = "Failed to create MFA record.",
                         .cause = saved.error().cause};
        }
        return SecondFactor{.dueSession = std::string(saved->id())};
    }
    const auto session = m_records.find(transaction, sessions, mfaId);
    if (!session && session.error().kind != ErrorKind::NotFound) {
        return session.error();
    }
    const std::int64_t seconds = options.mfaEnabled ? options.mfaDuration : kAppSessionSeconds;
    const auto created = session ? DateTime::parse(session->text("created")) : std::nullopt;
    if (!created || m_clock.now().milliseconds() - created->milliseconds() > seconds * 1000) {
        if (session) {
            SOCLE_TRY(m_records.removeUnchecked(transaction, *session, request));
        }
        return SecondFactor{.refusal = invalidInput("Invalid or expired MFA session.")};
    }
    if (session->text("recordRef") != record.id()
        || session->text("collectionRef") != record.collection().id) {
        return invalidInput("Invalid MFA session.");
    }
    if (session->text("method") == method || (needsApp && method != "totp")) {
        return invalidInput("A different authentication method is required.");
    }
    SOCLE_TRY(m_records.removeUnchecked(transaction, *session, request));
    return SecondFactor{};
}

Result<bool> SignIn::trackOrigin(storage::WriteTransaction &transaction,
                                 const Record &record,
                                 const Origin &origin,
                                 const rules::RequestContext &request) const
{
    const auto origins = request.catalogue->findByName("_authOrigins");
    if (!record.collection().auth.alertEnabled || !origins) {
        return false;
    }
    const std::string fingerprint = fingerprintOf(origin);
    const std::vector<Record> known = SOCLE_TRY(linkedRecords(transaction, origins, record));
    for (const Record &row : known) {
        if (row.text("fingerprint") == fingerprint) {
            SOCLE_TRY(m_records.updateUnchecked(transaction, row, row, request));
            return false;
        }
    }
    if (!known.empty() && !record.text("email").empty()) {
        return true;
    }
    SOCLE_TRY(storeOrigin(transaction, record, origin, request));
    return false;
}

Result<bool> SignIn::isKnownOrigin(storage::ReadTransaction &transaction,
                                   const Record &record,
                                   const Origin &origin,
                                   const schema::Catalogue &catalogue) const
{
    const auto origins = catalogue.findByName("_authOrigins");
    if (!origins) {
        return false;
    }
    const auto known = SOCLE_TRY(linkedRecords(transaction, origins, record));
    const std::string fingerprint = fingerprintOf(origin);
    return std::any_of(known.begin(), known.end(), [&](const Record &row) {
        return row.text("fingerprint") == fingerprint;
    });
}

Result<void> SignIn::storeOrigin(storage::WriteTransaction &transaction,
                                 const Record &record,
                                 const Origin &origin,
                                 const rules::RequestContext &request) const
{
    const auto origins = request.catalogue->findByName("_authOrigins");
    if (!origins) {
        return {};
    }
    std::vector<Record> known = SOCLE_TRY(linkedRecords(transaction, origins, record));
    while (known.size() >= kMaxOrigins) {
        SOCLE_TRY(m_records.removeUnchecked(transaction, known.back(), request));
        known.pop_back();
    }
    Record row = linkedTo(origins, record);
    row.set("fingerprint", fingerprintOf(origin));
    SOCLE_TRY(m_records.insertUnchecked(transaction, std::move(row), request));
    return {};
}

std::string SignIn::alertInfo(const Origin &origin) const
{
    return m_clock.now().toString() + " - " + origin.ip + " " + shortUserAgent(origin.userAgent);
}

Result<std::string> SignIn::answer(storage::ReadTransaction &transaction,
                                   const Record &record,
                                   std::string_view token,
                                   std::string_view expand,
                                   const rules::RequestContext &request,
                                   std::string_view meta) const
{
    const rules::Caller self = callerOf(record);
    rules::RequestContext asItself = request;
    asItself.caller = &self;
    const std::string json = SOCLE_TRY(m_records.encode(transaction, record, expand, asItself));
    std::string out;
    JsonWriter writer(out);
    writer.startObject();
    if (!meta.empty()) {
        writer.key("meta");
        writer.raw(meta);
    }
    writer.key("record");
    writer.raw(json);
    writer.member("token", token);
    writer.endObject();
    return out;
}

} // namespace socle::auth
