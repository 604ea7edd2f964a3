// kill -9 of the studio loses nothing that was staged: a second process stages work and is killed,
// the next studio finds it again.
//
// The second process is this program with SOCLE_TEST_STAGES set to the folder it works in.
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"
#include "studio/shell/Workbench.h"
#include "tests/studio/app/Wire.h"

#include <QProcess>

#include <cstdio>

using namespace socle;
using namespace socle::studio;
using namespace Qt::StringLiterals;

namespace {

constexpr auto kRole = "SOCLE_TEST_STAGES";
constexpr int kOnDiskMs = 1500; // a draft is on disk within a second
const QByteArray kStaged = "staged\n";

} // namespace

class TestKilledStudio : public QObject
{
    Q_OBJECT

    QTemporaryDir m_root;

private slots:

    void initTestCase() { REQUIRE_SERVER(); }

    /// The second process: stages a record and waits to be killed.
    void stages()
    {
        const QString root = qEnvironmentVariable(kRole);
        if (root.isEmpty()) {
            return;
        }
        RunningStudio studio;
        QVERIFY(studio.start(root));
        Connections &connections = studio.window->connections();
        const Result<QString> id = connections.createProject(root + u"/project"_s, u"Kept"_s);
        VERIFY_OK(id);
        QVERIFY(connections.open(*id) != nullptr);
        QVERIFY(studio.awaitReady());
        ConnectionContext &context = studio.session()->context();
        QVERIFY(studio.pilot->until(u"the schema"_s,
                                    [&] { return context.schema().find(u"users") != nullptr; }));
        context.staging().insert(context.schema().find(u"users")->id,
                                 JsonObject{{"email", "kept@example.com"}});
        Pilot::rest(kOnDiskMs);
        std::fputs(kStaged.constData(), stdout);
        std::fflush(stdout);
        Pilot::rest(60'000);
    }

    void stagedWorkSurvivesAKilledStudio()
    {
        if (qEnvironmentVariableIsSet(kRole)) {
            return;
        }
        QProcess other;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QString::fromLatin1(kRole), m_root.path());
        other.setProcessEnvironment(environment);
        other.start(QCoreApplication::applicationFilePath(), {u"TestKilledStudio"_s, u"stages"_s});
        QVERIFY(other.waitForStarted());
        QByteArray said;
        QVERIFY(QTest::qWaitFor(
            [&] {
                said += other.readAllStandardOutput();
                return said.contains(kStaged) || other.state() == QProcess::NotRunning;
            },
            60'000));
        QVERIFY2(said.contains(kStaged), said.constData());
        other.kill(); // SIGKILL: nothing is said goodbye to
        QVERIFY(other.waitForFinished());

        RunningStudio studio;
        QVERIFY(studio.start(m_root.path()));
        QVERIFY(!studio.window->connections().workspace().connections().empty());
        const QString id = studio.window->connections().workspace().connections().front().id;
        QVERIFY(studio.pilot->until(
            u"the project"_s,
            [&] {
                // its lock may outlive the killed studio for a moment
                ConnectionSession *session = studio.window->connections().open(id);
                if (session != nullptr && session->phase() == ConnectionSession::Phase::Failed) {
                    session->open();
                }
                return session != nullptr && session->phase() == ConnectionSession::Phase::Ready;
            },
            40'000));
        StagingEngine &staging = studio.session()->context().staging();
        QTRY_COMPARE(staging.totalCounts().total(), 1);
        QCOMPARE(staging.totalCounts().inserts, 1);
        QVERIFY(studio.pilot->await(u"shell.banner.rescued"_s)); // and the user is told
        studio.window->close();
        QVERIFY(studio.pilot->until(u"the end"_s, [&] { return !studio.window->isVisible(); }));
    }
};

SOCLE_TEST_SUITE(TestKilledStudio)
#include "TestKilledStudio.moc"
