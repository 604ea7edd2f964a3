// Opening, snapshots, slices, connections per thread.
#include "backend/storage/FolderLock.h"
#include "tests/backend/storage/Fixture.h"
#include "tests/support/TestSuite.h"

#include <QElapsedTimer>

#include <atomic>
#include <fstream>
#include <thread>
#include <unistd.h>

using namespace socle;
using namespace socle::storage;
using socle::test::Fixture;
using socle::test::TempDir;

namespace {

const char *const kEndless
    = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c";

const auto proceed = [](const Row & /*row*/) { return Next::Continue; };

} // namespace

class TestDatabase : public QObject
{
    Q_OBJECT
private slots:

    void setsThePragmas()
    {
        Fixture fixture;
        const auto value = [](ReadTransaction &transaction, const char *text) {
            return textOf(transaction.scalar(sql(text)).value().value_or(Value{})).empty()
                ? std::to_string(integerOf(*transaction.scalar(sql(text)).value()))
                : std::string(textOf(*transaction.scalar(sql(text)).value()));
        };
        VERIFY_OK(fixture.database->read([&](ReadTransaction &transaction) -> Result<void> {
            SOCLE_ENSURE(value(transaction, "PRAGMA journal_mode") == "wal");
            SOCLE_ENSURE(value(transaction, "PRAGMA foreign_keys") == "1");
            SOCLE_ENSURE(value(transaction, "PRAGMA synchronous") == "1");
            SOCLE_ENSURE(value(transaction, "PRAGMA temp_store") == "2");
            return {};
        }));
        VERIFY_OK(
            fixture.database->runExclusive([&](WriteTransaction &transaction) -> Result<void> {
                SOCLE_ENSURE(value(transaction, "PRAGMA synchronous") == "2");
                SOCLE_ENSURE(value(transaction, "PRAGMA journal_size_limit") == "200000000");
                // What the peer's DDL and rules need
                SOCLE_TRY(transaction.executeScript(
                    "CREATE TABLE q (a TEXT DEFAULT \"base\" NOT NULL, b JSON)"));
                SOCLE_TRY(transaction.execute(sql("INSERT INTO q (b) VALUES ('[1,2]')")));
                SOCLE_ENSURE(value(transaction, "SELECT a FROM q") == "base");
                SOCLE_ENSURE(value(transaction, "SELECT json_array_length(b) FROM q") == "2");
                SOCLE_ENSURE(value(transaction, "SELECT CAST(degrees(acos(-1)) AS INT)") == "180");
                return {};
            }));
    }

    void readsCannotWrite()
    {
        Fixture fixture;
        const auto result = fixture.database->read([](ReadTransaction &transaction) {
            return transaction.query(sql("INSERT INTO notes (id) VALUES ('x')"), proceed);
        });
        QVERIFY(!result);
    }

    void bindsAndReadsEveryType()
    {
        Fixture fixture;
        VERIFY_OK(fixture.database->read([](ReadTransaction &transaction) -> Result<void> {
            SqlFragment select{"SELECT ", {}};
            select.bind(std::int64_t(1) << 60).append(", ").bind(0.5).append(", ");
            select.bind(std::string("t\0x", 3)).append(", ").bind(Blob{"b"}).append(", ").bind({});
            return transaction.query(select, [](const Row &row) {
                const bool isRight = row.columnCount() == 5
                    && row.integer(0) == std::int64_t(1) << 60 && row.real(1) == 0.5
                    && row.text(2) == std::string_view("t\0x", 3)
                    && row.value(3) == Value(Blob{"b"}) && row.isNull(4) && row.text(4).empty()
                    && row.type(0) == ColumnType::Integer;
                return isRight ? Next::Continue : throw std::runtime_error("a value is wrong");
            });
        }));
        const auto missing = fixture.database->read([](ReadTransaction &transaction) {
            return transaction.query(SqlFragment{"SELECT ?", {}}, proceed);
        });
        QCOMPARE(missing.error().kind, ErrorKind::Internal);
    }

