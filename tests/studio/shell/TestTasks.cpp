// Long work told to the user: the tray's words, the question before quitting, and the word on the
// desktop, heard by a service of the test's own on a bus of its own.
#include "studio/api/Transport.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/TaskList.h"
#include "studio/platform/DesktopNotifier.h"
#include "studio/platform/SecretStore.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/ConnectionSession.h"
#include "studio/shell/Popovers.h"
#include "studio/shell/ServerJobs.h"
#include "studio/shell/TaskWatch.h"
#include "tests/support/TempDir.h"
#include "tests/support/TestSuite.h"

#include <QAbstractButton>
#include <QDBusConnection>
#include <QJsonObject>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QVariantMap>

using namespace Qt::StringLiterals;

namespace socle::studio {

/// What a desktop does with a notification.
class FakeDesktop : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    QStringList shown;

public slots:

    Q_SCRIPTABLE uint Notify(const QString &,
                             uint,
                             const QString &,
                             const QString &summary,
                             const QString &body,
                             const QStringList &,
                             const QVariantMap &,
                             int)
    {
        shown << summary + u'|' + body;
        return static_cast<uint>(shown.size());
    }

signals:
    Q_SCRIPTABLE void ActionInvoked(uint id, const QString &action);
};

class TestTasks : public QObject
{
    Q_OBJECT

    const test::TempDir m_folder;
    std::unique_ptr<Workspace> m_workspace;
    SecretStore m_secrets;

    std::unique_ptr<ConnectionSession> makeSession(const QString &name, Environment environment)
    {
        ConnectionProfile profile;
        profile.id = name;
        profile.name = name;
        profile.kind = ConnectionKind::Remote;
        profile.address = u"http://127.0.0.1:1"_s;
        profile.environment = environment;
        return std::make_unique<ConnectionSession>(profile, *m_workspace, m_secrets, nullptr);
    }

private slots:

    void initTestCase()
    {
        auto made = Workspace::open(QString::fromStdString(m_folder.path().string()));
        VERIFY_OK(made);
        m_workspace = made.takeValue();
    }

    void theTrayShowsTheMostAdvanced()
    {
        TaskWatch watch;
        const auto shop = makeSession(u"Shop"_s, Environment::Local);
        const auto atlas = makeSession(u"Atlas"_s, Environment::Production);
        watch.add(*shop);
        watch.add(*atlas);
        QCOMPARE(watch.trayText(), QString());
        Task *import = shop->context().tasks().add(u"Import books"_s);
        Task *backup = atlas->context().tasks().add(u"Backup"_s);
        QTRY_COMPARE(backup->state(), Task::State::Running);
        import->setProgress(20, 100);
        backup->setProgress(62, 100);
        QCOMPARE(watch.trayText(), u"Backup 62%"_s);
        QVERIFY(watch.touchesProduction());
        QCOMPARE(watch.running(), QStringList({u"Import books (Shop)"_s, u"Backup (Atlas)"_s}));
        QSignalSpy ended(&watch, &TaskWatch::ended);
        backup->succeed(u"The backup is made"_s);
        QCOMPARE(ended.count(), 1);
        QCOMPARE(watch.trayText(), u"Import 20%"_s);
        QVERIFY(!watch.touchesProduction());
    }

    void aRowKeepsItsCrossWhileItRuns()
    {
        TaskWatch watch;
        const auto shop = makeSession(u"Shop"_s, Environment::Local);
        watch.add(*shop);
        Task *task = shop->context().tasks().add(u"Export books"_s);
        QTRY_COMPARE(task->state(), Task::State::Running);
        QWidget window;
        TasksPopover popover(watch, &window);
        popover.setDeleteOnClose(false);
        QPointer<QAbstractButton> cross = popover.findChild<QAbstractButton *>();
        QVERIFY(cross != nullptr);
        task->setProgress(1, 10);
        task->setProgress(2, 10);
        QVERIFY(cross != nullptr); // the same one, under the same pointer
        int shownFile = 0;
        task->setNextStep(u"Show file"_s, [&] { ++shownFile; });
        task->succeed(u"Exported 10 rows"_s);
        auto *next = popover.findChild<QAbstractButton *>(u"shell.tasks.next"_s);
        QVERIFY(next != nullptr && !next->isHidden());
        next->click();
        QCOMPARE(shownFile, 1);
    }

