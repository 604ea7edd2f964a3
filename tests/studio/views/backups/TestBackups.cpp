// The backups view: against the real server where it makes backups, and its states on a stub.
//
// SOCLE_TEST_SERVER, SOCLE_TEST_EMAIL and SOCLE_TEST_PASSWORD play the same on another server, a
// PocketBase for instance; nothing is restored there.
#include "studio/api/RecordsEndpoint.h"
#include "studio/domain/BackupDesk.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/Banner.h"
#include "studio/kit/Button.h"
#include "studio/kit/Select.h"
#include "studio/kit/Text.h"
#include "studio/kit/TextField.h"
#include "studio/views/backups/BackupsView.h"
#include "tests/support/KitApplication.h"
#include "tests/support/LiveServer.h"
#include "tests/support/ShellRecorder.h"
#include "tests/support/StubTransport.h"
#include "tests/support/TestSuite.h"

#include <QElapsedTimer>

using namespace Qt::StringLiterals;
using namespace socle;
using namespace socle::studio;

class TestBackups : public QObject
{
    Q_OBJECT

    LiveServer m_live;
    test::TempDir m_copies; // not in the server's folder: a restore changes all of that
    ConnectionContext *m_context = nullptr;
    std::unique_ptr<ShellRecorder> m_shell;
    BackupsView *m_view = nullptr;
    StubTransport *m_stub = nullptr;

    template <typename T> T *part(const QString &name) { return partOf<T>(*m_shell, name); }

    void press(const QString &name) { QVERIFY(pressPart(*m_shell, name)); }

    void open(ConnectionContext &context)
    {
        m_shell = std::make_unique<ShellRecorder>();
        m_view = new BackupsView(context, *m_shell, {});
        m_shell->host(m_view);
    }

    std::unique_ptr<ConnectionContext> stubbed()
    {
        auto transport = std::make_unique<StubTransport>();
        m_stub = transport.get();
        m_stub->on(
            "GET",
            u"/api/settings"_s,
            StubAnswer::json(QByteArray(
                R"({"meta":{"appName":"Bookshop"},"backups":{"cron":"0 3 * * *","cronMaxKeep":3,"s3":{"enabled":false}}})")));
        ConnectionProfile profile;
        profile.kind = ConnectionKind::Remote;
        profile.address = u"http://x"_s;
        profile.environment = Environment::Production;
        auto context = std::make_unique<ConnectionContext>(profile, std::move(transport), nullptr);
        context->client().setRetryDelays({});
        return context;
    }

