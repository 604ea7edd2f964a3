// Objects on disk: their types, their place, and names that must not leave it.
#include "backend/files/StoredObject.h"
#include "tests/support/TempDir.h"
#include "tests/support/TestSuite.h"

#include <fstream>

using namespace socle;

class TestStoredObject : public QObject
{
    Q_OBJECT
private slots:

    void staysInItsFolder_data()
    {
        QTest::addColumn<std::string>("collection");
        QTest::addColumn<std::string>("record");
        QTest::addColumn<std::string>("name");
        QTest::newRow("parent as name")
            << std::string("c") << std::string("r") << std::string("..");
        QTest::newRow("path as name")
            << std::string("c") << std::string("r") << std::string("../x");
        QTest::newRow("parent as record")
            << std::string("c") << std::string("..") << std::string("x");
        QTest::newRow("nothing as record") << std::string("c") << std::string() << std::string("x");
        QTest::newRow("null byte")
            << std::string("c") << std::string("r") << std::string("a\0b", 3);
    }

    void staysInItsFolder()
    {
        QFETCH(std::string, collection);
        QFETCH(std::string, record);
        QFETCH(std::string, name);
        QCOMPARE(files::objectPath("/s", collection, record, name).error().kind,
                 ErrorKind::NotFound);
    }

    void findsWhatWasWritten()
    {
        const test::TempDir folder;
        const auto path = files::objectPath(folder.path(), "c", "r", "a.png");
        VERIFY_OK(path);
        QCOMPARE(files::findObject(*path).error().kind, ErrorKind::NotFound);
        VERIFY_OK(files::writeObject(*path, "bytes", "image/png"));
        const auto found = files::findObject(*path);
        VERIFY_OK(found);
        QCOMPARE(found->contentType, std::string("image/png"));
        QCOMPARE(files::thumbPath(*path, "10x10").string(),
                 (folder.path() / "c/r/thumbs_a.png/10x10_a.png").string());
    }

    void readsForeignObjects()
    {
        const test::TempDir folder;
        std::ofstream(folder / "bare") << "x";
        QCOMPARE(files::findObject(folder / "bare")->contentType,
                 std::string("application/octet-stream"));
        std::ofstream(folder / "bare.attrs") << "{broken";
        QCOMPARE(files::findObject(folder / "bare")->contentType,
                 std::string("application/octet-stream"));
    }
};

SOCLE_TEST_SUITE(TestStoredObject)
#include "TestStoredObject.moc"
