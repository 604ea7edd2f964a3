#include "backend/api/OtpApi.h"

#include "backend/api/AuthFlow.h"
#include "backend/api/AuthForm.h"
#include "backend/api/RequestScope.h"
#include "backend/auth/AccountMails.h"
#include "backend/auth/Accounts.h"
#include "backend/crypto/Password.h"
#include "backend/mail/Mailer.h"
#include "backend/observability/Log.h"
#include "backend/records/RecordStore.h"
#include "backend/schema/Catalogue.h"
#include "backend/schema/Settings.h"
#include "backend/storage/Database.h"
#include "backend/storage/WriteTransaction.h"
#include "backend/storage/Writer.h"

#include <chrono>
#include <thread>

namespace socle::api {

namespace {

using http::Request;
using http::Response;
using records::Record;

// The row is written when its answer has left: beside it, it would cost the answer time.
constexpr std::chrono::milliseconds kUntilAnswered(3);
constexpr std::string_view kOtpOff
    = "The collection is not configured to allow OTP authentication.";
constexpr std::size_t kMaxOtp = 71;

Response idAnswer(const std::string &id)
{
    return Response::json(200, Json(JsonObject{{"otpId", id}}).dump());
}

} // namespace

std::vector<Route> OtpApi::routes()
{
    using http::Method;
    return {{.method = Method::Post,
             .pattern = "/api/collections/{collection}/request-otp",
             .access = Access::Public,
             .handler = handledBy(this, &OtpApi::request),
             .rateTags = {"requestOTP"}},
            {.method = Method::Post,
             .pattern = "/api/collections/{collection}/auth-with-otp",
             .access = Access::Public,
             .handler = handledBy(this, &OtpApi::signIn),
             .rateTags = {"authWithOTP", "auth"}}};
}

// Unknown addresses cost the same hash and get an id that looks the same; what only an account
// needs, the row and its mail, comes after the answer. A client can do nothing with the id before
// the mail is there.
Reply OtpApi::request(const Request &request, const RequestScope &scope)
{
    const auto collection = SOCLE_TRY(authCollection(request, scope));
    if (!collection->auth.otpEnabled) {
        return forbidden(std::string(kOtpOff));
    }
    const std::string email = SOCLE_TRY(readEmail(scope));
    return onReader([this,
                     collection,
                     email,
                     catalogue = scope.catalogue(),
                     settings = scope.settings()](storage::ReadTransaction &transaction) -> Reply {
        auto found = SOCLE_TRY(m_parts.accounts->findByEmail(transaction, collection, email));
        const auto known = found
            ? SOCLE_TRY(m_parts.passwords->reusable(transaction, *catalogue, *found))
            : std::optional<std::string>();
        // Shared: copies of a record would take their time.
        const auto owner = found ? std::make_shared<const Record>(std::move(*found)) : nullptr;
        return onWorker(
            Pool::Cpu,
            [this, collection, email, owner, known, catalogue, settings]() -> Reply {
                const std::string password = m_parts.passwords->newPassword(*collection);
                const std::string hash
                    = SOCLE_TRY(crypto::hashPassword(password, auth::OneTimePasswords::kHashCost));
                // Known or not, one more thing is handed to the same threads; only there does it
                // turn out whether there is anything to do.
                const bool isFresh = owner && !known;
                Fresh fresh{.id = m_parts.passwords->newId(), .password = password, .hash = hash};
                const std::string decoy = m_parts.passwords->decoyId(*collection, email);
                const std::string id = isFresh ? fresh.id : known ? *known : decoy;
                m_parts.mailer->sendMade(
                    [this, owner, isFresh, fresh = std::move(fresh), catalogue, settings]() mutable
                    -> std::optional<mail::Mailer::Outgoing> {
                        std::this_thread::sleep_for(kUntilAnswered);
                        if (isFresh) {
                            keep(*owner, std::move(fresh), catalogue, settings);
                        }
                        return std::nullopt;
                    });
                return idAnswer(id);
            },
            "otp\n" + collection->id + "\n" + email);
    });
}

void OtpApi::keep(const Record &owner,
                  Fresh fresh,
                  std::shared_ptr<const schema::Catalogue> catalogue,
                  std::shared_ptr<const schema::Settings> settings) const
{
    m_parts.database->writer().submit(
        [this, owner, fresh = std::move(fresh), catalogue, settings](
            storage::WriteTransaction &writing) -> Result<void> {
            SOCLE_TRY(m_parts.records->find(writing, owner.collectionPtr(), owner.id()));
            SOCLE_TRY(m_parts.passwords->insert(writing, *catalogue, owner, fresh.hash, fresh.id));
            writing.afterCommit([this, owner, fresh, settings] {
                sendMail(owner, fresh.id, fresh.password, *settings);
            });
            return {};
        },
        [this](const Result<void> &written) {
            if (!written) {
                m_parts.log->warn("otp: a one-time password could not be kept",
                                  {{"cause", Json(written.error().cause)}});
            }
        });
}

// In the background: `sentTo` when the mail has left, the row gone when it could not.
void OtpApi::sendMail(const Record &owner,
                      const std::string &otpId,
                      const std::string &password,
                      const schema::Settings &settings) const
{
    const std::string address(owner.text("email"));
    auto message = auth::accountMail(
        auth::MailKind::Otp, owner, settings, address, {.otp = password, .otpId = otpId});
    m_parts.mailer->send(std::move(message), [this, otpId, address](const Result<void> &sent) {
        m_parts.database->writer().submit(
            [this, otpId, address, isSent = sent.hasValue()](
                storage::WriteTransaction &transaction) -> Result<void> {
                const auto catalogue = m_parts.catalogue();
                return isSent ? m_parts.passwords->markSent(transaction, *catalogue, otpId, address)
                              : m_parts.passwords->remove(transaction, *catalogue, otpId);
            },
            [this](const Result<void> &written) {
                if (!written) {
                    m_parts.log->warn("otp: what became of its mail could not be kept",
                                      {{"cause", Json(written.error().cause)}});
                }
            });
    });
}

Reply OtpApi::signIn(const Request &request, const RequestScope &scope)
{
    const auto collection = SOCLE_TRY(authCollection(request, scope));
    // 1. on at all?
    if (!collection->auth.otpEnabled) {
        return forbidden(std::string(kOtpOff));
    }
    // 2. the form
    Form form(*SOCLE_TRY(authBody(scope)));
    const std::string otpId = form.text("otpId");
    const std::string password = form.text("password");
    const std::string mfaId = form.text("mfaId");
    form.require("otpId", otpId);
    form.length("otpId", otpId, 1, kMaxFormText);
    form.require("password", password);
    form.length("password", password, 1, kMaxOtp);
    SOCLE_TRY(form.check());
    const auto attempt = SOCLE_TRY(m_parts.flow->begin(request, scope, "otp", mfaId));

    return onReader([this, collection, attempt, otpId, password](
                        storage::ReadTransaction &transaction) -> Reply {
        // 3. a row that still works
        const auto found = SOCLE_TRY(
            m_parts.passwords->find(transaction, *attempt->catalogue, collection, otpId));
        return onWorker(Pool::Cpu, [this, collection, attempt, otpId, password, found]() -> Reply {
            // 4. guessing has its own limit, whatever the settings say
            if (!m_parts.passwords->mayTry(found.owner.id(), attempt->origin.ip)) {
                return Error{.kind = ErrorKind::RateLimited,
                             .message
                             = "Too many attempts, please try again later with a new OTP."};
            }
            // 5. the digits
            if (!crypto::verifyPassword(password, found.otp.text("password"))) {
                return auth::OneTimePasswords::refused();
            }
            // It is used up whatever comes after: this step and the next are two commits.
            return onWriter(
                [this, collection, attempt, otpId](storage::WriteTransaction &writing) -> Reply {
                    const auto used = SOCLE_TRY(
                        m_parts.passwords->find(writing, *attempt->catalogue, collection, otpId));
                    SOCLE_TRY(m_parts.passwords->remove(writing, *attempt->catalogue, otpId));
                    const std::string_view sentTo = used.otp.text("sentTo");
                    if (!used.owner.flag("verified") && !sentTo.empty()
                        && sentTo == used.owner.text("email")) {
                        const auto verified = writing.savepoint([&] {
                            return m_parts.accounts->verifyByOtp(
                                writing, *attempt->catalogue, used.owner);
                        });
                        if (!verified) {
                            m_parts.log->warn("otp: the account could not be marked as verified",
                                              {{"cause", Json(verified.error().cause)}});
                        }
                    }
                    return onWriter([this, collection, attempt, id = std::string(used.owner.id())](
                                        storage::WriteTransaction &last) -> Reply {
                        const Record owner = SOCLE_TRY(m_parts.records->find(last, collection, id));
                        return m_parts.flow->finish(attempt, owner, last);
                    });
                });
        });
    });
}

} // namespace socle::api
