// The words of SQLite, run by SQLite; and the patterns of `~` (records-api.md 3.11).
#include "backend/storage/Dialect.h"
#include "tests/backend/storage/Fixture.h"
#include "tests/support/TestSuite.h"

using namespace socle;
using namespace socle::storage;
using socle::test::Fixture;

class TestDialect : public QObject
{
    Q_OBJECT
private slots:

    void autoWildcards_data()
    {
        QTest::addColumn<std::string>("literal");
        QTest::addColumn<std::string>("pattern");
        const auto row = [](const char *literal, const char *pattern) {
            QTest::newRow(literal) << std::string(literal) << std::string(pattern);
        };
        row("abc", "%abc%");
        row("ab%c", "ab%c");
        row(R"(ab\%c)", R"(%ab\%c%)");
        row(R"(%ab\%c)", R"(%ab\%c)");
        row(R"(ab\\%c)", R"(ab\\%c)");
        row(R"(ab\\\%c)", R"(%ab\\\%c%)");
        row("ab_c", R"(%ab\_c%)");
        row(R"(ab\_c)", R"(%ab\_c%)");
        row("%ab_c", "%ab_c");
        row(R"(ab\c)", R"(%ab\\c%)");
        row(R"(_ab\c_)", R"(%\_ab\\c\_%)");
        row(R"(ab\c%)", R"(ab\c%)");
        row("", "%%");
    }

    void autoWildcards()
    {
        QFETCH(std::string, literal);
        QFETCH(std::string, pattern);
        QCOMPARE(autoWildcard(literal), pattern);
    }

    void expressions_data()
    {
        QTest::addColumn<std::string>("expression");
        QTest::addColumn<std::string>("value");
        const Dialect &d = sqliteDialect();
        const auto row = [](const char *name, const std::string &expression, const char *value) {
            QTest::newRow(name) << expression << std::string(value);
        };
        row("text", d.textLiteral("it's"), "it's");
        row("same null", d.isSame("NULL", "NULL"), "1");
        row("different null", d.isDifferent("'a'", "NULL"), "1");
        row("like", d.like("'50% off'", "'" + autoWildcard("50\\%") + "'", false), "1");
        row("not like", d.like("'ABC'", "'%b%'", true), "0");
        row("length of list", d.jsonLength("'[1,2,3]'"), "3");
        row("length of scalar", d.jsonLength("'abc'"), "1");
        row("length of empty", d.jsonLength("''"), "0");
        row("length of null", d.jsonLength("NULL"), "0");
        row("path", d.jsonPath("'{\"a\":{\"b\":[1,2]}}'", ".a.b[1]"), "2");
        row("path of scalar", d.jsonPath("'plain'", ".a"), "");
        row("whole scalar", d.jsonPath("'plain'", ""), "plain");
        row("items",
            "(SELECT group_concat(value, '+') FROM " + d.jsonItems("'[\"a\",\"b\"]'") + ")",
            "a+b");
        row("items of scalar",
            "(SELECT group_concat(value, '+') FROM " + d.jsonItems("'a'") + ")",
            "a");
        row("distance",
            "CAST("
                + d.geoDistance("23.23033854945808",
                                "42.713146090563384",
                                "23.44920680886216",
                                "42.7078484153991")
                + " * 100 AS INT)",
            "1789");
        row("now", "length(" + d.now() + ")", "24");
        row("concat", d.concat("'a'", "'b'"), "ab");
    }

    void expressions()
    {
        QFETCH(std::string, expression);
        QFETCH(std::string, value);
        Fixture fixture;
        std::string found;
        VERIFY_OK(fixture.database->read([&](ReadTransaction &transaction) {
            return transaction.query(sql("SELECT " + expression), [&](const Row &row) {
                found = row.text(0);
                return Next::Stop;
            });
        }));
        QCOMPARE(found, value);
    }

    void changesTables()
    {
        Fixture fixture;
        const Dialect &d = sqliteDialect();
        std::vector<std::string> columns;
        VERIFY_OK(fixture.database->runExclusive([&](WriteTransaction &transaction)
                                                     -> Result<void> {
            const std::vector<std::string> definitions{
                d.identifier("id") + " " + d.columnType(ColumnClass::Id),
                d.identifier("odd`name") + " " + d.columnType(ColumnClass::Text)};
            SOCLE_TRY(transaction.executeScript(d.createTable("Posts", definitions)));
            for (const auto kind : {ColumnClass::Number,
                                    ColumnClass::Bool,
                                    ColumnClass::Json,
                                    ColumnClass::JsonList,
                                    ColumnClass::GeoPoint}) {
                SOCLE_TRY(transaction.executeScript(
                    d.addColumn("Posts", "c" + std::to_string(static_cast<int>(kind)), kind)));
            }
            SOCLE_TRY(transaction.executeScript(d.renameTable("Posts", "articles")));
            SOCLE_TRY(transaction.executeScript(d.renameColumn("articles", "odd`name", "title")));
            SOCLE_TRY(transaction.executeScript(d.dropColumn("articles", "c2")));
            SOCLE_TRY(
                transaction.executeScript(d.createView("v", "SELECT id, title FROM articles")));
            const std::vector<std::string> upserted{"id", "title"};
            for (const char *title : {"one", "two"}) {
                SOCLE_TRY(transaction.execute(sql(
                    d.upsert("articles", upserted, "id"), std::string("a"), std::string(title))));
            }
            SOCLE_TRY(
                transaction.execute(sql("INSERT INTO articles (title) VALUES ('generated')")));
            SOCLE_TRY(transaction.query(sql(d.listColumns("articles")), [&](const Row &row) {
                columns.emplace_back(row.text(0));
                return Next::Continue;
            }));
            return {};
        }));
        QCOMPARE(columns, (std::vector<std::string>{"id", "title", "c3", "c4", "c5", "c6"}));
        QCOMPARE(fixture.number("SELECT count(*) FROM articles WHERE id = 'a' AND title = 'two'"),
                 std::int64_t(1));
        QCOMPARE(fixture.number("SELECT length(id) FROM articles WHERE title = 'generated' AND c5 "
                                "= '[]' AND c4 IS NULL "
                                "AND c6 = '{\"lon\":0,\"lat\":0}'"),
                 std::int64_t(15));
        QCOMPARE(fixture.number("SELECT count(*) FROM (" + d.listViews() + ")"), std::int64_t(1));
        QCOMPARE(fixture.number("SELECT count(*) FROM (" + d.listTables() + ")"), std::int64_t(2));
        QCOMPARE(fixture.number("SELECT count(*) FROM (" + d.listIndexes("articles") + ")"),
                 std::int64_t(1));
    }
};

SOCLE_TEST_SUITE(TestDialect)

#include "TestDialect.moc"
