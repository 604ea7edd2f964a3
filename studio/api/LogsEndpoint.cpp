#include "studio/api/LogsEndpoint.h"

#include "shared/core/DateTime.h"
#include "studio/api/Text.h"
#include "studio/api/WireTime.h"

namespace socle::studio {

namespace {

Error malformed()
{
    return toError(ApiError::fromFailure(
        TransportFailure::Malformed, QStringLiteral("The server's answer is no log."), {}));
}

Result<std::vector<LogBucket>> readBuckets(ApiReply &&reply)
{
    if (!reply.json.isArray()) {
        return malformed();
    }
    std::vector<LogBucket> buckets;
    for (const Json &item : reply.json.array()) {
        buckets.push_back({wireTime(item["date"]),
                           item["total"].toInt(),
                           item["errors"].toInt(-1),
                           item["p50"].toDouble(-1),
                           item["p95"].toDouble(-1),
                           item["p99"].toDouble(-1)});
    }
    return buckets;
}

} // namespace

Result<LogEntry> LogEntry::fromJson(const Json &json)
{
    if (!json.isObject()) {
        return malformed();
    }
    LogEntry entry;
    entry.id = toQString(json["id"].text());
    entry.created = wireTime(json["created"]);
    entry.level = static_cast<int>(json["level"].toInt());
    entry.message = toQString(json["message"].text());
    entry.data = json["data"];
    return entry;
}

int LogEntry::status() const { return static_cast<int>(data["status"].toInt()); }

double LogEntry::execTimeMs() const { return data["execTime"].toDouble(-1); }

QFuture<Result<LogPage>> LogsEndpoint::list(const LogQuery &query) const
{
    ApiRequest request = ApiRequest::get(QStringLiteral("/api/logs"), QStringLiteral("logs.list"));
    request.cancelKey = query.cancelKey;
    request.query = {{QStringLiteral("page"), QString::number(query.page)},
                     {QStringLiteral("perPage"), QString::number(query.perPage)},
                     {QStringLiteral("sort"), query.sort}};
    if (!query.filter.isEmpty()) {
        request.query.append({QStringLiteral("filter"), query.filter});
    }
    if (query.skipTotal) {
        request.query.append({QStringLiteral("skipTotal"), QStringLiteral("1")});
    }
    return m_client.request<LogPage>(std::move(request), [](ApiReply &&reply) -> Result<LogPage> {
        const Json *items = reply.json.find("items");
        if (items == nullptr || !items->isArray()) {
            return malformed();
        }
        LogPage page;
        page.page = static_cast<int>(reply.json["page"].toInt(1));
        page.perPage = static_cast<int>(reply.json["perPage"].toInt());
        page.totalItems = reply.json["totalItems"].toInt(-1);
        for (const Json &item : items->array()) {
            page.items.push_back(SOCLE_TRY(LogEntry::fromJson(item)));
        }
        return page;
    });
}

QFuture<Result<LogEntry>> LogsEndpoint::view(const QString &id) const
{
    return m_client.request<LogEntry>(
        ApiRequest::get(QStringLiteral("/api/logs/") + pathSegment(id),
                        QStringLiteral("logs.view")),
        [](ApiReply &&reply) { return LogEntry::fromJson(reply.json); });
}

QFuture<Result<std::vector<LogBucket>>> LogsEndpoint::stats(const QString &filter,
                                                            const QString &cancelKey) const
{
    ApiRequest request
        = ApiRequest::get(QStringLiteral("/api/logs/stats"), QStringLiteral("logs.stats"));
    request.cancelKey = cancelKey;
    if (!filter.isEmpty()) {
        request.query.append({QStringLiteral("filter"), filter});
    }
    return m_client.request<std::vector<LogBucket>>(std::move(request), readBuckets);
}

QFuture<Result<std::vector<LogBucket>>> LogsEndpoint::detailedStats(const QString &group,
                                                                    const QString &filter,
                                                                    const QString &cancelKey) const
{
    ApiRequest request
        = ApiRequest::get(QStringLiteral("/api/socle/logs/stats"), QStringLiteral("logs.stats"));
    request.cancelKey = cancelKey;
    request.query.append({QStringLiteral("group"), group});
    if (!filter.isEmpty()) {
        request.query.append({QStringLiteral("filter"), filter});
    }
    return m_client.request<std::vector<LogBucket>>(std::move(request), readBuckets);
}

ApiStream *LogsEndpoint::stream(const QString &filter, int backlog, QObject *parent) const
{
    ApiRequest request
        = ApiRequest::get(QStringLiteral("/api/socle/logs/stream"), QStringLiteral("logs.stream"));
    request.lane = Lane::Stream;
    request.query.append({QStringLiteral("backlog"), QString::number(backlog)});
    if (!filter.isEmpty()) {
        request.query.append({QStringLiteral("filter"), filter});
    }
    return m_client.openStream(std::move(request), parent);
}

} // namespace socle::studio
