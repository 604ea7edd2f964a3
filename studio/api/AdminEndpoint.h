// The superuser's tools that have no chapter of their own in the studio's api: SQL console,
// backups, crons (admin-api.md A4, A5).
#pragma once

#include "studio/api/ApiClient.h"

#include <optional>
#include <vector>

namespace socle::studio {

struct SqlColumn
{
    QString name = {};
    QString type = {}; // declared type in upper case, empty for expressions
};

struct SqlResult
{
    qint64 execTimeMs = 0;
    qint64 affectedRows = 0;
    std::vector<SqlColumn> columns = {};
    std::vector<std::vector<std::optional<QString>>> rows = {}; // nullopt: NULL; at most 1,000
};

struct BackupFile
{
    QString key = {};
    qint64 size = 0; // bytes
    QDateTime modified = {}; // UTC
};

struct CronJob
{
    QString id = {};
    QString expression = {};
};

class AdminEndpoint
{
public:
    explicit AdminEndpoint(ApiClient &client)
        : m_client(client)
    {
    }

    QFuture<Result<SqlResult>> sql(const QString &query, const QString &cancelKey = {}) const;

    QFuture<Result<std::vector<BackupFile>>> backups() const;
    /// Empty name: the server makes one.
    QFuture<Result<void>> createBackup(const QString &name) const;
    QFuture<Result<void>> uploadBackup(const QString &path,
                                       std::function<void(qint64, qint64)> onUpload) const;
    QFuture<Result<void>> removeBackup(const QString &key) const;
    QFuture<Result<void>> restoreBackup(const QString &key) const;
    /// Path and query for a download with a file token.
    static QString backupPath(const QString &key);

    QFuture<Result<std::vector<CronJob>>> crons() const;
    QFuture<Result<void>> runCron(const QString &id) const;

private:
    ApiClient &m_client;
};

} // namespace socle::studio
