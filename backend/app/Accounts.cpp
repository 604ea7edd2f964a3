#include "backend/app/Accounts.h"

#include "backend/app/NamedServices.h"
#include "backend/app/Wiring.h"
#include "backend/auth/PasswordPolicy.h"
#include "backend/observability/Log.h"
#include "backend/observability/RequestLog.h"
#include "backend/runtime/Clock.h"
#include "backend/storage/Database.h"
#include "shared/protocol/Messages.h"

#include <iterator>

namespace socle::app {

namespace {

constexpr std::chrono::seconds kMailGrace{3};
constexpr std::chrono::seconds kFlushEvery{5};
constexpr protocol::Code kUsedBefore{"validation_password_reused",
                                     "Must not be a password that the account had before."};

auth::LockoutRules lockoutOf(const schema::SocleSettings &settings)
{
    const auto &accounts = settings.accounts;
    return {.enabled = accounts.lockoutEnabled,
            .maxAttempts = accounts.lockoutMaxAttempts,
            .window = std::chrono::seconds(accounts.lockoutWindow),
            .duration = std::chrono::seconds(accounts.lockoutDuration)};
}

auth::BreachRules breachRulesOf(const schema::SocleSettings &settings)
{
    const auto &accounts = settings.accounts;
    return {.enabled = accounts.passwordBreachCheck,
            .url = accounts.passwordBreachUrl,
            .allowPrivate = accounts.passwordBreachAllowPrivate,
            .failOpen = accounts.passwordBreachFailOpen};
}

// A row among the logs, so that the studio shows that a mail left, and where to look at one that
// was kept: GET /api/socle/mails.
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
                   const auth::SessionService &sessionService,
                   observability::Log &log,
                   observability::RequestLog &rows,
                   api::RateLimiter &rateLimiter,
                   outbound::HttpClient &httpClient,
                   realtime::Broker &broker,
                   bool isDevelopment)
    : signIn(engine.records, engine.clock)
    , changes(engine.records, tokens, sessionService, engine.clock, engine.random)
    , oneTimePasswords(engine.records, engine.clock, engine.random)
    , lockout(
          engine.clock,
          [&engine] { return lockoutOf(*engine.socleSettings.settings()); },
          engine.database.get())
    , secondFactors(engine.clock, engine.random, engine.masterKey)
    , links(engine.clock, engine.random)
    , sessions(*engine.database, engine.revocations, engine.clock, engine.random)
    , devices(*engine.database, engine.clock, engine.random)
    , guests(*engine.database,
             engine.records,
             engine.clock,
             [&engine] { return engine.schema.catalogue(); })
    , breaches(httpClient, [&engine] { return breachRulesOf(*engine.socleSettings.settings()); })
    , oauth2Client(httpClient, engine.clock)
    , linker(engine.records, changes, engine.random)
    , mailer({.smtp = [&engine]() -> std::optional<outbound::SmtpServer> {
                  const schema::SettingsPtr settings = engine.settings.settings();
                  if (!settings->smtp.enabled) {
                      return std::nullopt;
                  }
                  return mailServerOf(settings->smtp);
              },
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
            .devices = &devices,
            .passwords = &engine.passwordBook,
            .guests = &guests,
            .revocations = &engine.revocations,
            .sessions = &sessions,
            .mailer = &mailer,
            .log = &log,
            .clock = &engine.clock,
            .policy = [&engine] { return engine.socleSettings.settings(); },
            .signedIn =
                [&engine](storage::WriteTransaction &tx,
                          const records::Record &record,
                          const rules::RequestContext &request) {
                    return engine.outbox.emit(tx, "auth.login", record, request);
                }})
    , auth(engine.records,
           tokens,
           flow,
           lockout,
           engine.random,
           [&engine] { return engine.socleSettings.settings(); })
    , otp({.database = engine.database.get(),
           .records = &engine.records,
           .passwords = &oneTimePasswords,
           .accounts = &changes,
           .flow = &flow,
           .mailer = &mailer,
           .log = &log,
           .catalogue = [&engine] { return engine.schema.catalogue(); }})
    , account({.records = &engine.records,
               .lookup = {.database = engine.database.get(), .accounts = &changes, .log = &log},
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
             .clock = &engine.clock,
             .options = &engine.options})
    , totp({.records = &engine.records,
            .factors = &secondFactors,
            .flow = &flow,
            .clock = &engine.clock,
            .policy = [&engine] { return engine.socleSettings.settings(); }})
    , magicLinks({.records = &engine.records,
                  .lookup = {.database = engine.database.get(), .accounts = &changes, .log = &log},
                  .accounts = &changes,
                  .links = &links,
                  .flow = &flow,
                  .mailer = &mailer,
                  .clock = &engine.clock,
                  .options = &engine.options,
                  .policy = [&engine] { return engine.socleSettings.settings(); }})
    , lockouts(lockout, engine.revocations, engine.records)
    , sessionRoutes(sessions, devices)
    , guestRoutes({.records = &engine.records,
                   .accounts = &changes,
                   .guests = &guests,
                   .tokens = &tokens,
                   .flow = &flow,
                   .mailer = &mailer,
                   .clock = &engine.clock,
                   .random = &engine.random,
                   .policy = [&engine] { return engine.socleSettings.settings(); }})
    , m_engine(engine)
    , m_tokens(tokens)
    , m_log(log)
{
    engine.records.addListener(secondFactors);
    engine.records.addListener(sessions);
    engine.records.addListener(devices);
    engine.records.addListener(guests);
    engine.records.setGuestQuestion(
        [this](storage::ReadTransaction &transaction, const records::Record &record) {
            return guests.isGuest(transaction, record.collection().id, record.id());
        });
    engine.records.setPasswordCheck([&engine](std::string_view password) {
        const auto &accounts = engine.socleSettings.settings()->accounts;
        return auth::passwordFault(password,
                                   {.minLength = accounts.passwordMinLength,
                                    .minClasses = accounts.passwordMinClasses,
                                    .refuseCommon = accounts.passwordRefuseCommon});
    });
    engine.records.setSlowPasswordCheck(
        [this, &engine] {
            return engine.socleSettings.settings()->accounts.passwordHistory > 0 || breaches.isOn();
        },
        [this, &engine](const schema::Collection &collection,
                        std::string_view recordId,
                        std::string_view plain) -> std::optional<FieldError> {
            if (engine.passwordBook.wasUsed(collection, recordId, plain)) {
                return protocol::fieldError(kUsedBefore);
            }
            return breaches.fault(plain);
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
                      lockouts.routes(),
                      sessionRoutes.routes(),
                      guestRoutes.routes()}) {
        std::move(rows.begin(), rows.end(), std::back_inserter(all));
    }
    return all;
}

Result<void> Accounts::open()
{
    const auto sealed
        = m_engine.database->writer().run([this](storage::WriteTransaction &tx) -> Result<void> {
              SOCLE_TRY(m_engine.webhookBook.sealPlain(tx));
              return secondFactors.sealPlain(tx);
          });
    if (!sealed) { // they work as they are
        m_log.warn("secrets: some are stored as they are",
                   {{"cause", Json(sealed.error().message)}});
    }
    return lockout.open();
}

void Accounts::tick()
{
    const auto now = m_engine.clock.steadyNow();
    if (now >= m_nextFlush) {
        m_nextFlush = now + kFlushEvery;
        sessions.flush();
        lockout.flush();
    }
}

void Accounts::prune()
{
    const auto &maxDays = m_engine.socleSettings.settings()->accounts.guestsMaxDays;
    for (const auto &done : {sessions.prune(), devices.prune(), guests.prune(maxDays)}) {
        if (!done) {
            m_log.error("upkeep: what is over of accounts could not be deleted",
                        {{"cause", Json(done.error().cause)}});
        }
    }
}

Result<std::string> Accounts::studioToken(const records::Record &superuser)
{
    rules::TokenMark mark;
    if (m_engine.socleSettings.settings()->accounts.sessionsEnabled) {
        const auto begin = [&](storage::WriteTransaction &tx) -> Result<void> {
            mark.session = SOCLE_TRY(sessions.begin(
                tx,
                superuser,
                {.ip = "127.0.0.1", .userAgent = "SocleStudio"},
                {.method = "studio", .seconds = superuser.collection().auth.authToken.duration}));
            return {};
        };
        SOCLE_TRY(m_engine.database->writer().run(begin));
    }
    return m_tokens.authToken(superuser, true, {}, mark);
}

void Accounts::stop()
{
    sessions.flush();
    lockout.flush();
    mailer.stop(kMailGrace);
}

} // namespace socle::app
