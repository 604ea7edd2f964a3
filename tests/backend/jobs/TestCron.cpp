// Schedules: what an expression means, and that the scheduler starts each job once a minute.
#include "backend/jobs/CronScheduler.h"
#include "backend/runtime/WorkerPool.h"
#include "tests/support/TestSuite.h"

#include <atomic>

using namespace socle;

class TestCron : public QObject
{
    Q_OBJECT

private slots:

    void matches_data()
    {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<QString>("moment");
        QTest::addColumn<bool>("isMeant");
        const auto row = [](const char *expression, const char *moment, bool isMeant) {
            QTest::addRow("%s at %s", expression, moment) << expression << moment << isMeant;
        };
        row("* * * * *", "2025-01-01 00:00:00.000Z", true);
        row("*/15 * * * *", "2025-01-01 00:30:59.999Z", true);
        row("*/15 * * * *", "2025-01-01 00:31:00.000Z", false);
        row("5-20/5 2 * * *", "2025-01-01 02:20:00.000Z", true);
        row("5-20/5 2 * * *", "2025-01-01 02:25:00.000Z", false);
        row("0 0 29 2 *", "2024-02-29 00:00:00.000Z", true);
        row("0 0 1,15 * *", "2025-03-15 00:00:00.000Z", true);
        row("0 0 * * 0", "2025-01-05 00:00:00.000Z", true); // a Sunday
        row("0 0 1 * 0", "2025-01-05 00:00:00.000Z", false); // all segments must match
        row("@hourly", "2025-01-05 07:00:00.000Z", true);
        row("@yearly", "2025-01-05 00:00:00.000Z", false);
    }

    void matches()
    {
        QFETCH(QString, expression);
        QFETCH(QString, moment);
        QFETCH(bool, isMeant);
        const auto cron = CronExpression::parse(expression.toStdString());
        QVERIFY(cron);
        QCOMPARE(cron->matches(*DateTime::parse(moment.toStdString())), isMeant);
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("expression");
        for (const char *expression : {"",
                                       "* * * *",
                                       "60 * * * *",
                                       "* * * * 7",
                                       "*/0 * * * *",
                                       "1/2 * * * *",
                                       "5-3 * * * *",
                                       "@never",
                                       "a * * * *",
                                       "* *  * * *"}) {
            QTest::newRow(expression) << expression;
        }
    }

    void refuses()
    {
        QFETCH(QString, expression);
        QVERIFY(!CronExpression::parse(expression.toStdString()));
    }

    void startsEachJobOnceAMinute()
    {
        std::atomic<int> runs = 0;
        runtime::WorkerPool pool({.name = "test", .threads = 1});
        jobs::CronScheduler crons(pool);
        QVERIFY(crons.set("b", "* * * * *", [&runs] { ++runs; }));
        QVERIFY(crons.set("__pbX", "@daily", [] {}));
        QVERIFY(crons.set("a", "0 0 1 1 *", [] {}));
        std::string ids;
        for (const auto &entry : crons.list()) {
            ids += entry.id + "=" + entry.expression + ";";
        }
        QCOMPARE(ids, std::string("a=0 0 1 1 *;b=* * * * *;__pbX=0 0 * * *;"));

        const auto tick = [&](const char *moment) { crons.tick(*DateTime::parse(moment)); };
        tick("2025-01-01 10:00:30.000Z"); // the minute of the start has begun before us
        tick("2025-01-01 10:00:59.000Z");
        tick("2025-01-01 10:01:00.000Z");
        QTRY_COMPARE(runs.load(), 1);
        tick("2025-01-01 10:01:30.000Z");
        tick("2025-01-01 10:02:05.000Z");
        QTRY_COMPARE(runs.load(), 2);
        QTRY_VERIFY(crons.start("b") && runs.load() >= 3);
        QVERIFY(!crons.start("nobody"));
        crons.remove("b");
        QVERIFY(!crons.start("b"));
        pool.stop(std::chrono::seconds(5));
    }
};

SOCLE_TEST_SUITE(TestCron)
#include "TestCron.moc"
