// Archives: there and back, and everything a hostile or broken one may try.
#include "backend/backups/Archive.h"
#include "tests/support/FileBytes.h"
#include "tests/support/TempDir.h"
#include "tests/support/TestSuite.h"

using namespace socle;
using namespace socle::backups;
using namespace socle::test;

class TestArchive : public QObject
{
    Q_OBJECT

private slots:

    void goesThereAndBack()
    {
        const TempDir folder;
        writeFile(folder / "in/data.db", std::string(100000, 'd'));
        writeFile(folder / "in/storage/c/r/ü f.txt", "hello");
        writeFile(folder / "in/empty", "");
        QVERIFY(writeArchive(folder / "a.zip", folder / "in"));
        auto archive = Archive::open(folder / "a.zip");
        QVERIFY(archive);
        QCOMPARE(archive->entries().size(), std::size_t(3));
        QVERIFY(archive->contains("storage/c/r/ü f.txt"));
        QCOMPARE(archive->totalBytes(), std::uint64_t(100005));
        QVERIFY(archive->extractAll(folder / "out"));
        QCOMPARE(contentOf(folder / "out/storage/c/r/ü f.txt"), std::string("hello"));
        QCOMPARE(contentOf(folder / "out/data.db"), std::string(100000, 'd'));
        QVERIFY(std::filesystem::exists(folder / "out/empty"));
    }

    void noticesDamage()
    {
        const TempDir folder;
        std::string noise;
        for (unsigned i = 0; i < 50000; ++i) {
            noise.push_back(static_cast<char>((i * 2654435761U) >> 13U));
        }
        writeFile(folder / "in/data.db", noise);
        QVERIFY(writeArchive(folder / "a.zip", folder / "in"));
        std::string bytes = contentOf(folder / "a.zip");
        bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 0x55);
        writeFile(folder / "b.zip", bytes);
        auto archive = Archive::open(folder / "b.zip");
        QVERIFY(archive);
        QCOMPARE(archive->check(archive->entries().front()).error().kind, ErrorKind::InvalidInput);
        writeFile(folder / "c.zip", bytes.substr(0, bytes.size() / 2));
        QVERIFY(!Archive::open(folder / "c.zip"));
        writeFile(folder / "d.zip", "no archive");
        QVERIFY(!Archive::open(folder / "d.zip"));
        QVERIFY(!Archive::open(folder / "none.zip"));
    }

    void refusesEntriesThatLeave_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("parent") << "../evil.t";
        QTest::newRow("in between") << "a/../../t";
        QTest::newRow("absolute") << "/tmp/evil";
        QTest::newRow("backslash") << "a\\..\\evi";
    }

    // A name of the same length is put over the one in the archive: local header and directory.
    void refusesEntriesThatLeave()
    {
        QFETCH(QString, name);
        const TempDir folder;
        const std::string evil = name.toStdString();
        const std::string harmless(evil.size(), 'q');
        writeFile(folder / "in" / harmless, "x");
        QVERIFY(writeArchive(folder / "a.zip", folder / "in"));
        std::string bytes = contentOf(folder / "a.zip");
        for (auto at = bytes.find(harmless); at != std::string::npos; at = bytes.find(harmless)) {
            bytes.replace(at, harmless.size(), evil);
        }
        writeFile(folder / "a.zip", bytes);
        auto archive = Archive::open(folder / "a.zip");
        QVERIFY(archive);
        const auto extracted = archive->extractAll(folder / "out/deep");
        QVERIFY(!extracted);
        QVERIFY(std::filesystem::is_empty(folder / "out/deep"));
    }
};

SOCLE_TEST_SUITE(TestArchive)
#include "TestArchive.moc"
