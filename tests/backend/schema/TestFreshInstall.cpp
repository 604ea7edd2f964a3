// A fresh data folder compared with one that PocketBase v0.39.11 made: statement by statement and
// row by row. Secrets and the words of mails (ours) are masked on both sides; Socle's own table
// comes after and is left out.
#include "backend/runtime/Clock.h"
#include "backend/runtime/Random.h"
#include "backend/schema/FreshInstall.h"
#include "backend/schema/SchemaStore.h"
#include "backend/schema/SettingsStore.h"
#include "backend/storage/Database.h"
#include "tests/support/TempDir.h"
#include "tests/support/TestSuite.h"

#include <QFile>
#include <QRegularExpression>

using namespace socle;

namespace {

QString maskedLine(QString line)
{
    static const QRegularExpression secret(QStringLiteral(R"("secret":"[A-Za-z0-9]{50}")"));
    static const QRegularExpression body(QStringLiteral(R"("body":"(?:[^"\\]|\\.)*")"));
    static const QRegularExpression blanks(QStringLiteral("\\s+"));
    line.replace(secret, QStringLiteral("\"secret\":\"S\""));
    line.replace(body, QStringLiteral("\"body\":\"B\""));
    return line;
}

QStringList linesOf(storage::Database &database)
{
    QStringList lines;
    const auto collect = [&](const char *prefix, const char *text) {
        const auto read = database.read([&](storage::ReadTransaction &tx) {
            return tx.query(storage::sql(text), [&](const storage::Row &row) {
                QStringList cells{QString::fromLatin1(prefix)};
                for (int i = 0; i < row.columnCount(); ++i) {
                    const QString cell
                        = QString::fromUtf8(row.text(i).data(), int(row.text(i).size()));
                    cells << (row.isNull(i) ? QStringLiteral("NULL") : cell);
                }
                lines << maskedLine(cells.join(QLatin1Char('|')));
                return storage::Next::Continue;
            });
        });
        QVERIFY2(read.hasValue(), read ? "" : read.error().cause.c_str());
    };
    collect("schema",
            "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' "
            "AND name <> "
            "'_socleMigrations' ORDER BY rowid");
    for (QString &line : lines) {
        line = line.simplified();
    }
    collect("migration", "SELECT file FROM _migrations ORDER BY rowid");
    collect("collection",
            "SELECT id, name, type, system, listRule, viewRule, createRule, updateRule, "
            "deleteRule, fields, "
            "indexes, options FROM _collections ORDER BY rowid");
    collect("settings", "SELECT value FROM _params WHERE id = 'settings'");
    return lines;
}

} // namespace

class TestFreshInstall : public QObject
{
    Q_OBJECT
private slots:

    void isWhatThePeerMakes()
    {
        const test::TempDir folder;
        auto database = storage::Database::open(folder / "data.db");
        VERIFY_OK(database);
        schema::SchemaStore store(**database, runtime::systemClock(), runtime::systemRandom());
        VERIFY_OK(store.open());
        schema::SettingsStore settings(**database, runtime::systemClock());
        VERIFY_OK(settings.open());

        QFile file(QStringLiteral(SOCLE_SCHEMA_DATA "/fresh_install.txt"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QStringList expected
            = QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        const QStringList actual = linesOf(**database);
        for (int i = 0; i < std::min(expected.size(), actual.size()); ++i) {
            QCOMPARE(actual[i], expected[i]);
        }
        QCOMPARE(actual.size(), expected.size());
    }

    void opensItsOwnFolderAgain()
    {
        const test::TempDir folder;
        QStringList first;
        for (int round = 0; round < 2; ++round) {
            auto database = storage::Database::open(folder / "data.db");
            VERIFY_OK(database);
            schema::SchemaStore store(**database, runtime::systemClock(), runtime::systemRandom());
            VERIFY_OK(store.open());
            QCOMPARE(store.catalogue()->all().size(), std::size_t{6});
            const QStringList lines = linesOf(**database);
            if (round == 0) {
                first = lines;
            }
            QCOMPARE(lines, first);
        }
    }

    void refusesAnOldFolder()
    {
        const test::TempDir folder;
        auto database = storage::Database::open(folder / "data.db");
        VERIFY_OK(database);
        VERIFY_OK((*database)->runExclusive([](storage::WriteTransaction &tx) {
            return tx.executeScript("CREATE TABLE _collections (id TEXT, schema JSON)");
        }));
        schema::SchemaStore store(**database, runtime::systemClock(), runtime::systemRandom());
        const auto opened = store.open();
        QVERIFY(!opened);
        QCOMPARE(opened.error().kind, ErrorKind::Unavailable);
        QVERIFY(!opened.error().message.empty());
    }

    void registersForeignIndexes()
    {
        // B5.8: an index only SQLite knows ends up in the collection's list.
        const test::TempDir folder;
        {
            auto database = storage::Database::open(folder / "data.db");
            VERIFY_OK(database);
            schema::SchemaStore store(**database, runtime::systemClock(), runtime::systemRandom());
            VERIFY_OK(store.open());
            VERIFY_OK((*database)->runExclusive([](storage::WriteTransaction &tx) {
                return tx.executeScript("CREATE INDEX byName ON users (name); DELETE FROM "
                                        "_migrations WHERE file LIKE '%normalize%'");
            }));
        }
        auto database = storage::Database::open(folder / "data.db");
        VERIFY_OK(database);
        schema::SchemaStore store(**database, runtime::systemClock(), runtime::systemRandom());
        VERIFY_OK(store.open());
        const auto users = store.catalogue()->findByName("users");
        QCOMPARE(users->indexes.size(), std::size_t{3});
        QCOMPARE(users->indexes.back(), std::string("CREATE INDEX `byName` ON `users` (`name`)"));
    }
};

SOCLE_TEST_SUITE(TestFreshInstall)
#include "TestFreshInstall.moc"
