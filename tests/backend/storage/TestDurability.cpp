// kill -9 and full disks: what was acknowledged is there, what was not is refused, and writing
// resumes.
#include "tests/backend/storage/Fixture.h"
#include "tests/support/TestSuite.h"

#include <sys/resource.h>
#include <sys/wait.h>

#include <atomic>
#include <csignal>
#include <set>
#include <thread>
#include <unistd.h>

using namespace socle;
using namespace socle::storage;
using socle::test::Fixture;
using socle::test::TempDir;

namespace {

Result<void> insertNumber(WriteTransaction &transaction, std::int64_t n)
{
    SOCLE_TRY(transaction.execute(
        sql("INSERT INTO acked (n, fill) VALUES (?, hex(randomblob(100)))", n)));
    SOCLE_TRY(transaction.execute(sql("INSERT INTO pairs (n) VALUES (?)", n)));
    return {};
}

/// The child: 8 writes in flight, each acknowledged number goes down the pipe. Runs until it is
/// killed.
[[noreturn]] void writeUntilKilled(const std::filesystem::path &path, int pipe, std::int64_t from)
{
    auto database = Database::open(path);
    if (!database) {
        ::_exit(1);
    }
    Writer &writer = (*database)->writer();
    std::vector<std::thread> threads;
    for (std::int64_t t = 0; t < 8; ++t) {
        threads.emplace_back([&writer, pipe, from, t] {
            for (std::int64_t i = 0;; ++i) {
                const std::int64_t n = from + i * 8 + t;
                if (!writer.run([n](WriteTransaction &transaction) {
                        return insertNumber(transaction, n);
                    })) {
                    ::_exit(2);
                }
                if (::write(pipe, &n, sizeof n) != sizeof n) {
                    ::_exit(3);
                }
            }
        });
    }
    for (auto &thread : threads) {
        thread.join();
    }
    ::_exit(0);
}

std::set<std::int64_t> numbersFrom(int pipe)
{
    std::set<std::int64_t> numbers;
    std::int64_t n = 0;
    while (::read(pipe, &n, sizeof n) == sizeof n) {
        numbers.insert(n);
    }
    return numbers;
}

} // namespace

class TestDurability : public QObject
{
    Q_OBJECT
private slots:

    void keepsWhatWasAcknowledged()
    {
        const TempDir folder;
        const auto path = folder / "data.db";
        {
            auto database = Database::open(path).takeValue();
            VERIFY_OK(database->runExclusive([](WriteTransaction &transaction) {
                return transaction.executeScript(
                    "CREATE TABLE acked (n INTEGER PRIMARY KEY, fill TEXT);"
                    "CREATE TABLE pairs (n INTEGER PRIMARY KEY)");
            }));
        }
        std::set<std::int64_t> acknowledged;
        for (int round = 0; round < 6; ++round) {
            int pipe[2];
            QCOMPARE(::pipe(pipe), 0);
            const pid_t child = ::fork();
            if (child == 0) {
                ::close(pipe[0]);
                writeUntilKilled(path, pipe[1], round * 10000000);
            }
            ::close(pipe[1]);
            std::thread killer([child, round] {
                std::this_thread::sleep_for(std::chrono::milliseconds(120 + 37 * round));
                ::kill(child, SIGKILL);
            });
            const auto numbers = numbersFrom(pipe[0]);
            killer.join();
            ::close(pipe[0]);
            int status = 0;
            ::waitpid(child, &status, 0);
            QVERIFY(WIFSIGNALED(status));
            QVERIFY(numbers.size() > 10);
            acknowledged.insert(numbers.begin(), numbers.end());

            auto database = Database::open(path);
            VERIFY_OK(database);
            std::set<std::int64_t> stored;
            std::int64_t half = -1;
            VERIFY_OK((*database)->read([&](ReadTransaction &transaction) -> Result<void> {
                SOCLE_TRY(transaction.query(sql("SELECT n FROM acked"), [&](const Row &row) {
                    stored.insert(row.integer(0));
                    return Next::Continue;
                }));
                half = integerOf(*SOCLE_TRY(transaction.scalar(sql(
                    "SELECT (SELECT count(*) FROM acked WHERE n NOT IN (SELECT n FROM pairs)) + "
                    "(SELECT count(*) FROM pairs WHERE n NOT IN (SELECT n FROM acked))"))));
                return {};
            }));
            QCOMPARE(half, std::int64_t(0)); // no step is there by half
            for (const std::int64_t n : acknowledged) {
                QVERIFY2(stored.count(n) == 1, std::to_string(n).c_str());
            }
        }
    }

