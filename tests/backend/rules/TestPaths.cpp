// What an identifier may look like, and where relation paths lead:
// records-api.md 3.4, 3.5, 3.7, 3.10.
#include "tests/backend/rules/RulesFixture.h"
#include "tests/support/TestSuite.h"

using socle::test::RulesFixture;

namespace {

void fillAuthors(RulesFixture &fixture)
{
    fixture.add("teams", R"({"id":"t1","name":"red"})");
    fixture.add("teams", R"({"id":"t2","name":"blue"})");
    fixture.add("users",
                R"({"id":"u1","name":"Ann","team":"t1","email":"ann@x.y","tokenKey":"1"})");
    fixture.add("users",
                R"({"id":"u2","name":"Bob","team":"t2","email":"bob@x.y","tokenKey":"2"})");
    fixture.add("posts", R"({"id":"p1","title":"One","author":"u1","roles":["adm","dev"]})");
    fixture.add("posts",
                R"({"id":"p2","title":"Two","author":"u2","roles":["adm"],"parent":"p1"})");
    fixture.add("posts", R"({"id":"p3","title":"true","author":"gone","parent":"p2"})");
    fixture.add("comments", R"({"id":"c1","post":"p1","text":"hi","approved":true})");
    fixture.add("comments", R"({"id":"c2","post":"p1","text":"ho"})");
    fixture.add("comments", R"({"id":"c3","post":"p2","text":"hi","approved":true})");
    fixture.add("passes", R"({"id":"x1","post":"p1","code":"A"})");
    fixture.add("lists", R"({"id":"l1","items":["p1","p3"],"name":"best"})");
    fixture.add("members", R"({"id":"m1","user":"u1","team":"t1"})");
    fixture.add("members", R"({"id":"m2","user":"u2","team":"t1"})");
}

} // namespace

class TestPaths : public QObject
{
    Q_OBJECT
private slots:

    void resolves_data()
    {
        QTest::addColumn<std::string>("filter");
        QTest::addColumn<std::string>("ids");
        const auto row = [](const char *filter, const char *ids) {
            QTest::newRow(filter) << std::string(filter) << std::string(ids);
        };
        row("author.name = 'Ann'", "p1");
        row("author.name = ''", "p3");
        row("author.team.name = 'blue'", "p2");
        row("author.id = 'gone'", "p3"); // no join: dangling ids stay
        row("author = 'gone'", "p3");
        row("parent.parent.id = 'p1'", "p3");
        row("title:lower = 'one'", "p1");
        row("title:length > 3", "p1,p2,p3"); // ignored: compares the text itself
        row("title:isset = 'One'", "p1");
        row("title:each = 'One'", "p1");
        row("roles:each ?= 'dev'", "p1");
        row("roles:each = 'adm'", "p2");
        row("roles:each ~ 'd'", "p1,p2");
        row("comments_via_post.text ?= 'ho'", "p1");
        row("comments_via_post.approved = true", "p2"); // all of them
        row("comments_via_post.approved ?= true", "p1,p2");
        row("passes_via_post.code = 'A'", "p1");
        row("passes_via_post.code = ''", "p2,p3");
        row("lists_via_items.name ?= 'best'", "p1,p3");
        row("c_comments_via_post.text ?= 'ho'", "p1"); // by id
        row("author.members_via_user.team.name ?= 'red'", "p1,p2");
        row("author.posts_via_author.title ?= 'Two'", "p2");
        row("@collection.members.user ?= author && @collection.members.team ?= author.team", "p1");
        row("@collection.members.user ?= author && @collection.members:other.team ?= author.team",
            "p1");
        row("@collection.c_tags.name ?= title", "");
        row("title = 'true'", "p3");
        row("active = FALSE", "p1,p2,p3");
        row("title = NULL", "");
        row("parent.parent.parent.parent.parent.parent.title = ''", "p1,p2,p3");

        row("parent.parent.parent.parent.parent.parent.parent.title = ''", "error");
        row("nope = 1", "error");
        row("author.nope = 1", "error");
        row("title.x = 1", "error");
        row("tags_via_post.name = 1", "error");
        row("comments_via_text.name = 1", "error");
        row("teams_via_post.name = 1", "error");
        row("title:foo = 1", "error");
        row("title:lower:lower = 1", "error");
        row("author:lower.name = 1", "error");
        row("#title = 1", "error");
        row("@title = 1", "error");
        row("@now:lower = 1", "error");
        row("@request = 1", "error");
        row("@request.auth = 1", "error");
        row("@request.query = 1", "error");
        row("@request.method:lower = 1", "error");
        row("@request.nope.x = 1", "error");
        row("@collection.members = 1", "error");
        row("@collection.nope.x = 1", "error");
        row("@collection.members.nope = 1", "error");
        row("id..x = 1", "error");
        row("meta..x = 1", "error");
    }

    void resolves()
    {
        QFETCH(std::string, filter);
        QFETCH(std::string, ids);
        static RulesFixture fixture;
        if (static bool isFilled = false; !isFilled) {
            isFilled = true;
            fillAuthors(fixture);
        }
        QCOMPARE(fixture.ids(filter), ids);
    }

    void countsRecordsOnce()
    {
        RulesFixture fixture;
        fillAuthors(fixture);
        QCOMPARE(fixture.count("comments_via_post.id ?!= ''"), 2);
        QCOMPARE(fixture.count("title != ''"), 3);
    }

    void pointsAtTheOperand()
    {
        RulesFixture fixture;
        const auto posts = fixture.collection("posts");
        (void)fixture.read([&](socle::storage::ReadTransaction &tx) -> socle::Result<void> {
            socle::rules::QueryBuilder query(*posts, fixture.request, tx.dialect());
            const auto compiled
                = query.where("title = 'a' && (author.nope = 1)", socle::rules::Access::Full);
            [&] {
                QVERIFY(!compiled);
                QVERIFY(compiled.error().message.empty());
                QVERIFY(query.problem().has_value());
                QCOMPARE(query.problem()->start, std::size_t{16});
                QCOMPARE(query.problem()->end, std::size_t{27});
            }();
            return {};
        });
    }

    void writesTheSameTextForOtherValues()
    {
        RulesFixture fixture;
        QCOMPARE(fixture.conditionOf("title = 'a' && tags.name ?= 'b'"),
                 fixture.conditionOf("title = 'c' && tags.name ?= 'd'"));
    }

    void boundsAlternation()
    {
        RulesFixture fixture;
        fillAuthors(fixture);
        const auto nested = [](int levels) {
            std::string filter
                = "comments_via_post.text:lower = lists_via_items.name:lower || title = 'One'";
            for (int i = 0; i < levels; ++i) {
                filter = "title = 'x' || title != 'x' && (" + filter + ")";
            }
            return filter;
        };
        QCOMPARE(fixture.ids(nested(9)), std::string("p1"));
        QCOMPARE(fixture.ids(nested(40)), std::string("error"));
        // Groups that mean nothing cost nothing.
        std::string filter = "title = 'One'";
        for (int i = 0; i < 90; ++i) {
            filter = "(" + filter + ")" + (i % 2 == 0 ? "" : " && views = 0");
        }
        QCOMPARE(fixture.ids(filter), std::string("p1"));
    }
};

SOCLE_TEST_SUITE(TestPaths)
#include "TestPaths.moc"
