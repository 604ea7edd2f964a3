#include "studio/platform/BackendProcess.h"

#include "studio/platform/RotatingLog.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QThread>
#include <QTimer>

#include <sys/prctl.h>

#include <array>
#include <deque>
#include <signal.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kTailLines = 50;
constexpr int kStopTimeoutMs = 5000;
constexpr int kPollMs = 500; // while a detached server starts
constexpr int kWatchMs = 2000; // whether it still runs: nothing wakes more often when idle
constexpr qint64 kCrashWindowMs = 60'000;
constexpr std::size_t kCrashesAllowed = 4;
constexpr std::array kRestartDelaysMs{500, 1000, 2000, 5000};
constexpr qsizetype kMaxLine = 64 * 1024; // a server that never ends a line must not fill memory

const QString kKeyVariable = u"SOCLE_STUDIO_SETTINGS_KEY"_s;

bool isAlive(qint64 processId)
{
    return processId > 0 && ::kill(static_cast<pid_t>(processId), 0) == 0;
}

} // namespace

struct BackendProcess::Impl
{
    explicit Impl(BackendProcess *owner)
        : q(owner)
    {
        readyTimer.setSingleShot(true);
        killTimer.setSingleShot(true);
        restartTimer.setSingleShot(true);
        poll.setInterval(kPollMs);
        QObject::connect(&readyTimer, &QTimer::timeout, q, [this] { readyTimedOut(); });
        QObject::connect(&killTimer, &QTimer::timeout, q, [this] { killNow(); });
        QObject::connect(&restartTimer, &QTimer::timeout, q, [this] { launchNow(); });
        QObject::connect(&poll, &QTimer::timeout, q, [this] { pollDetached(); });
    }

    void setState(State next)
    {
        if (state == next) {
            return;
        }
        state = next;
        emit q->stateChanged(next);
    }

    /// The claims of the drawing in the header; called at the entry of every operation.
    void checkClaims() const
    {
        SOCLE_ASSERT(QThread::currentThread() == QCoreApplication::instance()->thread());
        SOCLE_ASSERT(state != State::Waiting || restartTimer.isActive());
        SOCLE_ASSERT(state != State::Running || ready.processId > 0);
    }

    void log(const QString &line)
    {
        tail.push_back(line);
        if (tail.size() > kTailLines) {
            tail.pop_front();
        }
        logFile.write(line);
        emit q->lineLogged(line);
    }

    void fail(const QString &reason)
    {
        failure = reason;
        log(reason);
        setState(State::Failed);
        emit q->failed(reason, tail);
    }

    void launchNow()
    {
        QString program = launch.program;
        if (program.isEmpty()) {
            Result<QString> found = findBackendProgram();
            if (!found) {
                fail(QString::fromStdString(found.error().message));
                return;
            }
            program = found.takeValue();
        }
        failure.clear();
        QDir().mkpath(launch.dataFolder);
        QStringList arguments{u"serve"_s,
                              u"--dir"_s,
                              launch.dataFolder,
                              u"--http"_s,
                              u"127.0.0.1:0"_s,
                              u"--studio"_s};
        if (!launch.encryptionKey.isEmpty()) {
            arguments << u"--encryptionEnv"_s << kKeyVariable;
        }
        setState(State::Starting);
        readyTimer.start(launch.readyTimeoutMs);
        if (launch.keepRunning) {
            launchDetached(program, arguments + QStringList{u"--stay"_s});
        } else {
            launchChild(program, arguments);
        }
    }

    void launchChild(const QString &program, const QStringList &arguments)
    {
        process = std::make_unique<QProcess>();
        process->setProgram(program);
        process->setArguments(arguments);
        process->setProcessEnvironment(environment());
        const pid_t parent = ::getpid();
        process->setChildProcessModifier([parent] {
            // Only async-signal-safe calls here: this runs between fork and exec.
            ::prctl(PR_SET_PDEATHSIG, SIGTERM);
            if (::getppid() != parent) {
                ::_exit(1); // the studio died before the line above
            }
        });
        QObject::connect(process.get(), &QProcess::readyReadStandardOutput, q, [this] {
            take(process->readAllStandardOutput(), outBuffer, true);
        });
        QObject::connect(process.get(), &QProcess::readyReadStandardError, q, [this] {
            take(process->readAllStandardError(), errBuffer, false);
        });
        QObject::connect(process.get(), &QProcess::errorOccurred, q, [this](auto error) {
            if (error == QProcess::FailedToStart) {
                const QString reason = process->errorString();
                dropProcess();
                readyTimer.stop();
                fail(tr("The server could not be started: %1").arg(reason));
            }
        });
        QObject::connect(
            process.get(), &QProcess::finished, q, [this](int code, QProcess::ExitStatus status) {
                take(process->readAllStandardOutput(), outBuffer, true);
                take(process->readAllStandardError(), errBuffer, false);
                const int shown = status == QProcess::CrashExit ? -1 : code;
                dropProcess();
                ended(shown);
            });
        process->start();
        process->write(superuserLine());
        // stdin stays open: the server ends when it closes.
    }

