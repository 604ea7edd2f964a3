// The sort parameter: records-api.md 4.1.
#include "tests/backend/rules/RulesFixture.h"
#include "tests/support/TestSuite.h"

using socle::test::RulesFixture;

class TestSort : public QObject
{
    Q_OBJECT
private slots:

    void sorts_data()
    {
        QTest::addColumn<std::string>("sort");
        QTest::addColumn<std::string>("ids");
        const auto row = [](const char *sort, const char *ids) {
            QTest::newRow(sort) << std::string(sort) << std::string(ids);
        };
        row("title", "b,c,a"); // "B" < "C" < "a"
        row("-title", "a,c,b");
        row("+title", "b,c,a");
        row(" -title , id", "a,c,b");
        row("title:lower", "a,b,c");
        row("views,-id", "c,b,a");
        row("@rowid", "a,b,c");
        row("-@rowid", "c,b,a");
        row("author.name", "b,c,a");
        row("-author.name,-id", "a,c,b");
        row("tags.name", "c,b,a");
        row("tags:length,id", "c,a,b");
        row("meta.n", "c,a,b");
        row("comments_via_post.text,id", "a,c,b");
        row("", "a,b,c");
        row("title,title,title,title,title,title,title,title", "b,c,a");
        row("title,title,title,title,title,title,title,title,title", "error");
        row("title,,id", "error");
        row("-", "error");
        row(" ", "error");
        row("title,", "error");
        row("--title", "error");
        row("nope", "error");
        row("null", "error");
        row("true", "error");
        row("@now", "error");
        row("@nope", "error");
        row("@request.method", "error");
        row("'a'", "error");
        row("1", "error");
        row("title desc", "error");
        row("title)", "error");
        QTest::newRow("255") << "-" + std::string(254, 'a') << std::string("error");
    }

    void sorts()
    {
        QFETCH(std::string, sort);
        QFETCH(std::string, ids);
        static RulesFixture fixture;
        if (static bool isFilled = false; !isFilled) {
            isFilled = true;
            fixture.add("tags", R"({"id":"t1","name":"x"})");
            fixture.add("tags", R"({"id":"t2","name":"y"})");
            fixture.add("users", R"({"id":"u1","name":"Ann","email":"a","tokenKey":"1"})");
            fixture.add(
                "posts",
                R"({"id":"a","title":"a","views":2,"author":"u1","tags":["t2"],"meta":{"n":1}})");
            fixture.add("posts",
                        R"({"id":"b","title":"B","views":1,"tags":["t1","t2"],"meta":{"n":2}})");
            fixture.add("posts", R"({"id":"c","title":"C","views":1})");
            fixture.add("comments", R"({"id":"c1","post":"b","text":"z"})");
        }
        QCOMPARE(fixture.sorted(sort), ids);
    }

    void shufflesWithoutLosing()
    {
        RulesFixture fixture;
        fixture.add("posts", R"({"id":"a"})");
        fixture.add("posts", R"({"id":"b"})");
        const std::string found = fixture.sorted("-@random");
        QVERIFY(found == "a,b" || found == "b,a");
    }

    void slices()
    {
        RulesFixture fixture;
        for (const char *id : {"a", "b", "c", "d"}) {
            fixture.add("posts", std::string("{\"id\":\"") + id + "\"}");
        }
        const auto posts = fixture.collection("posts");
        std::string found;
        VERIFY_OK(fixture.read([&](socle::storage::ReadTransaction &tx) -> socle::Result<void> {
            socle::rules::QueryBuilder query(*posts, fixture.request, tx.dialect());
            SOCLE_TRY(query.sort("-id", socle::rules::Access::Full));
            const std::vector<std::string> columns{"id", "title"};
            return tx.query(query.select(columns, {.limit = 2, .offset = 1}),
                            [&found](const socle::storage::Row &row) {
                                found += row.text(0);
                                return socle::storage::Next::Continue;
                            });
        }));
        QCOMPARE(found, std::string("cb"));
    }
};

SOCLE_TEST_SUITE(TestSort)
#include "TestSort.moc"
