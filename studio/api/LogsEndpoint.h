// The server's log: pages, hourly statistics, and Socle's live stream (admin-api.md A3,
// socle-api.md 7).
#pragma once

#include "studio/api/ApiClient.h"

#include <vector>

namespace socle::studio {

struct LogEntry
{
    QString id = {};
    QDateTime created = {}; // UTC
    int level = 0; // -4 debug, 0 info, 4 warn, 8 error
    QString message = {};
    Json data = {}; // object

    static Result<LogEntry> fromJson(const Json &json);
    int status() const; // of request entries, else 0
    double execTimeMs() const; // of request entries, else -1
};

struct LogPage
{
    std::vector<LogEntry> items = {};
    int page = 1;
    int perPage = 30;
    qint64 totalItems = -1;
};

struct LogQuery
{
    int page = 1;
    int perPage = 100;
    QString filter = {};
    QString sort = QStringLiteral("-@rowid");
    bool skipTotal = true;
    QString cancelKey = {};
};

struct LogBucket
{
    QDateTime date = {}; // UTC, start of the hour
    qint64 total = 0;
    qint64 errors = -1; // -1: unknown (peer)
    double p50 = -1, p95 = -1, p99 = -1; // ms, -1: unknown (peer)
};

class LogsEndpoint
{
public:
    explicit LogsEndpoint(ApiClient &client)
        : m_client(client)
    {
    }

    QFuture<Result<LogPage>> list(const LogQuery &query) const;
    QFuture<Result<LogEntry>> view(const QString &id) const;
    /// `cancelKey`: of who asks; its next question ends the last one.
    QFuture<Result<std::vector<LogBucket>>> stats(const QString &filter,
                                                  const QString &cancelKey) const;
    /// With percentiles; `group` minute, hour or day. Needs Capability::LogPercentiles.
    QFuture<Result<std::vector<LogBucket>>> detailedStats(const QString &group,
                                                          const QString &filter,
                                                          const QString &cancelKey) const;
    /// Events named "log" carry a LogEntry. Needs Capability::LogStream.
    ApiStream *stream(const QString &filter, int backlog, QObject *parent) const;

private:
    ApiClient &m_client;
};

} // namespace socle::studio
