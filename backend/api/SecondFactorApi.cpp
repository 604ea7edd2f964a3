#include "backend/api/SecondFactorApi.h"

#include "backend/api/AuthFlow.h"
#include "backend/api/AuthForm.h"
#include "backend/api/RequestScope.h"
#include "backend/auth/SecondFactors.h"
#include "backend/records/RecordStore.h"
#include "backend/rules/Caller.h"
#include "backend/runtime/Clock.h"
#include "backend/schema/Catalogue.h"
#include "backend/schema/Settings.h"
#include "backend/schema/SocleSettings.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/protocol/Messages.h"

namespace socle::api {

namespace {

using http::Request;
using http::Response;
using protocol::fieldError;
using records::Record;

constexpr int kMaxAttempts = 5;
constexpr std::chrono::minutes kAttemptWindow{3};
constexpr std::size_t kMaxCode = 20;
constexpr protocol::Code kWrongCode{"validation_invalid_code", "Missing or invalid code."};

/// Member `code`, required.
Result<std::string> readCode(const RequestScope &scope)
{
    Form form(*SOCLE_TRY(authBody(scope)));
    std::string code = form.text("code");
    form.require("code", code);
    form.length("code", code, 1, kMaxCode);
    SOCLE_TRY(form.check());
    return code;
}

Error wrongCode()
{
    return invalidInput(std::string(protocol::kValidationFailed),
                        {{"code", fieldError(kWrongCode)}});
}

} // namespace

SecondFactorApi::SecondFactorApi(SecondFactorParts parts)
    : m_parts(std::move(parts))
    , m_attempts(*m_parts.clock, kMaxAttempts, kAttemptWindow)
{
}

std::vector<Route> SecondFactorApi::routes()
{
    using http::Method;
    return {{.method = Method::Post,
             .pattern = "/api/socle/totp",
             .access = Access::Auth,
             .handler = handledBy(this, &SecondFactorApi::enrol)},
            {.method = Method::Post,
             .pattern = "/api/socle/totp/confirm",
             .access = Access::Auth,
             .handler = handledBy(this, &SecondFactorApi::confirm)},
            {.method = Method::Delete,
             .pattern = "/api/socle/totp",
             .access = Access::Auth,
             .handler = handledBy(this, &SecondFactorApi::remove)},
            {.method = Method::Delete,
             .pattern = "/api/socle/accounts/{collection}/{id}/totp",
             .access = Access::Superuser,
             .handler = handledBy(this, &SecondFactorApi::removeFor)},
            {.method = Method::Post,
             .pattern = "/api/collections/{collection}/auth-with-totp",
             .access = Access::Public,
             .handler = handledBy(this, &SecondFactorApi::signIn),
             .rateTags = {"authWithTOTP", "auth"}}};
}

Result<void> SecondFactorApi::requireOn() const
{
    return m_parts.policy()->accounts.totpEnabled
        ? Result<void>()
        : forbidden("Authenticator apps are not enabled on this server.");
}

Result<void> SecondFactorApi::takeAttempt(std::string_view recordId)
{
    return m_attempts.take(recordId)
        ? Result<void>()
        : Error{.kind = ErrorKind::RateLimited,
                .message = "Too many attempts, please try again later."};
}

Reply SecondFactorApi::enrol(const Request &, const RequestScope &scope)
{
    SOCLE_TRY(requireOn());
    const rules::AuthRecord &account = *scope.caller().record;
    const auto collection = scope.catalogue()->findById(account.collectionId);
    return onWriter([this, collection, id = account.id, settings = scope.settings()](
                        storage::WriteTransaction &transaction) -> Reply {
        const Record record = SOCLE_TRY(m_parts.records->find(transaction, collection, id));
        const std::string secret = SOCLE_TRY(m_parts.factors->enrol(transaction, record));
        const std::string_view name
            = record.text("email").empty() ? record.id() : record.text("email");
        return Response::json(
            200,
            Json(JsonObject{{"secret", auth::base32(secret)},
                            {"uri", auth::totpUri(secret, settings->meta.appName, name)}})
                .dump());
    });
}

// The caller's account and a code it sent, on the writer; guesses are limited.
Reply SecondFactorApi::withCode(const RequestScope &scope, CodeStep step)
{
    SOCLE_TRY(requireOn());
    const std::string code = SOCLE_TRY(readCode(scope));
    const rules::AuthRecord &account = *scope.caller().record;
    SOCLE_TRY(takeAttempt(account.id));
    const auto collection = scope.catalogue()->findById(account.collectionId);
    return onWriter([this, collection, id = account.id, code, step = std::move(step)](
                        storage::WriteTransaction &transaction) -> Reply {
        const Record record = SOCLE_TRY(m_parts.records->find(transaction, collection, id));
        return step(transaction, record, code);
    });
}

Reply SecondFactorApi::confirm(const Request &, const RequestScope &scope)
{
    return withCode(
        scope,
        [this](storage::WriteTransaction &transaction,
               const Record &record,
               const std::string &code) -> Reply {
            auto codes = m_parts.factors->confirm(transaction, record, code);
            if (!codes) {
                return codes.error().fields.empty() ? codes.takeError() : wrongCode();
            }
            JsonArray list(codes->begin(), codes->end());
            return Response::json(200, Json(JsonObject{{"recoveryCodes", std::move(list)}}).dump());
        });
}

Reply SecondFactorApi::remove(const Request &, const RequestScope &scope)
{
    return withCode(scope,
                    [this](storage::WriteTransaction &transaction,
                           const Record &record,
                           const std::string &code) -> Reply {
                        if (!SOCLE_TRY(m_parts.factors->use(transaction, record, code))) {
                            return wrongCode();
                        }
                        SOCLE_TRY(m_parts.factors->remove(transaction, record));
                        return Response::empty(204);
                    });
}

// The way back for people who lost both app and recovery codes.
Reply SecondFactorApi::removeFor(const Request &request, const RequestScope &scope)
{
    const auto collection = SOCLE_TRY(authCollection(request, scope));
    return onWriter([this, collection, id = std::string(request.param("id"))](
                        storage::WriteTransaction &transaction) -> Reply {
        const Record record = SOCLE_TRY(m_parts.records->find(transaction, collection, id));
        SOCLE_TRY(m_parts.factors->remove(transaction, record));
        return Response::empty(204);
    });
}

// The second step of a sign-in whose first one answered 401 with an mfaId.
Reply SecondFactorApi::signIn(const Request &request, const RequestScope &scope)
{
    const auto collection = SOCLE_TRY(authCollection(request, scope));
    SOCLE_TRY(requireOn());
    Form form(*SOCLE_TRY(authBody(scope)));
    const std::string code = form.text("code");
    const std::string mfaId = form.text("mfaId");
    form.require("code", code);
    form.length("code", code, 1, kMaxCode);
    form.require("mfaId", mfaId);
    form.length("mfaId", mfaId, 1, kMaxFormText);
    SOCLE_TRY(form.check());
    const auto attempt = SOCLE_TRY(m_parts.flow->begin(request, scope, "totp", mfaId));
    attempt->mfaId = mfaId;
    return onWriter(
        [this, collection, attempt, code](storage::WriteTransaction &transaction) -> Reply {
            const Error refused = invalidInput("Invalid or expired MFA session.");
            const auto sessions = attempt->catalogue->findByName("_mfas");
            if (!sessions) {
                return refused;
            }
            const auto session = m_parts.records->find(transaction, sessions, attempt->mfaId);
            if (!session || session->text("collectionRef") != collection->id) {
                return refused;
            }
            const auto record
                = m_parts.records->find(transaction, collection, session->text("recordRef"));
            if (!record) {
                return refused;
            }
            SOCLE_TRY(takeAttempt(record->id()));
            if (!SOCLE_TRY(m_parts.factors->use(transaction, *record, code))) {
                return wrongCode();
            }
            // The code is used up whatever comes after.
            return onWriter([this, collection, attempt, id = std::string(record->id())](
                                storage::WriteTransaction &last) -> Reply {
                const Record account = SOCLE_TRY(m_parts.records->find(last, collection, id));
                return m_parts.flow->finish(attempt, account, last);
            });
        });
}

} // namespace socle::api
