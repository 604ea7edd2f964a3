// Open existing data: a folder made by a server of its own becomes a project; its collections,
// records, logs and superusers are there. With SOCLE_TEST_PEER (path of a PocketBase program) the
// same for a folder PocketBase made.
#include "studio/app/shots/Door.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/DataGrid.h"
#include "studio/shell/Workbench.h"
#include "tests/studio/app/Keys.h"

#include <QJsonArray>
#include <QProcess>
#include <QTcpServer>

using namespace socle;
using namespace socle::studio;
using namespace Qt::StringLiterals;

class TestOpenData : public QObject
{
    Q_OBJECT

    static quint16 freePort()
    {
        QTcpServer probe;
        return probe.listen(QHostAddress::LocalHost) ? probe.serverPort() : 0;
    }

    /// Runs `program` on a new folder, adds a superuser, a collection and two records, and ends it.
    static bool makeData(const QString &program, const QString &folder)
    {
        if (QProcess::execute(program,
                              {u"superuser"_s,
                               u"upsert"_s,
                               u"owner@shop.example"_s,
                               u"password123"_s,
                               u"--dir"_s,
                               folder})
            != 0) {
            return false;
        }
        QProcess server;
        const QString host = u"127.0.0.1:%1"_s.arg(freePort());
        server.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        server.setStandardOutputFile(QProcess::nullDevice());
        server.start(program, {u"serve"_s, u"--http"_s, host, u"--dir"_s, folder});
        Door door(QUrl(u"http://"_s + host), {});
        bool isUp = false;
        for (int i = 0; i < 200 && !isUp; ++i) {
            isUp = door.get(u"/api/health"_s).isFine();
            Pilot::rest(50);
        }
        bool isFine = isUp && door.signIn(u"owner@shop.example"_s, u"password123"_s);
        const QJsonObject title{{u"name"_s, u"title"_s}, {u"type"_s, u"text"_s}};
        isFine = isFine
            && door.send("POST",
                         u"/api/collections"_s,
                         {{u"name"_s, u"papers"_s},
                          {u"type"_s, u"base"_s},
                          {u"fields"_s, QJsonArray{title}}})
                   .isFine();
        for (const QString &text : {u"On sheets"_s, u"On folders"_s}) {
            isFine = isFine
                && door.send("POST", u"/api/collections/papers/records"_s, {{u"title"_s, text}})
                       .isFine();
        }
        Pilot::rest(3500); // both servers write their log every three seconds
        server.terminate();
        return server.waitForFinished(10'000) && isFine;
    }

private slots:

    void opens_data()
    {
        QTest::addColumn<QString>("program");
        const auto own = findBackendProgram();
        QTest::newRow("socle") << (own ? *own : QString());
        if (const QString peer = qEnvironmentVariable("SOCLE_TEST_PEER"); !peer.isEmpty()) {
            QTest::newRow("peer") << peer;
        }
    }

    void opens()
    {
        REQUIRE_SERVER();
        QFETCH(QString, program);
        QTemporaryDir source;
        const QString data = source.filePath(u"pb_data"_s);
        QVERIFY(makeData(program, data));

        RunningStudio studio;
        QVERIFY(studio.start());
        Pilot &pilot = *studio.pilot;
        const Keys keys(studio);
        studio.window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(studio.window));
        QVERIFY(pilot.await(u"home.open"_s));
        pilot.press(Qt::Key_O, Qt::ControlModifier);
        QVERIFY(pilot.await(u"home.openData.path"_s));
        QVERIFY(keys.tabTo(u"home.openData.path"_s));
        pilot.keys(data);
        pilot.press(Qt::Key_Return);
        QVERIFY(pilot.await(u"home.openData.found"_s));
        QTRY_VERIFY(pilot.find(u"home.openData.accept"_s)->isEnabled());
        QVERIFY(keys.tabTo(u"home.openData.accept"_s));
        pilot.press(Qt::Key_Space);

        // The studio's own account is not in that folder: it asks, and says why.
        QVERIFY(pilot.await(u"shell.signIn"_s, 30'000));
        QVERIFY(studio.session()->isForeign());
        QVERIFY(keys.tabTo(u"shell.signIn.identity"_s));
        pilot.press(Qt::Key_A, Qt::ControlModifier);
        pilot.keys(u"owner@shop.example"_s);
        QVERIFY(keys.tabTo(u"shell.signIn.password"_s));
        pilot.keys(u"not this"_s);
        QVERIFY(keys.tabTo(u"shell.signIn.accept"_s));
        pilot.press(Qt::Key_Space);
        QVERIFY(pilot.until(u"the refusal"_s, [&] {
            return studio.session()->phase() == ConnectionSession::Phase::SignInNeeded;
        }));
        QVERIFY(pilot.isShown(u"shell.signIn"_s));
        QVERIFY(pilot.type(u"shell.signIn.password"_s, u"password123"_s));
        pilot.press(Qt::Key_Return);
        QVERIFY(studio.awaitReady());
        QVERIFY(
            pilot.until(u"the sheet to go"_s, [&] { return !pilot.isShown(u"shell.signIn"_s); }));

        // Opened data starts at a collection.
        QVERIFY(pilot.await(u"data"_s));
        QVERIFY(studio.session()->context().schema().find(u"papers") != nullptr);
        QVERIFY(keys.openFromTree(u"papers"_s));
        QVERIFY(pilot.until(u"the records"_s, [&] {
            const auto *grid = qobject_cast<DataGrid *>(pilot.find(u"data.grid"_s));
            return grid != nullptr && grid->model()->rowCount() == 2;
        }));
        Door door(QUrl(studio.session()->profile().address),
                  studio.session()->context().client().token());
        QCOMPARE(door.get(u"/api/collections/papers/records"_s).body[u"totalItems"_s].toInt(), 2);
        QVERIFY2(door.get(u"/api/logs"_s).body[u"totalItems"_s].toInt() > 0, "the logs came along");

        const qint64 server = studio.session()->backend()->ready().processId;
        studio.window->close();
        QVERIFY(pilot.until(u"the server to end"_s, [&] { return !isAlive(server); }));
    }
};

SOCLE_TEST_SUITE(TestOpenData)
#include "TestOpenData.moc"
