#include "backend/app/Accounts.h"

#include "backend/app/Wiring.h"
#include "backend/auth/PasswordPolicy.h"
#include "backend/observability/Log.h"
#include "backend/observability/RequestLog.h"
#include "backend/runtime/Clock.h"

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

// A row among the logs, so that the studio shows that a mail left, and where to look at one that was
// kept: GET /api/socle/mails.
void noteMail(observability::Log &log,
              observability::RequestLog &rows,
              const runtime::Clock &clock,
              std::string_view kind,
              mail::Way way,
              std::string_view fault)
{
    if (!fault.empty()) {
        log.warn("mail: not sent", {{"kind", Json(kind)}, {"cause", Json(fault)}});
    }
    const std::string_view shownWay = way == mail::Way::Smtp ? "smtp"
        : way == mail::Way::Sendmail                         ? "sendmail"
                                                             : "mailbox";
    Json data = JsonObject{{"kind", kind}, {"type", "mail"}, {"way", shownWay}};
    if (!fault.empty()) {
        data.asObject().set("error", fault);
    }
    const auto level = fault.empty() ? observability::Level::Info : observability::Level::Error;
    rows.add({.created = clock.now(),
              .level = static_cast<int>(level),
              .message = (fault.empty() ? "Mail sent: " : "Mail not sent: ") + std::string(kind),
              .data = data.dumpSorted()});
}

} // namespace

Accounts::Accounts(Engine &engine,
                   const auth::TokenService &tokens,
                   const auth::SessionService &sessions,
                   observability::Log &log,
                   observability::RequestLog &rows,
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
              .note =
                  [&log, &rows, &engine](
                      std::string_view kind, mail::Way way, std::string_view fault) {
                      noteMail(log, rows, engine.clock, kind, way, fault);
                  },
              .mailbox = isDevelopment ? &mailbox : nullptr})
    , flow({.records = &engine.records,
            .tokens = &tokens,
            .signIn = &signIn,
            .secondFactors = &secondFactors,
            .mailer = &mailer,
            .log = &log,
            .clock = &engine.clock,
            .policy = [&engine] { return engine.socleSettings.settings(); },
            .signedIn = [&engine](storage::WriteTransaction &tx,
                                  const records::Record &record,
                                  const rules::RequestContext &request) {
                return engine.outbox.emit(tx, "auth.login", record, request);
            }})
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
