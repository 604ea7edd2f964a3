// A change of many records as a task, against a server program: refusals in the middle, pause,
// stop and going on, and kill -9 of the studio at any moment: every record is changed exactly once.
//
// For the kill a second process (this program with SOCLE_BULK_FOLDER set) runs the change until it
// is killed; the first one goes on from its journal. SOCLE_CRASH_ROUNDS sets how often (default 1),
// SOCLE_BULK_RECORDS how many records (default 800).
#include "studio/api/RecordsEndpoint.h"
#include "studio/api/SettingsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/BulkRun.h"
#include "studio/platform/Workspace.h"
#include "tests/studio/domain/CrashServer.h"

#include <QRandomGenerator>
#include <QSignalSpy>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr auto kBulkFolder = "SOCLE_BULK_FOLDER";
constexpr auto kBulkAddress = "SOCLE_BULK_ADDRESS";
constexpr int kLimit = 1'000'000; // the field's max: what is there cannot be increased

} // namespace

class TestBulkRun : public QObject
{
    Q_OBJECT

    CrashServer m_server;
    QTemporaryDir m_workspace;
    std::unique_ptr<Workspace> m_space;
    std::unique_ptr<ConnectionContext> m_context;
    int m_records = 800;

    bool isSecond() const { return qEnvironmentVariableIsSet(kBulkFolder); }

    /// n of every record, by its number.
    QMap<qint64, qint64> stored()
    {
        QMap<qint64, qint64> numbers;
        eachRecord(*m_context, u"goods"_s, [&numbers](const Record &record) {
            numbers.insert(record.value(u"row").toInt(), record.value(u"n").toInt());
        });
        return numbers;
    }

    /// Every record was increased once since `before`, those at their limit were not.
    void compareIncreased(const QMap<qint64, qint64> &before, const QString &when = {})
    {
        const QMap<qint64, qint64> after = stored();
        for (auto it = before.begin(); it != before.end(); ++it) {
            const qint64 wanted = *it == kLimit ? kLimit : *it + 1;
            QVERIFY2(after.value(it.key()) == wanted,
                     qPrintable(u"row %1 is %2, was %3 %4"_s.arg(it.key())
                                    .arg(after.value(it.key()))
                                    .arg(*it)
                                    .arg(when)));
        }
    }

    /// The task of a change that runs now, or of its trial.
    QPointer<Task> run(const BulkOrder &order, BulkRun::Mode mode = BulkRun::Mode::Write)
    {
        return (new BulkRun(*m_context, order, mode))->task(); // a child of the connection
    }

    BulkOrder increase(ConnectionContext &context) const
    {
        BulkOrder order;
        order.collectionId = context.schema().find(u"goods"_s)->id;
        order.changes = {{.field = u"n"_s, .operation = BulkOperation::Increase, .text = u"1"_s}};
        order.total = m_records;
        return order;
    }

    std::vector<BulkOrder> left()
    {
        return BulkRun::unfinished(*m_context, m_context->schema().find(u"goods"_s)->id);
    }

    void setBatch(bool isOn)
    {
        VERIFY_OK(awaited(
            this,
            SettingsEndpoint(m_context->client())
                .patch(JsonObject{
                    {"batch",
                     JsonObject{{"enabled", isOn}, {"maxRequests", 50}, {"timeout", 30}}}})));
        QVERIFY(signIn(*m_context)); // reads what the server can
    }

private slots:

