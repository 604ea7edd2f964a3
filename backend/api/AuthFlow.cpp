#include "backend/api/AuthFlow.h"

#include "backend/api/ClientAddress.h"
#include "backend/api/RequestInfo.h"
#include "backend/api/RequestScope.h"
#include "backend/auth/AccountMails.h"
#include "backend/auth/DeviceName.h"
#include "backend/auth/GuestBook.h"
#include "backend/auth/PasswordBook.h"
#include "backend/auth/RememberedDevices.h"
#include "backend/auth/Revocations.h"
#include "backend/auth/SecondFactors.h"
#include "backend/auth/Sessions.h"
#include "backend/auth/TokenService.h"
#include "backend/http/Request.h"
#include "backend/mail/Mailer.h"
#include "backend/observability/Log.h"
#include "backend/records/RecordStore.h"
#include "backend/runtime/Clock.h"
#include "backend/schema/Catalogue.h"
#include "backend/schema/Settings.h"
#include "backend/schema/SocleSettings.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/protocol/Messages.h"

#include <utility>

namespace socle::api {

namespace {

using http::Response;
using records::Record;

constexpr std::chrono::seconds kAlertLimit{15};
constexpr protocol::Code kExpired{"validation_password_expired",
                                  "The password has expired and has to be changed."};

Response mfaAnswer(const std::string &sessionId)
{
    Response response = Response::json(401, Json(JsonObject{{"mfaId", sessionId}}).dump());
    response.isJson = false; // the fields picker leaves it alone
    return response;
}

} // namespace

Reply committed(Error error)
{
    return later([error = std::move(error)](Reply::Resume resume) mutable {
        resume(Reply(std::move(error)));
    });
}

Result<std::shared_ptr<SignInAttempt>> AuthFlow::begin(const http::Request &request,
                                                       const RequestScope &scope,
                                                       std::string method,
                                                       std::string mfaId) const
{
    auto attempt = std::make_shared<SignInAttempt>();
    attempt->context = SOCLE_TRY(requestInfo(request, scope, m_parts.clock->now()));
    if (!method.empty()) {
        attempt->context.context = method;
    }
    attempt->method = std::move(method);
    attempt->mfaId = request.queryParam("mfaId").value_or(std::move(mfaId));
    attempt->expand = request.queryParam("expand").value_or("");
    attempt->origin
        = {.ip = scope.clientIp(), .userAgent = std::string(request.headers.value("User-Agent"))};
    attempt->settings = scope.settings();
    attempt->catalogue = scope.catalogue();
    attempt->device = request.headers.value("Socle-Device");
    attempt->wantsDevice = attempt->context.body["rememberDevice"].toBool();
    attempt->token = [this](const Record &record, const rules::TokenMark &mark) {
        return m_parts.tokens->authToken(record, true, {}, mark);
    };
    return attempt;
}

Result<bool> AuthFlow::needsApp(storage::ReadTransaction &transaction, const Record &record) const
{
    if (!m_parts.policy()->accounts.totpEnabled) {
        return false;
    }
    return m_parts.secondFactors->isOn(transaction, record);
}

// A superuser's address, and the lock that a superuser put on the account.
Result<void> AuthFlow::checkAccount(const SignInAttempt &attempt, const Record &record) const
{
    const auto &allowed = attempt.settings->superuserIps;
    if (record.collection().isSuperusers() && !allowed.empty()
        && !isListed(attempt.origin.ip, allowed)) {
        return forbidden();
    }
    if (m_parts.revocations->isAny()
        && m_parts.revocations->isLocked(
            auth::Revocations::accountKey(record.collection().id, record.id()))) {
        return forbidden("The account is locked.");
    }
    return {};
}

Result<void> AuthFlow::checkPasswordAge(const SignInAttempt &attempt,
                                        const Record &record,
                                        storage::WriteTransaction &transaction) const
{
    if (attempt.method != "password"
        || !SOCLE_TRY(m_parts.passwords->isExpired(transaction, record))) {
        return {};
    }
    Error error = forbidden("The password has expired and has to be changed.");
    error.fields.emplace("password", protocol::fieldError(kExpired));
    return error;
}

Result<std::string> AuthFlow::answer(const SignInAttempt &attempt,
                                     const Record &record,
                                     const std::string &session,
                                     storage::ReadTransaction &transaction) const
{
    const auto token
        = attempt.token(record, {.session = session, .impersonatedBy = attempt.impersonatedBy});
    if (!token) {
        return Error{.kind = ErrorKind::Internal,
                     .message = "Failed to create auth token.",
                     .cause = token.error().cause};
    }
    return m_parts.signIn->answer(
        transaction, record, *token, attempt.expand, attempt.context, attempt.meta);
}

// "" while sessions are off: then a token is the peer's.
Result<std::string> AuthFlow::keepSession(const SignInAttempt &attempt,
                                          const Record &record,
                                          storage::WriteTransaction &transaction) const
{
    const auto policy = m_parts.policy();
    if (!policy->accounts.sessionsEnabled || attempt.isStatic) {
        return std::string();
    }
    const std::int64_t seconds = attempt.duration.count() > 0
        ? attempt.duration.count()
        : record.collection().auth.authToken.duration;
    if (!attempt.session.empty()) {
        SOCLE_TRY(m_parts.sessions->renewed(transaction, attempt.session, attempt.origin, seconds));
        return attempt.session;
    }
    const std::string method = !attempt.impersonatedBy.empty() ? "impersonation"
        : attempt.method.empty()                               ? "refresh"
                                                               : attempt.method;
    return m_parts.sessions->begin(transaction,
                                   record,
                                   attempt.origin,
                                   {.method = method,
                                    .seconds = seconds,
                                    .impersonatedBy = attempt.impersonatedBy,
                                    .mostPerAccount = policy->accounts.sessionsMaxPerAccount});
}

Result<bool> AuthFlow::isNewDevice(const SignInAttempt &attempt,
                                   const Record &record,
                                   storage::ReadTransaction &transaction) const
{
    const auto policy = m_parts.policy();
    if (!policy->accounts.sessionsEnabled || !policy->accounts.sessionsAlertNewDevice
        || attempt.isFirst || record.text("email").empty()) {
        return false;
    }
    bool hasAny = false;
    const bool isKnown = SOCLE_TRY(m_parts.sessions->knowsDevice(
        transaction, record, auth::deviceName(attempt.origin.userAgent), hasAny));
    return hasAny && !isKnown;
}

Result<AuthFlow::Passed> AuthFlow::passSecondFactor(const SignInAttempt &attempt,
                                                    const Record &record,
                                                    storage::WriteTransaction &transaction) const
{
    if (attempt.isFirst) {
        return Passed{};
    }
    const bool mayBeRemembered = m_parts.policy()->accounts.totpRememberDays > 0;
    if (mayBeRemembered && !attempt.device.empty() && attempt.mfaId.empty()
        && SOCLE_TRY(m_parts.devices->use(transaction, record, attempt.device))) {
        return Passed{};
    }
    const bool hasApp = SOCLE_TRY(needsApp(transaction, record));
    auto factor = SOCLE_TRY(m_parts.signIn->checkSecondFactor(
        transaction, record, attempt.method, attempt.mfaId, attempt.context, hasApp));
    Passed passed;
    if (factor.refusal) {
        passed.end = committed(std::move(*factor.refusal));
    } else if (factor.dueSession) {
        passed.end = Reply(mfaAnswer(*factor.dueSession));
    }
    passed.byCode = !attempt.mfaId.empty() && (hasApp || record.collection().auth.mfaEnabled);
    return passed;
}

Reply AuthFlow::finish(std::shared_ptr<const SignInAttempt> attempt,
                       const Record &record,
                       storage::WriteTransaction &transaction) const
{
    // 1. address of a superuser; ours: the lock, the age of the password
    SOCLE_TRY(checkAccount(*attempt, record));
    SOCLE_TRY(checkPasswordAge(*attempt, record, transaction));
    // 2. authRule
    SOCLE_TRY(m_parts.signIn->checkAuthRule(transaction, record, attempt->context));
    // 3. second factor
    Passed passed = SOCLE_TRY(passSecondFactor(*attempt, record, transaction));
    if (passed.end) {
        return std::move(*passed.end);
    }
    // Ours: the session, asked of its device first
    const bool isDeviceNew = SOCLE_TRY(isNewDevice(*attempt, record, transaction));
    const std::string session = SOCLE_TRY(keepSession(*attempt, record, transaction));
    // 4, 6. the answer
    std::string body = SOCLE_TRY(answer(*attempt, record, session, transaction));
    const std::chrono::days remembered(m_parts.policy()->accounts.totpRememberDays);
    if (attempt->wantsDevice && passed.byCode && remembered.count() > 0) {
        const std::string secret = SOCLE_TRY(m_parts.devices->remember(
            transaction, record, auth::deviceName(attempt->origin.userAgent), remembered));
        body.insert(body.rfind('}'), ",\"deviceToken\":" + Json(secret).dump());
    }
    // 5. origin of the sign-in; its failure undoes only itself
    bool isAlertDue = false;
    const auto tracked = transaction.savepoint([&]() -> Result<void> {
        isAlertDue = !attempt->isFirst
            && SOCLE_TRY(m_parts.signIn->trackOrigin(
                transaction, record, attempt->origin, attempt->context));
        return {};
    });
    if (!tracked) {
        m_parts.log->warn("sign-in: its origin could not be kept",
                          {{"cause", Json(tracked.error().cause)}});
    }
    if (m_parts.signedIn) {
        const auto told = transaction.savepoint(
            [&] { return m_parts.signedIn(transaction, record, attempt->context); });
        if (!told) {
            m_parts.log->warn("sign-in: its event could not be kept",
                              {{"cause", Json(told.error().cause)}});
        }
    }
    if (isAlertDue) { // says everything that the mail about the device would
        return alertFirst(std::move(attempt), record, std::move(body));
    }
    if (isDeviceNew) {
        transaction.afterCommit([this, message = alertOf(*attempt, record)]() mutable {
            m_parts.mailer->send(std::move(message));
        });
    }
    return Response::json(200, std::move(body));
}

Reply AuthFlow::finishQuietly(std::shared_ptr<const SignInAttempt> attempt,
                              schema::CollectionPtr collection,
                              std::string recordId) const
{
    const auto &accounts = m_parts.policy()->accounts;
    if (!accounts.sessionsEnabled && !accounts.guestsEnabled) {
        return onReader(
            [this, attempt, collection = std::move(collection), id = std::move(recordId)](
                storage::ReadTransaction &transaction) -> Reply {
                const Record record = SOCLE_TRY(m_parts.records->find(transaction, collection, id));
                SOCLE_TRY(checkAccount(*attempt, record));
                SOCLE_TRY(m_parts.signIn->checkAuthRule(transaction, record, attempt->context));
                return Response::json(200, SOCLE_TRY(answer(*attempt, record, {}, transaction)));
            });
    }
    return onWriter([this, attempt, collection = std::move(collection), id = std::move(recordId)](
                        storage::WriteTransaction &transaction) -> Reply {
        const Record record = SOCLE_TRY(m_parts.records->find(transaction, collection, id));
        SOCLE_TRY(checkAccount(*attempt, record));
        SOCLE_TRY(m_parts.signIn->checkAuthRule(transaction, record, attempt->context));
        const std::string session = SOCLE_TRY(keepSession(*attempt, record, transaction));
        const bool isGuest = record.text("email").empty()
            && SOCLE_TRY(m_parts.guests->isGuest(transaction, collection->id, id));
        if (isGuest) {
            SOCLE_TRY(m_parts.guests->note(transaction, record));
        }
        return Response::json(200, SOCLE_TRY(answer(*attempt, record, session, transaction)));
    });
}

Result<bool> AuthFlow::isKnownPlace(const SignInAttempt &attempt,
                                    const Record &record,
                                    storage::ReadTransaction &transaction) const
{
    return m_parts.signIn->isKnownOrigin(transaction, record, attempt.origin, *attempt.catalogue);
}

mail::Message AuthFlow::alertOf(const SignInAttempt &attempt, const Record &record) const
{
    return auth::accountMail(auth::MailKind::LoginAlert,
                             record,
                             *attempt.settings,
                             std::string(record.text("email")),
                             {.alertInfo = m_parts.signIn->alertInfo(attempt.origin)});
}

// The place is remembered only once its mail has left, so that a failed mail is tried again by the
// next sign-in; the sign-in itself succeeds either way.
Reply AuthFlow::alertFirst(std::shared_ptr<const SignInAttempt> attempt,
                           const Record &record,
                           std::string body) const
{
    auto message = alertOf(*attempt, record);
    return later([this, attempt, record, body = std::move(body), message = std::move(message)](
                     Reply::Resume resume) mutable {
        m_parts.mailer->send(
            std::move(message),
            [this, attempt, record, body = std::move(body), resume = std::move(resume)](
                Result<void> sent) mutable {
                if (!sent) {
                    resume(Response::json(200, std::move(body)));
                    return;
                }
                resume(onWriter([this, attempt, record, body = std::move(body)](
                                    storage::WriteTransaction &transaction) mutable -> Reply {
                    const auto stored = transaction.savepoint([&]() -> Result<void> {
                        SOCLE_TRY(m_parts.records->find(
                            transaction, record.collectionPtr(), record.id()));
                        return m_parts.signIn->storeOrigin(
                            transaction, record, attempt->origin, attempt->context);
                    });
                    discard(stored, "the next sign-in from there tries again");
                    return Response::json(200, std::move(body));
                }));
            },
            kAlertLimit);
    });
}

} // namespace socle::api