    void theServersWorkJoinsTheTray()
    {
        const auto shop = makeSession(u"Shop"_s, Environment::Local);
        TaskList &tasks = shop->context().tasks();
        ServerJobs jobs(shop->context());
        const QJsonObject job{{u"id"_s, u"j1"_s},
                              {u"kind"_s, u"backup"_s},
                              {u"state"_s, u"running"_s},
                              {u"done"_s, 3},
                              {u"total"_s, 12},
                              {u"message"_s, u"Packing"_s}};
        jobs.take(job);
        jobs.take(job); // told twice, still one
        QCOMPARE(tasks.rowCount(), 1);
        QCOMPARE(tasks.at(0)->title(), u"Backup"_s);
        QCOMPARE(tasks.at(0)->fraction(), 0.25);
        QTRY_COMPARE(tasks.at(0)->state(), Task::State::Running);
        QJsonObject failed = job;
        failed[u"state"_s] = u"failed"_s;
        failed[u"error"_s] = u"The disk is full."_s;
        jobs.take(failed);
        QCOMPARE(tasks.at(0)->state(), Task::State::Failed);
        QCOMPARE(tasks.at(0)->result(), u"The disk is full."_s);
        jobs.take(failed); // over: no second task
        jobs.take({{u"id"_s, u"j2"_s}, {u"state"_s, u"done"_s}});
        QCOMPARE(tasks.rowCount(), 1);
    }

    void theDesktopIsTold()
    {
        const QString daemon = QStandardPaths::findExecutable(u"dbus-daemon"_s);
        if (daemon.isEmpty()) {
            QSKIP("Debian's package dbus-daemon is not installed");
        }
        QProcess bus;
        bus.start(daemon, {u"--session"_s, u"--nofork"_s, u"--print-address"_s});
        QVERIFY(bus.waitForReadyRead());
        const QString address = QString::fromLocal8Bit(bus.readLine()).trimmed();
        qputenv("DBUS_SESSION_BUS_ADDRESS", address.toLocal8Bit());
        if (!QDBusConnection::sessionBus().isConnected()) {
            bus.kill();
            bus.waitForFinished();
            QSKIP("something in this program asked for the session bus before the test could");
        }
        QDBusConnection other = QDBusConnection::connectToBus(address, u"desktop"_s);
        FakeDesktop desktop;
        QVERIFY(other.registerObject(u"/org/freedesktop/Notifications"_s,
                                     &desktop,
                                     QDBusConnection::ExportScriptableContents));
        QVERIFY(other.registerService(u"org.freedesktop.Notifications"_s));

        DesktopNotifier notifier;
        int activated = 0;
        notifier.show(u"Import books"_s, u"5,127 rows <b>"_s, [&] { ++activated; });
        QTRY_COMPARE(desktop.shown.size(), 1);
        QCOMPARE(desktop.shown.constFirst(), u"Import books|5,127 rows &lt;b&gt;"_s);
        // The answer with the id comes before the click can: ask until both arrived.
        QTRY_VERIFY((emit desktop.ActionInvoked(1, u"default"_s), activated == 1));
        emit desktop.ActionInvoked(1, u"default"_s);
        QTest::qWait(20);
        QCOMPARE(activated, 1); // once
        QDBusConnection::disconnectFromBus(u"desktop"_s);
        bus.kill();
        bus.waitForFinished();
    }
};

} // namespace socle::studio

using socle::studio::TestTasks;
SOCLE_TEST_SUITE(TestTasks)
#include "TestTasks.moc"
