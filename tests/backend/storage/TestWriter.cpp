// Group commit: order, atomicity, isolation of failing steps, effects, bounds.
#include "tests/backend/storage/Fixture.h"
#include "tests/support/TestSuite.h"

#include <atomic>
#include <future>
#include <mutex>
#include <stdexcept>
#include <thread>

using namespace socle;
using namespace socle::storage;
using socle::test::Fixture;

namespace {

Writer::Step insert(std::string id, std::int64_t n = 0)
{
    return [id = std::move(id), n](WriteTransaction &transaction) -> Result<void> {
        SOCLE_TRY(transaction.execute(sql("INSERT INTO notes (id, n) VALUES (?, ?)", id, n)));
        return {};
    };
}

/// Stops the writer inside a step, so that what is submitted meanwhile becomes one batch.
class Gate
{
public:
    explicit Gate(Writer &writer)
    {
        writer.submit(
            [this](WriteTransaction &) -> Result<void> {
                m_reached.set_value();
                m_opened.get_future().wait();
                return {};
            },
            [](const Result<void> &) {},
            {.alone = true});
        m_reached.get_future().wait();
    }

    void open() { m_opened.set_value(); }

private:
    std::promise<void> m_reached;
    std::promise<void> m_opened;
};

} // namespace

class TestWriter : public QObject
{
    Q_OBJECT
private slots:

    void writesFromManyThreads()
    {
        Fixture fixture;
        Writer &writer = fixture.database->writer();
        std::atomic<int> answered{0};
        std::atomic<int> failed{0};
        std::mutex mutex;
        std::vector<int> lastOf(64, -1);
        std::atomic<bool> isInOrder{true};
        std::vector<std::thread> threads;
        for (int t = 0; t < 64; ++t) {
            threads.emplace_back([&, t] {
                for (int i = 0; i < 100; ++i) {
                    writer.submit(insert(std::to_string(t) + "-" + std::to_string(i), i),
                                  [&, t, i](const Result<void> &result) {
                                      failed += result ? 0 : 1;
                                      const std::lock_guard lock(mutex);
                                      isInOrder = isInOrder
                                          && lastOf[static_cast<std::size_t>(t)] == i - 1;
                                      lastOf[static_cast<std::size_t>(t)] = i;
                                      ++answered;
                                  });
                }
            });
        }
        for (auto &thread : threads) {
            thread.join();
        }
        QTRY_COMPARE_WITH_TIMEOUT(answered.load(), 6400, 60000);
        QCOMPARE(failed.load(), 0);
        QVERIFY(isInOrder);
        QCOMPARE(fixture.number("SELECT count(*) FROM notes"), std::int64_t(6400));
        const auto counters = writer.counters();
        QVERIFY(counters.largestBatch > 1);
        QVERIFY(counters.largestBatch <= 512);
        QVERIFY(counters.batches < counters.steps);
        // rowids of one thread grow in the order it submitted
        QCOMPARE(
            fixture.number(
                "SELECT count(*) FROM notes a JOIN notes b ON substr(a.id, 1, instr(a.id, '-')) = "
                "substr(b.id, 1, instr(b.id, '-')) AND b.n = a.n + 1 AND b.rowid < a.rowid"),
            std::int64_t(0));
    }

    void undoesOnlyTheFailingStep()
    {
        Fixture fixture;
        Writer &writer = fixture.database->writer();
        Gate gate(writer);
        std::vector<std::string> log;
        const auto submit = [&](const char *name, Writer::Step step) {
            writer.submit(std::move(step), [&log, name](const Result<void> &result) {
                log.push_back(std::string(name) + (result ? " ok" : " failed"));
            });
        };
        submit("a", insert("a"));
        submit("b", [](WriteTransaction &transaction) -> Result<void> {
            SOCLE_TRY(transaction.execute(sql("INSERT INTO notes (id) VALUES ('b1'), ('b2')")));
            SOCLE_TRY(transaction.execute(sql("DELETE FROM notes WHERE id = 'a'")));
            return forbidden();
        });
        submit("c", insert("a")); // unique: a is still there
        submit("d", [](WriteTransaction &transaction) -> Result<void> {
            SOCLE_TRY(transaction.execute(sql("INSERT INTO notes (id) VALUES ('d')")));
            throw std::runtime_error("boom");
        });
        submit("e", insert("e"));
        gate.open();
        VERIFY_OK(writer.run(insert("last")));
        const std::vector<std::string> expected{"a ok", "b failed", "c failed", "d failed", "e ok"};
        QCOMPARE(log, expected);
        QCOMPARE(fixture.number("SELECT count(*) FROM notes"), std::int64_t(3));
        QCOMPARE(fixture.number("SELECT count(*) FROM notes WHERE id IN ('a', 'e', 'last')"),
                 std::int64_t(3));
    }

