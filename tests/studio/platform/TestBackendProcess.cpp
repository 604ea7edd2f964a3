// Supervision against small shell scripts that behave like `socle serve --studio`, well or badly.
#include "studio/platform/BackendProcess.h"
#include "tests/support/TestSuite.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>

#include <csignal>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr auto kReady
    = R"(echo '{"event":"ready","url":"http://127.0.0.1:4711","version":"9.9","token":"secret-token"}')";

bool isAlive(qint64 processId) { return ::kill(static_cast<pid_t>(processId), 0) == 0; }

} // namespace

class TestBackendProcess : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void becomesReady();
    void passesThePasswordThroughStdinOnly();
    void keepsTheTokenOutOfTheLog();
    void failsWhenItEndsBeforeReady();
    void failsWhenItIsNeverReady();
    void failsWhenTheProgramIsMissing();
    void restartsAfterACrash();
    void givesUpAfterTheFourthCrashInAMinute();
    void stopsOnRequest();
    void killsAServerThatIgnoresTheStop();
    void leavesNothingBehindWhenDestroyed();
    void findsTheProgramInTheEnvironment();

private:
    /// A program `socle` with this body; it has read the superuser line into $line before.
    BackendLaunch launch(const QByteArray &body);

    std::unique_ptr<QTemporaryDir> m_dir;
};

void TestBackendProcess::init() { m_dir = std::make_unique<QTemporaryDir>(); }

BackendLaunch TestBackendProcess::launch(const QByteArray &body)
{
    QFile script(m_dir->filePath(u"socle"_s));
    Q_ASSERT(script.open(QIODevice::WriteOnly));
    script.write("#!/bin/sh\nread line\necho \"$*\" >> " + m_dir->filePath(u"arguments"_s).toUtf8()
                 + '\n' + body + '\n');
    script.close();
    script.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    BackendLaunch wanted;
    wanted.program = script.fileName();
    wanted.dataFolder = m_dir->filePath(u"data"_s);
    wanted.logFolder = m_dir->filePath(u"logs"_s);
    wanted.email = u"studio@socle.local"_s;
    wanted.password = u"pass word"_s;
    return wanted;
}

void TestBackendProcess::becomesReady()
{
    BackendProcess process;
    QSignalSpy ready(&process, &BackendProcess::becameReady);
    process.start(launch(QByteArray(kReady) + "\nexec cat >/dev/null"));
    QCOMPARE(process.state(), BackendProcess::State::Starting);
    QTRY_COMPARE(ready.count(), 1);
    QCOMPARE(process.state(), BackendProcess::State::Running);
    QCOMPARE(process.ready().url, QUrl(u"http://127.0.0.1:4711"_s));
    QCOMPARE(process.ready().version, u"9.9"_s);
    QCOMPARE(process.ready().token, u"secret-token"_s);
    QVERIFY(process.residentBytes() > 0);
}

void TestBackendProcess::passesThePasswordThroughStdinOnly()
{
    BackendProcess process;
    const QString seen = m_dir->filePath(u"seen"_s);
    process.start(
        launch("echo \"$line\" > " + seen.toUtf8() + '\n' + kReady + "\nexec cat >/dev/null"));
    QTRY_COMPARE(process.state(), BackendProcess::State::Running);
    QFile file(seen);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll().trimmed(),
             QByteArray(R"({"email":"studio@socle.local","password":"pass word"})"));
    QFile arguments(m_dir->filePath(u"arguments"_s));
    QVERIFY(arguments.open(QIODevice::ReadOnly));
    const QByteArray line = arguments.readAll().trimmed();
    QCOMPARE(line,
             "serve --dir " + m_dir->filePath(u"data"_s).toUtf8() + " --http 127.0.0.1:0 --studio");
}

void TestBackendProcess::keepsTheTokenOutOfTheLog()
{
    BackendProcess process;
    process.start(launch(QByteArray("echo hello >&2\n") + kReady + "\nexec cat >/dev/null"));
    QTRY_COMPARE(process.state(), BackendProcess::State::Running);
    QTRY_VERIFY(process.logTail().contains(u"hello"_s));
    QFile log(m_dir->filePath(u"logs/process.log"_s));
    QVERIFY(log.open(QIODevice::ReadOnly));
    const QByteArray text = log.readAll();
    QVERIFY(text.contains("hello"));
    QVERIFY(!text.contains("secret-token"));
    QVERIFY(!process.logTail().join(u' ').contains(u"secret-token"_s));
}