    void launchDetached(const QString &program, const QStringList &arguments)
    {
        // Output goes to files, because a pipe would break with the studio. The ready line carries
        // a token: its file can be read by this user only and is unlinked as soon as it was read.
        QDir().mkpath(launch.logFolder.isEmpty() ? launch.dataFolder : launch.logFolder);
        const QString folder = launch.logFolder.isEmpty() ? launch.dataFolder : launch.logFolder;
        readyFile = folder + u"/.ready"_s;
        QFile::remove(readyFile);
        QFile file(readyFile);
        if (file.open(QIODevice::WriteOnly)) {
            file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        }
        file.close();
        QProcess detached;
        detached.setProgram(program);
        detached.setArguments(arguments);
        detached.setProcessEnvironment(environment());
        detached.setStandardInputFile(QProcess::nullDevice());
        detached.setStandardOutputFile(readyFile);
        detached.setStandardErrorFile(folder + u"/process.log"_s, QIODevice::Append);
        qint64 processId = 0;
        if (!detached.startDetached(&processId)) {
            readyTimer.stop();
            fail(tr("The server could not be started: %1").arg(detached.errorString()));
            return;
        }
        detachedId = processId;
        poll.start(kPollMs);
    }

    QProcessEnvironment environment() const
    {
        QProcessEnvironment all = QProcessEnvironment::systemEnvironment();
        if (!launch.encryptionKey.isEmpty()) {
            all.insert(kKeyVariable, launch.encryptionKey);
        }
        return all;
    }

    QByteArray superuserLine() const
    {
        const QJsonObject superuser{{u"email"_s, launch.email}, {u"password"_s, launch.password}};
        return QJsonDocument(superuser).toJson(QJsonDocument::Compact) + '\n';
    }

    void take(const QByteArray &bytes, QByteArray &buffer, bool isStandardOutput)
    {
        buffer += bytes;
        while (true) {
            const qsizetype end = buffer.indexOf('\n');
            if (end < 0 && buffer.size() < kMaxLine) {
                return;
            }
            const QByteArray line = end < 0 ? buffer : buffer.left(end);
            buffer.remove(0, end < 0 ? buffer.size() : end + 1);
            if (!isStandardOutput || !takeReadyLine(line)) {
                log(QString::fromUtf8(line));
            }
        }
    }

    /// True when the line was the ready line, which is not logged: it carries a token.
    bool takeReadyLine(const QByteArray &line)
    {
        if (!line.startsWith('{')) {
            return false;
        }
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        if (object[u"event"_s].toString() != u"ready"_s) {
            return false;
        }
        if (state != State::Starting) {
            return true;
        }
        ready.url = QUrl(object[u"url"_s].toString());
        ready.version = object[u"version"_s].toString();
        ready.token = object[u"token"_s].toString();
        ready.processId = process ? process->processId() : detachedId;
        readyTimer.stop();
        hasRun = true;
        log(u"ready at %1, version %2"_s.arg(ready.url.toString(), ready.version));
        setState(State::Running);
        emit q->becameReady(ready);
        return true;
    }

    void pollDetached()
    {
        if (!readyFile.isEmpty()) {
            QFile file(readyFile);
            if (file.open(QIODevice::ReadOnly)) {
                const QByteArray line = file.readLine();
                if (line.endsWith('\n') && takeReadyLine(line.trimmed())) {
                    poll.setInterval(kWatchMs);
                    QFile::remove(readyFile);
                    readyFile.clear();
                }
            }
        }
        if (detachedId > 0 && !isAlive(detachedId)) {
            poll.stop();
            detachedId = 0;
            ended(-1);
        }
    }

    void readyTimedOut()
    {
        if (state != State::Starting) {
            return;
        }
        const int seconds = launch.readyTimeoutMs / 1000;
        failingReason = tr("The server did not answer within %n seconds", nullptr, seconds);
        killNow();
    }

    void killNow()
    {
        if (process) {
            process->kill();
        } else if (detachedId > 0) {
            ::kill(static_cast<pid_t>(detachedId), SIGKILL);
        }
    }

    /// The server is gone: asked for, failed at start, or crashed.
    void ended(int exitCode)
    {
        readyTimer.stop();
        killTimer.stop();
        if (state == State::Stopping) {
            log(u"stopped"_s);
            setState(State::Stopped);
            return;
        }
        if (state == State::Failed || state == State::Stopped) {
            return;
        }
        if (state == State::Starting && !hasRun) {
            const QString reason = std::exchange(failingReason, QString());
            fail(reason.isEmpty()
                     ? tr("The server ended before it was ready (exit code %1)").arg(exitCode)
                     : reason);
            return;
        }
        failingReason.clear();
        const qint64 now = clock.elapsed();
        crashes.push_back(now);
        while (crashes.front() < now - kCrashWindowMs) {
            crashes.pop_front();
        }
        if (crashes.size() >= kCrashesAllowed) {
            fail(tr("The server ended %n times within a minute",
                    nullptr,
                    static_cast<int>(crashes.size())));
            return;
        }
        const int delay = kRestartDelaysMs[std::min(crashes.size(), kRestartDelaysMs.size()) - 1];
        log(u"ended with exit code %1, next start in %2 ms"_s.arg(exitCode).arg(delay));
        restartTimer.start(delay);
        setState(State::Waiting);
        emit q->crashed(exitCode, delay);
    }

