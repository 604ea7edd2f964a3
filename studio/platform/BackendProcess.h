// Runs one `socle serve` for one project and keeps it running: start, ready line, restart after a
// crash, stop.
//
//   Stopped --start--> Starting --ready line--> Running --exit--> Waiting --delay--> Starting
//      ^                  |  \--no line in 10 s / exit--> Waiting or Failed                |
//      |                  |                                                     4th crash in a
//      minute
//      +------ Stopping <-+--stop (SIGTERM, 5 s, SIGKILL)                              v
//                                                                                    Failed
//
// Lives on the main thread: PR_SET_PDEATHSIG follows the thread that forked, so a worker's end
// would kill the server. The password reaches the child through stdin, never through arguments or
// the environment.
//
// Source: design.md 7, studio.md 2.5.
#pragma once

#include "shared/core/Result.h"

#include <QObject>
#include <QString>
#include <QStringList>
#include <QUrl>

#include <memory>

namespace socle::studio {

struct BackendLaunch
{
    QString program; // empty: findBackendProgram()
    QString dataFolder;
    QString logFolder; // rotating process.log, 5 files of 2 MB; empty: none
    QString email; // first superuser, made only when there is none
    QString password;
    /// Of encrypted settings: in the child's environment, as the peer has it.
    QString encryptionKey = {};
    bool keepRunning = false; // `--stay`: survives the studio
    int readyTimeoutMs = 10'000;
};

struct BackendReady
{
    QUrl url;
    QString version;
    QString token; // superuser token for this run; keep it in memory only
    qint64 processId = 0;
};

/// Absolute path of `socle`: $SOCLE_BIN (a folder or the file itself), beside the studio's own
/// program, then PATH. Errors: NotFound, with the places that were looked at.
Result<QString> findBackendProgram();

class BackendProcess : public QObject
{
    Q_OBJECT

public:
    enum class State { Stopped, Starting, Running, Waiting, Stopping, Failed };
    Q_ENUM(State)

    explicit BackendProcess(QObject *parent = nullptr);
    /// Stops the server (unless it stays) and waits for its end, at most 6 s: nothing is left
    /// behind.
    ~BackendProcess() override;

    State state() const;
    /// Valid in Running; keeps the values of the last run otherwise.
    const BackendReady &ready() const;
    /// Last 50 lines of output, newest last: the text of the error sheet.
    QStringList logTail() const;
    /// Why the state is Failed, one sentence; empty otherwise.
    QString failure() const;
    /// Milliseconds until the next attempt while Waiting; 0 otherwise.
    int restartDelayMs() const;
    /// Resident memory of the server in bytes, -1 when it does not run.
    qint64 residentBytes() const;
    /// Processor time of the server since its start in ms, -1 when it does not run. The difference
    /// of two readings over the time between them is its load.
    qint64 processorMs() const;

    /// Starts the server; allowed in Stopped and Failed. The outcome comes as signals.
    void start(const BackendLaunch &launch);
    /// Takes over a server that was left running (address and process id from the project folder).
    /// No ready line, no token: the caller signs in. Running at once; its end is noticed by
    /// polling.
    void adopt(const BackendLaunch &launch, const BackendReady &running);
    /// Asks the server to end; Stopped follows. A second call while Stopping does nothing.
    void stop();

signals:
    void stateChanged(socle::studio::BackendProcess::State state);
    void becameReady(const socle::studio::BackendReady &ready);
    /// The server ended by itself; `delayMs` until it is started again.
    void crashed(int exitCode, int delayMs);
    void failed(const QString &reason, const QStringList &logTail);
    /// One line of stdout or stderr, without its line end.
    void lineLogged(const QString &line);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace socle::studio

Q_DECLARE_METATYPE(socle::studio::BackendReady)