    void rollsBackALoneStep()
    {
        Fixture fixture;
        const auto result
            = fixture.database->writer().run([](WriteTransaction &transaction) -> Result<void> {
                  SOCLE_TRY(transaction.execute(sql("INSERT INTO notes (id) VALUES ('x')")));
                  return forbidden("no");
              });
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::Forbidden);
        QCOMPARE(fixture.number("SELECT count(*) FROM notes"), std::int64_t(0));

        const auto thrown = fixture.database->writer().run(
            [](WriteTransaction &) -> Result<void> { throw std::runtime_error("boom"); });
        QCOMPARE(thrown.error().kind, ErrorKind::Internal);
        QVERIFY(thrown.error().cause.find("boom") != std::string::npos);
        VERIFY_OK(fixture.database->writer().run(insert("y")));
    }

    void savepointsNest()
    {
        Fixture fixture;
        std::vector<int> effects;
        VERIFY_OK(
            fixture.database->writer().run([&](WriteTransaction &transaction) -> Result<void> {
                SOCLE_TRY(transaction.execute(sql("INSERT INTO notes (id) VALUES ('outer')")));
                transaction.afterCommit([&] { effects.push_back(1); });
                const auto inner = transaction.savepoint([&]() -> Result<void> {
                    SOCLE_TRY(transaction.execute(sql("INSERT INTO notes (id) VALUES ('inner')")));
                    transaction.afterCommit([&] { effects.push_back(2); });
                    SOCLE_TRY(transaction.savepoint([&]() -> Result<void> {
                        transaction.afterCommit([&] { effects.push_back(3); });
                        return {};
                    }));
                    return forbidden();
                });
                SOCLE_ENSURE(!inner);
                return transaction.savepoint([&]() -> Result<void> {
                    transaction.afterCommit([&] { effects.push_back(4); });
                    SOCLE_TRY(transaction.execute(sql("INSERT INTO notes (id) VALUES ('second')")));
                    return {};
                });
            }));
        QCOMPARE(effects, (std::vector<int>{1, 4}));
        QCOMPARE(fixture.number("SELECT count(*) FROM notes"), std::int64_t(2));
    }

    void effectsComeBeforeAnswers()
    {
        Fixture fixture;
        Writer &writer = fixture.database->writer();
        Gate gate(writer);
        std::vector<std::string> log;
        for (const char *name : {"1", "2", "3"}) {
            writer.submit(
                [&, name](WriteTransaction &transaction) -> Result<void> {
                    transaction.afterCommit(
                        [&, name] { log.push_back(std::string("effect ") + name); });
                    if (name[0] == '2') {
                        return forbidden();
                    }
                    return {};
                },
                [&, name](const Result<void> &) { log.push_back(std::string("answer ") + name); });
        }
        gate.open();
        VERIFY_OK(writer.run(insert("last")));
        const std::vector<std::string> expected{
            "effect 1", "effect 3", "answer 1", "answer 2", "answer 3"};
        QCOMPARE(log, expected);
    }

    void aloneMeansAlone()
    {
        Fixture fixture;
        Writer &writer = fixture.database->writer();
        Gate gate(writer);
        const auto before = writer.counters().batches;
        writer.submit(insert("a"), [](const Result<void> &) {});
        writer.submit(insert("b"), [](const Result<void> &) {}, {.alone = true});
        writer.submit(insert("c"), [](const Result<void> &) {});
        gate.open();
        VERIFY_OK(writer.run(insert("d"), {.alone = true}));
        QCOMPARE(writer.counters().batches - before, std::uint64_t(5)); // gate, a, b, c, d
    }

    void namesTheColumnsOfAUniqueViolation()
    {
        Fixture fixture;
        VERIFY_OK(fixture.write("CREATE UNIQUE INDEX two ON notes (n, title);"
                                "INSERT INTO notes VALUES ('a', 1, 't')"));
        const auto same
            = fixture.database->writer().run([](WriteTransaction &transaction) -> Result<void> {
                  SOCLE_TRY(transaction.execute(sql("INSERT INTO notes VALUES ('b', 1, 't')")));
                  return {};
              });
        QCOMPARE(same.error().kind, ErrorKind::Conflict);
        QCOMPARE(same.error().fields.size(), std::size_t(2));
        QCOMPARE(same.error().fields.at("n").code, std::string("validation_not_unique"));
        QCOMPARE(same.error().fields.at("title").message, std::string("Value must be unique."));
        const auto key = fixture.database->writer().run(insert("a"));
        QCOMPARE(key.error().fields.count("id"), std::size_t(1));

        VERIFY_OK(fixture.write("CREATE UNIQUE INDEX low ON notes (lower(title))"));
        const auto expression
            = fixture.database->writer().run([](WriteTransaction &transaction) -> Result<void> {
                  SOCLE_TRY(transaction.execute(sql("INSERT INTO notes VALUES ('c', 2, 'T')")));
                  return {};
              });
        QCOMPARE(expression.error().kind, ErrorKind::Conflict);
        QVERIFY(expression.error().fields.empty());
    }

    void refusesWhenTooManyWait()
    {
        OpenOptions options;
        options.writer.maxQueued = 3;
        Fixture fixture(options);
        Writer &writer = fixture.database->writer();
        Gate gate(writer);
        int answered = 0;
        for (int i = 0; i < 3; ++i) {
            writer.submit(insert(std::to_string(i)), [&](const Result<void> &) { ++answered; });
        }
        std::optional<Error> refusal;
        writer.submit(insert("x"), [&](Result<void> result) { refusal = result.takeError(); });
        QVERIFY(refusal.has_value());
        QCOMPARE(refusal->kind, ErrorKind::Unavailable);
        QCOMPARE(answered, 0);
        gate.open();
        QTRY_COMPARE(fixture.number("SELECT count(*) FROM notes"), std::int64_t(3));
        QCOMPARE(writer.counters().refused, std::uint64_t(1));
    }

    void interruptsAStepThatTakesTooLong()
    {
        Fixture fixture;
        const auto slow = fixture.database->writer().run(
            [](WriteTransaction &transaction) -> Result<void> {
                SOCLE_TRY(transaction.execute(sql("INSERT INTO notes (id) WITH RECURSIVE c(x) AS "
                                                  "(SELECT 1 UNION ALL SELECT x + 1 FROM c) "
                                                  "SELECT x FROM c")));
                return {};
            },
            {.limit = std::chrono::milliseconds(50)});
        QVERIFY(!slow);
        QVERIFY(isDeadlinePassed(slow.error()));
        QCOMPARE(fixture.number("SELECT count(*) FROM notes"), std::int64_t(0));
        VERIFY_OK(fixture.database->writer().run(insert("after")));
    }

    void finishesWhatIsQueuedOnClosing()
    {
        Fixture fixture;
        std::atomic<int> answered{0};
        for (int i = 0; i < 500; ++i) {
            fixture.database->writer().submit(
                insert(std::to_string(i)),
                [&](const Result<void> &result) { answered += result ? 1 : 0; });
        }
        fixture.database.reset();
        QCOMPARE(answered.load(), 500);
        QVERIFY(!std::filesystem::exists(fixture.folder / "data.db-wal"));
        fixture.database = Database::open(fixture.folder / "data.db").takeValue();
        QCOMPARE(fixture.number("SELECT count(*) FROM notes"), std::int64_t(500));
    }

    void maintains()
    {
        Fixture fixture;
        VERIFY_OK(fixture.database->writer().run(insert("a")));
        for (const auto what :
             {Maintenance::Optimize, Maintenance::Vacuum, Maintenance::CheckpointTruncate}) {
            std::promise<Result<void>> promise;
            fixture.database->writer().maintain(
                what, [&](Result<void> result) { promise.set_value(std::move(result)); });
            VERIFY_OK(promise.get_future().get());
        }
        QCOMPARE(std::filesystem::file_size(fixture.folder / "data.db-wal"), std::uintmax_t(0));
        QCOMPARE(fixture.number("SELECT count(*) FROM notes"), std::int64_t(1));
    }
};

SOCLE_TEST_SUITE(TestWriter)

#include "TestWriter.moc"
