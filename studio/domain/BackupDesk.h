// The backups of one server: the list, and the long work around it (make, upload, download,
// restore) as tasks that outlive the tab.
//
// The server does one thing at a time: while it makes or restores one, every other is refused, so
// the desk tells what runs. A restore ends when the server answers again, or says that it did not
// come back. UI thread.
//
// Source: studio.md 4.13, 3.16; admin-api.md A4.
#pragma once

#include "studio/api/AdminEndpoint.h"

#include <QObject>

#include <functional>

namespace socle::studio {

class ConnectionContext;

class BackupDesk : public QObject
{
    Q_OBJECT

public:
    enum class State { Idle, Loading, Ready, Failed };
    enum class Kind { Manual, Scheduled, BeforeRestore };
    /// Phases of a restore, in order.
    enum class Phase { None, SavingFirst, Restoring, Waiting, Done, Failed };

    static constexpr int kComeBackMs = 90'000;

    explicit BackupDesk(ConnectionContext &context, QObject *parent = nullptr);

    void reload();

    State state() const { return m_state; }

    const ApiError &error() const { return m_error; }

    /// Newest first.
    const std::vector<BackupFile> &files() const { return m_files; }

    static Kind kindOf(const QString &key);
    /// "bookshop-2026-03-14.zip": a name the server takes.
    static QString suggestedName(const QString &project, const QDateTime &now);
    /// True for names the server takes (admin-api.md A4).
    static bool isGoodName(const QString &name);

    /// What the server is doing for us now: "Making a backup"; empty when nothing.
    const QString &activity() const { return m_activity; }

    void create(const QString &name);
    void upload(const QString &path);
    void download(const QString &key, const QString &path);
    void remove(const QString &key);
    /// Makes a backup first when asked to; stops when that fails.
    void restore(const QString &key, bool backUpFirst);

    Phase phase() const { return m_phase; }

    /// Why the restore failed.
    const QString &failure() const { return m_failure; }

signals:
    /// List, state or activity changed.
    void changed();
    void phaseChanged();
    /// Something was refused: what did not happen, and why.
    void refused(const QString &what, const socle::studio::ApiError &error);
    /// "Made nightly.zip".
    void finished(const QString &what);

private:
    void begin(const QString &activity);
    void end();
    void runRestore(const QString &key);
    void awaitReturn(const QDateTime &until);
    void setPhase(Phase phase, const QString &failure = {});

    ConnectionContext &m_context;
    std::vector<BackupFile> m_files;
    ApiError m_error;
    QString m_activity;
    QString m_failure;
    State m_state = State::Idle;
    Phase m_phase = Phase::None;
};

} // namespace socle::studio
