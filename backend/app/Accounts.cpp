#include "backend/app/Accounts.h"

#include "backend/app/Wiring.h"
#include "backend/auth/PasswordPolicy.h"

#include <iterator>

namespace socle::app {

namespace {

constexpr std::chrono::seconds kMailGrace{3};

mail::SmtpOptions smtpOf(const schema::Settings &settings)
{
    const schema::SmtpSettings &smtp = settings.smtp;
    return {.enabled = smtp.enabled,
            .host = smtp.host,
            .port = smtp.port,
            .username = smtp.username,
            .password = smtp.password,
            .authMethod = smtp.authMethod,
            .tls = smtp.tls,
            .localName = smtp.localName};
}

auth::LockoutRules lockoutOf(const schema::SocleSettings &settings)
{
    const auto &accounts = settings.accounts;
    return {.enabled = accounts.lockoutEnabled,
            .maxAttempts = accounts.lockoutMaxAttempts,
            .window = std::chrono::seconds(accounts.lockoutWindow),
            .duration = std::chrono::seconds(accounts.lockoutDuration)};
}

} // namespace

Accounts::Accounts(Engine &engine,
                   const auth::TokenService &tokens,
                   const auth::SessionService &sessions,
                   observability::Log &log,
                   api::RateLimiter &rateLimiter,
                   outbound::HttpClient &httpClient,
                   realtime::Broker &broker,
                   bool isDevelopment)
    : signIn(engine.records, engine.clock)
    , changes(engine.records, tokens, sessions, engine.clock, engine.random)
    , oneTimePasswords(engine.records, engine.clock, engine.random)
    , lockout(engine.clock, [&engine] { return lockoutOf(*engine.socleSettings.settings()); })
    , secondFactors(engine.clock, engine.random)
    , links(engine.clock, engine.random)
    , oauth2Client(httpClient, engine.clock)
    , linker(engine.records, changes, engine.random)
    , mailer({.smtp = [&engine] { return smtpOf(*engine.settings.settings()); },
              .clock = &engine.clock,
              .random = &engine.random,
              .log = &log,
              .mailbox = isDevelopment ? &mailbox : nullptr})
    , flow({.records = &engine.records,
            .tokens = &tokens,
            .signIn = &signIn,
            .secondFactors = &secondFactors,
            .mailer = &mailer,
            .log = &log,
            .clock = &engine.clock,
            .policy = [&engine] { return engine.socleSettings.settings(); }})
    , auth(engine.records, tokens, flow, lockout, engine.random)
    , otp({.database = engine.database.get(),
           .records = &engine.records,
           .passwords = &oneTimePasswords,
           .accounts = &changes,
           .flow = &flow,
           .mailer = &mailer,
           .log = &log,
           .catalogue = [&engine] { return engine.schema.catalogue(); }})
    , account({.records = &engine.records,
               .accounts = &changes,
               .tokens = &tokens,
               .mailer = &mailer,
               .clock = &engine.clock})
    , oauth2({.records = &engine.records,
              .client = &oauth2Client,
              .linker = &linker,
              .flow = &flow,
              .rateLimiter = &rateLimiter,
              .broker = &broker,
              .log = &log,
              .clock = &engine.clock})
    , mails({.mailer = &mailer,
             .mailbox = isDevelopment ? &mailbox : nullptr,
             .tokens = &tokens,
             .signIn = &signIn,
             .clock = &engine.clock})
    , totp({.records = &engine.records,
            .factors = &secondFactors,
            .flow = &flow,
            .clock = &engine.clock,
            .policy = [&engine] { return engine.socleSettings.settings(); }})
    , magicLinks({.records = &engine.records,
                  .accounts = &changes,
                  .links = &links,
                  .flow = &flow,
                  .mailer = &mailer,
                  .clock = &engine.clock,
                  .policy = [&engine] { return engine.socleSettings.settings(); }})
    , lockouts(lockout)
{
    engine.records.addListener(secondFactors);
    engine.records.setPasswordCheck([&engine](std::string_view password) {
        const auto &accounts = engine.socleSettings.settings()->accounts;
        return auth::passwordFault(password,
                                   {.minLength = accounts.passwordMinLength,
                                    .minClasses = accounts.passwordMinClasses,
                                    .refuseCommon = accounts.passwordRefuseCommon});
    });
    // Counters end with any change of the settings (auth-api.md 6.4).
    engine.settings.addListener([this](const schema::Settings &, const schema::Settings &) {
        oneTimePasswords.forgetAttempts();
    });
}

std::vector<api::Route> Accounts::routes()
{
    std::vector<api::Route> all;
    for (auto rows : {auth.routes(),
                      otp.routes(),
                      account.routes(),
                      oauth2.routes(),
                      mails.routes(),
                      totp.routes(),
                      magicLinks.routes(),
                      lockouts.routes()}) {
        std::move(rows.begin(), rows.end(), std::back_inserter(all));
    }
    return all;
}

void Accounts::stop() { mailer.stop(kMailGrace); }

} // namespace socle::app