    void queriesNest()
    {
        Fixture fixture;
        VERIFY_OK(
            fixture.write("INSERT INTO notes VALUES ('a', 1, ''), ('b', 2, ''), ('c', 3, '')"));
        int pairs = 0;
        const auto all = sql("SELECT id FROM notes");
        VERIFY_OK(fixture.database->read([&](ReadTransaction &transaction) {
            return transaction.query(all, [&](const Row &) {
                discard(transaction.query(all,
                                          [&](const Row &) {
                                              ++pairs;
                                              return Next::Continue;
                                          }),
                        "the count tells");
                return Next::Continue;
            });
        }));
        QCOMPARE(pairs, 9);
    }

    void describesStatements()
    {
        Fixture fixture;
        VERIFY_OK(fixture.database->read([](ReadTransaction &transaction) -> Result<void> {
            const auto info = SOCLE_TRY(
                transaction.describe("SELECT id, n AS number, count(*) FROM notes; -- end"));
            SOCLE_ENSURE(info.columns.size() == 3 && info.isReadOnly && !info.hasMore);
            SOCLE_ENSURE(info.columns[1].name == "number" && info.columns[1].column == "n");
            SOCLE_ENSURE(info.columns[1].table == "notes"
                         && info.columns[1].declaredType == "NUMERIC");
            SOCLE_ENSURE(info.columns[2].table.empty());
            const auto two = SOCLE_TRY(transaction.describe("DELETE FROM notes; SELECT 1"));
            SOCLE_ENSURE(two.columns.empty() && !two.isReadOnly && two.hasMore);
            SOCLE_ENSURE(!transaction.describe("SELEC 1"));
            return {};
        }));
    }

    void readsSeeOneSnapshot()
    {
        Fixture fixture;
        const auto count = sql("SELECT count(*) FROM notes");
        VERIFY_OK(fixture.database->read([&](ReadTransaction &transaction) -> Result<void> {
            SOCLE_ENSURE(integerOf(*SOCLE_TRY(transaction.scalar(count))) == 0);
            SOCLE_TRY(fixture.write("INSERT INTO notes (id) VALUES ('a')"));
            SOCLE_ENSURE(integerOf(*SOCLE_TRY(transaction.scalar(count))) == 0);
            // a read inside a read joins it
            return fixture.database->read([&](ReadTransaction &inner) -> Result<void> {
                SOCLE_ENSURE(integerOf(*SOCLE_TRY(inner.scalar(count))) == 0);
                return {};
            });
        }));
        QCOMPARE(fixture.number("SELECT count(*) FROM notes"), std::int64_t(1));
    }

    void aThrowingReadLeavesNothingBehind()
    {
        Fixture fixture;
        bool isCaught = false;
        try {
            discard(fixture.database->read([](ReadTransaction &transaction) {
                return transaction.query(
                    sql("SELECT 1"), [](const Row &) -> Next { throw std::runtime_error("boom"); });
            }),
                    "it throws");
        } catch (const std::runtime_error &) {
            isCaught = true;
        }
        QVERIFY(isCaught);
        VERIFY_OK(fixture.write("INSERT INTO notes (id) VALUES ('a')"));
        QCOMPARE(fixture.number("SELECT count(*) FROM notes"), std::int64_t(1)); // a fresh snapshot
    }

    void stopsWhenTheSliceIsOver()
    {
        Fixture fixture;
        QElapsedTimer timer;
        timer.start();
        const auto endless = [](ReadTransaction &transaction) {
            return transaction.query(sql(kEndless), proceed);
        };
        const auto sliced
            = fixture.database->read(endless, {.slice = std::chrono::milliseconds(10)});
        QVERIFY(!sliced);
        QVERIFY(isSliceExpired(sliced.error()));
        QVERIFY(!isDeadlinePassed(sliced.error()));
        const auto late = fixture.database->read(
            endless, {.deadline = runtime::Deadline::in(std::chrono::milliseconds(20))});
        QVERIFY(isDeadlinePassed(late.error()));
        QCOMPARE(late.error().kind, ErrorKind::Unavailable);
        runtime::StopSource source;
        std::thread stopper([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
            source.request_stop();
        });
        const auto stopped = fixture.database->read(endless, {.stop = source.get_token()});
        stopper.join();
        QCOMPARE(stopped.error().kind, ErrorKind::Cancelled);
        QVERIFY(timer.elapsed() < 5000);
        QCOMPARE(fixture.number("SELECT 7"), std::int64_t(7)); // the connection goes on
        QCOMPARE(fixture.database->counters().slicesExpired, std::uint64_t(1));
    }

