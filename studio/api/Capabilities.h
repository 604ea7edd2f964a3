// What the server at the other end can do (studio.md 2.4, appendix A). Views ask has(); nobody
// compares versions.
#pragma once

#include "studio/api/ApiClient.h"

#include <QFlags>
#include <QSet>

namespace socle::studio {

enum class Capability {
    Batch,
    Sql,
    Preconditions,
    Revisions,
    RuleExplain,
    SchemaPlan,
    Aggregate,
    LogStream,
    LogPercentiles,
    FileIndex,
    WebSocket,
    Presence,
    Broadcast,
    Webhooks,
    ApiKeys,
    Audit,
    AiChat,
    AiQuery,
    AiSchema,
    AiSearch,
    AiRag,
    AiAgents,
    Mcp,
    GraphQl,
    OpenApi,
    SharedViews,
    Jobs,
    ImportStream,
    ExportStream,
    BackupVerify,
};

enum class ServerKind { Unknown, Socle, PocketBase };

struct BatchLimits
{
    bool isEnabled = false;
    int maxRequests = 50;
    qint64 maxBodySize = 134217728; // bytes
};

class Capabilities
{
public:
    ServerKind serverKind = ServerKind::Unknown;
    QString version = {}; // empty where the server does not say
    bool isSuperuser = false; // signed in as one when this was detected
    BatchLimits batch = {};

    bool has(Capability capability) const { return m_set.contains(capability); }

    /// Why it is not there: "Needs a Socle server". Translated; empty when it is there.
    QString reason(Capability capability) const;

    void add(Capability capability) { m_set.insert(capability); }

    void remove(Capability capability) { m_set.remove(capability); }

    /// "Socle 1.0.0", "PocketBase".
    QString serverName() const;
    /// Wire name ("rules.explain") of the capability document.
    static QString wireName(Capability capability);

private:
    QSet<Capability> m_set;
};

inline size_t qHash(Capability capability, size_t seed = 0)
{
    return ::qHash(static_cast<int>(capability), seed);
}

/// Health, GET /api/socle, and with a superuser's token the settings. Fails only when the server
/// cannot be reached.
QFuture<Result<Capabilities>> detectCapabilities(ApiClient &client);

} // namespace socle::studio
