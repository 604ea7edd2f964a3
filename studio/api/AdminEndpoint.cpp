#include "studio/api/AdminEndpoint.h"

#include "shared/core/DateTime.h"
#include "studio/api/Text.h"

#include <QFileInfo>

namespace socle::studio {

namespace {

QString cronsPath() { return QStringLiteral("/api/crons"); }

QString backupsPath() { return QStringLiteral("/api/backups"); }

Error malformed()
{
    return toError(ApiError::fromFailure(
        TransportFailure::Malformed, QStringLiteral("The server's answer is no list."), {}));
}

std::optional<QString> cellOf(const Json &cell)
{
    if (cell.isNull()) {
        return std::nullopt;
    }
    return toQString(cell.isString() ? std::string(cell.text()) : cell.dump());
}

} // namespace

QFuture<Result<SqlResult>> AdminEndpoint::sql(const QString &query, const QString &cancelKey) const
{
    ApiRequest request = ApiRequest::withJson("POST",
                                              QStringLiteral("/api/sql"),
                                              JsonObject{{"query", toUtf8(query)}},
                                              QStringLiteral("sql.run"));
    request.cancelKey = cancelKey;
    request.deadline = std::chrono::minutes(3); // the server's own limit
    return m_client.request<SqlResult>(
        std::move(request), [](ApiReply &&reply) -> Result<SqlResult> {
            SqlResult result;
            result.execTimeMs = reply.json["execTime"].toInt();
            result.affectedRows = reply.json["affectedRows"].toInt();
            for (const Json &column : reply.json["columns"].array()) {
                result.columns.push_back(
                    {toQString(column["name"].text()), toQString(column["type"].text())});
            }
            for (const Json &row : reply.json["rows"].array()) {
                std::vector<std::optional<QString>> cells;
                for (const Json &cell : row.array()) {
                    cells.push_back(cellOf(cell));
                }
                result.rows.push_back(std::move(cells));
            }
            return result;
        });
}

QFuture<Result<std::vector<BackupFile>>> AdminEndpoint::backups() const
{
    return m_client.request<std::vector<BackupFile>>(
        ApiRequest::get(backupsPath(), QStringLiteral("backups.list")),
        [](ApiReply &&reply) -> Result<std::vector<BackupFile>> {
            if (!reply.json.isArray()) {
                return malformed();
            }
            std::vector<BackupFile> files;
            for (const Json &item : reply.json.array()) {
                const auto modified = DateTime::parse(item["modified"].text());
                files.push_back(
                    {toQString(item["key"].text()),
                     item["size"].toInt(),
                     modified ? QDateTime::fromMSecsSinceEpoch(modified->milliseconds(), Qt::UTC)
                              : QDateTime()});
            }
            return files;
        });
}

QFuture<Result<void>> AdminEndpoint::createBackup(const QString &name) const
{
    JsonObject body;
    if (!name.isEmpty()) {
        body.set("name", toUtf8(name));
    }
    ApiRequest request = ApiRequest::withJson(
        "POST", backupsPath(), std::move(body), QStringLiteral("backups.create"));
    request.lane = Lane::Bulk;
    request.deadline = std::chrono::hours(1);
    return m_client.requestNothing(std::move(request));
}

QFuture<Result<void>> AdminEndpoint::uploadBackup(
    const QString &path, std::function<void(qint64, qint64)> onUpload) const
{
    ApiRequest request;
    request.method = "POST";
    request.path = backupsPath() + QStringLiteral("/upload");
    request.purpose = QStringLiteral("backups.upload");
    request.lane = Lane::Bulk;
    request.files.append(
        FilePart{QStringLiteral("file"), QFileInfo(path).fileName(), "application/zip", path, {}});
    request.onUpload = std::move(onUpload);
    return m_client.requestNothing(std::move(request));
}

QFuture<Result<void>> AdminEndpoint::removeBackup(const QString &key) const
{
    ApiRequest request = ApiRequest::get(backupPath(key), QStringLiteral("backups.remove"));
    request.method = "DELETE";
    return m_client.requestNothing(std::move(request));
}

QFuture<Result<void>> AdminEndpoint::restoreBackup(const QString &key) const
{
    ApiRequest request = ApiRequest::get(backupPath(key) + QStringLiteral("/restore"),
                                         QStringLiteral("backups.restore"));
    request.method = "POST";
    request.lane = Lane::Bulk;
    request.deadline = std::chrono::hours(1);
    return m_client.requestNothing(std::move(request));
}

QString AdminEndpoint::backupPath(const QString &key)
{
    return backupsPath() + u'/' + pathSegment(key);
}

QFuture<Result<std::vector<CronJob>>> AdminEndpoint::crons() const
{
    return m_client.request<std::vector<CronJob>>(
        ApiRequest::get(cronsPath(), QStringLiteral("crons.list")),
        [](ApiReply &&reply) -> Result<std::vector<CronJob>> {
            if (!reply.json.isArray()) {
                return malformed();
            }
            std::vector<CronJob> jobs;
            for (const Json &item : reply.json.array()) {
                jobs.push_back(
                    {toQString(item["id"].text()), toQString(item["expression"].text())});
            }
            return jobs;
        });
}

QFuture<Result<void>> AdminEndpoint::runCron(const QString &id) const
{
    ApiRequest request
        = ApiRequest::get(cronsPath() + u'/' + pathSegment(id), QStringLiteral("crons.run"));
    request.method = "POST";
    return m_client.requestNothing(std::move(request));
}

} // namespace socle::studio
