// The server's own long work in the tray: backups, restores, indexes that are built anew, whoever
// began them.
//
// Told by the realtime topic "@jobs", asked for once when the connection stands. Each becomes a
// task of the connection; its cancel ends the job on the server. UI thread.
//
// Source: studio.md 3.16; socle-api.md 12.
#pragma once

#include <QHash>
#include <QObject>
#include <QPointer>
#include <QString>

class QJsonObject;

namespace socle::studio {

class ConnectionContext;
class Task;

class ServerJobs : public QObject
{
    Q_OBJECT

public:
    /// `context` outlives it.
    explicit ServerJobs(ConnectionContext &context, QObject *parent = nullptr);
    ~ServerJobs() override;

    /// One job as the server describes it: a new task, its progress, or its end.
    void take(const QJsonObject &job);

private:
    void listen();
    void askOnce();

    ConnectionContext &m_context;
    QHash<QString, QPointer<Task>> m_tasks; // by job id, while it runs
    QString m_topic; // empty: not subscribed
};

} // namespace socle::studio
