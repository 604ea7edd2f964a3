// The end of every way to sign in, over HTTP: one sign-in on its way, and the steps of
// auth-api.md 3.1 once its identity is proved.
//
//   writer: addresses, lock, age of the password, authRule, second factor, session, answer, origin
//     -> 401 {"mfaId"}                        second factor due
//     -> the answer                           usual case
//     -> mailer, then writer, then the answer new origin: the alert leaves first (3.12)
#pragma once

#include "backend/api/Reply.h"
#include "backend/auth/SignIn.h"
#include "backend/mail/Message.h"
#include "backend/records/Record.h"
#include "backend/rules/RequestContext.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace socle::http {
struct Request;
}

namespace socle::runtime {
class Clock;
}

namespace socle::mail {
class Mailer;
}

namespace socle::observability {
class Log;
}

namespace socle::schema {
struct Settings;
struct SocleSettings;
} // namespace socle::schema

namespace socle::auth {
class GuestBook;
class PasswordBook;
class RememberedDevices;
class Revocations;
class SecondFactors;
class Sessions;
} // namespace socle::auth

namespace socle::api {

class RequestScope;

/// One sign-in. Its context points into the request's scope: good until the answer is sent.
struct SignInAttempt
{
    std::string method = {}; // "password", "otp", "oauth2"; "" for refresh and impersonation
    std::string mfaId = {};
    std::string expand = {};
    auth::Origin origin = {};
    std::shared_ptr<const schema::Settings> settings = {};
    std::shared_ptr<const schema::Catalogue> catalogue = {};
    rules::RequestContext context = {};
    std::string meta = {}; // JSON text, OAuth2 only
    /// The account is new, or no sign-in of it: no second factor, no origin.
    bool isFirst = false;
    std::string device = {}; // header `Socle-Device`: a secret of RememberedDevices
    bool wantsDevice = false; // member `rememberDevice`: such a secret is wanted
    std::string impersonatedBy = {}; // goes into the token
    std::string session = {}; // that is renewed; "": a new one
    bool isStatic = false; // a token is handed back, none is made: no session begins
    std::chrono::seconds duration{0}; // of the token; 0: the collection's
    /// Makes the token once everything else has been passed; default: a refreshable one.
    std::function<Result<std::string>(const records::Record &, const rules::TokenMark &)> token
        = {};
};

/// What the object points to outlives it.
struct AuthFlowParts
{
    const records::RecordStore *records = nullptr;
    const auth::TokenService *tokens = nullptr;
    const auth::SignIn *signIn = nullptr;
    const auth::SecondFactors *secondFactors = nullptr;
    const auth::RememberedDevices *devices = nullptr;
    const auth::PasswordBook *passwords = nullptr;
    const auth::GuestBook *guests = nullptr;
    const auth::Revocations *revocations = nullptr;
    auth::Sessions *sessions = nullptr;
    mail::Mailer *mailer = nullptr;
    observability::Log *log = nullptr;
    const runtime::Clock *clock = nullptr;
    std::function<std::shared_ptr<const schema::SocleSettings>()> policy = {};
    /// Told of each sign-in inside its transaction; an error undoes only what it wrote itself.
    std::function<Result<void>(
        storage::WriteTransaction &, const records::Record &, const rules::RequestContext &)>
        signedIn = {};
};

class AuthFlow
{
public:
    explicit AuthFlow(AuthFlowParts parts)
        : m_parts(std::move(parts))
    {
    }

    /// `mfaId` is the body's; a query parameter of that name comes first. Error: InvalidInput when
    /// the body cannot be decoded.
    Result<std::shared_ptr<SignInAttempt>> begin(const http::Request &request,
                                                 const RequestScope &scope,
                                                 std::string method,
                                                 std::string mfaId = {}) const;

    /// Steps 1 to 6 for a record whose identity is proved. On the writer.
    Reply finish(std::shared_ptr<const SignInAttempt> attempt,
                 const records::Record &record,
                 storage::WriteTransaction &transaction) const;
    /// The same for refresh and impersonation: steps 1, 2, 4 and 6. On the writer only while
    /// sessions are on, which it keeps, or for a guest, who is seen.
    Reply finishQuietly(std::shared_ptr<const SignInAttempt> attempt,
                        schema::CollectionPtr collection,
                        std::string recordId) const;

    /// True when the account signed in from there before.
    Result<bool> isKnownPlace(const SignInAttempt &attempt,
                              const records::Record &record,
                              storage::ReadTransaction &transaction) const;

private:
    struct Passed
    {
        std::optional<Reply> end = {}; // not passed: what the request gets
        bool byCode = false; // a second factor was given
    };

    Result<void> checkAccount(const SignInAttempt &attempt, const records::Record &record) const;
    Result<void> checkPasswordAge(const SignInAttempt &attempt,
                                  const records::Record &record,
                                  storage::WriteTransaction &transaction) const;
    Result<Passed> passSecondFactor(const SignInAttempt &attempt,
                                    const records::Record &record,
                                    storage::WriteTransaction &transaction) const;
    Result<std::string> keepSession(const SignInAttempt &attempt,
                                    const records::Record &record,
                                    storage::WriteTransaction &transaction) const;
    /// True when a mail about a device that was never seen is due.
    Result<bool> isNewDevice(const SignInAttempt &attempt,
                             const records::Record &record,
                             storage::ReadTransaction &transaction) const;
    mail::Message alertOf(const SignInAttempt &attempt, const records::Record &record) const;
    Result<bool> needsApp(storage::ReadTransaction &transaction,
                          const records::Record &record) const;
    Result<std::string> answer(const SignInAttempt &attempt,
                               const records::Record &record,
                               const std::string &session,
                               storage::ReadTransaction &transaction) const;
    Reply alertFirst(std::shared_ptr<const SignInAttempt> attempt,
                     const records::Record &record,
                     std::string answer) const;

    const AuthFlowParts m_parts;
};

/// An error that answers the request while what was written stays: a write step that returns an
/// Error is rolled back.
Reply committed(Error error);

} // namespace socle::api