    void aFullDatabaseRefusesAndResumes()
    {
        OpenOptions options;
        options.maxPages = 64;
        Fixture fixture(options);
        VERIFY_OK(fixture.write(
            "CREATE TABLE acked (n INTEGER PRIMARY KEY, fill TEXT); CREATE TABLE pairs (n)"));
        std::int64_t written = 0;
        std::optional<Error> refusal;
        while (!refusal && written < 10000) {
            auto result
                = fixture.database->writer().run([n = written](WriteTransaction &transaction) {
                      return insertNumber(transaction, n);
                  });
            result ? static_cast<void>(++written) : static_cast<void>(refusal = result.takeError());
        }
        QVERIFY(refusal.has_value());
        QCOMPARE(refusal->kind, ErrorKind::Unavailable);
        QVERIFY(refusal->message.find("disk is full") != std::string::npos);
        QCOMPARE(fixture.number("SELECT count(*) FROM acked"),
                 written); // reads go on, nothing more is there
        QCOMPARE(fixture.number("SELECT count(*) FROM pairs"), written);
        VERIFY_OK(fixture.write("DELETE FROM acked WHERE n < 200"));
        VERIFY_OK(fixture.database->writer().run(
            [](WriteTransaction &transaction) { return insertNumber(transaction, 1000000); }));
    }

    void aFullDiskFailsTheWholeBatch()
    {
        // The limit on file sizes belongs to the process: a child of its own.
        const TempDir folder;
        const pid_t child = ::fork();
        if (child == 0) {
            ::_exit(fullDiskInChild(folder / "data.db"));
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        QVERIFY(WIFEXITED(status));
        QCOMPARE(WEXITSTATUS(status), 0);
    }

private:
    /// 0, or the number of the claim that did not hold.
    static int fullDiskInChild(const std::filesystem::path &path)
    {
        ::signal(SIGXFSZ, SIG_IGN);
        auto database = Database::open(path).takeValue();
        Writer &writer = database->writer();
        if (!writer.run([](WriteTransaction &transaction) {
                return transaction.executeScript(
                    "CREATE TABLE acked (n INTEGER PRIMARY KEY, fill TEXT);"
                    "CREATE TABLE pairs (n INTEGER PRIMARY KEY)");
            })) {
            return 1;
        }
        rlimit limit{};
        ::getrlimit(RLIMIT_FSIZE, &limit);
        const rlim_t before = limit.rlim_cur;
        limit.rlim_cur = 300000;
        ::setrlimit(RLIMIT_FSIZE, &limit);

        std::atomic<std::int64_t> acknowledged{0};
        std::atomic<std::int64_t> refused{0};
        std::atomic<std::int64_t> otherErrors{0};
        std::atomic<std::int64_t> open{0};
        for (std::int64_t n = 0; n < 3000; ++n) {
            ++open;
            writer.submit(
                [n](WriteTransaction &transaction) { return insertNumber(transaction, n); },
                [&](const Result<void> &result) {
                    if (result) {
                        ++acknowledged;
                    } else if (result.error().kind == ErrorKind::Unavailable
                               && result.error().message.find("disk is full")
                                   != std::string::npos) {
                        ++refused;
                    } else {
                        ++otherErrors;
                    }
                    --open;
                });
        }
        while (open > 0) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        if (refused == 0 || otherErrors != 0) {
            return 2;
        }
        const auto count = [&] {
            std::int64_t rows = -1;
            discard(database->read([&](ReadTransaction &transaction) -> Result<void> {
                rows = integerOf(*SOCLE_TRY(transaction.scalar(sql("SELECT count(*) FROM acked"))));
                return {};
            }),
                    "-1 tells");
            return rows;
        };
        if (count() != acknowledged) {
            return 3;
        }
        limit.rlim_cur = before;
        ::setrlimit(RLIMIT_FSIZE, &limit);
        if (!writer.run(
                [](WriteTransaction &transaction) { return insertNumber(transaction, 5000000); })) {
            return 4;
        }
        const std::int64_t expected = acknowledged + 1;
        database.reset();
        database = Database::open(path).takeValue();
        return count() == expected ? 0 : 5;
    }
};

SOCLE_TEST_SUITE(TestDurability)

#include "TestDurability.moc"
