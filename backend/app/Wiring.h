// The program's parts list: every object that lives as long as the process, in the order it is
// made.
//
// Engine is what a command needs to work on a data folder; Surface is what `serve` adds to answer
// requests. Members are destroyed in reverse order, so whoever uses a part stands below it. Nothing
// here is global.
#pragma once

#include "backend/ai/AiStore.h"
#include "backend/api/AggregateApi.h"
#include "backend/api/AiApi.h"
#include "backend/api/BackupToolsApi.h"
#include "backend/api/BackupsApi.h"
#include "backend/api/BatchApi.h"
#include "backend/api/CapabilitiesApi.h"
#include "backend/api/CollectionsApi.h"
#include "backend/api/CronsApi.h"
#include "backend/api/Dispatcher.h"
#include "backend/api/DocsApi.h"
#include "backend/api/ExplainApi.h"
#include "backend/api/FilesApi.h"
#include "backend/api/FilesIndexApi.h"
#include "backend/api/FilesMoveApi.h"
#include "backend/api/HealthApi.h"
#include "backend/api/HistoryApi.h"
#include "backend/api/JobsApi.h"
#include "backend/api/KeysApi.h"
#include "backend/api/LogsApi.h"
#include "backend/api/RateLimiter.h"
#include "backend/api/PlanApi.h"
#include "backend/api/RealtimeApi.h"
#include "backend/api/RecordsApi.h"
#include "backend/api/SettingsApi.h"
#include "backend/api/SocleSettingsApi.h"
#include "backend/api/StatusApi.h"
#include "backend/api/SocketApi.h"
#include "backend/api/TransferApi.h"
#include "backend/api/SqlApi.h"
#include "backend/app/Accounts.h"
#include "backend/api/WebhooksApi.h"
#include "backend/app/ActivityLog.h"
#include "backend/app/AuditTrail.h"
#include "backend/app/Dependencies.h"
#include "backend/app/Options.h"
#include "backend/app/OptionsListener.h"
#include "backend/app/ServerMetrics.h"
#include "backend/app/Upkeep.h"
#include "backend/auth/ApiKeys.h"
#include "backend/auth/PasswordBook.h"
#include "backend/auth/Revocations.h"
#include "backend/auth/SessionService.h"
#include "backend/auth/Superusers.h"
#include "backend/auth/TokenService.h"
#include "backend/crypto/MasterKey.h"
#include "backend/files/BucketFiles.h"
#include "backend/files/RemovalGate.h"
#include "backend/history/HistoryWriter.h"
#include "backend/history/RevisionStore.h"
#include "backend/observability/Log.h"
#include "backend/observability/LogStore.h"
#include "backend/observability/RequestLog.h"
#include "backend/outbound/HttpClient.h"
#include "backend/realtime/Broker.h"
#include "backend/records/RecordStore.h"
#include "backend/rules/ApiRuleChecker.h"
#include "backend/runtime/WorkerPool.h"
#include "backend/schema/CollectionOptions.h"
#include "backend/schema/SchemaJournal.h"
#include "backend/schema/SchemaStore.h"
#include "backend/schema/SettingsStore.h"
#include "backend/schema/SocleSettingsStore.h"
#include "backend/storage/Database.h"
#include "backend/webhooks/Deliverer.h"
#include "backend/webhooks/Outbox.h"
#include "backend/webhooks/WebhookBook.h"

#include <memory>
#include <optional>
#include <string>

namespace socle::app {

/// The data folder, opened.
class Engine
{
public:
    /// Opens both databases, installs or upgrades, loads schema and settings. `settingsKey` empty:
    /// plain settings. Errors carry one sentence for the terminal.
    static Result<std::unique_ptr<Engine>> open(const std::filesystem::path &folder,
                                                std::string settingsKey,
                                                std::string keyName);

    /// Old revisions, deliveries and audit rows go. Blocks: for a worker, once an hour.
    Result<void> prune();
    /// Files that a crash left between their place and their commit go. At the start, before the
    /// trash is emptied.
    Result<void> dropUnfinishedUploads();

