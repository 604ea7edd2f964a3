// The offline grammar on a bookshop: sentence in, filter out; and what it leaves alone.
#include "backend/ai/LocalQuery.h"
#include "shared/filter/Parser.h"
#include "tests/support/TestSuite.h"

#include <QElapsedTimer>

using namespace socle;
using namespace socle::ai;

namespace {

SchemaCard bookshop()
{
    CardCollection books{.name = "books"};
    books.fields = {
        {.name = "id", .type = "text"},
        {.name = "title", .type = "text"},
        {.name = "author", .type = "relation", .target = "authors", .targetTitle = "name"},
        {.name = "publisher", .type = "relation", .target = "publishers", .targetTitle = "name"},
        {.name = "price", .type = "number"},
        {.name = "views", .type = "number"},
        {.name = "status", .type = "select", .options = {"draft", "published", "archived"}},
        {.name = "tags", .type = "select", .multiple = true, .options = {"sci-fi", "classic", "award"}},
        {.name = "featured", .type = "bool"},
        {.name = "cover", .type = "file"},
        {.name = "notes", .type = "editor"},
        {.name = "published_at", .type = "date"},
        {.name = "owner", .type = "relation", .target = "users", .targetTitle = "name"},
        {.name = "created", .type = "autodate", .setOnCreate = true},
    };
    CardCollection authors{.name = "authors"};
    authors.fields = {{.name = "name", .type = "text"}, {.name = "country", .type = "text"}};
    CardCollection items{.name = "order_items"};
    items.fields = {{.name = "qty", .type = "number"}};
    return {.collections = {books, authors, items}};
}

} // namespace

class TestLocalQuery : public QObject
{
    Q_OBJECT
private slots:
    void understands_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("collection");
        QTest::addColumn<QString>("filter");
        QTest::addColumn<QString>("sort");
        const auto row = [](const char *text, const char *collection, const char *filter, const char *sort) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(collection) << QString::fromUtf8(filter) << QString::fromUtf8(sort);
        };
        row("show all books", "books", "", "");
        row("books with price over 20", "books", "price > 20", "");
        row("books where price is at least 1,200", "books", "price >= 1200", "");
        row("books with price between 5 and 10", "books", "(price >= 5 && price <= 10)", "");
        row("books with more than 10 views", "books", "views > 10", "");
        row("Published books above 20", "books", "status = \"published\" && price > 20", "");
        row("published books", "books", "status = \"published\"", "");
        row("books that are not archived", "books", "status != \"archived\"", "");
        row("books whose status is draft or published", "books", "(status = \"draft\" || status = \"published\")", "");
        row("classic books", "books", "tags:each ?= \"classic\"", "");
        row("featured books", "books", "featured = true", "");
        row("books not featured", "books", "featured = false", "");
        row("books without a cover", "books", "cover = \"\"", "");
        row("books with notes", "books", "notes != \"\"", "");
        row("books by Le Guin", "books", "author.name ~ \"Le Guin\"", "");
        row("books by \"ursula\"", "books", "author.name ~ \"ursula\"", "");
        row("books with title containing moon", "books", "title ~ \"moon\"", "");
        row("books about space", "books", "title ~ \"space\"", "");
        row("books titled \"The Dispossessed\"", "books", "title ~ \"The Dispossessed\"", "");
        row("books where title starts with The", "books", "title ~ \"The%\"", "");
        row("newest books", "books", "", "-created");
        row("oldest books first", "books", "", "created");
        row("the 5 cheapest books", "books", "", "price");
        row("most expensive published books", "books", "status = \"published\"", "-price");
        row("top 10 books by views", "books", "", "-views");
        row("books sorted by title", "books", "", "title");
        row("books sorted by price descending", "books", "", "-price");
        row("how many drafts are in books", "books", "status = \"draft\"", "");
        row("order items with qty under 3", "order_items", "qty < 3", "");
        row("authors from country \"France\"", "authors", "country = \"France\"", "");
        row("my books", "books", "owner = \"u1\"", "");
        row("books published last month", "books",
            "published_at >= \"2026-02-01 00:00:00.000Z\" && published_at < \"2026-03-01 00:00:00.000Z\"", "");
        row("books created since 3 March", "books", "created >= \"2026-03-03 00:00:00.000Z\"", "");
        row("published books from last week, newest first", "books",
            "status = \"published\" && published_at >= \"2026-03-02 00:00:00.000Z\" && published_at < \"2026-03-09 00:00:00.000Z\"", "-created");
    }

    void understands()
    {
        QFETCH(QString, text);
        QFETCH(QString, collection);
        QFETCH(QString, filter);
        QFETCH(QString, sort);
        const auto draft = readQuestion(bookshop(), question(text));
        QVERIFY(draft.has_value());
        QCOMPARE(QString::fromStdString(draft->collection), collection);
        QCOMPARE(QString::fromStdString(draft->filter), filter);
        QCOMPARE(QString::fromStdString(draft->sort), sort);
        QVERIFY(draft->confidence > 0 && draft->confidence <= 0.6);
        if (!draft->filter.empty()) {
            VERIFY_OK(filter::parseFilter(draft->filter));
        }
    }

    void refusesWhatItDoesNotUnderstand_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : {"", "   ", "hello there", "what is the meaning of life", "42", "???"}) {
            QTest::newRow(text) << QString::fromUtf8(text);
        }
    }

    void refusesWhatItDoesNotUnderstand()
    {
        QFETCH(QString, text);
        QVERIFY(!readQuestion(bookshop(), question(text)));
    }

    void namesWhatItLeavesOut()
    {
        const auto draft = readQuestion(bookshop(), question(QStringLiteral("published books with shiny frobnication")));
        QVERIFY(draft);
        QCOMPARE(draft->unplaced, (std::vector<std::string>{"shiny", "frobnication"}));
        QVERIFY(draft->confidence < 0.6);
    }

    void countsAndLimits()
    {
        QVERIFY(readQuestion(bookshop(), question(QStringLiteral("how many books are there")))->count);
        QCOMPARE(readQuestion(bookshop(), question(QStringLiteral("the 5 cheapest books")))->perPage, 5);
    }

    // Random words never crash, never give a filter that does not parse, and stay quick.
    void survivesNonsense()
    {
        const char *pieces[] = {"books", "price", "over", "20", "not", "between", "and", "or", "\"", "'", "by", "The", "published",
                                "last", "month", "since", "<=", "=", "top", "sorted", "2024-02-31", "999999999999999999999", "é", "\xFF",
                                "most", "without", "a", "title", "contains", "author", "-", "%", ",", "1,2,3", "tags", "sci-fi"};
        std::uint32_t seed = 12345;
        QElapsedTimer timer;
        timer.start();
        for (int round = 0; round < 3000; ++round) {
            std::string text;
            for (int i = 0; i < 12; ++i) {
                seed = seed * 1664525u + 1013904223u;
                text += std::string(pieces[(seed >> 16) % std::size(pieces)]) + " ";
            }
            const auto draft = readQuestion(bookshop(), question(QString::fromStdString(text)));
            if (draft && !draft->filter.empty()) {
                QVERIFY2(filter::parseFilter(draft->filter).hasValue(), (text + " -> " + draft->filter).c_str());
            }
        }
        QVERIFY(timer.elapsed() < 20000);
    }

private:
    static QueryQuestion question(const QString &text)
    {
        return {.text = text.toStdString(), .now = *DateTime::parse("2026-03-14 09:26:53.000Z"), .callerId = "u1", .callerCollection = "users"};
    }
};

SOCLE_TEST_SUITE(TestLocalQuery)
#include "TestLocalQuery.moc"
