// See Wiring.h.
#include "backend/app/Wiring.h"

#include "backend/api/FieldsPicker.h"
#include "backend/app/NamedServices.h"
#include "backend/backups/FolderNames.h"
#include "backend/backups/Restore.h"
#include "backend/crypto/AesGcm.h"
#include "backend/files/LocalBlobStore.h"
#include "backend/runtime/Clock.h"
#include "backend/runtime/Random.h"
#include "backend/schema/SharedViews.h"
#include "backend/schema/SocleInstall.h"
#include "backend/storage/BulkDelete.h"
#include "shared/core/Text.h"

#include <algorithm>
#include <system_error>
#include <thread>
#include <unistd.h>

namespace socle::app {

namespace {

Error cannotUse(const std::filesystem::path &folder, const std::string &why)
{
    return Error{.kind = ErrorKind::Unavailable,
                 .message = "Cannot use the data folder " + folder.string() + ": " + why + "."};
}

schema::SettingsCipher cipherFor(const std::string &key)
{
    return {.encrypt = [key](std::string_view plain) { return crypto::encryptAesGcm(plain, key); },
            .decrypt
            = [key](std::string_view stored) { return crypto::decryptAesGcm(stored, key); }};
}

observability::LogPolicy policyOf(const schema::Settings &settings)
{
    return {.minLevel = static_cast<int>(settings.logs.minLevel),
            .maxDays = static_cast<int>(settings.logs.maxDays)};
}

constexpr std::int64_t kJobDays = 30; // how long finished work can be asked about
// Password hashes and thumbnails fill whole cores: answering requests comes first.
constexpr int kCpuNiceness = 5;

std::size_t cores() { return std::max<std::size_t>(1, std::thread::hardware_concurrency()); }

// `fields` of a subscription works on the record; a faulty one is ignored (records-api.md 6.6).
std::string pickFields(std::string_view fields, std::string json)
{
    const auto picker = api::FieldsPicker::parse(fields);
    return picker ? picker->pick(std::move(json)) : json;
}

// Names of socle-api.md 1 whose features are wired below; a name appears here in the change that
// makes it work.
std::vector<std::string> workingCapabilities()
{
    return {"batch",
            "preconditions",
            "rules.explain",
            "schema.plan",
            "history",
            "revisions",
            "webhooks",
            "apikeys",
            "audit",
            "files.index",
            "openapi",
            "jobs",
            "backups.verify",
            "logs.percentiles",
            "logs.stream",
            "aggregate",
            "import.stream",
            "export.stream",
            "ws",
            "presence",
            "broadcast",
            "ai.chat",
            "ai.query",
            "views.shared"};
}

} // namespace

// -- Engine
// ------------------------------------------------------------------------------------------------------------

Result<std::unique_ptr<Engine>> Engine::open(const std::filesystem::path &folder,
                                             std::string settingsKey,
                                             std::string keyName)
{
    std::error_code fault;
    std::filesystem::create_directories(folder, fault);
    if (fault) {
        return cannotUse(folder, fault.message());
    }
    if (backups::isRestoreUnfinished(folder)) {
        return cannotUse(folder,
                         "a restore was interrupted; `socle serve` on this folder finishes it");
    }
    auto data = SOCLE_TRY(storage::Database::open(folder / "data.db", {}));
    auto logs = SOCLE_TRY(storage::Database::open(
        folder / "auxiliary.db", {.durability = storage::Durability::Normal, .maxReaders = 20}));
    std::unique_ptr<Engine> engine(new Engine(folder, std::move(data), std::move(logs)));
    if (!settingsKey.empty()) {
        engine->settings.setCipher(cipherFor(settingsKey), keyName);
        engine->socleSettings.setCipher(cipherFor(settingsKey), std::move(keyName));
    }
    engine->records.setRemovalGate(engine->removalGate);
    SOCLE_TRY(engine->schema.open());
    SOCLE_TRY(engine->settings.open());
    SOCLE_TRY(schema::installSocle(*engine->database, engine->schema, engine->clock));
    SOCLE_TRY(engine->socleSettings.open());
    SOCLE_TRY(engine->options.open(engine->schema));
    engine->journal.attach();
    SOCLE_TRY(engine->webhookBook.reload());
    SOCLE_TRY(engine->revocations.open());
    engine->schema.setRuleChecker(engine->ruleChecker);
    engine->followRenames();
    schema::removeSharedViewsWithCollection(engine->schema);
    engine->followHistory();
    return engine;
}

Engine::Engine(std::filesystem::path dataFolder,
               std::unique_ptr<storage::Database> data,
               std::unique_ptr<storage::Database> logs)
    : folder(std::move(dataFolder))
    , clock(runtime::systemClock())
    , random(runtime::systemRandom())
    , database(std::move(data))
    , auxiliary(std::move(logs))
    , ruleChecker(database->dialect())
    , schema(*database, clock, random)
    , settings(*database, clock)
    , socleSettings(*database, clock)
    , options(*database)
    , journal(schema, clock, random)
    , records(clock, random, folder / "storage")
    , optionsListener(options)
    , history(clock, random)
    , revisions(*database, records)
    , masterKey(crypto::MasterKey::defaultFile(),
                [this](std::size_t count) { return random.bytes(count); })
    , webhookBook(*database, masterKey)
    , outbox(webhookBook, clock, random)
    , revocations(
          *database, clock, [this] { return socleSettings.settings()->accounts.sessionsEnabled; })
    , passwordBook(*database,
                   clock,
                   [this]() -> auth::PasswordBook::Rules {
                       const auto current = socleSettings.settings();
                       return {.history = current->accounts.passwordHistory,
                               .maxDays = current->accounts.passwordMaxDays};
                   })
    , apiKeys(*database, records, revocations, clock)
    , audit(
          *database, [this] { return socleSettings.settings(); }, clock, random)
    , superusers(*database, records, clock, [this] { return schema.catalogue(); })
{
}

// Rate limit labels name collections: they follow a rename in the same transaction
// (auth-api.md 6.1).
void Engine::followRenames()
{
    schema.addListener([this](storage::WriteTransaction &transaction,
                              const schema::CollectionChange &change) -> Result<void> {
        if (!change.before || !change.after || change.before->name == change.after->name) {
            return {};
        }
        const std::string oldPrefix = change.before->name + ":";
        schema::Settings changed = *settings.settings();
        bool hasChanged = false;
        for (auto &rule : changed.rateLimits.rules) {
            if (startsWith(rule.label, oldPrefix)) {
                rule.label = change.after->name + ":" + rule.label.substr(oldPrefix.size());
                hasChanged = true;
            }
        }
        return hasChanged ? settings.save(transaction, std::move(changed)) : Result<void>{};
    });
}

Result<void> Engine::prune()
{
    const auto now = clock.now();
    const auto current = socleSettings.settings();
    SOCLE_TRY(revisions.prune(*current, now));
    SOCLE_TRY(storage::deleteOlderThan(
        *database, webhooks::kDeliveries, current->webhooks.maxDays, now, "`state` != 'pending'"));
    SOCLE_TRY(storage::deleteOlderThan(*database, "_jobs", kJobDays, now));
    return audit.prune(now);
}

Result<void> Engine::dropUnfinishedUploads()
{
    return database->read([this](storage::ReadTransaction &transaction) -> Result<void> {
        records::dropUnfinishedUploads(folder, records, *schema.catalogue(), transaction);
        return {};
    });
}

// Settings and options decide together which collections keep revisions.
void Engine::followHistory()
{
    records.addListener(optionsListener);
    records.addListener(history);
    records.addListener(webhookBook);
    records.addListener(outbox);
    records.addListener(passwordBook);
    records.addListener(apiKeys);
    records.addListener(audit);
    const auto configure
        = [this] { history.configure(*socleSettings.settings(), *options.snapshot()); };
    socleSettings.addListener([configure](const schema::SocleSettings &) { configure(); });
    options.addListener([configure](const schema::OptionRows &) { configure(); });
    configure();
}

// -- Surface
// -----------------------------------------------------------------------------------------------------------

Result<std::unique_ptr<Surface>> Surface::make(Engine &engine,
                                               const CommonOptions &common,
                                               const ServeOptions &serve)
{
    auto store = SOCLE_TRY(observability::LogStore::open(*engine.auxiliary, engine.random));
    std::unique_ptr<Surface> surface(new Surface(engine, common, serve, std::move(store)));
    SOCLE_TRY(surface->jobBook.open());
    SOCLE_TRY(surface->accounts.open());
    surface->requestLog.setPolicy(policyOf(*engine.settings.settings()));
    engine.settings.addListener(
        [made = surface.get()](const schema::Settings &, const schema::Settings &after) {
            made->requestLog.setPolicy(policyOf(after));
            // Clearing old rows takes time that the thread of a settings change does not have.
            const bool isTaken = made->cpu.post([made, policy = policyOf(after)] {
                discard(made->logStore.apply(policy, made->engine.clock.now()),
                        "the hourly job clears the rest");
            });
            if (!isTaken) {
                made->log.warn("logs: old rows stay until the next clean-up, the queue is full");
            }
        });
    return surface;
}

Surface::Surface(Engine &parts,
                 const CommonOptions &common,
                 const ServeOptions &serve,
                 observability::LogStore store)
    : engine(parts)
    , log(serve.logStyle == LogStyle::Json ? observability::LogFormat::Json
                                           : observability::LogFormat::Text,
          common.isVerbose ? observability::Level::Debug : observability::Level::Info,
          parts.clock)
    , logStore(std::move(store))
    , requestLog([this](std::vector<observability::LogEntry> rows) {
        return logStore.write(std::move(rows));
    })
    , activity(requestLog, log, parts.clock)
    , tokens(parts.clock)
    , sessions(tokens, parts.records)
    , tokenAuthenticator(sessions)
    , authenticator(tokenAuthenticator, parts.apiKeys)
    , rateLimiter(parts.clock)
    , jobBook(*parts.database, parts.clock, parts.random, jobPool)
    , bucketFiles(
          parts.folder,
          [this]() -> std::unique_ptr<files::S3BlobStore> {
              const auto current = engine.settings.settings();
              return current->s3.enabled ? bucketOf(current->s3, engine.folder, httpClient)
                                         : nullptr;
          },
          [this](std::string_view what, const Error &error) {
              log.error(std::string(what) + " failed", {{"cause", Json(error.message)}});
          })
    , upkeep(parts, log, logStore, rateLimiter, httpClient)
    , health([this] { return !upkeep.backups.active(); })
    , backups(upkeep.backups, sessions, jobBook)
    , backupTools(upkeep.backups, jobBook)
    , crons(upkeep.crons)
    , sql(*parts.database)
    , capabilities(programVersion(), workingCapabilities())
    , records(
          parts.records, parts.clock, [&parts] { return parts.schema.catalogue(); }, parts.random)
    , aggregates(parts.clock)
    , collections(parts.schema, parts.journal, parts.records, parts.clock)
    , settings(
          parts.settings,
          [this](const schema::S3Settings &s3) {
              return blobStoreOf(s3, engine.folder, {}, httpClient);
          },
          parts.random)
    , socleSettings(parts.socleSettings)
    , explain(parts.records, parts.clock, parts.random)
    , plan(parts.schema, parts.journal)
    , history(parts.revisions, parts.records, parts.clock)
    , keys(parts.records, parts.clock, parts.random)
    , status({.metrics = &metrics,
              .settings = [&parts] { return parts.socleSettings.settings(); },
              .folder = parts.folder,
              .others = [this] { return dependencies.states(); }})
    , filesIndex(*parts.database,
                 [this, &parts] {
                     const auto current = parts.settings.settings();
                     std::vector<std::unique_ptr<files::BlobStore>> stores;
                     stores.push_back(files::localBlobStore(parts.folder / "storage"));
                     if (current->s3.enabled) {
                         stores.push_back(bucketOf(current->s3, parts.folder, httpClient));
                     }
                     return stores;
                 })
    , filesMove({.jobs = &jobBook,
                 .storage = parts.folder / "storage",
                 .work = parts.folder / backups::kTrashFolder,
                 .settings = [&parts] { return parts.settings.settings(); },
                 .bucket =
                     [this](const schema::S3Settings &s3) {
                         return bucketOf(s3, engine.folder, httpClient);
                     }})
    , docs(parts.schema,
           parts.journal,
           parts.records,
           parts.clock,
           programVersion(),
           [this]() -> const std::vector<api::Route> & { return dispatcher.routes(); })
    , jobs(jobBook, *parts.database)
    , batch(
          parts.records, parts.clock, &rateLimiter, [&parts] { return parts.settings.settings(); })
    , logs(*parts.auxiliary, requestLog, parts.clock)
    , deliverer({.database = parts.database.get(),
                 .outbox = &parts.outbox,
                 .http = &httpClient,
                 .settings = [&parts] { return parts.socleSettings.settings(); },
                 .clock = &parts.clock,
                 .random = &parts.random,
                 .key = &parts.masterKey})
    , webhooks(parts.outbox)
    , aiStore(
          *parts.database, parts.schema, httpClient, ai::AiSecrets(parts.masterKey), parts.clock)
    , dependencies(parts, aiStore, httpClient)
    , ai(aiStore, parts.records, parts.clock, parts.random)
    , broker({.database = parts.database.get(),
              .records = &parts.records,
              .catalogue = [&parts] { return parts.schema.catalogue(); },
              .clock = &parts.clock,
              .random = &parts.random,
              .pick = pickFields})
    , accounts(parts,
               tokens,
               sessions,
               log,
               requestLog,
               rateLimiter,
               httpClient,
               broker,
               serve.isStudio || common.isVerbose)
    , realtime(broker)
    , sockets({.database = parts.database.get(),
               .records = &parts.records,
               .broker = &broker,
               .authenticator = &authenticator,
               .clock = &parts.clock,
               .random = &parts.random,
               .pool = &read,
               .catalogue = [&parts] { return parts.schema.catalogue(); },
               .settings = [&parts] { return parts.settings.settings(); }})
    , files({.records = &parts.records,
             .tokens = &tokens,
             .sessions = &sessions,
             .clock = &parts.clock,
             .cpu = &cpu,
             .storage = parts.folder / "storage",
             .bucket = &bucketFiles})
    , jobPool({.name = "longwork", .threads = 2, .maxQueued = 64})
    , cpu({.name = "cpu", .threads = cores(), .niceness = kCpuNiceness})
    , read({.name = "read", .threads = cores() + 2})
    , transfers({.database = parts.database.get(),
                 .records = &parts.records,
                 .clock = &parts.clock,
                 .pool = &transferring,
                 .catalogue = [&parts] { return parts.schema.catalogue(); }},
                jobBook,
                parts.folder)
    , outbound({.name = "outbound", .threads = 4})
    , storing({.name = "storing", .threads = 4})
    , transferring({.name = "transfer", .threads = 4, .maxQueued = 256})
    , dispatcher(dispatcherParts(), dispatcherOptions(serve), allRoutes())
{
    parts.outbox.onQueued(deliverer.poker());
    if (!serve.secretKeyFile.empty()) {
        parts.masterKey.setFile(serve.secretKeyFile);
    }
    deliverer.start();
    registerMetrics(metrics, *this);
    parts.records.addObserver(aiStore);
    parts.records.addListener(broker);
    parts.records.addObserver(broker);
    upkeep.onPrune([this] {
        transfers.jobs().removeOld();
        accounts.prune();
    });
    upkeep.onMail([this](mail::Message message) { accounts.mailer.send(std::move(message)); });
    parts.records.setBucket(&bucketFiles);
    bucketFiles.resume();
    jobBook.setListener(
        [this](const Json &job) { broker.publishToSuperusers(api::kJobsTopic, job.dump()); });
    followAccounts();
    followDeletions();
}

// Open streams of an auth collection that is gone or whose tokens were all revoked go on as guests
// (records-api.md 6.8).
void Surface::followAccounts()
{
    sessions.follow(engine.revocations, accounts.sessions);
    engine.revocations.onRevoked([this](const auth::Revoked &revoked) {
        broker.callersRevoked(
            revoked.collectionId, revoked.recordId, [&](const rules::Caller &caller) {
                return revoked.concerns(caller);
            });
    });
    const auto configure = [this](const schema::SocleSettings &current) {
        rateLimiter.configure({.headers = current.limits.headers,
                               .byAccount = current.limits.byAccount,
                               .perAccountMaxRequests = current.limits.perAccountMaxRequests,
                               .perAccountDuration = current.limits.perAccountDuration});
    };
    engine.socleSettings.addListener(configure);
    configure(*engine.socleSettings.settings());
    engine.schema.addListener([this](storage::WriteTransaction &transaction,
                                     const schema::CollectionChange &change) -> Result<void> {
        const bool isRevoked = change.before && change.before->isAuth()
            && (!change.after
                || change.before->auth.authToken.secret != change.after->auth.authToken.secret);
        if (isRevoked) {
            transaction.afterCommit([this, id = change.before->id] { broker.accountsRevoked(id); });
        }
        return {};
    });
}

Surface::~Surface()
{
    jobBook.stop();
    upkeep.stop();
    engine.records.setBucket(nullptr);
    bucketFiles.stop();
    accounts.stop();
    httpClient.stop();
    dependencies.stop();
}

// Files of what was deleted go in the background, after the commit (data-directory.md B1.2).
void Surface::followDeletions()
{
    engine.records.setFileRemover(
        [this](UniqueFunction<void()> removal) { return cpu.post(std::move(removal)); });
    engine.schema.addListener([this](storage::WriteTransaction &transaction,
                                     const schema::CollectionChange &change) -> Result<void> {
        if (change.before && !change.after && change.before->hasFileField()
            && !change.before->isView()) {
            transaction.afterCommit(
                [this, id = change.before->id] { engine.records.removeFilesOf(id); });
        }
        return {};
    });
}

api::DispatcherParts Surface::dispatcherParts()
{
    return {.database = engine.database.get(),
            .cpu = &cpu,
            .read = &read,
            .files = &storing,
            .outbound = &outbound,
            .authenticator = &authenticator,
            .rateLimiter = &rateLimiter,
            .catalogue = [this] { return engine.schema.catalogue(); },
            .settings = [this] { return engine.settings.settings(); },
            .log =
                [this](const api::RequestLogEntry &entry) {
                    activity.add(entry);
                    if (entry.status >= 400) {
                        engine.audit.add(entry); // the rest is written before it is answered
                    }
                    requestCounters.add(entry.status, entry.duration);
                },
            .audit
            = [this](const api::RequestLogEntry &entry) { return engine.audit.rowOf(entry); }};
}

api::DispatcherOptions Surface::dispatcherOptions(const ServeOptions &serve) const
{
    std::error_code ignored;
    const auto beside = std::filesystem::absolute(engine.folder, ignored).parent_path() / "public";
    return {.origins = serve.origins,
            .publicFolder = serve.publicFolder.empty() ? beside : serve.publicFolder};
}

std::vector<api::Route> Surface::allRoutes()
{
    std::vector<api::Route> all;
    const auto add = [&all](std::vector<api::Route> rows) {
        std::move(rows.begin(), rows.end(), std::back_inserter(all));
    };
    add(health.routes());
    add(backups.routes());
    add(backupTools.routes());
    add(crons.routes());
    add(sql.routes());
    add(capabilities.routes());
    add(records.routes());
    add(transfers.routes());
    add(transfers.jobs().routes());
    add(aggregates.routes());
    add(collections.routes());
    add(settings.routes());
    add(socleSettings.routes());
    add(explain.routes());
    add(plan.routes());
    add(history.routes());
    add(keys.routes());
    add(status.routes());
    add(filesIndex.routes());
    add(filesMove.routes());
    add(docs.routes());
    add(jobs.routes());
    add(webhooks.routes());
    add(batch.routes());
    add(accounts.routes());
    add(logs.routes());
    add(ai.routes());
    add(realtime.routes());
    add(sockets.routes());
    add(files.routes());
    return all;
}

} // namespace socle::app
