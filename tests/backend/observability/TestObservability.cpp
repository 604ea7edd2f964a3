// Log lines, batching and dropping of request rows, the log table.
#include "backend/observability/Log.h"
#include "backend/observability/LogStore.h"
#include "backend/observability/Metrics.h"
#include "backend/observability/RequestLog.h"
#include "backend/runtime/Random.h"
#include "backend/storage/Database.h"
#include "tests/support/FakeClock.h"
#include "tests/support/TempDir.h"
#include "tests/support/TestSuite.h"

#include <QElapsedTimer>

#include <algorithm>
#include <atomic>
#include <future>
#include <mutex>
#include <thread>
#include <unistd.h>

using namespace socle;
using namespace socle::observability;
using socle::test::FakeClock;
using socle::test::TempDir;

namespace {

/// Collects batches; can hold the log's thread inside the sink.
class Collector
{
public:
    RequestLog::Sink sink()
    {
        return [this](std::vector<LogEntry> rows) -> Result<void> {
            ++entered;
            const std::lock_guard gate(held);
            const std::lock_guard lock(mutex);
            batches.push_back(rows.size());
            for (auto &row : rows) {
                messages.push_back(row.message);
            }
            return {};
        };
    }

    std::mutex held;
    std::mutex mutex;
    std::atomic<int> entered{0};
    std::vector<std::size_t> batches;
    std::vector<std::string> messages;
};

LogEntry entry(int level, std::string message = "m")
{
    return {.created = DateTime(1735689600000), .level = level, .message = std::move(message)};
}

std::string readAll(int descriptor)
{
    char buffer[4096];
    const ssize_t count = ::read(descriptor, buffer, sizeof buffer);
    return {buffer, count > 0 ? static_cast<std::size_t>(count) : 0};
}

std::int64_t number(storage::Database &database, const char *text)
{
    std::int64_t found = -1;
    discard(database.read([&](storage::ReadTransaction &transaction) -> Result<void> {
        found = storage::integerOf(SOCLE_TRY(transaction.scalar(storage::sql(text))).value());
        return {};
    }),
            "-1 tells");
    return found;
}

} // namespace

class TestObservability : public QObject
{
    Q_OBJECT
private slots:

    void printsLines()
    {
        const FakeClock clock;
        int pipe[2];
        QCOMPARE(::pipe(pipe), 0);
        Log text(LogFormat::Text, Level::Info, clock, pipe[1]);
        text.debug("not shown");
        text.info("commit of\n37 steps", {{"tookMs", 41}, {"who", "a b"}, {"plain", "x"}});
        QCOMPARE(readAll(pipe[0]),
                 std::string("2025-01-01 00:00:00.000Z info  commit of 37 steps tookMs=41 who=\"a "
                             "b\" plain=x\n"));
        Log json(LogFormat::Json, Level::Debug, clock, pipe[1]);
        json.error("it \"broke\"", {{"code", 7}, {"ok", false}});
        QCOMPARE(readAll(pipe[0]),
                 std::string("{\"time\":\"2025-01-01 "
                             "00:00:00.000Z\",\"level\":\"error\",\"message\":\"it \\\"broke\\\"\","
                             "\"code\":7,\"ok\":false}\n"));
        ::close(pipe[0]);
        ::close(pipe[1]);
    }

    void writesInBatches()
    {
        Collector collector;
        RequestLog log(collector.sink(), {.flushAfter = std::chrono::hours(1)});
        for (int i = 0; i < 199; ++i) {
            QVERIFY(log.add(entry(0, std::to_string(i))));
        }
        QCOMPARE(collector.entered.load(), 0);
        QVERIFY(log.add(entry(0, "199")));
        QTRY_COMPARE(log.counters().written, std::uint64_t(200));
        QCOMPARE(collector.batches, std::vector<std::size_t>{200});
        QCOMPARE(collector.messages.front(), std::string("0"));
        QCOMPARE(collector.messages.back(), std::string("199"));
    }

    void writesAfterAWhile()
    {
        Collector collector;
        RequestLog log(collector.sink(), {.flushAfter = std::chrono::milliseconds(30)});
        QVERIFY(log.add(entry(0)));
        QTRY_COMPARE(log.counters().written, std::uint64_t(1));
    }

    void flushesAtOnceAndAtTheEnd()
    {
        Collector collector;
        {
            RequestLog log(collector.sink(), {.flushAfter = std::chrono::hours(1)});
            QVERIFY(log.add(entry(0)));
            log.flush();
            QCOMPARE(log.counters().written, std::uint64_t(1));
            log.flush();
            QVERIFY(log.add(entry(0)));
        }
        QCOMPARE(collector.messages.size(), std::size_t(2));
    }

    void obeysThePolicy()
    {
        Collector collector;
        RequestLog log(collector.sink());
        log.setPolicy({.minLevel = 4, .maxDays = 5});
        QVERIFY(!log.wants(0));
        QVERIFY(!log.add(entry(0)));
        QVERIFY(log.add(entry(4)));
        log.setPolicy({.minLevel = 0, .maxDays = 0});
        QVERIFY(!log.add(entry(8)));
        QCOMPARE(log.counters().dropped, std::uint64_t(0)); // unwanted is not dropped
    }