    const std::filesystem::path folder;
    const runtime::Clock &clock;
    runtime::Random &random;
    std::unique_ptr<storage::Database> database; // data.db
    std::unique_ptr<storage::Database> auxiliary; // auxiliary.db: logs
    rules::ApiRuleChecker ruleChecker;
    schema::SchemaStore schema;
    schema::SettingsStore settings;
    schema::SocleSettingsStore socleSettings;
    schema::CollectionOptions options;
    schema::SchemaJournal journal;
    files::RemovalGate removalGate; // held by backups
    records::RecordStore records;
    OptionsListener optionsListener;
    history::HistoryWriter history;
    history::RevisionStore revisions;
    crypto::MasterKey masterKey; // seals small secrets
    webhooks::WebhookBook webhookBook;
    webhooks::Outbox outbox;
    auth::Revocations revocations;
    auth::PasswordBook passwordBook; // here: a password set on the command line counts too
    auth::ApiKeys apiKeys;
    AuditTrail audit;
    auth::Superusers superusers;

private:
    Engine(std::filesystem::path dataFolder,
           std::unique_ptr<storage::Database> data,
           std::unique_ptr<storage::Database> logs);

    void followRenames();
    void followHistory();
};

/// Everything between the engine and the socket.
class Surface
{
public:
    static Result<std::unique_ptr<Surface>> make(Engine &engine,
                                                 const CommonOptions &common,
                                                 const ServeOptions &serve);
    ~Surface(); // ends calls to the outside first: their callbacks use the parts below

    Engine &engine;
    observability::Log log;
    observability::LogStore logStore;
    observability::RequestLog requestLog;
    ActivityLog activity;
    auth::TokenService tokens;
    auth::SessionService sessions;
    api::TokenAuthenticator tokenAuthenticator;
    api::KeyAuthenticator authenticator;
    api::RateLimiter rateLimiter;
    jobs::JobBook jobBook;
    files::BucketFiles bucketFiles;
    Upkeep upkeep;
    api::HealthApi health;
    api::BackupsApi backups;
    api::BackupToolsApi backupTools;
    api::CronsApi crons;
    api::SqlApi sql;
    api::CapabilitiesApi capabilities;
    api::RecordsApi records;
    api::AggregateApi aggregates;
    api::CollectionsApi collections;
    api::SettingsApi settings;
    api::SocleSettingsApi socleSettings;
    api::ExplainApi explain;
    api::PlanApi plan;
    api::HistoryApi history;
    api::KeysApi keys;
    RequestCounters requestCounters;
    observability::Metrics metrics;
    api::StatusApi status;
    api::FilesIndexApi filesIndex;
    api::FilesMoveApi filesMove;
    api::DocsApi docs;
    api::JobsApi jobs;
    api::BatchApi batch;
    api::LogsApi logs;
    outbound::HttpClient httpClient;
    webhooks::Deliverer deliverer;
    api::WebhooksApi webhooks;
    ai::AiStore aiStore;
    Dependencies dependencies;
    api::AiApi ai;
    realtime::Broker broker;
    Accounts accounts; // signing in: tokens become answers, mails leave
    api::RealtimeApi realtime;
    api::SocketApi sockets; // above `read`, which works for it
    api::FilesApi files; // above `cpu`, whose threads work for it until they are joined
    runtime::WorkerPool jobPool; // above nothing it works for: joined before all of them
    runtime::WorkerPool cpu;
    runtime::WorkerPool read;
    api::TransferApi transfers; // above its pool, as `files`
    runtime::WorkerPool outbound;
    runtime::WorkerPool storing; // uploads on their way to the disk
    runtime::WorkerPool transferring; // a slow reader of an export keeps its thread and snapshot
    api::Dispatcher dispatcher;

private:
    Surface(Engine &parts,
            const CommonOptions &common,
            const ServeOptions &serve,
            observability::LogStore store);

    void followAccounts();
    void followDeletions();
    api::DispatcherParts dispatcherParts();
    api::DispatcherOptions dispatcherOptions(const ServeOptions &serve) const;
    std::vector<api::Route> allRoutes();
};

} // namespace socle::app