void TestBackendProcess::failsWhenItEndsBeforeReady()
{
    BackendProcess process;
    QSignalSpy failed(&process, &BackendProcess::failed);
    process.start(launch("echo 'the database is locked' >&2\nexit 7"));
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(process.state(), BackendProcess::State::Failed);
    QVERIFY(failed[0][0].toString().contains(u"7"_s));
    QVERIFY(failed[0][1].toStringList().contains(u"the database is locked"_s));
}

void TestBackendProcess::failsWhenItIsNeverReady()
{
    BackendProcess process;
    QSignalSpy failed(&process, &BackendProcess::failed);
    BackendLaunch wanted = launch("exec cat >/dev/null");
    wanted.readyTimeoutMs = 200;
    process.start(wanted);
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(process.state(), BackendProcess::State::Failed);
}

void TestBackendProcess::failsWhenTheProgramIsMissing()
{
    BackendProcess process;
    BackendLaunch wanted;
    wanted.program = m_dir->filePath(u"no-such-program"_s);
    wanted.dataFolder = m_dir->filePath(u"data"_s);
    process.start(wanted);
    QTRY_COMPARE(process.state(), BackendProcess::State::Failed);
    QVERIFY(!process.failure().isEmpty());
}

void TestBackendProcess::restartsAfterACrash()
{
    // The first run crashes after it was ready, the second one stays.
    const QByteArray flag = m_dir->filePath(u"flag"_s).toUtf8();
    BackendProcess process;
    QSignalSpy ready(&process, &BackendProcess::becameReady);
    QSignalSpy crashed(&process, &BackendProcess::crashed);
    process.start(launch(QByteArray(kReady) + "\nif [ ! -e " + flag + " ]; then touch " + flag
                         + "; exit 3; fi\nexec cat >/dev/null"));
    QTRY_COMPARE(crashed.count(), 1);
    QCOMPARE(crashed[0][0].toInt(), 3);
    QCOMPARE(crashed[0][1].toInt(), 500);
    QTRY_COMPARE(ready.count(), 2);
    QCOMPARE(process.state(), BackendProcess::State::Running);
}

void TestBackendProcess::givesUpAfterTheFourthCrashInAMinute()
{
    BackendProcess process;
    QSignalSpy crashed(&process, &BackendProcess::crashed);
    QSignalSpy failed(&process, &BackendProcess::failed);
    process.start(launch(QByteArray(kReady) + "\nexit 1"));
    QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, 15000);
    QList<int> delays;
    for (const auto &crash : crashed) {
        delays << crash[1].toInt();
    }
    QCOMPARE(delays, (QList<int>{500, 1000, 2000}));
    QCOMPARE(process.state(), BackendProcess::State::Failed);
}

void TestBackendProcess::stopsOnRequest()
{
    BackendProcess process;
    process.start(launch(QByteArray(kReady) + "\nexec cat >/dev/null"));
    QTRY_COMPARE(process.state(), BackendProcess::State::Running);
    const qint64 processId = process.ready().processId;
    QVERIFY(isAlive(processId));
    process.stop();
    QCOMPARE(process.state(), BackendProcess::State::Stopping);
    QTRY_COMPARE(process.state(), BackendProcess::State::Stopped);
    QTRY_VERIFY(!isAlive(processId));
}

void TestBackendProcess::killsAServerThatIgnoresTheStop()
{
    BackendProcess process;
    process.start(launch(QByteArray("trap '' TERM\n") + kReady + "\nwhile true; do sleep 1; done"));
    QTRY_COMPARE(process.state(), BackendProcess::State::Running);
    process.stop();
    QTest::qWait(500);
    QCOMPARE(process.state(), BackendProcess::State::Stopping);
    QTRY_COMPARE_WITH_TIMEOUT(process.state(), BackendProcess::State::Stopped, 8000);
}

void TestBackendProcess::leavesNothingBehindWhenDestroyed()
{
    qint64 processId = 0;
    {
        BackendProcess process;
        process.start(launch(QByteArray(kReady) + "\nexec cat >/dev/null"));
        QTRY_COMPARE(process.state(), BackendProcess::State::Running);
        processId = process.ready().processId;
    }
    QVERIFY(!isAlive(processId));
}

void TestBackendProcess::findsTheProgramInTheEnvironment()
{
    const QString program = launch("exit 0").program;
    const QByteArray before = qgetenv("SOCLE_BIN");
    qputenv("SOCLE_BIN", m_dir->path().toUtf8());
    const Result<QString> found = findBackendProgram();
    qputenv("SOCLE_BIN", before);
    VERIFY_OK(found);
    QCOMPARE(*found, program);
}

} // namespace socle::studio

using socle::studio::TestBackendProcess;
SOCLE_TEST_SUITE(TestBackendProcess)
#include "TestBackendProcess.moc"
