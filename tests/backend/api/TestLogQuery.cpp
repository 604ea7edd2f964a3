// Lists, counts and percentiles of log rows (admin-api.md A3, socle-api.md 7).
#include "backend/api/LogQuery.h"
#include "backend/observability/LogStore.h"
#include "backend/runtime/Random.h"
#include "backend/storage/Database.h"
#include "shared/json/Json.h"
#include "tests/support/TempDir.h"
#include "tests/support/TestSuite.h"

#include <memory>

using namespace socle;
using namespace socle::api;

class TestLogQuery : public QObject
{
    Q_OBJECT

private:
    template <typename Ask> Result<Json> ask(Ask question)
    {
        std::string text;
        const auto step = [&](storage::ReadTransaction &transaction) -> Result<void> {
            text = SOCLE_TRY(question(transaction));
            return {};
        };
        SOCLE_TRY(m_database->read(step));
        return parseJson(text);
    }

    Result<Json> list(const std::string &filter,
                      const std::string &sort = {},
                      protocol::Paging paging = {})
    {
        return ask([&](storage::ReadTransaction &transaction) {
            return listLogs(transaction,
                            {.filter = filter, .sort = sort, .paging = paging, .now = kNow});
        });
    }

    inline static const DateTime kNow = DateTime(1735812245678); // 2025-01-02 10:04:05.678Z
    test::TempDir m_folder;
    std::unique_ptr<storage::Database> m_database;

private slots:

    void initTestCase()
    {
        m_database = storage::Database::open(m_folder / "auxiliary.db").takeValue();
        auto store
            = observability::LogStore::open(*m_database, runtime::systemRandom()).takeValue();
        std::vector<observability::LogEntry> rows;
        for (int i = 0; i < 100; ++i) { // one a minute, the last at kNow
            const bool isError = i % 10 == 0;
            rows.push_back({.created = DateTime(kNow.milliseconds() - (99 - i) * 60000),
                            .level = isError ? 8 : 0,
                            .message = "GET /api/x/" + std::to_string(i),
                            .data = R"({"execTime":)" + std::to_string(i + 1) + R"(.5,"status":)"
                                + (isError ? "400" : "200") + R"(,"type":"request"})"});
        }
        rows.push_back({.created = kNow, .level = 4, .message = "broken", .data = "{no json"});
        VERIFY_OK(store.write(std::move(rows)));
    }

    void lists_data()
    {
        QTest::addColumn<std::string>("filter");
        QTest::addColumn<int>("total"); // -1: refused
        const auto row = [](const char *filter, int total) {
            QTest::newRow(filter) << std::string(filter) << total;
        };
        row("", 101);
        row("level > 0", 11);
        row("level = 8", 10);
        row("data.status = 400", 10);
        row("data.status >= 200 && level = 0", 90);
        row("data.type = 'request' || message = 'broken'", 101);
        row("data.missing = null", 101);
        row("message ~ '/api/x/1'", 11);
        row("created >= '2025-01-02 10:00:00.000Z'", 6);
        row("created > @now", 0);
        row("level", -1);
        row("unknown = 1", -1);
        row("@collection.users.id = 1", -1);
    }

    void lists()
    {
        QFETCH(std::string, filter);
        QFETCH(int, total);
        const auto page = list(filter);
        if (total < 0) {
            QVERIFY(!page);
            QCOMPARE(page.error().kind, ErrorKind::InvalidInput);
            return;
        }
        VERIFY_OK(page);
        QCOMPARE((*page)["totalItems"].toInt(), std::int64_t(total));
        QCOMPARE((*page)["items"].array().size(), std::size_t(std::min(total, 30)));
    }

    void sortsAndPages()
    {
        const auto page = list("", "-created,-data.execTime", {.page = 2, .perPage = 10});
        VERIFY_OK(page);
        QCOMPARE((*page)["totalPages"].toInt(), std::int64_t(11));
        QCOMPARE((*page)["items"].array().front()["message"].toText(),
                 std::string("GET /api/x/90"));
        const auto byTime = list(
            "data.execTime > 0", "data.execTime", {.perPage = 1, .total = protocol::Total::Skip});
        QCOMPARE((*byTime)["items"].array().front()["message"].toText(),
                 std::string("GET /api/x/0"));
        QCOMPARE((*byTime)["totalItems"].toInt(), std::int64_t(-1));
        QVERIFY(!list("", "nothing"));
    }