    void manyShortQueriesAreStoppedToo()
    {
        Fixture fixture;
        const auto sliced = fixture.database->read(
            [](ReadTransaction &transaction) -> Result<void> {
                for (;;) {
                    SOCLE_TRY(transaction.scalar(sql("SELECT 1")));
                }
            },
            {.slice = std::chrono::milliseconds(5)});
        QVERIFY(isSliceExpired(sliced.error()));
    }

    void threadsGiveTheirConnectionBack()
    {
        Fixture fixture;
        for (int round = 0; round < 5; ++round) {
            std::vector<std::thread> threads;
            for (int i = 0; i < 12; ++i) {
                threads.emplace_back([&] { fixture.number("SELECT 1"); });
            }
            for (auto &thread : threads) {
                thread.join();
            }
        }
        QVERIFY(fixture.database->counters().readConnections <= 9);
    }

    void boundsTheConnections()
    {
        OpenOptions options;
        options.maxReaders = 2;
        Fixture fixture(options);
        std::atomic<int> inside{0};
        std::atomic<bool> isOver{false};
        std::vector<std::thread> threads;
        for (int i = 0; i < 2; ++i) {
            threads.emplace_back([&] {
                discard(fixture.database->read([&](ReadTransaction &) -> Result<void> {
                    ++inside;
                    while (!isOver) {
                        std::this_thread::yield();
                    }
                    return {};
                }),
                        "it only holds the connection");
            });
        }
        while (inside < 2) {
            std::this_thread::yield();
        }
        const auto third = fixture.database->read(
            [](ReadTransaction &) -> Result<void> { return {}; },
            {.deadline = runtime::Deadline::in(std::chrono::milliseconds(30))});
        isOver = true;
        for (auto &thread : threads) {
            thread.join();
        }
        QCOMPARE(third.error().kind, ErrorKind::Unavailable);
        QCOMPARE(fixture.number("SELECT 1"), std::int64_t(1)); // the ended threads gave theirs back
    }

    void outlivesItsThreads()
    {
        // A thread that read one database reads another after the first is gone.
        for (int i = 0; i < 20; ++i) {
            Fixture fixture;
            QCOMPARE(fixture.number("SELECT count(*) FROM notes"), std::int64_t(0));
        }
    }

