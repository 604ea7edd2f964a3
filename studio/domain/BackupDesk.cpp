#include "studio/domain/BackupDesk.h"

#include "studio/api/ApiDownload.h"
#include "studio/api/AuthEndpoint.h"
#include "studio/api/OnResult.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/TaskList.h"

#include <QFileInfo>
#include <QPointer>
#include <QRegularExpression>
#include <QSaveFile>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kRestoreDelayMs = 1500; // the server waits a second before it begins (A4)
constexpr int kAskMs = 700;

} // namespace

BackupDesk::BackupDesk(ConnectionContext &context, QObject *parent)
    : QObject(parent)
    , m_context(context)
{
}

BackupDesk::Kind BackupDesk::kindOf(const QString &key)
{
    if (key.startsWith(u"@auto_"_s)) {
        return Kind::Scheduled;
    }
    return key.startsWith(u"before-restore"_s) ? Kind::BeforeRestore : Kind::Manual;
}

QString BackupDesk::suggestedName(const QString &project, const QDateTime &now)
{
    static const QRegularExpression kForeign(u"[^a-z0-9]+"_s);
    QString base = project.toLower().replace(kForeign, u"-"_s);
    while (base.startsWith(u'-')) {
        base.remove(0, 1);
    }
    while (base.endsWith(u'-')) {
        base.chop(1);
    }
    return (base.isEmpty() ? u"backup"_s : base.left(50)) + now.toString(u"-yyyy-MM-dd-HHmm"_s)
        + u".zip"_s;
}

bool BackupDesk::isGoodName(const QString &name)
{
    static const QRegularExpression kGood(u"^[a-z0-9_-]+\\.zip$"_s);
    return name.size() <= 150 && kGood.match(name).hasMatch();
}

void BackupDesk::begin(const QString &activity)
{
    m_activity = activity;
    emit changed();
}

void BackupDesk::end()
{
    m_activity.clear();
    reload();
}

void BackupDesk::reload()
{
    if (m_state == State::Idle || m_state == State::Failed) {
        m_state = State::Loading;
    }
    emit changed();
    onResult(AdminEndpoint(m_context.client()).backups(),
             this,
             [this](Result<std::vector<BackupFile>> files) {
                 if (!files) {
                     m_error = apiError(files.error());
                     m_state = State::Failed;
                 } else {
                     m_files = files.takeValue();
                     std::sort(m_files.begin(),
                               m_files.end(),
                               [](const BackupFile &a, const BackupFile &b) {
                                   return a.modified == b.modified ? a.key > b.key
                                                                   : a.modified > b.modified;
                               });
                     m_state = State::Ready;
                 }
                 emit changed();
             });
}

void BackupDesk::create(const QString &name)
{
    begin(tr("Making a backup"));
    Task *task = m_context.tasks().add(tr("Backup"));
    task->setPhase(tr("The server packs its data; writes wait meanwhile"));
    onResult(AdminEndpoint(m_context.client()).createBackup(name),
             this,
             [this, name, task = QPointer(task)](const Result<void> &result) {
                 if (!result) {
                     const ApiError error = apiError(result.error());
                     if (task) {
                         task->fail(error.message);
                     }
                     emit refused(tr("The backup was not made"), error);
                 } else {
                     const QString said
                         = name.isEmpty() ? tr("The backup is made") : tr("Made %1").arg(name);
                     if (task) {
                         task->succeed(said);
                     }
                     emit finished(said);
                 }
                 end();
             });
}

void BackupDesk::upload(const QString &path)
{
    const QString name = QFileInfo(path).fileName();
    begin(tr("Uploading %1").arg(name));
    const QPointer<Task> task = m_context.tasks().add(tr("Upload %1").arg(name));
    onResult(AdminEndpoint(m_context.client())
                 .uploadBackup(path,
                               [task](qint64 sent, qint64 total) {
                                   if (task) {
                                       task->setProgress(sent, total);
                                   }
                               }),
             this,
             [this, name, task](const Result<void> &result) {
                 if (!result) {
                     const ApiError error = apiError(result.error());
                     if (task) {
                         task->fail(error.message);
                     }
                     emit refused(tr("%1 was not uploaded").arg(name), error);
                 } else {
                     if (task) {
                         task->succeed(tr("Uploaded %1").arg(name));
                     }
                     emit finished(tr("Uploaded %1").arg(name));
                 }
                 end();
             });
}

