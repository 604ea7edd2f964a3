// The swap of a folder's content, broken off after each single step: the next start ends in the new
// state or the old one.
#include "backend/backups/Archive.h"
#include "backend/backups/Restore.h"
#include "backend/runtime/Random.h"
#include "backend/schema/SchemaStore.h"
#include "backend/storage/Database.h"
#include "tests/support/FakeClock.h"
#include "tests/support/FileBytes.h"
#include "tests/support/TempDir.h"
#include "tests/support/TestSuite.h"

using namespace socle;
using namespace socle::backups;
using namespace socle::test;
namespace fs = std::filesystem;

namespace {

// A data folder of the real kind with a few files that say which state they belong to.
void fill(const fs::path &folder, const std::string &state)
{
    const FakeClock clock;
    const auto database = storage::Database::open(folder / "data.db", {}).takeValue();
    schema::SchemaStore schema(*database, clock, runtime::systemRandom());
    QVERIFY(schema.open());
    writeFile(folder / "storage/c/r/f.txt", state);
    writeFile(folder / "types.d.ts", state);
    writeFile(folder / ("only_" + state), state);
}

// "old", "new" or what is mixed.
std::string stateOf(const fs::path &folder)
{
    std::string states
        = contentOf(folder / "storage/c/r/f.txt") + " " + contentOf(folder / "types.d.ts");
    for (const char *state : {"old", "new"}) {
        states
            += fs::exists(folder / (std::string("only_") + state)) ? std::string(" ") + state : "";
    }
    const bool hasDatabase = fs::exists(folder / "data.db");
    return hasDatabase && states == "old old old" ? "old"
        : hasDatabase && states == "new new new"  ? "new"
                                                  : "a mixture: " + states;
}

} // namespace

class TestRestore : public QObject
{
    Q_OBJECT

private:
    TempDir m_work;
    int m_round = 0;

    /// A folder in the old state with an archive of the new one; kept names beside.
    fs::path prepared()
    {
        const fs::path root = m_work / ("round" + std::to_string(++m_round));
        fill(root / "data", "old");
        fill(root / "other", "new");
        writeFile(root / "data/backups/kept.zip", "kept");
        writeFile(root / "data/.socle.lock", "");
        const auto archived = writeArchive(root / "new.zip", root / "other");
        if (!archived) {
            qFatal("%s", archived.error().message.c_str());
        }
        return root;
    }

private slots:

    void swapsAndConfirms()
    {
        const fs::path root = prepared();
        const fs::path folder = root / "data";
        const auto staged = stageRestore(folder, root / "new.zip", runtime::systemRandom());
        QVERIFY(staged);
        QCOMPARE(stateOf(folder), std::string("old"));
        QVERIFY(!isRestoreDecided(folder));
        QVERIFY(decideRestore(folder, *staged));
        QVERIFY(isRestoreUnfinished(folder));
        QVERIFY(finishRestore(folder));
        QVERIFY(!isRestoreUnfinished(folder));
        QCOMPARE(stateOf(folder), std::string("new"));
        QCOMPARE(contentOf(folder / "backups/kept.zip"), std::string("kept"));
        confirmRestore(folder);
        emptyTrash(folder);
        QVERIFY(!isRestoreDecided(folder));
        QVERIFY(!fs::exists(folder / ".pb_temp_to_delete"));
        QCOMPARE(stateOf(folder), std::string("new"));
    }

    void goesBackWhenAsked()
    {
        const fs::path root = prepared();
        const fs::path folder = root / "data";
        QVERIFY(decideRestore(
            folder, stageRestore(folder, root / "new.zip", runtime::systemRandom()).takeValue()));
        QVERIFY(finishRestore(folder));
        QVERIFY(revertRestore(folder));
        QCOMPARE(stateOf(folder), std::string("old"));
        QVERIFY(!isRestoreDecided(folder));
    }

    // Every prefix of the moves, made by hand as a crash would leave it; then the next start.
    void finishesAfterACrashAtAnyMove_data()
    {
        QTest::addColumn<QString>("phase");
        QTest::addColumn<int>("moves");
        QTest::addColumn<QString>("outcome");
        for (int moves = 0; moves <= 4; ++moves) {
            QTest::addRow("out, %d moved", moves) << "out" << moves << "new";
            QTest::addRow("in, %d moved", moves) << "in" << moves << "new";
            QTest::addRow("back, %d moved", moves) << "back" << moves << "old";
            QTest::addRow("home, %d moved", moves) << "home" << moves << "old";
        }
    }

    void finishesAfterACrashAtAnyMove()
    {
        QFETCH(QString, phase);
        QFETCH(int, moves);
        QFETCH(QString, outcome);
        const fs::path root = prepared();
        const fs::path folder = root / "data";
        const fs::path swap = folder / ".socle_restore";
        QVERIFY(decideRestore(
            folder, stageRestore(folder, root / "new.zip", runtime::systemRandom()).takeValue()));
        const std::vector<std::string> old{"data.db", "storage", "types.d.ts", "only_old"};
        const std::vector<std::string> fresh{"data.db", "storage", "types.d.ts", "only_new"};
        const auto move = [&](const std::vector<std::string> &names,
                              const fs::path &from,
                              const fs::path &to,
                              int count) {
            fs::create_directories(to);
            for (int i = 0; i < count; ++i) {
                fs::rename(from / names[static_cast<std::size_t>(i)],
                           to / names[static_cast<std::size_t>(i)]);
            }
        };
        move(old, folder, swap / "old", phase == "out" ? moves : 4);
        if (phase != "out") {
            move(fresh, swap / "new", folder, phase == "in" ? moves : 4);
        }
        if (phase == "back" || phase == "home") {
            move(fresh, folder, swap / "failed", phase == "back" ? moves : 4);
        }
        if (phase == "home") {
            move(old, swap / "old", folder, moves);
        }
        writeFile(swap / "phase", phase.toStdString());

        QVERIFY(isRestoreUnfinished(folder));
        QVERIFY(finishRestore(folder));
        confirmRestore(folder);
        QCOMPARE(stateOf(folder), outcome.toStdString());
        QVERIFY(!isRestoreDecided(folder));
    }

    void refusesWhatIsNoBackup()
    {
        const fs::path root = prepared();
        const fs::path folder = root / "data";
        writeFile(root / "bad.zip", "nonsense");
        QVERIFY(!stageRestore(folder, root / "bad.zip", runtime::systemRandom()));
        writeFile(root / "nothing/readme", "x");
        QVERIFY(writeArchive(root / "nothing.zip", root / "nothing"));
        QVERIFY(!stageRestore(folder, root / "nothing.zip", runtime::systemRandom()));
        writeFile(root / "broken/data.db",
              std::string("SQLite format 3\0", 16) + std::string(5000, 'x'));
        QVERIFY(writeArchive(root / "broken.zip", root / "broken"));
        QVERIFY(!stageRestore(folder, root / "broken.zip", runtime::systemRandom()));
        QCOMPARE(stateOf(folder), std::string("old"));
        QVERIFY(fs::is_empty(folder / ".pb_temp_to_delete"));
    }
};

SOCLE_TEST_SUITE(TestRestore)
#include "TestRestore.moc"