    void saysWhatIsWrong_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("words");
        QTest::newRow("not a database") << "text"
                                        << "is not a database";
        QTest::newRow("folder is a file") << "folder"
                                          << "cannot be created";
        QTest::newRow("path is a folder") << "directory"
                                          << "cannot be opened";
        QTest::newRow("damaged") << "damaged"
                                 << "is damaged";
    }

    void saysWhatIsWrong()
    {
        QFETCH(QString, kind);
        QFETCH(QString, words);
        const TempDir folder;
        std::filesystem::path path = folder / "data.db";
        if (kind == "text") {
            std::ofstream(path) << std::string(5000, 'x');
        } else if (kind == "folder") {
            std::ofstream(folder / "file") << "x";
            path = folder / "file" / "sub" / "data.db";
        } else if (kind == "directory") {
            std::filesystem::create_directories(path);
        } else {
            {
                auto database = Database::open(path).takeValue();
                VERIFY_OK(database->runExclusive([](WriteTransaction &transaction) {
                    return transaction.executeScript(
                        "CREATE TABLE t (a); INSERT INTO t WITH RECURSIVE c(x) AS (SELECT 1 UNION "
                        "ALL SELECT "
                        "x + 1 FROM c WHERE x < 5000) SELECT x || '----------------------' FROM c");
                }));
            }
            std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
            file.seekp(3 * 4096);
            file << std::string(4096, '\xff');
        }
        const auto opened = Database::open(path);
        QVERIFY(!opened);
        const std::string message = opened.error().message;
        QVERIFY2(message.find(words.toStdString()) != std::string::npos,
                 test::describe(opened.error()).c_str());
        QVERIFY2(message.find(folder.path().string()) != std::string::npos, message.c_str());
        QVERIFY(message.back() == '.');
    }

    void seesATruncatedLargeFile()
    {
        const TempDir folder;
        const auto path = folder / "data.db";
        {
            auto database = Database::open(path).takeValue();
            VERIFY_OK(database->runExclusive([](WriteTransaction &transaction) {
                return transaction.executeScript(
                    "CREATE TABLE t (a); INSERT INTO t VALUES (zeroblob(20000000))");
            }));
        }
        std::filesystem::resize_file(path, 12000000);
        const auto opened = Database::open(path);
        QVERIFY(!opened);
        QVERIFY2(opened.error().message.find("is damaged") != std::string::npos,
                 test::describe(opened.error()).c_str());
    }

    void waitsForAnotherProgram()
    {
        OpenOptions options;
        options.busyTimeout = std::chrono::milliseconds(50);
        Fixture fixture(options);
        auto other = Database::open(fixture.folder / "data.db", options).takeValue();
        VERIFY_OK(other->runExclusive([&](WriteTransaction &transaction) -> Result<void> {
            SOCLE_TRY(transaction.execute(sql("INSERT INTO notes (id) VALUES ('other')")));
            const auto refused = fixture.write("INSERT INTO notes (id) VALUES ('mine')");
            SOCLE_ENSURE(!refused && refused.error().kind == ErrorKind::Unavailable);
            return {};
        }));
        VERIFY_OK(fixture.write("INSERT INTO notes (id) VALUES ('mine')"));
        QCOMPARE(fixture.number("SELECT count(*) FROM notes"), std::int64_t(2));
    }

    void copiesWhileWriting()
    {
        Fixture fixture;
        VERIFY_OK(fixture.write("INSERT INTO notes (id) VALUES ('a')"));
        VERIFY_OK(fixture.database->copyTo(fixture.folder / "copy.db"));
        VERIFY_OK(fixture.write("INSERT INTO notes (id) VALUES ('b')"));
        auto copy = Database::open(fixture.folder / "copy.db").takeValue();
        VERIFY_OK(copy->read([](ReadTransaction &transaction) -> Result<void> {
            SOCLE_ENSURE(
                integerOf(*SOCLE_TRY(transaction.scalar(sql("SELECT count(*) FROM notes")))) == 1);
            return {};
        }));
    }

    void theLogDoesNotGrowForEver()
    {
        Fixture fixture;
        for (int i = 0; i < 60; ++i) {
            VERIFY_OK(fixture.write(
                "INSERT INTO notes (id, title) WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL "
                "SELECT x + 1 FROM c WHERE x < 300) SELECT hex(randomblob(8)), "
                "hex(randomblob(2000)) FROM c"));
        }
        QVERIFY(fixture.database->counters().checkpoints > 0);
        const auto size = std::filesystem::file_size(fixture.folder / "data.db-wal");
        QVERIFY2(size < 64U << 20U, std::to_string(size).c_str());
    }

    void locksTheFolder()
    {
        const TempDir folder;
        {
            const auto lock = FolderLock::take(folder.path());
            VERIFY_OK(lock);
            const auto second = FolderLock::take(folder.path());
            QVERIFY(!second);
            QVERIFY(second.error().message.find(folder.path().string()) != std::string::npos);
        }
        VERIFY_OK(FolderLock::take(folder.path()));
        const auto nowhere = FolderLock::take(folder / "missing");
        QCOMPARE(nowhere.error().kind, ErrorKind::Unavailable);
    }
};

SOCLE_TEST_SUITE(TestDatabase)

#include "TestDatabase.moc"