void BackupDesk::download(const QString &key, const QString &path)
{
    const QPointer<Task> task = m_context.tasks().add(tr("Download %1").arg(key));
    qint64 size = -1;
    for (const BackupFile &file : m_files) {
        size = file.key == key ? file.size : size;
    }
    onResult(AuthEndpoint(m_context.client()).fileToken(), this, [=, this](Result<QString> token) {
        const auto fail = [this, task, key](const ApiError &error) {
            if (task) {
                task->fail(error.message);
            }
            emit refused(tr("%1 was not downloaded").arg(key), error);
        };
        if (!token) {
            fail(apiError(token.error()));
            return;
        }
        auto file = std::make_shared<QSaveFile>(path);
        if (!file->open(QIODevice::WriteOnly)) {
            ApiError error;
            error.message = file->errorString();
            fail(error);
            return;
        }
        ApiRequest request = ApiRequest::get(AdminEndpoint::backupPath(key), u"backups.download"_s);
        request.query.append({u"token"_s, *token});
        auto *download = new ApiDownload(m_context.client(), std::move(request), this);
        if (task) {
            connect(task, &Task::cancelRequested, download, [download, task] {
                download->abort();
                task->markCancelled();
                download->deleteLater();
            });
        }
        connect(download, &ApiDownload::bytesReceived, this, [=](const QByteArray &bytes) {
            file->write(bytes);
            if (task) {
                task->setProgress(download->received(), size);
            }
        });
        connect(
            download, &ApiDownload::ended, this, [=, this](bool hasError, const ApiError &error) {
                download->deleteLater();
                if (hasError) {
                    fail(error);
                    return;
                }
                if (!file->commit()) {
                    ApiError local;
                    local.message = file->errorString();
                    fail(local);
                    return;
                }
                if (task) {
                    task->succeed(tr("Saved as %1").arg(path));
                }
                emit finished(tr("Saved as %1").arg(path));
            });
    });
}

void BackupDesk::remove(const QString &key)
{
    onResult(AdminEndpoint(m_context.client()).removeBackup(key),
             this,
             [this, key](const Result<void> &result) {
                 if (!result) {
                     emit refused(tr("%1 was not deleted").arg(key), apiError(result.error()));
                 } else {
                     emit finished(tr("Deleted %1").arg(key));
                 }
                 reload();
             });
}

void BackupDesk::setPhase(Phase phase, const QString &failure)
{
    m_phase = phase;
    m_failure = failure;
    if (phase == Phase::Done || phase == Phase::Failed) {
        m_activity.clear();
        emit changed();
    }
    emit phaseChanged();
}

void BackupDesk::restore(const QString &key, bool backUpFirst)
{
    begin(tr("Restoring %1").arg(key));
    if (!backUpFirst) {
        runRestore(key);
        return;
    }
    setPhase(Phase::SavingFirst);
    const QString name
        = QDateTime::currentDateTimeUtc().toString(u"'before-restore-'yyyy-MM-dd-HHmmss'.zip'"_s);
    onResult(AdminEndpoint(m_context.client()).createBackup(name),
             this,
             [this, key](const Result<void> &result) {
                 if (!result) {
                     setPhase(Phase::Failed,
                              tr("The backup before it was not made: %1")
                                  .arg(apiError(result.error()).message));
                     return;
                 }
                 runRestore(key);
             });
}

void BackupDesk::runRestore(const QString &key)
{
    setPhase(Phase::Restoring);
    onResult(AdminEndpoint(m_context.client()).restoreBackup(key),
             this,
             [this](const Result<void> &result) {
                 if (!result) {
                     setPhase(Phase::Failed, apiError(result.error()).message);
                     return;
                 }
                 setPhase(Phase::Waiting);
                 const QDateTime until = QDateTime::currentDateTimeUtc().addMSecs(kComeBackMs);
                 QTimer::singleShot(kRestoreDelayMs, this, [this, until] { awaitReturn(until); });
             });
}

void BackupDesk::awaitReturn(const QDateTime &until)
{
    ApiRequest request = ApiRequest::get(u"/api/health"_s, u"backups.wait"_s);
    request.deadline = std::chrono::seconds(3);
    onResult(m_context.client().send(std::move(request)),
             this,
             [this, until](const Result<ApiReply> &reply) {
                 // A server that still answers has `canBackup` false until the data is swapped.
                 const bool isBusy = reply && reply->json["data"].find("canBackup") != nullptr
                     && !reply->json["data"]["canBackup"].toBool(true);
                 if (reply && !isBusy) {
                     setPhase(Phase::Done);
                     m_context.retryNow();
                     m_context.reload();
                     reload();
                     return;
                 }
                 if (QDateTime::currentDateTimeUtc() > until) {
                     setPhase(Phase::Failed,
                              tr("The server did not come back within %1 s. Its log says why.")
                                  .arg(kComeBackMs / 1000));
                     return;
                 }
                 QTimer::singleShot(kAskMs, this, [this, until] { awaitReturn(until); });
             });
}

} // namespace socle::studio