    void views()
    {
        const auto page = list("message = 'GET /api/x/7'");
        const Json row = (*page)["items"].array().front();
        const std::string id = row["id"].toText();
        QCOMPARE(id.size(), std::size_t(15));
        QCOMPARE(row.dump(),
                 "{\"id\":\"" + id
                     + "\",\"created\":\"2025-01-02 "
                       "08:32:05.678Z\",\"data\":{\"execTime\":8.5,\"status\":200,"
                       "\"type\":\"request\"},\"message\":\"GET /api/x/7\",\"level\":0}");
        QCOMPARE(*ask([&](auto &transaction) { return viewLog(transaction, id); }), row);
        const auto missing = ask([&](auto &transaction) { return viewLog(transaction, "nope"); });
        QCOMPARE(missing.error().kind, ErrorKind::NotFound);
        QVERIFY((*list("message = 'broken'"))["items"].array().front()["data"].isNull());
    }

    void countsByHour()
    {
        const auto hours
            = ask([](auto &transaction) { return countLogsByHour(transaction, "", kNow); });
        VERIFY_OK(hours);
        QCOMPARE(hours->dump(),
                 std::string("[{\"date\":\"2025-01-02 08:00:00.000Z\",\"total\":35},"
                             "{\"date\":\"2025-01-02 09:00:00.000Z\",\"total\":60},"
                             "{\"date\":\"2025-01-02 10:00:00.000Z\",\"total\":6}]"));
        QCOMPARE(ask([](auto &t) { return countLogsByHour(t, "level > 100", kNow); })->dump(),
                 std::string("[]"));
        const auto bad = ask([](auto &t) { return countLogsByHour(t, "what", kNow); });
        QCOMPARE(bad.error().message, std::string("Invalid filter format."));
    }

    void findsPercentiles()
    {
        const auto day = ask(
            [](auto &t) { return logStatistics(t, LogGroup::Day, "data.type = 'request'", kNow); });
        VERIFY_OK(day);
        QCOMPARE(day->dump(),
                 std::string("[{\"date\":\"2025-01-02 00:00:00.000Z\",\"total\":100,\"errors\":10,"
                             "\"p50\":50.5,\"p95\":95.5,\"p99\":99.5}]"));
        const auto minutes
            = ask([](auto &t) { return logStatistics(t, LogGroup::Minute, "", kNow); });
        QCOMPARE(minutes->array().size(), std::size_t(100));
        const auto broken = ask(
            [](auto &t) { return logStatistics(t, LogGroup::Hour, "message = 'broken'", kNow); });
        QVERIFY(broken->array().front()["p50"].isNull());
    }

    void followsWhatIsStored()
    {
        const auto lines =
            [this](const std::string &filter, std::int64_t after, std::int64_t limit, bool newest) {
                LogLines found;
                const auto step = [&](storage::ReadTransaction &transaction) -> Result<void> {
                    found = SOCLE_TRY(logLines(transaction, filter, kNow, after, limit, newest));
                    return {};
                };
                return m_database->read(step) ? found : LogLines{.last = -1};
            };
        const LogLines backlog = lines("level = 8", 0, 3, true);
        QCOMPARE(backlog.lines.size(), std::size_t(3));
        QCOMPARE(parseJson(backlog.lines.back().json).value()["message"].toText(),
                 std::string("GET /api/x/90"));
        QCOMPARE(parseJson(backlog.lines.front().json).value()["message"].toText(),
                 std::string("GET /api/x/70"));
        QCOMPARE(backlog.last, std::int64_t(101));
        QVERIFY(lines("level = 8", backlog.last, 10, false).lines.empty());
        const LogLines cut = lines("", 0, 10, false);
        QCOMPARE(cut.last, std::int64_t(10));
        QCOMPARE(lines("", cut.last, 1000, false).lines.size(), std::size_t(91));
        QCOMPARE(lines("what", 0, 10, false).last, std::int64_t(-1));
    }
};

SOCLE_TEST_SUITE(TestLogQuery)

#include "TestLogQuery.moc"
