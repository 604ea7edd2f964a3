// The program's parts list: every object that lives as long as the process, in the order it is
// made.
//
// Engine is what a command needs to work on a data folder; Surface is what `serve` adds to answer
// requests. Members are destroyed in reverse order, so whoever uses a part stands below it. Nothing
// here is global.
#pragma once

#include "backend/ai/AiStore.h"
#include "backend/api/AiApi.h"
#include "backend/api/AuthApi.h"
#include "backend/api/BatchApi.h"
#include "backend/api/CapabilitiesApi.h"
#include "backend/api/CollectionsApi.h"
#include "backend/api/Dispatcher.h"
#include "backend/api/FilesApi.h"
#include "backend/api/HealthApi.h"
#include "backend/api/LogsApi.h"
#include "backend/api/RateLimiter.h"
#include "backend/api/RealtimeApi.h"
#include "backend/api/RecordsApi.h"
#include "backend/api/SettingsApi.h"
#include "backend/app/ActivityLog.h"
#include "backend/app/Options.h"
#include "backend/auth/SessionService.h"
#include "backend/auth/SignIn.h"
#include "backend/auth/Superusers.h"
#include "backend/auth/TokenService.h"
#include "backend/observability/Log.h"
#include "backend/observability/LogStore.h"
#include "backend/observability/RequestLog.h"
#include "backend/outbound/HttpClient.h"
#include "backend/realtime/Broker.h"
#include "backend/records/RecordStore.h"
#include "backend/rules/ApiRuleChecker.h"
#include "backend/runtime/WorkerPool.h"
#include "backend/schema/SchemaStore.h"
#include "backend/schema/SettingsStore.h"
#include "backend/storage/Database.h"

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

    const std::filesystem::path folder;
    const runtime::Clock &clock;
    runtime::Random &random;
    std::unique_ptr<storage::Database> database; // data.db
    std::unique_ptr<storage::Database> auxiliary; // auxiliary.db: logs
    rules::ApiRuleChecker ruleChecker;
    schema::SchemaStore schema;
    schema::SettingsStore settings;
    records::RecordStore records;
    auth::Superusers superusers;

private:
    Engine(std::filesystem::path dataFolder,
           std::unique_ptr<storage::Database> data,
           std::unique_ptr<storage::Database> logs);

    void followRenames();
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
    auth::SignIn signIn;
    api::TokenAuthenticator authenticator;
    api::RateLimiter rateLimiter;
    api::HealthApi health;
    api::CapabilitiesApi capabilities;
    api::RecordsApi records;
    api::CollectionsApi collections;
    api::SettingsApi settings;
    api::BatchApi batch;
    api::AuthApi auth;
    api::LogsApi logs;
    outbound::HttpClient httpClient;
    ai::AiStore aiStore;
    api::AiApi ai;
    realtime::Broker broker;
    api::RealtimeApi realtime;
    api::FilesApi files; // above `cpu`, whose threads work for it until they are joined
    runtime::WorkerPool cpu;
    runtime::WorkerPool read;
    runtime::WorkerPool outbound;
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