    void initTestCase()
    {
        m_records = std::max(600, qEnvironmentVariable("SOCLE_BULK_RECORDS", u"800"_s).toInt());
        if (isSecond()) {
            return;
        }
        QString problem;
        QVERIFY2(m_server.prepare(&problem), qPrintable(problem));
        m_server.start();
        auto workspace = Workspace::open(m_workspace.path());
        VERIFY_OK(workspace);
        m_space = std::move(*workspace);
        m_context = contextOn(m_server.address(), *m_space, u"bulk"_s);
        QVERIFY(signIn(*m_context));
        VERIFY_OK(awaited(
            this,
            m_context->client().send(ApiRequest::withJson(
                "POST",
                u"/api/collections"_s,
                *parseJson(
                    R"({"name":"goods","type":"base","fields":[{"name":"row","type":"number"},{"name":"n","type":"number","max":1000000},{"name":"code","type":"text"},{"name":"updated","type":"autodate","onCreate":true,"onUpdate":true}],"indexes":["CREATE UNIQUE INDEX `goods_code` ON `goods` (`code`) WHERE `code` != ''"]})"),
                u"test"_s))));
        setBatch(true);
        for (int row = 0; row < m_records;) {
            std::vector<BatchRequest> requests;
            for (int i = 0; i < 50 && row < m_records; ++i, ++row) {
                // Every 500th stands at its limit: the change is refused in the middle of a page.
                const int n = row % 500 == 250 ? kLimit : 0;
                requests.push_back({"POST",
                                    u"/api/collections/goods/records"_s,
                                    JsonObject{{"row", row}, {"n", n}},
                                    {},
                                    {}});
            }
            VERIFY_OK(awaited(this, BatchEndpoint(m_context->client()).send(requests, u"test"_s)));
        }
        QCOMPARE(stored().size(), m_records);
    }