    void dropsInfoButKeepsErrors()
    {
        Collector collector;
        std::unique_lock hold(collector.held);
        RequestLog log(collector.sink(),
                       {.maxQueued = 10,
                        .maxQueuedErrors = 15,
                        .batch = 1,
                        .flushAfter = std::chrono::milliseconds(1)});
        QVERIFY(log.add(entry(0, "first")));
        QTRY_COMPARE(collector.entered.load(), 1);
        for (int i = 0; i < 10; ++i) {
            QVERIFY(log.add(entry(0)));
        }
        QVERIFY(!log.add(entry(0)));
        for (int i = 0; i < 5; ++i) {
            QVERIFY(log.add(entry(8, "error")));
        }
        QVERIFY(!log.add(entry(8)));
        QCOMPARE(log.counters().dropped, std::uint64_t(2));
        hold.unlock();
        log.flush();
        QCOMPARE(std::count(collector.messages.begin(), collector.messages.end(), "error"),
                 std::ptrdiff_t(5));
    }

    void addsFromManyThreads()
    {
        Collector collector;
        RequestLog log(collector.sink(),
                       {.maxQueued = 1000000, .flushAfter = std::chrono::milliseconds(5)});
        std::vector<std::thread> threads;
        for (int t = 0; t < 16; ++t) {
            threads.emplace_back([&] {
                for (int i = 0; i < 1000; ++i) {
                    log.add(entry(0));
                }
            });
        }
        for (auto &thread : threads) {
            thread.join();
        }
        log.flush();
        QCOMPARE(log.counters().written, std::uint64_t(16000));
        QCOMPARE(collector.messages.size(), std::size_t(16000));
    }

    void tellsWhoListens()
    {
        Collector collector;
        RequestLog log(collector.sink());
        std::atomic<int> told{0};
        auto handle = log.onStored([&] { ++told; });
        QVERIFY(log.add(entry(0)));
        log.flush();
        QTRY_COMPARE(told.load(), 1);
        handle.reset();
        QVERIFY(log.add(entry(0)));
        log.flush();
        QCOMPARE(told.load(), 1);
    }

    void storesRows()
    {
        const TempDir folder;
        auto database = storage::Database::open(folder / "auxiliary.db",
                                                {.durability = storage::Durability::Normal})
                            .takeValue();
        auto store = LogStore::open(*database, runtime::systemRandom());
        VERIFY_OK(store);
        VERIFY_OK(LogStore::open(*database, runtime::systemRandom())); // a second start
        QCOMPARE(
            number(*database,
                   "SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"),
            std::int64_t(3));
        {
            RequestLog log(
                [&](std::vector<LogEntry> rows) { return store->write(std::move(rows)); });
            QVERIFY(log.add({.created = DateTime(1735689600000),
                             .level = 8,
                             .message = "GET /x",
                             .data = R"({"a":1})"}));
            QVERIFY(log.add(entry(0)));
        }
        QCOMPARE(number(*database,
                        "SELECT count(*) FROM _logs WHERE level = 8 AND message = 'GET /x' AND "
                        "data->>'a' = 1 AND "
                        "created = '2025-01-01 00:00:00.000Z' AND length(id) = 15"),
                 std::int64_t(1));
        QCOMPARE(number(*database, "SELECT count(*) FROM _logs"), std::int64_t(2));
    }

    void deletesOldRows()
    {
        const TempDir folder;
        auto database = storage::Database::open(folder / "auxiliary.db").takeValue();
        auto store = LogStore::open(*database, runtime::systemRandom()).takeValue();
        const std::int64_t day = 86400000;
        const DateTime now(1735689600000);
        std::vector<LogEntry> rows;
        for (int days = 0; days < 10; ++days) {
            rows.push_back({.created = DateTime(now.milliseconds() - days * day),
                            .level = days % 2 == 0 ? 0 : 8});
        }
        VERIFY_OK(store.write(rows));
        const auto deleted = store.deleteOld(now, 7);
        VERIFY_OK(deleted);
        QCOMPARE(*deleted, std::int64_t(3)); // 7, 8 and 9 days old
        VERIFY_OK(store.apply({.minLevel = 4, .maxDays = 5}, now));
        QCOMPARE(number(*database, "SELECT count(*) FROM _logs"), std::int64_t(2)); // 1 and 3
        VERIFY_OK(store.apply({.minLevel = 0, .maxDays = 0}, now));
        QCOMPARE(number(*database, "SELECT count(*) FROM _logs"), std::int64_t(0));
    }

    void printsMetrics()
    {
        Metrics metrics;
        metrics.add(MetricKind::Counter, "socle_steps_total", "Steps run", [] { return 12.0; });
        metrics.add(MetricKind::Gauge, "socle_queue", "Waiting", [] { return 0.5; });
        QCOMPARE(metrics.text(),
                 std::string(
                     "# HELP socle_steps_total Steps run\n# TYPE socle_steps_total counter\n"
                     "socle_steps_total 12\n# HELP socle_queue Waiting\n# TYPE socle_queue gauge\n"
                     "socle_queue 0.5\n"));
    }
};

SOCLE_TEST_SUITE(TestObservability)

#include "TestObservability.moc"
