// kill -9 of the server in the middle of a commit loses no staged edit: what it had acknowledged is
// stored, everything else is still staged, and the next commit finishes the job.
//
// Starts the server program itself (target socle). SOCLE_CRASH_ROUNDS sets how often (default 1).
#include "studio/api/RecordsEndpoint.h"
#include "studio/api/SettingsEndpoint.h"
#include "studio/domain/StagingEngine.h"
#include "tests/studio/domain/CrashServer.h"

#include <QRandomGenerator>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kRecords = 40;

} // namespace

class TestServerCrash : public QObject
{
    Q_OBJECT

    CrashServer m_server;
    std::unique_ptr<ConnectionContext> m_context;

    template <typename T> Result<T> wait(const QFuture<Result<T>> &future)
    {
        return awaited(this, future);
    }

    std::optional<CommitRunner::Summary> commit(int killAfterMs)
    {
        auto *runner = commitAll(*m_context, this);
        auto summary = std::make_shared<std::optional<CommitRunner::Summary>>();
        connect(runner,
                &CommitRunner::finished,
                this,
                [summary](const CommitRunner::Summary &done) { *summary = done; });
        runner->start();
        const auto kill = [this] { m_server.kill(); };
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
        QString problem;
        QVERIFY2(m_server.prepare(&problem), qPrintable(problem));
        m_context = contextOn(m_server.address(), std::make_unique<MemoryDraftStore>());
        m_server.start();
        QVERIFY(signIn(*m_context));
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
            m_server.process->waitForFinished(5000);
            QVERIFY(cut.has_value());
            m_server.start();
            QVERIFY(signIn(*m_context));
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
        m_server.stop();
    }
};

SOCLE_TEST_SUITE(TestServerCrash)

} // namespace socle::studio

#include "TestServerCrash.moc"
