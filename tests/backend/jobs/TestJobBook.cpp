// The life of a job: taken, running, done, cancelled, refused when too many wait, failed after a
// restart.
#include "backend/jobs/JobBook.h"
#include "backend/runtime/Random.h"
#include "backend/runtime/WorkerPool.h"
#include "backend/storage/Database.h"
#include "tests/support/FakeClock.h"
#include "tests/support/TempDir.h"
#include "tests/support/TestSuite.h"

#include <mutex>
#include <thread>

using namespace socle;
using namespace socle::jobs;
using namespace socle::test;

class TestJobBook : public QObject
{
    Q_OBJECT

private:
    struct World
    {
        explicit World(const std::filesystem::path &path, std::size_t maxQueued = 8)
            : database(storage::Database::open(path, {}).takeValue())
            , pool({.name = "jobs", .threads = 1, .maxQueued = maxQueued})
            , book(*database, clock, runtime::systemRandom(), pool)
        {
            const auto made = database->runExclusive([](storage::WriteTransaction &tx) {
                return tx.executeScript(
                    "CREATE TABLE IF NOT EXISTS `_jobs` (id TEXT PRIMARY KEY, kind, state, actor, "
                    "done, total, message, error, result, created, updated)");
            });
            if (!made || !book.open()) {
                qFatal("the table cannot be made");
            }
        }

        ~World()
        {
            book.stop();
            pool.stop({});
        }

        Json find(const std::string &id)
        {
            std::optional<Json> found;
            discard(database->read([&](storage::ReadTransaction &tx) -> Result<void> {
                found = book.find(tx, id).takeValue();
                return {};
            }),
                    "a missing job is null");
            return found.value_or(Json());
        }

        Json ended(const std::string &id)
        {
            for (int i = 0; i < 500; ++i) {
                const Json job = find(id);
                if (job["state"].text() != "queued" && job["state"].text() != "running") {
                    return job;
                }
                std::this_thread::sleep_for(std::chrono::milliseconds(10));
            }
            return {};
        }

        FakeClock clock;
        std::unique_ptr<storage::Database> database;
        runtime::WorkerPool pool;
        JobBook book;
    };

    static Result<void> untilCancelled(JobRun &job)
    {
        while (!job.isCancelled()) {
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        return Error{.kind = ErrorKind::Cancelled};
    }

private slots:

    void tellsWhatItDoesAndLeavesAResult()
    {
        TempDir folder;
        World world(folder / "data.db");
        std::mutex mutex;
        std::vector<std::string> told;
        world.book.setListener([&](const Json &job) {
            const std::lock_guard lock(mutex);
            told.push_back(job["state"].toText() + " " + std::to_string(job["done"].toInt()));
        });
        const auto id = world.book.start("count", Json(), [](JobRun &job) -> Result<void> {
            for (int i = 1; i <= 1000; ++i) {
                job.progress(i, 1000, "counting");
            }
            job.setResult(JsonObject{{"counted", 1000}});
            return {};
        });
        QVERIFY(id);
        const Json job = world.ended(*id);
        QCOMPARE(job["state"].toText(), std::string("done"));
        QCOMPARE(job["progress"].toDouble(), 1.0);
        QCOMPARE(job["result"]["counted"].toInt(), std::int64_t(1000));
        for (int i = 0; i < 100; ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
            const std::lock_guard lock(mutex);
            if (!told.empty() && told.back() == "done 1000") {
                break;
            }
        }
        const std::lock_guard lock(mutex);
        QVERIFY(told.size() >= 2 && told.size() < 10); // not a thousand times
        QCOMPARE(told.front(), std::string("running 0"));
        QCOMPARE(told.back(), std::string("done 1000"));
    }

    void isCancelledWaitingAndRunning()
    {
        TempDir folder;
        World world(folder / "data.db");
        const auto running = world.book.start("wait", Json(), untilCancelled);
        const auto waiting = world.book.start("wait", Json(), untilCancelled);
        QVERIFY(running && waiting);
        QVERIFY(world.book.cancel(*waiting));
        QVERIFY(world.book.cancel(*running));
        QCOMPARE(world.ended(*running)["state"].toText(), std::string("cancelled"));
        QCOMPARE(world.ended(*waiting)["state"].toText(), std::string("cancelled"));
        QVERIFY(!world.book.cancel(*running));
        QVERIFY(!world.book.cancel("unknown"));
    }

    void refusesWhenTooManyWait()
    {
        TempDir folder;
        World world(folder / "data.db", 2);
        int taken = 0;
        for (int i = 0; i < 10; ++i) {
            taken += world.book.start("wait", Json(), untilCancelled) ? 1 : 0;
        }
        QVERIFY(taken >= 2 && taken <= 3);
    }

    void failsWhenTheServerEnds()
    {
        TempDir folder;
        std::string id;
        {
            World world(folder / "data.db");
            id = world.book.start("wait", Json(), untilCancelled).takeValue();
            while (world.find(id)["state"].text() != "running") {
                std::this_thread::sleep_for(std::chrono::milliseconds(2));
            }
        } // in order
        World next(folder / "data.db");
        const Json job = next.find(id);
        QCOMPARE(job["state"].toText(), std::string("failed"));
        QCOMPARE(job["error"].toText(),
                 std::string("The server was stopped before the job ended."));
        // And without any order: a row that nobody finished.
        QVERIFY(next.database->runExclusive([](storage::WriteTransaction &tx) {
            return tx.executeScript("INSERT INTO `_jobs` (id, kind, state) VALUES ('x', 'k', "
                                    "'running')");
        }));
        QVERIFY(next.book.open());
        QCOMPARE(next.find("x")["state"].toText(), std::string("failed"));
    }

    void isListedTheNewestFirst()
    {
        TempDir folder;
        World world(folder / "data.db");
        for (const char *kind : {"a", "b", "a"}) {
            const auto id = world.book.start(kind, Json(), [](JobRun &) { return Result<void>(); });
            QVERIFY(id);
            world.ended(*id);
            world.clock.advance(std::chrono::seconds(1));
        }
        // Rows follow their jobs; what was queued before this is written.
        QVERIFY(world.database->runExclusive(
            [](storage::WriteTransaction &) { return Result<void>(); }));
        QVERIFY(world.database->read([&](storage::ReadTransaction &tx) -> Result<void> {
            const auto page = world.book.list(tx, {.kind = "a", .count = 1});
            if (!page || page->total != 2 || page->items.size() != 1
                || page->items.front()["kind"].text() != "a") {
                return internalError("list");
            }
            return {};
        }));
    }
};

SOCLE_TEST_SUITE(TestJobBook)
#include "TestJobBook.moc"
