#include "backend/api/AuthFlow.h"

#include "backend/api/ClientAddress.h"
#include "backend/api/RequestInfo.h"
#include "backend/api/RequestScope.h"
#include "backend/auth/AccountMails.h"
#include "backend/auth/SecondFactors.h"
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

#include <utility>

namespace socle::api {

namespace {

using http::Response;
using records::Record;

constexpr std::chrono::seconds kAlertLimit{15};

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
    attempt->token
        = [this](const Record &record) { return m_parts.tokens->authToken(record, true); };
    return attempt;
}

Result<bool> AuthFlow::needsApp(storage::ReadTransaction &transaction, const Record &record) const
{
    if (!m_parts.policy()->accounts.totpEnabled) {
        return false;
    }
    return m_parts.secondFactors->isOn(transaction, record);
}

Result<void> AuthFlow::checkAddress(const SignInAttempt &attempt, const Record &record) const
{
    const auto &allowed = attempt.settings->superuserIps;
    if (record.collection().isSuperusers() && !allowed.empty()
        && !isListed(attempt.origin.ip, allowed)) {
        return forbidden();
    }
    return {};
}

Result<std::string> AuthFlow::answer(const SignInAttempt &attempt,
                                     const Record &record,
                                     storage::ReadTransaction &transaction) const
{
    const auto token = attempt.token(record);
    if (!token) {
        return Error{.kind = ErrorKind::Internal,
                     .message = "Failed to create auth token.",
                     .cause = token.error().cause};
    }
    return m_parts.signIn->answer(
        transaction, record, *token, attempt.expand, attempt.context, attempt.meta);
}

Reply AuthFlow::finish(std::shared_ptr<const SignInAttempt> attempt,
                       const Record &record,
                       storage::WriteTransaction &transaction) const
{
    // 1. address of a superuser
    SOCLE_TRY(checkAddress(*attempt, record));
    // 2. authRule
    SOCLE_TRY(m_parts.signIn->checkAuthRule(transaction, record, attempt->context));
    // 3. second factor
    const bool hasApp = SOCLE_TRY(needsApp(transaction, record));
    auto factor = SOCLE_TRY(m_parts.signIn->checkSecondFactor(
        transaction, record, attempt->method, attempt->mfaId, attempt->context, hasApp));
    if (factor.refusal) {
        return committed(std::move(*factor.refusal));
    }
    if (factor.dueSession) {
        return mfaAnswer(*factor.dueSession);
    }
    // 4, 6. the answer
    std::string body = SOCLE_TRY(answer(*attempt, record, transaction));
    // 5. origin of the sign-in; its failure undoes only itself
    bool isAlertDue = false;
    const auto tracked = transaction.savepoint([&]() -> Result<void> {
        isAlertDue = SOCLE_TRY(
            m_parts.signIn->trackOrigin(transaction, record, attempt->origin, attempt->context));
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
    return isAlertDue ? alertFirst(std::move(attempt), record, std::move(body))
                      : Reply(Response::json(200, std::move(body)));
}

Reply AuthFlow::finishReading(std::shared_ptr<const SignInAttempt> attempt,
                              const Record &record,
                              storage::ReadTransaction &transaction) const
{
    SOCLE_TRY(checkAddress(*attempt, record));
    SOCLE_TRY(m_parts.signIn->checkAuthRule(transaction, record, attempt->context));
    return Response::json(200, SOCLE_TRY(answer(*attempt, record, transaction)));
}

// The place is remembered only once its mail has left, so that a failed mail is tried again by the
// next sign-in; the sign-in itself succeeds either way.
Reply AuthFlow::alertFirst(std::shared_ptr<const SignInAttempt> attempt,
                           const Record &record,
                           std::string body) const
{
    auto message = auth::accountMail(auth::MailKind::LoginAlert,
                                     record,
                                     *attempt->settings,
                                     std::string(record.text("email")),
                                     {.alertInfo = m_parts.signIn->alertInfo(attempt->origin)});
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
