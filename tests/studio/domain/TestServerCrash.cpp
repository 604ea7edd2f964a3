// kill -9 of the server in the middle of a commit loses no staged edit: what it had acknowledged is
// stored, everything else is still staged, and the next commit finishes the job.
//
// Starts the server program itself (target socle). SOCLE_CRASH_ROUNDS sets how often (default 1).
#include "studio/api/SettingsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/CommitRunner.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"
#include "studio/platform/BackendProcess.h"
#include "tests/support/TestSuite.h"

#include <QProcess>
#include <QRandomGenerator>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTimer>

#include <csignal>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

const QString kEmail = u"crash@socle.local"_s;
const QString kPassword = u"crash-password-1"_s;
constexpr int kRecords = 40;

quint16 freePort()
{
    QTcpServer probe;
    probe.listen(QHostAddress::LocalHost);
    return probe.serverPort();
}

} // namespace

class TestServerCrash : public QObject
{
    Q_OBJECT

    QString m_program;
    QTemporaryDir m_folder;
    quint16 m_port = 0;
    std::unique_ptr<QProcess> m_server;
    std::unique_ptr<ConnectionContext> m_context;

    /// The result, or an error when none came.
    template <typename T> Result<T> wait(const QFuture<Result<T>> &future)
    {
        auto got = std::make_shared<std::optional<Result<T>>>();
        onResult(future, this, [got](Result<T> result) { got->emplace(std::move(result)); });
        [&] { QTRY_VERIFY_WITH_TIMEOUT(got->has_value(), 20'000); }();
        return got->has_value() ? std::move(**got) : Result<T>(Error{.message = "no answer"});
    }

    void startServer()
    {
        m_server = std::make_unique<QProcess>();
        m_server->setProcessChannelMode(QProcess::ForwardedErrorChannel); // it says why it ends
        m_server->start(
            m_program,
            {u"serve"_s, u"--dir"_s, m_folder.path(), u"--http"_s, u"127.0.0.1:%1"_s.arg(m_port)});
        QVERIFY(m_server->waitForStarted());
        for (int attempt = 0; attempt < 100; ++attempt) {
            const auto in = wait(m_context->signIn(u"_superusers"_s, kEmail, kPassword));
            if (in) {
                return;
            }
            QTest::qWait(50);
        }
        QFAIL("the server does not answer");
    }

    std::optional<CommitRunner::Summary> commit(int killAfterMs)
    {
        StagingEngine &staging = m_context->staging();
        auto *runner = new CommitRunner(
            m_context->client(),
            staging,
            m_context->schema(),
            CommitPlan::make(staging.allRecords(), m_context->schema(), m_context->capabilities()),
            this);
        auto summary = std::make_shared<std::optional<CommitRunner::Summary>>();
        connect(runner,
                &CommitRunner::finished,
                this,
                [summary](const CommitRunner::Summary &done) { *summary = done; });
        runner->start();
        const auto kill
            = [pid = static_cast<pid_t>(m_server->processId())] { ::kill(pid, SIGKILL); };
        QTimer blow;
        blow.setSingleShot(true);
        connect(&blow, &QTimer::timeout, this, kill);
        if (killAfterMs >= 0) {
            blow.start(killAfterMs);
        }
        [&] { QTRY_VERIFY_WITH_TIMEOUT(summary->has_value(), 60'000); }();
        if (blow.isActive()) { // the commit was faster
            kill();
        }
        return *summary;
    }

private slots:

    void initTestCase()
    {
        const auto program = findBackendProgram();
        QVERIFY2(program.hasValue(), "build the target socle");
        m_program = *program;
        QProcess once;
        once.start(m_program,
                   {u"superuser"_s, u"upsert"_s, kEmail, kPassword, u"--dir"_s, m_folder.path()});
        QVERIFY(once.waitForFinished() && once.exitCode() == 0);
        m_port = freePort();
        ConnectionProfile profile;
        profile.address = u"http://127.0.0.1:%1"_s.arg(m_port);
        m_context = std::make_unique<ConnectionContext>(
            profile, std::make_unique<NetworkTransport>(), std::make_unique<MemoryDraftStore>());
        startServer();
        VERIFY_OK(wait(m_context->client().send(ApiRequest::withJson(
            "POST",
            u"/api/collections"_s,
            *parseJson(
                R"({"name":"things","type":"base","fields":[{"name":"n","type":"number"},{"name":"updated","type":"autodate","onCreate":true,"onUpdate":true}]})"),
            u"test"_s))));
        VERIFY_OK(
            wait(SettingsEndpoint(m_context->client())
                     .patch(JsonObject{
                         {"batch",
                          JsonObject{{"enabled", true}, {"maxRequests", 10}, {"timeout", 30}}}})));
        VERIFY_OK(wait(m_context->reload()));
    }

    void aKilledServerLosesNothing()
    {
        const int rounds = std::max(1, qEnvironmentVariable("SOCLE_CRASH_ROUNDS", u"1"_s).toInt());
        StagingEngine &staging = m_context->staging();
        const CollectionPtr things = m_context->schema().find(u"things");
        QVERIFY(things != nullptr);
        for (int round = 0; round < rounds; ++round) {
            std::vector<RecordKey> keys;
            for (int i = 0; i < kRecords; ++i) {
                keys.push_back(staging.insert(things->id, {{"n", round * 1000 + i}}));
            }
            const auto cut = commit(QRandomGenerator::global()->bounded(120));
            m_server->waitForFinished(5000);
            QVERIFY(cut.has_value());
            startServer();
            int stored = 0;
            int left = 0;
            for (int i = 0; i < kRecords; ++i) {
                const RecordKey &key = keys[static_cast<std::size_t>(i)];
                const auto seen
                    = wait(RecordsEndpoint(m_context->client()).view(u"things"_s, key.record));
                const bool isStaged = staging.find(key) != nullptr;
                QVERIFY2(isStaged || seen,
                         qPrintable(u"record %1 is neither staged nor stored"_s.arg(i)));
                if (seen) {
                    QCOMPARE(seen->value(u"n"), Json(round * 1000 + i));
                    ++stored;
                }
                left += isStaged ? 1 : 0;
            }
            // What was stored without an answer is staged still: an insert with an id of ours,
            // which the next commit meets as its own.
            qInfo("round %d: %d stored, %d staged", round, stored, left);
            const auto rest = commit(-1);
            QVERIFY(rest.has_value());
            for (int i = 0; i < kRecords; ++i) {
                const auto seen
                    = wait(RecordsEndpoint(m_context->client())
                               .view(u"things"_s, keys[static_cast<std::size_t>(i)].record));
                QVERIFY2(seen, qPrintable(u"record %1 is not stored"_s.arg(i)));
            }
            staging.discardAll();
        }
    }

    void cleanupTestCase()
    {
        m_context.reset();
        if (m_server) {
            m_server->terminate();
            m_server->waitForFinished(10'000);
        }
    }
};

SOCLE_TEST_SUITE(TestServerCrash)

} // namespace socle::studio

#include "TestServerCrash.moc"
