// Backups while records come and go: acknowledged writes are in, no file of a record is missing,
// rotation keeps what it should.
#include "backend/backups/Archive.h"
#include "backend/backups/BackupService.h"
#include "backend/backups/DataCheck.h"
#include "backend/backups/Manifest.h"
#include "backend/files/LocalBlobStore.h"
#include "backend/runtime/Random.h"
#include "backend/schema/SchemaStore.h"
#include "backend/storage/Database.h"
#include "tests/support/FakeClock.h"
#include "tests/support/FileBytes.h"
#include "tests/support/TempDir.h"
#include "tests/support/TestSuite.h"

#include <atomic>
#include <fstream>
#include <thread>

using namespace socle;
using namespace socle::backups;
using namespace socle::test;
namespace fs = std::filesystem;

class TestBackupService : public QObject
{
    Q_OBJECT

private:
    struct World
    {
        TempDir folder;
        FakeClock clock;
        std::unique_ptr<storage::Database> data
            = storage::Database::open(folder / "data.db", {}).takeValue();
        std::unique_ptr<storage::Database> logs
            = storage::Database::open(folder / "auxiliary.db", {}).takeValue();
        schema::SchemaStore schema{*data, clock, runtime::systemRandom()};
        files::RemovalGate gate;
        schema::Settings settings;
        BackupService service{
            {.database = data.get(),
             .auxiliary = logs.get(),
             .gate = &gate,
             .folder = folder.path(),
             .settings = [this] { return std::make_shared<const schema::Settings>(settings); },
             .store =
                 [this](const schema::Settings &) {
                     return files::localBlobStore(folder / "backups");
                 },
             .clock = &clock,
             .random = &runtime::systemRandom()}};

        World()
        {
            if (!schema.open() || !run([this](storage::WriteTransaction &tx) -> Result<void> {
                    const auto body = parseJson(
                        R"({"name":"docs","id":"docs","fields":[{"name":"n","type":"number"},{"name":"f","type":"file"}]})");
                    SOCLE_TRY(schema.create(tx, *body));
                    return {};
                })) {
                qFatal("the collection cannot be made");
            }
        }

        Result<void> run(UniqueFunction<Result<void>(storage::WriteTransaction &)> step)
        {
            return data->writer().run(std::move(step), {.alone = true});
        }

        Result<void> add(int number)
        {
            const std::string id = "r" + std::to_string(number);
            writeFile(folder / ("storage/docs/" + id + "/f.txt"), std::string(2000, 'f'));
            return run([&](storage::WriteTransaction &tx) -> Result<void> {
                SOCLE_TRY(
                    tx.execute(storage::sql("INSERT INTO docs (id, n, f) VALUES (?, ?, 'f.txt')",
                                            id,
                                            std::int64_t{number})));
                return {};
            });
        }

        Result<void> remove(int number)
        {
            const std::string id = "r" + std::to_string(number);
            const auto gone = run([&](storage::WriteTransaction &tx) -> Result<void> {
                SOCLE_TRY(tx.execute(storage::sql("DELETE FROM docs WHERE id = ?", id)));
                return {};
            });
            if (!gone) {
                return gone.error();
            }
            const fs::path path = folder / ("storage/docs/" + id);
            gate.pass([&] { fs::remove_all(path); },
                      [&]() -> UniqueFunction<void()> { return [path] { fs::remove_all(path); }; });
            return {};
        }
    };

private slots:

    void holdsWhatWasAcknowledgedWhileRecordsComeAndGo()
    {
        World world;
        for (int i = 0; i < 100; ++i) {
            QVERIFY(world.add(i));
        }
        std::atomic<bool> isOver = false;
        std::thread load([&] {
            for (int i = 100; !isOver; ++i) {
                discard(world.add(i), "the counts tell");
                discard(world.remove(i - 60), "the counts tell");
            }
        });
        for (int round = 0; round < 3; ++round) {
            const std::string name = "b" + std::to_string(round) + ".zip";
            const auto made = world.service.create(name);
            if (!made) {
                isOver = true;
                load.join();
                QFAIL((made.error().message + made.error().cause).c_str());
            }
        }
        isOver = true;
        load.join();
        for (int round = 0; round < 3; ++round) {
            const auto report
                = checkPath(world.folder / ("backups/b" + std::to_string(round) + ".zip"));
            QVERIFY(report);
            QVERIFY2(report->isSound(), report->toText().c_str());
            QCOMPARE(report->missingFiles, std::int64_t(0));
            const auto docs = std::find_if(report->collections.begin(),
                                           report->collections.end(),
                                           [](const auto &one) { return one.name == "docs"; });
            QVERIFY(docs != report->collections.end() && docs->records >= 59);
        }
        QVERIFY(fs::is_empty(world.folder / ".pb_temp_to_delete"));
        QVERIFY(!world.service.active());
    }

