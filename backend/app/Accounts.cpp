#include "backend/app/Accounts.h"

#include "backend/app/Wiring.h"

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
    , oauth2Client(httpClient, engine.clock)
    , linker(engine.records, changes, engine.random)
    , mailer({.smtp = [&engine] { return smtpOf(*engine.settings.settings()); },
              .clock = &engine.clock,
              .random = &engine.random,
              .log = &log,
              .mailbox = isDevelopment ? &mailbox : nullptr})
    , flow(engine.records, tokens, signIn, mailer, log, engine.clock)
    , auth(engine.records, tokens, flow, engine.random)
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
{
    // Counters end with any change of the settings (auth-api.md 6.4).
    engine.settings.addListener([this](const schema::Settings &, const schema::Settings &) {
        oneTimePasswords.forgetAttempts();
    });
}

std::vector<api::Route> Accounts::routes()
{
    std::vector<api::Route> all;
    for (auto rows :
         {auth.routes(), otp.routes(), account.routes(), oauth2.routes(), mails.routes()}) {
        std::move(rows.begin(), rows.end(), std::back_inserter(all));
    }
    return all;
}

void Accounts::stop() { mailer.stop(kMailGrace); }

} // namespace socle::app
