#include "studio/api/Capabilities.h"

#include "studio/api/HealthEndpoint.h"
#include "studio/api/SettingsEndpoint.h"
#include "studio/api/Text.h"

#include <QCoreApplication>

#include <array>

namespace socle::studio {

namespace {

struct Row
{
    Capability capability;
    const char *wireName; // socle-api.md 1
};

constexpr std::array kRows{
    Row{Capability::Batch, "batch"},
    Row{Capability::Sql, "sql"},
    Row{Capability::Preconditions, "preconditions"},
    Row{Capability::Revisions, "revisions"},
    Row{Capability::RuleExplain, "rules.explain"},
    Row{Capability::SchemaPlan, "schema.plan"},
    Row{Capability::Aggregate, "aggregate"},
    Row{Capability::LogStream, "logs.stream"},
    Row{Capability::LogPercentiles, "logs.percentiles"},
    Row{Capability::FileIndex, "files.index"},
    Row{Capability::WebSocket, "ws"},
    Row{Capability::Presence, "presence"},
    Row{Capability::Broadcast, "broadcast"},
    Row{Capability::Webhooks, "webhooks"},
    Row{Capability::ApiKeys, "apikeys"},
    Row{Capability::Audit, "audit"},
    Row{Capability::AiChat, "ai.chat"},
    Row{Capability::AiQuery, "ai.query"},
    Row{Capability::AiSchema, "ai.schema"},
    Row{Capability::AiSearch, "ai.search"},
    Row{Capability::AiRag, "ai.rag"},
    Row{Capability::AiAgents, "ai.agents"},
    Row{Capability::Mcp, "mcp"},
    Row{Capability::GraphQl, "graphql"},
    Row{Capability::OpenApi, "openapi"},
    Row{Capability::SharedViews, "views.shared"},
    Row{Capability::Jobs, "jobs"},
    Row{Capability::ImportStream, "import.stream"},
    Row{Capability::ExportStream, "export.stream"},
    Row{Capability::BackupVerify, "backups.verify"},
};

struct CapabilityWords
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::Capabilities)
};

void readSettings(Capabilities &capabilities, const Json &settings)
{
    const Json &batch = settings["batch"];
    capabilities.batch.maxRequests = static_cast<int>(batch["maxRequests"].toInt(50));
    capabilities.batch.isEnabled = batch["enabled"].toBool() && capabilities.batch.maxRequests > 0;
    if (const auto size = batch["maxBodySize"].toInt(); size > 0) {
        capabilities.batch.maxBodySize = size;
    }
    if (capabilities.batch.isEnabled) {
        capabilities.add(Capability::Batch);
    } else {
        capabilities.remove(Capability::Batch);
    }
}

/// Whether the server has no such route. One that stumbles, or wants to be asked later, is not
/// another server for that.
bool saysThereIsNone(const ApiError &error)
{
    constexpr int kFirstOfServer = 500;
    return error.failure == TransportFailure::Malformed
        || (error.failure == TransportFailure::None && error.status < kFirstOfServer
            && !error.isTransient());
}

} // namespace

QString Capabilities::reason(Capability capability) const
{
    if (has(capability)) {
        return {};
    }
    if (capability == Capability::Batch) {
        // Only superusers see the settings; without them it is not known.
        return isSuperuser ? CapabilityWords::tr("Turn on batch requests in Settings")
                           : CapabilityWords::tr("Needs a superuser");
    }
    if (serverKind == ServerKind::Socle) {
        return isSuperuser ? CapabilityWords::tr("This server has it switched off")
                           : CapabilityWords::tr("Needs a superuser");
    }
    if (capability == Capability::Sql) {
        return isSuperuser ? CapabilityWords::tr("Needs PocketBase 0.39 or a Socle server")
                           : CapabilityWords::tr("Needs a superuser");
    }
    return CapabilityWords::tr("Needs a Socle server");
}

QString Capabilities::serverName() const
{
    switch (serverKind) {
    case ServerKind::Unknown:
        return {};
    case ServerKind::Socle:
        return version.isEmpty() ? QStringLiteral("Socle")
                                 : QString(QStringLiteral("Socle ") + version);
    case ServerKind::PocketBase:
        return version.isEmpty() ? QStringLiteral("PocketBase")
                                 : QString(QStringLiteral("PocketBase ") + version);
    }
    return {};
}

QString Capabilities::wireName(Capability capability)
{
    for (const Row &row : kRows) {
        if (row.capability == capability) {
            return QString::fromLatin1(row.wireName);
        }
    }
    return {};
}

QFuture<Result<Capabilities>> detectCapabilities(ApiClient &client)
{
    const Pending<Capabilities> pending;
    ApiClient *api = &client;
    onResult(HealthEndpoint(client).health(), api, [api, pending](Result<Health> health) {
        if (!health) {
            pending.settle(health.takeError());
            return;
        }
        Capabilities found;
        found.isSuperuser = health->canBackup.has_value(); // only superusers are told
        onResult(HealthEndpoint(*api).document(),
                 api,
                 [api, pending, found](Result<ServerDocument> document) mutable {
                     if (document) {
                         found.serverKind = ServerKind::Socle;
                         found.version = document->version;
                         for (const Row &row : kRows) {
                             if (document->capabilities.contains(QLatin1String(row.wireName))) {
                                 found.add(row.capability);
                             }
                         }
                         found.batch.isEnabled = found.has(Capability::Batch);
                     } else {
                         const ApiError error = apiError(document.error());
                         if (!saysThereIsNone(error)) {
                             pending.settle(document.takeError());
                             return;
                         }
                         found.serverKind = ServerKind::PocketBase;
                         if (found.isSuperuser) {
                             found.add(Capability::Sql);
                         }
                     }
                     if (!found.isSuperuser) {
                         pending.settle(found);
                         return;
                     }
                     onResult(SettingsEndpoint(*api).get(),
                              api,
                              [pending, found](Result<Json> settings) mutable {
                                  if (settings) {
                                      readSettings(found, *settings);
                                  }
                                  pending.settle(
                                      found); // without settings: no batch, everything else stands
                              });
                 });
    });
    return pending.future();
}

} // namespace socle::studio
