// All connections of this user: the stored list, the open sessions, and the ways to add, open, stop
// and remove one.
//
// One object per program, made by app/Wiring. Home, the connection pill and the window talk to it.
//
// Source: studio.md 3.2, 3.12, 4.1.
#pragma once

#include "shared/core/Result.h"
#include "studio/shell/ConnectionSession.h"

#include <QHash>
#include <QObject>

#include <functional>

namespace socle::studio {

class SecretStore;
class WakeWatch;
class Workspace;

/// Workspace state of a connection: the view it opens with when it has no tabs yet.
inline const QString kStartKey = QStringLiteral("start");

class Connections : public QObject
{
    Q_OBJECT

public:
    Connections(Workspace &workspace, SecretStore &secrets, QObject *parent = nullptr);
    ~Connections() override;

    Workspace &workspace() { return m_workspace; }

    SecretStore &secrets() { return m_secrets; }

    /// The open session of a connection, nullptr while it is closed.
    ConnectionSession *session(const QString &id) const;

    const QList<ConnectionSession *> &sessions() const { return m_sessions; }

    /// Opens it (or brings it back) and emits `opened`; the server starts behind it.
    ConnectionSession *open(const QString &id);
    /// Ends its server or sign-in; `closed` follows.
    void stop(const QString &id);
    /// Takes it from the list with its secrets; never touches data.
    void remove(const QString &id);
    /// The same, and the project folder goes to the trash of the desktop once its server has
    /// ended; `done` gets one sentence, empty when it worked.
    void removeWithFolder(const QString &id, std::function<void(QString)> done);

    /// Makes the project on disk and adds it. Errors: those of ProjectFolder::create.
    Result<QString> createProject(const QString &folder, const QString &name);
    /// Adds a project folder that exists (a finished copy). Errors: those of ProjectFolder::open.
    Result<QString> addProject(const QString &folder);
    /// The key of a project whose settings are encrypted; kept with the other secrets.
    void setEncryptionKey(const QString &id, const QString &key);
    QString addRemote(const ConnectionProfile &profile, const QString &password);

    int runningServers() const;
    qint64 residentBytes() const;
    /// Stops every server that does not stay and calls `done` when all have ended (at most 6 s).
    void stopAll(std::function<void()> done);

signals:
    void opened(const QString &id);
    void closed(const QString &id);
    /// Phase, latency, name or size of one connection changed.
    void changed(const QString &id);

private:
    void checkAll();

    Workspace &m_workspace;
    SecretStore &m_secrets;
    WakeWatch *const m_wake;
    QList<ConnectionSession *> m_sessions;
    std::function<void()> m_whenAllStopped;
};

/// How an environment looks: local success, development info, staging warning, production danger.
enum class Tone;
Tone environmentTone(Environment environment);
/// How a connection looks: as its environment does, or in the colour its user chose for it (word of
/// connectionColors()).
Tone connectionTone(const ConnectionProfile &profile);

/// What a connection can be coloured with; `word` is stored, the text is translated.
struct ConnectionColor
{
    QString word;
    QString text;
    Tone tone;
};

QList<ConnectionColor> connectionColors();
/// Translated: "local", "production".
QString environmentText(Environment environment);

} // namespace socle::studio