    /// What was written after the backup is gone once the server answers again.
    void restoreForReal(const QString &name)
    {
        const RecordsEndpoint records(m_context->client());
        const auto late
            = awaitResult(records.create(u"users"_s,
                                         JsonObject{{"email", "late@example.com"},
                                                    {"password", "password123"},
                                                    {"passwordConfirm", "password123"}}));
        VERIFY_OK(late);
        press(u"backups.row."_s + name + u".restore"_s);
        part<QAbstractButton>(u"backups.restore.first"_s)->setChecked(false);
        part<QLineEdit>(u"backups.restore.name"_s)->setText(name);
        press(u"backups.restore.accept"_s);
        QElapsedTimer clock;
        clock.start();
        QTRY_COMPARE_WITH_TIMEOUT(m_view->desk().phase(), BackupDesk::Phase::Done, 30'000);
        qInfo("restored in %lld ms", static_cast<long long>(clock.elapsed()));
        press(u"backups.restore.cancel"_s);
        const auto gone = awaitResult(records.view(u"users"_s, late->id));
        QVERIFY(!gone);
        QCOMPARE(apiError(gone.error()).status, 404);
    }

private slots:

    void cleanup()
    {
        m_shell.reset();
        m_view = nullptr;
    }

    void showsItsStates()
    {
        const auto context = stubbed();
        m_stub->onSequence(
            "GET",
            u"/api/backups"_s,
            {StubAnswer::error(404, "The requested resource wasn't found."),
             StubAnswer::json(QByteArray("[]")),
             StubAnswer::json(QByteArray(
                 R"([{"key":"@auto_pb_backup_bookshop_20260313030000.zip","size":48201233,"modified":"2026-03-13 03:00:04.000Z"},
                                    {"key":"before-the-move.zip","size":41200000,"modified":"2026-03-12 17:40:00.000Z"},
                                    {"key":"before-restore-2026-03-10-120000.zip","size":39200000,"modified":"2026-03-10 12:00:00.000Z"}])"))});
        open(*context);
        QTRY_COMPARE(m_view->state(), View::State::Error);
        QVERIFY(!part<Button>(u"backups.create"_s)->isEnabled());
        QTest::qWait(50);
        m_shell->shot(u"backups-none"_s);
        press(u"backups.error.retry"_s);
        QTRY_COMPARE(m_view->state(), View::State::Empty);
        QTest::qWait(50);
        m_shell->shot(u"backups-empty"_s);
        m_view->refresh();
        QTRY_COMPARE(m_view->state(), View::State::Filled);
        QTest::qWait(50);
        m_shell->shot(u"backups-list"_s);
        QCOMPARE(m_view->desk().files().front().key,
                 u"@auto_pb_backup_bookshop_20260313030000.zip"_s);
        QCOMPARE(namelessPart(*m_view), QString());
    }

    void restoresOnlyWithTheTypedName()
    {
        const auto context = stubbed();
        m_stub->on("GET",
                   u"/api/backups"_s,
                   StubAnswer::json(QByteArray(
                       R"([{"key":"a.zip","size":1,"modified":"2026-03-13 03:00:04.000Z"}])")));
        m_stub->on("POST", u"/api/backups"_s, StubAnswer{.status = 204});
        m_stub->on("POST", u"/api/backups/a.zip/restore"_s, StubAnswer{.status = 204});
        StubAnswer busy
            = StubAnswer::json(QByteArray(R"({"code":200,"data":{"canBackup":false}})"));
        StubAnswer free = StubAnswer::json(QByteArray(R"({"code":200,"data":{"canBackup":true}})"));
        m_stub->onSequence(
            "GET", u"/api/health"_s, {busy, StubAnswer::failed(TransportFailure::Refused), free});
        open(*context);
        QTRY_COMPARE(m_view->state(), View::State::Filled);
        press(u"backups.row.a.zip.restore"_s);
        QVERIFY(!part<QAbstractButton>(u"backups.restore.first"_s)->isEnabled()); // production
        QVERIFY(!part<Button>(u"backups.restore.accept"_s)->isEnabled());
        part<QLineEdit>(u"backups.restore.name"_s)->setText(u"a.zip"_s);
        QTest::qWait(50);
        m_shell->shot(u"backups-restore"_s);
        press(u"backups.restore.accept"_s);
        QTRY_COMPARE_WITH_TIMEOUT(m_view->desk().phase(), BackupDesk::Phase::Waiting, 5000);
        QTest::qWait(50);
        m_shell->shot(u"backups-restoring"_s);
        QTRY_COMPARE_WITH_TIMEOUT(m_view->desk().phase(), BackupDesk::Phase::Done, 10'000);
        const auto made = m_stub->requests("POST", u"/api/backups"_s);
        QCOMPARE(made.size(), std::size_t{1}); // what was there, first
        QVERIFY(made.front().body.contains("before-restore-"));
        m_shell->shot(u"backups-restored"_s);
    }

    void saysWhenARestoreFails()
    {
        const auto context = stubbed();
        m_stub->on("GET",
                   u"/api/backups"_s,
                   StubAnswer::json(QByteArray(
                       R"([{"key":"a.zip","size":1,"modified":"2026-03-13 03:00:04.000Z"}])")));
        m_stub->on("POST", u"/api/backups"_s, StubAnswer::error(400, "Failed to create backup."));
        open(*context);
        QTRY_COMPARE(m_view->state(), View::State::Filled);
        m_view->desk().restore(u"a.zip"_s, true);
        QTRY_COMPARE(m_view->desk().phase(), BackupDesk::Phase::Failed);
        QVERIFY(m_view->desk().failure().contains(u"Failed to create backup."));
        QVERIFY(m_stub->requests("POST", u"/api/backups/a.zip/restore"_s).empty());
    }

    void namesAreThoseTheServerTakes()
    {
        QVERIFY(BackupDesk::isGoodName(u"night-1_a.zip"_s));
        QVERIFY(!BackupDesk::isGoodName(u"Night.zip"_s));
        QVERIFY(!BackupDesk::isGoodName(u"@auto.zip"_s));
        const QString name = BackupDesk::suggestedName(
            u"Élan & Co. Books"_s, QDateTime(QDate(2026, 3, 14), QTime(9, 26), Qt::UTC));
        QCOMPARE(name, u"lan-co-books-2026-03-14-0926.zip"_s);
        QVERIFY(BackupDesk::isGoodName(name));
    }

    void makesDownloadsUploadsDeletes()
    {
        VERIFY_OK(m_live.start());
        m_context = &m_live.context();
        open(*m_context);
        QTRY_VERIFY_WITH_TIMEOUT(m_view->state() != View::State::Loading, 10'000);
        if (m_view->state() == View::State::Error) {
            QCOMPARE(m_view->desk().error().status, 404);
            QSKIP("this server makes no backups yet");
        }
        connect(&m_view->desk(),
                &BackupDesk::refused,
                this,
                [](const QString &what, const ApiError &error) {
                    qWarning("%s: %s", qPrintable(what), qPrintable(error.message));
                });
        const QString name = u"test-%1.zip"_s.arg(QDateTime::currentMSecsSinceEpoch());
        press(u"backups.create"_s);
        part<QLineEdit>(u"backups.new.name"_s)->setText(u"Not Good"_s);
        press(u"backups.new.accept"_s);
        QVERIFY(part<QWidget>(u"backups.new"_s) != nullptr);
        part<QLineEdit>(u"backups.new.name"_s)->setText(name);
        press(u"backups.new.accept"_s);
        QTRY_VERIFY_WITH_TIMEOUT(part<QWidget>(u"backups.row."_s + name) != nullptr, 20'000);
        QTest::qWait(50);
        m_shell->shot(u"backups-real"_s);

        const QString copy
            = QString::fromStdString((m_copies / ("copy-" + name.toStdString())).string());
        m_view->desk().download(name, copy);
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(copy), 20'000);
        QFile file(copy);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.read(2), QByteArray("PK"));
        file.close();
        if (qEnvironmentVariableIsEmpty("SOCLE_TEST_SERVER")) {
            restoreForReal(name);
        }
        m_view->upload(copy);
        QTRY_VERIFY_WITH_TIMEOUT(part<QWidget>(u"backups.row.copy-"_s + name) != nullptr, 20'000);
        for (const QString &key : {name, u"copy-"_s + name}) {
            press(u"backups.row."_s + key + u".delete"_s);
            press(u"backups.delete.accept"_s);
            QTRY_VERIFY_WITH_TIMEOUT(part<QWidget>(u"backups.row."_s + key) == nullptr, 10'000);
        }
        press(u"backups.schedule.change"_s);
        part<Select>(u"backups.plan.when"_s)->setCurrentKey(u"0 3 * * *"_s);
        emit part<Select>(u"backups.plan.when"_s)->currentChanged(u"0 3 * * *"_s);
        QTest::qWait(50);
        m_shell->shot(u"backups-plan"_s);
        press(u"backups.plan.accept"_s);
        QTRY_VERIFY_WITH_TIMEOUT(m_shell->statuses.contains(u"The schedule is saved"_s), 5000);
        m_shell.reset();
        m_view = nullptr;
        m_live.stop();
    }
};
SOCLE_TEST_SUITE(TestBackups)
#include "TestBackups.moc"