    void leavesOutWhatIsTheMachines()
    {
        World world;
        writeFile(world.folder / "backups/older.zip", "x");
        writeFile(world.folder / ".autocert_cache/key", "x");
        writeFile(world.folder / ".socle.lock", "");
        writeFile(world.folder / "storage/docs/r/half.tmp", "x");
        writeFile(world.folder / "types.d.ts", "x");
        QVERIFY(world.service.create("b.zip"));
        const auto report = checkPath(world.folder / "backups/b.zip");
        QVERIFY(report);
        QCOMPARE(report->archiveEntries, std::int64_t(3)); // the databases and types.d.ts
    }

    void isComparedWithWhatItWasPackedWith()
    {
        World world;
        QVERIFY(world.add(1));
        const auto facts = world.service.create("b.zip");
        QVERIFY(facts && facts->isVerified && facts->rows > 0);
        QVERIFY(world.add(2));
        const fs::path path = world.folder / "backups/b.zip";
        const auto report = checkPath(path, {.compareWith = world.folder.path()});
        QVERIFY(report && report->isSound() && report->preview);
        QCOMPARE(report->databases.front().checksum, std::string("match"));
        const auto docs = std::find_if(report->preview->collections.begin(),
                                       report->preview->collections.end(),
                                       [](const auto &one) { return one.name == "docs"; });
        QVERIFY(docs != report->preview->collections.end());
        QCOMPARE(docs->going, std::int64_t(1));
        QCOMPARE(report->preview->filesGoing, std::int64_t(1));

        // The same comment on another database: what is in the archive is not what was packed.
        const std::string comment = Archive::open(path)->comment();
        QVERIFY(readComment(comment));
        fs::create_directories(world.folder / "other");
        QVERIFY(world.data->copyTo(world.folder / "other/data.db"));
        QVERIFY(writeArchive(
            world.folder / "other.zip", world.folder / "other", {}, [](double) {}, comment));
        const auto other = checkPath(world.folder / "other.zip");
        QVERIFY(other && !other->isSound());
    }

    void endsWhenSomebodySaysSo()
    {
        World world;
        runtime::StopSource stop;
        const auto made = world.service.create(
            "b.zip", {.stop = stop.get_token(), .progress = [&](std::int64_t, std::string_view) {
                          stop.request_stop();
                      }});
        QVERIFY(!made && made.error().kind == ErrorKind::Cancelled);
        QVERIFY(!*world.service.exists("b.zip"));
        QVERIFY(fs::is_empty(world.folder / ".pb_temp_to_delete"));
        QVERIFY(!world.service.active());
    }

    void rotatesOnlyItsOwn()
    {
        World world;
        world.settings.backups.cronMaxKeep = 2;
        world.settings.meta.appName = "My App";
        QVERIFY(world.service.create("mine.zip"));
        for (int i = 0; i < 4; ++i) {
            world.clock.advance(std::chrono::seconds(1));
            QVERIFY(world.service.createAutomatic());
            std::this_thread::sleep_for(
                std::chrono::milliseconds(15)); // the files' times tell their age
        }
        std::string keys;
        const auto all = world.service.list();
        for (const auto &blob : *all) {
            keys += blob.key + " ";
        }
        QCOMPARE(keys,
                 std::string("@auto_pb_backup_my_app_20250101000003.zip "
                             "@auto_pb_backup_my_app_20250101000004.zip mine.zip "));
    }

    void reportsBrokenRelationsAndFiles()
    {
        World world;
        QVERIFY(world.run([&](storage::WriteTransaction &tx) -> Result<void> {
            const auto body = parseJson(
                R"({"name":"notes","fields":[{"name":"one","type":"relation","collectionId":"docs"},{"name":"many","type":"relation","collectionId":"docs","maxSelect":5}]})");
            SOCLE_TRY(world.schema.create(tx, *body));
            return tx.executeScript("INSERT INTO notes (id, one, many) VALUES ('n1', 'r1', "
                                    "'[\"r1\",\"gone\"]'), ('n2', 'gone', '[]');"
                                    "INSERT INTO docs (id, f) VALUES ('r9', 'lost.txt')");
        }));
        QVERIFY(world.add(1));
        writeFile(world.folder / "storage/docs/nobody/x.txt", "12345");
        const auto report = checkPath(world.folder.path());
        QVERIFY(report);
        QVERIFY2(report->isSound(), report->toText().c_str());
        QCOMPARE(report->brokenRelations.size(), std::size_t(2));
        QCOMPARE(report->brokenRelations.front().example, std::string("n2"));
        QCOMPARE(report->missingExamples, std::vector<std::string>{"docs/r9/lost.txt"});
        QCOMPARE(report->orphanExamples, std::vector<std::string>{"docs/nobody/x.txt"});
        QCOMPARE(report->orphanBytes, std::uint64_t(5));
        QCOMPARE(report->format, std::string("socle"));

        QVERIFY(world.run(
            [](storage::WriteTransaction &tx) { return tx.executeScript("DROP TABLE notes"); }));
        QVERIFY(!checkPath(world.folder.path())->isSound());
        QVERIFY(!checkPath(world.folder / "none"));
    }
};

SOCLE_TEST_SUITE(TestBackupService)
#include "TestBackupService.moc"