    void dropProcess()
    {
        // finished() is emitted from inside the QProcess: it dies later.
        process->disconnect(q);
        process.release()->deleteLater();
        outBuffer.clear();
        errBuffer.clear();
    }

    BackendProcess *const q;
    BackendLaunch launch;
    BackendReady ready;
    State state = State::Stopped;
    QString failure;
    QString failingReason;
    QStringList tail;
    RotatingLog logFile;
    std::unique_ptr<QProcess> process;
    qint64 detachedId = 0;
    QString readyFile;
    QByteArray outBuffer;
    QByteArray errBuffer;
    QTimer readyTimer;
    QTimer killTimer;
    QTimer restartTimer;
    QTimer poll;
    QElapsedTimer clock;
    std::deque<qint64> crashes;
    bool hasRun = false;
};

BackendProcess::BackendProcess(QObject *parent)
    : QObject(parent)
    , m_impl(std::make_unique<Impl>(this))
{
    m_impl->clock.start();
}

BackendProcess::~BackendProcess()
{
    if (!m_impl->process || m_impl->process->state() == QProcess::NotRunning) {
        return;
    }
    QProcess &process = *m_impl->process;
    process.disconnect(this);
    process.closeWriteChannel();
    process.terminate();
    if (!process.waitForFinished(kStopTimeoutMs)) {
        process.kill();
        process.waitForFinished(1000);
    }
}

BackendProcess::State BackendProcess::state() const { return m_impl->state; }

const BackendReady &BackendProcess::ready() const { return m_impl->ready; }

QStringList BackendProcess::logTail() const { return m_impl->tail; }

QString BackendProcess::failure() const { return m_impl->failure; }

int BackendProcess::restartDelayMs() const
{
    return m_impl->state == State::Waiting ? m_impl->restartTimer.remainingTime() : 0;
}

qint64 BackendProcess::residentBytes() const
{
    if (m_impl->state != State::Running) {
        return -1;
    }
    QFile file(u"/proc/%1/statm"_s.arg(m_impl->ready.processId));
    if (!file.open(QIODevice::ReadOnly)) {
        return -1;
    }
    const QList<QByteArray> fields = file.readAll().split(' ');
    return fields.size() < 2 ? -1 : fields[1].toLongLong() * ::sysconf(_SC_PAGESIZE);
}

qint64 BackendProcess::processorMs() const
{
    if (m_impl->state != State::Running) {
        return -1;
    }
    QFile file(u"/proc/%1/stat"_s.arg(m_impl->ready.processId));
    if (!file.open(QIODevice::ReadOnly)) {
        return -1;
    }
    // The name in brackets may hold anything; what follows the last one is in fixed order.
    const QByteArray line = file.readAll();
    const QList<QByteArray> fields = line.mid(line.lastIndexOf(')') + 2).split(' ');
    constexpr int kUser = 11; // utime, then stime: fields 14 and 15 of proc(5)
    return fields.size() < kUser + 2 ? -1
                                     : (fields[kUser].toLongLong() + fields[kUser + 1].toLongLong())
            * 1000 / ::sysconf(_SC_CLK_TCK);
}

void BackendProcess::start(const BackendLaunch &launch)
{
    m_impl->checkClaims();
    if (m_impl->state != State::Stopped && m_impl->state != State::Failed) {
        return;
    }
    m_impl->launch = launch;
    m_impl->logFile.setFolder(launch.keepRunning ? QString() : launch.logFolder);
    m_impl->tail.clear();
    m_impl->crashes.clear();
    m_impl->hasRun = false;
    m_impl->launchNow();
}

void BackendProcess::adopt(const BackendLaunch &launch, const BackendReady &running)
{
    m_impl->checkClaims();
    m_impl->launch = launch;
    m_impl->ready = running;
    m_impl->detachedId = running.processId;
    m_impl->hasRun = true;
    m_impl->setState(State::Running);
    m_impl->poll.start(kWatchMs);
    emit becameReady(running);
}

void BackendProcess::stop()
{
    m_impl->checkClaims();
    m_impl->restartTimer.stop();
    switch (m_impl->state) {
    case State::Stopped:
    case State::Stopping:
        return;
    case State::Waiting:
    case State::Failed:
        m_impl->setState(State::Stopped);
        return;
    case State::Starting:
    case State::Running:
        break;
    }
    m_impl->readyTimer.stop();
    m_impl->setState(State::Stopping);
    m_impl->killTimer.start(kStopTimeoutMs);
    if (m_impl->process) {
        m_impl->process->terminate();
    } else if (m_impl->detachedId > 0) {
        ::kill(static_cast<pid_t>(m_impl->detachedId), SIGTERM);
    }
}

} // namespace socle::studio
