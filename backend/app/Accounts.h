// Everything about signing in and accounts, put together: tokens, flows, mails, and their routes.
//
// A part of the parts list in Wiring.h, in a file of its own for its length. Members are destroyed
// in reverse order: the mailer's threads end before what they work for.
#pragma once

#include "backend/api/AccountApi.h"
#include "backend/api/AuthApi.h"
#include "backend/api/AuthFlow.h"
#include "backend/api/GuestApi.h"
#include "backend/api/LockoutApi.h"
#include "backend/api/MagicLinkApi.h"
#include "backend/api/MailApi.h"
#include "backend/api/OAuth2Api.h"
#include "backend/api/OtpApi.h"
#include "backend/api/SecondFactorApi.h"
#include "backend/api/SessionsApi.h"
#include "backend/auth/Accounts.h"
#include "backend/auth/BreachCheck.h"
#include "backend/auth/GuestBook.h"
#include "backend/auth/Lockout.h"
#include "backend/auth/OneTimePasswords.h"
#include "backend/auth/RememberedDevices.h"
#include "backend/auth/SecondFactors.h"
#include "backend/auth/SessionService.h"
#include "backend/auth/Sessions.h"
#include "backend/auth/SignIn.h"
#include "backend/auth/SignInLinks.h"
#include "backend/auth/TokenService.h"
#include "backend/auth/oauth2/Account.h"
#include "backend/auth/oauth2/Client.h"
#include "backend/mail/Mailbox.h"
#include "backend/mail/Mailer.h"
#include "backend/runtime/Clock.h"

#include <string>
#include <vector>

namespace socle::api {
class RateLimiter;
}

namespace socle::observability {
class Log;
class RequestLog;
} // namespace socle::observability

namespace socle::realtime {
class Broker;
}

namespace socle::app {

class Engine;
struct CommonOptions;
struct ServeOptions;

class Accounts
{
public:
    /// The references outlive the object.
    Accounts(Engine &engine,
             const auth::TokenService &tokens,
             const auth::SessionService &sessionService,
             observability::Log &log,
             observability::RequestLog &rows,
             api::RateLimiter &rateLimiter,
             outbound::HttpClient &httpClient,
             realtime::Broker &broker,
             bool isDevelopment);

    std::vector<api::Route> routes();

    /// What an earlier run left: locks, secrets of an older version. Before the first request.
    Result<void> open();
    /// Once a second or so: writes what was gathered in memory.
    void tick();
    /// Removes what is over. Blocks: for a worker, once an hour.
    void prune();
    /// A token for this run of the studio, with a session when those are on. Blocks: at start-up.
    Result<std::string> studioToken(const records::Record &superuser);

    /// Before what the mails' callbacks use ends.
    void stop();

    mail::Mailbox mailbox;
    auth::SignIn signIn;
    auth::Accounts changes;
    auth::OneTimePasswords oneTimePasswords;
    auth::Lockout lockout;
    auth::SecondFactors secondFactors;
    auth::SignInLinks links;
    auth::Sessions sessions;
    auth::RememberedDevices devices;
    auth::GuestBook guests;
    auth::BreachCheck breaches;
    auth::oauth2::Client oauth2Client;
    auth::oauth2::AccountLinker linker;
    mail::Mailer mailer;
    api::AuthFlow flow;
    api::AuthApi auth;
    api::OtpApi otp;
    api::AccountApi account;
    api::OAuth2Api oauth2;
    api::MailApi mails;
    api::SecondFactorApi totp;
    api::MagicLinkApi magicLinks;
    api::LockoutApi lockouts;
    api::SessionsApi sessionRoutes;
    api::GuestApi guestRoutes;

private:
    Engine &m_engine;
    const auth::TokenService &m_tokens;
    observability::Log &m_log;
    runtime::Steady::time_point m_nextFlush = {}; // of tick()'s thread
};

} // namespace socle::app
