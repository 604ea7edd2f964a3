// What a read costs in statements and in work: a constant number of them whatever the page, and
// each by the indexes there are.
#include "backend/storage/ReadTransaction.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/core/Text.h"
#include "tests/backend/records/RecordsFixture.h"
#include "tests/backend/records/StatementTrace.h"
#include "tests/support/TestSuite.h"

using namespace socle;
using socle::test::RecordsFixture;
using socle::test::StatementTrace;

class TestQueryCost : public QObject
{
    Q_OBJECT

    StatementTrace m_trace; // before the fixture: it sees the connections that are opened after it
    RecordsFixture m_fixture;

    static constexpr int kBooks = 500;

    void script(const std::string &sql)
    {
        VERIFY_OK(m_fixture.database->runExclusive(
            [&](storage::WriteTransaction &tx) { return tx.executeScript(sql); }));
    }

    std::string listed(int perPage,
                       const std::string &filter,
                       const std::string &sort,
                       const std::string &expand,
                       bool isCounted)
    {
        records::ListQuery query;
        query.paging.perPage = perPage;
        query.paging.total = isCounted ? protocol::Total::Count : protocol::Total::Skip;
        query.filter = filter;
        query.sort = sort;
        query.expand = expand;
        const auto answer = m_fixture.list("books", query);
        return answer ? *answer : "error: " + answer.error().cause;
    }

    /// How SQLite runs a statement, one step a line.
    std::string planOf(const std::string &sql)
    {
        std::string plan;
        const auto read = m_fixture.database->read([&](storage::ReadTransaction &tx) {
            storage::SqlFragment explain;
            explain.append("EXPLAIN QUERY PLAN " + sql);
            return tx.query(explain, [&](const storage::Row &row) {
                plan += std::string(row.text(3)) + "\n";
                return storage::Next::Continue;
            });
        });
        return read ? plan : "error: " + read.error().cause;
    }

private slots:

    void initTestCase()
    {
        // Rows without the door: what reading costs is asked here, and hundreds of records are
        // quick this way.
        const std::string numbers
            = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
            + std::to_string(kBooks) + ") ";
        script(numbers
               + "INSERT INTO authors (id, name, public) SELECT 'author' || i, 'Author ' || i, i % "
                 "2 FROM n");
        script(numbers + "INSERT INTO tags (id, name) SELECT 'tag' || i, 'Tag ' || i FROM n");
        script(numbers
               + "INSERT INTO books (id, title, author, tags, pages) SELECT 'book' || i, 'Book ' "
                 "|| i, 'author' || i, "
                 "json_array('tag' || i, 'tag' || (i % 10 + 1)), i FROM n");
        script(numbers
               + "INSERT INTO reviews (id, book, about, stars) SELECT 'review' || i, 'book' || i, "
                 "'author' || i, i % 5 FROM n");
        script(
            "CREATE INDEX idx_pages ON books (pages); CREATE INDEX idx_author ON books (author); "
            "CREATE INDEX idx_review_book ON reviews (book); ANALYZE");
    }

    void runsAsManyStatementsForOneRowAsForAll_data()
    {
        QTest::addColumn<std::string>("filter");
        QTest::addColumn<std::string>("sort");
        QTest::addColumn<std::string>("expand");
        QTest::addColumn<int>("statements");
        const auto row = [](const char *name,
                            std::string filter,
                            std::string sort,
                            std::string expand,
                            int statements) {
            QTest::newRow(name) << std::move(filter) << std::move(sort) << std::move(expand)
                                << statements;
        };
        row("nothing asked", "", "", "", 2);
        row("three relations and a rule",
            "author.name ~ 'Author' && tags.name ?~ 'Tag' && reviews_via_book.stars ?>= 0",
            "",
            "",
            2);
        row("sorted by a fourth",
            "author.name ~ 'Author' && tags.name ?~ 'Tag'",
            "-reviews_via_book.stars,author.name",
            "",
            2);
        row("with three expanded", "author.name ~ 'Author'", "", "author,tags,reviews_via_book", 5);
        row("and one below", "author.name ~ 'Author'", "", "author,tags,reviews_via_book.about", 6);
    }

    void runsAsManyStatementsForOneRowAsForAll()
    {
        QFETCH(std::string, filter);
        QFETCH(std::string, sort);
        QFETCH(std::string, expand);
        QFETCH(int, statements);
        m_fixture.setRule("books", "listRule", "author.public = true || pages > 0");
        m_fixture.caller = {};
        for (const int perPage : {1, 2, 30, 100, kBooks}) {
            m_trace.takeSelects();
            const std::string answer = listed(perPage, filter, sort, expand, true);
            QVERIFY2(startsWith(answer, "{\"items\":[{"), answer.substr(0, 300).c_str());
            const auto selects = m_trace.takeSelects();
            QVERIFY2(static_cast<int>(selects.size()) == statements,
                     (std::to_string(selects.size()) + " statements for " + std::to_string(perPage)
                      + " rows:\n" + join(selects, "\n"))
                         .substr(0, 3000)
                         .c_str());
        }
        m_fixture.setRule("books", "listRule", "");
        m_fixture.caller = rules::Caller::superuser();
    }