    /// The second process: works until it is killed.
    void works()
    {
        if (!isSecond()) {
            return;
        }
        auto workspace = Workspace::open(qEnvironmentVariable(kBulkFolder));
        VERIFY_OK(workspace);
        const auto context = contextOn(qEnvironmentVariable(kBulkAddress), **workspace, u"bulk"_s);
        QVERIFY(signIn(*context));
        auto *run = new BulkRun(*context, increase(*context), BulkRun::Mode::Write);
        connect(run->task(), &Task::changed, this, [run] {
            std::printf("DONE %lld\n", static_cast<long long>(run->order().done));
            std::fflush(stdout);
        });
        QTest::qWait(60'000);
    }

    void dryRunWritesNothing()
    {
        const QMap<qint64, qint64> before = stored();
        const QPointer<Task> task = run(increase(*m_context), BulkRun::Mode::DryRun);
        QTRY_VERIFY_WITH_TIMEOUT(task->isEnded(), 60'000);
        QCOMPARE(task->state(), Task::State::Succeeded);
        QCOMPARE(stored(), before);
        QVERIFY(left().empty());
    }

    void changesAllButTheRefused()
    {
        const QMap<qint64, qint64> before = stored();
        const QPointer<Task> task = run(increase(*m_context));
        QTRY_VERIFY_WITH_TIMEOUT(task->isEnded(), 120'000);
        QCOMPARE(task->state(), Task::State::Succeeded);
        QVERIFY2(task->result().contains(u"refused"_s), qPrintable(task->result()));
        compareIncreased(before);
        QVERIFY(left().empty());
    }

    /// The server refuses one record of each batch: a value that must be unique.
    void serversRefusalsAreCounted()
    {
        BulkOrder order = increase(*m_context);
        order.filter = u"row < 120"_s;
        order.changes = {{.field = u"code"_s, .operation = BulkOperation::Set, .value = "same"}};
        const QPointer<Task> task = run(order);
        QTRY_VERIFY_WITH_TIMEOUT(task->isEnded(), 60'000);
        QCOMPARE(task->state(), Task::State::Succeeded);
        QVERIFY2(task->result().startsWith(u"Changed 1 of 120"_s), qPrintable(task->result()));
        QVERIFY2(task->result().contains(u"119 refused"_s), qPrintable(task->result()));
    }

    void pausesAndGoesOn()
    {
        const QMap<qint64, qint64> before = stored();
        const QPointer<Task> task = run(increase(*m_context));
        QVERIFY(task->canPause());
        QTRY_VERIFY_WITH_TIMEOUT(task->done() > 0, 60'000);
        task->setPaused(true);
        QTest::qWait(1500); // the page under way ends
        const qint64 done = task->done();
        QVERIFY(done < m_records);
        QTest::qWait(500);
        QCOMPARE(task->done(), done);
        task->setPaused(false);
        QTRY_VERIFY_WITH_TIMEOUT(task->isEnded(), 120'000);
        QCOMPARE(stored().value(3), before.value(3) + 1);
        QCOMPARE(stored().value(m_records - 1), before.value(m_records - 1) + 1);
    }

    void stopsAndIsResumedFromItsTask()
    {
        const QMap<qint64, qint64> before = stored();
        const QPointer<Task> task = run(increase(*m_context));
        QTRY_VERIFY_WITH_TIMEOUT(task->done() > 0, 60'000);
        task->cancel();
        QTRY_COMPARE_WITH_TIMEOUT(task->state(), Task::State::Cancelled, 20'000);
        QCOMPARE(left().size(), std::size_t(1));
        QVERIFY(left().front().done < m_records);
        QVERIFY(!task->nextStepText().isEmpty());
        task->runNextStep();
        task->runNextStep(); // twice pressed is once
        QTRY_VERIFY_WITH_TIMEOUT(left().empty(), 120'000);
        compareIncreased(before);
    }

    /// Whatever moment it is killed at.
    void killedStudioGoesOnFromItsJournal()
    {
        const int rounds = std::max(1, qEnvironmentVariable("SOCLE_CRASH_ROUNDS", u"1"_s).toInt());
        for (int round = 0; round < rounds; ++round) {
            const QMap<qint64, qint64> before = stored();
            m_context.reset(); // one studio at a time has the workspace
            m_space.reset();
            QProcess second;
            QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
            environment.insert(QString::fromLatin1(kBulkFolder), m_workspace.path());
            environment.insert(QString::fromLatin1(kBulkAddress), m_server.address());
            second.setProcessEnvironment(environment);
            second.start(QCoreApplication::applicationFilePath(), {u"TestBulkRun"_s, u"works"_s});
            QVERIFY(second.waitForStarted());
            QByteArray said;
            for (int i = 0; i < 2000 && !said.contains("DONE"); ++i) {
                second.waitForReadyRead(20);
                said += second.readAll();
            }
            QVERIFY2(said.contains("DONE"), said.constData());
            QTest::qSleep(QRandomGenerator::global()->bounded(900));
            ::kill(static_cast<pid_t>(second.processId()), SIGKILL);
            second.waitForFinished();

            auto workspace = Workspace::open(m_workspace.path());
            VERIFY_OK(workspace);
            m_space = std::move(*workspace);
            m_context = contextOn(m_server.address(), *m_space, u"bulk"_s);
            QVERIFY(signIn(*m_context));
            const std::vector<BulkOrder> orders = left();
            const qint64 done = orders.empty() ? m_records : orders.front().done;
            const bool hadPending = !orders.empty() && !orders.front().pending.empty();
            if (!orders.empty()) {
                run(orders.front());
            }
            QTRY_VERIFY_WITH_TIMEOUT(left().empty(), 120'000);
            compareIncreased(before, u"(killed at %1)"_s.arg(done));
            if (QTest::currentTestFailed()) {
                return;
            }
            qInfo("round %d: killed at %lld of %d%s",
                  round,
                  static_cast<long long>(done),
                  m_records,
                  hadPending ? ", a page under way" : "");
        }
    }

    void withoutBatches()
    {
        setBatch(false);
        const QMap<qint64, qint64> before = stored();
        BulkOrder order = increase(*m_context);
        order.filter = u"row < 90 && row != 7"_s;
        const QPointer<Task> task = run(order);
        QTRY_VERIFY_WITH_TIMEOUT(task->isEnded(), 60'000);
        QCOMPARE(stored().value(3), before.value(3) + 1);
        QCOMPARE(stored().value(7), before.value(7));
        QCOMPARE(stored().value(200), before.value(200));
    }

    /// No server: the run ends, its journal stays, and it goes on when the server is back.
    void lostServerLeavesTheJournal()
    {
        const QMap<qint64, qint64> before = stored();
        const QPointer<Task> task = run(increase(*m_context));
        QTRY_VERIFY_WITH_TIMEOUT(task->done() > 0, 60'000);
        m_server.kill();
        m_server.process->waitForFinished();
        QTRY_COMPARE_WITH_TIMEOUT(task->state(), Task::State::Failed, 90'000);
        m_server.start();
        QVERIFY(signIn(*m_context));
        QCOMPARE(left().size(), std::size_t(1));
        task->runNextStep();
        QTRY_VERIFY_WITH_TIMEOUT(left().empty(), 120'000);
        compareIncreased(before);
    }

    void cleanupTestCase()
    {
        m_context.reset();
        m_space.reset();
        m_server.stop();
    }
};

SOCLE_TEST_SUITE(TestBulkRun)

} // namespace socle::studio

#include "TestBulkRun.moc"