    void doesNotCountWhatNobodyAskedFor()
    {
        m_trace.takeSelects();
        listed(10, "pages > 3", "", "", false);
        QCOMPARE(m_trace.takeSelects().size(), std::size_t{1});
    }

    void usesTheIndexes_data()
    {
        QTest::addColumn<std::string>("filter");
        QTest::addColumn<std::string>("sort");
        QTest::addColumn<std::string>("step"); // of the plan of the page
        QTest::addColumn<std::string>("absent"); // not in it
        const auto row
            = [](std::string filter, std::string sort, std::string step, std::string absent) {
                  const std::string name = filter + " " + sort;
                  QTest::newRow(name.c_str()) << std::move(filter) << std::move(sort)
                                              << std::move(step) << std::move(absent);
              };
        row("id = 'book5'", "", "SEARCH books USING INDEX sqlite_autoindex_books_1 (id=?)", "SCAN");
        row("pages = 5", "", "SEARCH books USING INDEX idx_pages (pages=?)", "SCAN");
        row("pages > 290", "", "SEARCH books USING INDEX idx_pages (pages>?)", "SCAN");
        row("pages > 5 && pages < 8",
            "",
            "SEARCH books USING INDEX idx_pages (pages>? AND pages<?)",
            "SCAN");
        row("author = 'author5'", "", "SEARCH books USING INDEX idx_author (author=?)", "SCAN");
        row("author.id = 'author5'", "", "SEARCH books USING INDEX idx_author (author=?)", "SCAN");
        row("", "pages", "SCAN books USING INDEX idx_pages", "TEMP B-TREE");
        row("", "-pages", "SCAN books USING INDEX idx_pages", "TEMP B-TREE");
        row("author = 'author5'",
            "-pages",
            "SEARCH books USING INDEX idx_author (author=?)",
            "SCAN");
        row("author.name = 'Author 5'",
            "",
            "SEARCH books USING INDEX idx_author (author=?)",
            "SCAN books");
        row("tags.name ?= 'Tag 5'", "", "SEARCH j$2 USING", "SCAN j$2");
        row("tags.name = 'Tag 5'", "", "SEARCH m$2 USING", "SCAN m$2");
        row("reviews_via_book.stars ?> 3",
            "",
            "SEARCH j$1 USING INDEX idx_review_book (book=?)",
            "SCAN j$1");
        row("reviews_via_book.stars > 3",
            "",
            "SEARCH m$1 USING INDEX idx_review_book (book=?)",
            "SCAN m$");
        row("pages = 5 && reviews_via_book.about.name ?= 'Author 5'",
            "",
            "SEARCH books USING INDEX idx_pages (pages=?)",
            "SCAN");
    }

    void usesTheIndexes()
    {
        QFETCH(std::string, filter);
        QFETCH(std::string, sort);
        QFETCH(std::string, step);
        QFETCH(std::string, absent);
        m_trace.takeSelects();
        const std::string answer = listed(30, filter, sort, "", false);
        QVERIFY2(startsWith(answer, "{\"items\":["), answer.c_str());
        const auto selects = m_trace.takeSelects();
        QCOMPARE(selects.size(), std::size_t{1});
        const std::string plan = planOf(selects[0]);
        QVERIFY2(plan.find(step) != std::string::npos && plan.find(absent) == std::string::npos,
                 (selects[0] + "\n" + plan).c_str());
    }

    void findsOneRecordByItsKey_data()
    {
        QTest::addColumn<std::string>("rule");
        QTest::addColumn<int>("statements");
        QTest::newRow("open") << std::string() << 1;
        QTest::newRow("a rule") << std::string("pages > 0") << 1;
        QTest::newRow("a rule over relations")
            << std::string("author.public = true || reviews_via_book.stars ?>= 0") << 1;
    }

    void findsOneRecordByItsKey()
    {
        QFETCH(std::string, rule);
        QFETCH(int, statements);
        m_fixture.setRule("books", "viewRule", Json(rule));
        m_fixture.caller = {};
        m_trace.takeSelects();
        VERIFY_OK(m_fixture.view("books", "book5"));
        const auto selects = m_trace.takeSelects();
        QCOMPARE(static_cast<int>(selects.size()), statements);
        const std::string plan = planOf(selects[0]);
        QVERIFY2(plan.find("SEARCH books USING INDEX sqlite_autoindex_books_1 (id=?)")
                         != std::string::npos
                     && plan.find("SCAN") == std::string::npos,
                 (selects[0] + "\n" + plan).c_str());
        m_fixture.caller = rules::Caller::superuser();
    }
};

SOCLE_TEST_SUITE(TestQueryCost)
#include "TestQueryCost.moc"
