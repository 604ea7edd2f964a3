// @request.*: what is bound, what is NULL, and what the modifiers count: records-api.md 3.6.
#include "tests/backend/rules/RulesFixture.h"
#include "tests/support/TestSuite.h"

using socle::Json;
using socle::parseJson;
using socle::test::RulesFixture;

class TestRequest : public QObject
{
    Q_OBJECT
private slots:

    void sees_data()
    {
        QTest::addColumn<std::string>("rule");
        QTest::addColumn<std::string>("ids");
        const auto row = [](const char *rule, const char *ids) {
            QTest::newRow(rule) << std::string(rule) << std::string(ids);
        };
        const char *all = "p1,p2";
        row("@request.context = 'default'", all);
        row("@request.method = 'PATCH'", all);
        row("@request.headers.x_token = 'abc'", all);
        row("@request.headers.x_token:lower = 'abc'", all);
        row("@request.headers.nope = null", all);
        row("@request.headers.nope:isset = true", "");
        row("@request.query.Title:isset = true", all);
        row("@request.query.title:isset = true", "");
        row("@request.query.empty = ''", all);
        row("@request.query.empty:isset = true", all);
        row("@request.query.empty.deeper = null", all);
        row("@request.query.views = views", "p1"); // numeric text where a number field is named
        row("@request.query.nope:lower = null", all);
        row("@request.query.views:length = 1", "error");
        row("@request.query.views:each = 1", "error");

        row("@request.auth.id = 'u1'", all);
        row("@request.auth.id = author", "p1");
        row("@request.auth.email = 'u1@example.com'", all);
        row("@request.auth.verified = true", all);
        row("'TRUE' ~ @request.auth.verified", all);
        row("@request.auth.collectionName = 'users'", all);
        row("@request.auth.collectionId:lower = 'c_users'", all);
        row("@request.auth.id:isset = true", ""); // ignored: compares the id
        row("@request.auth.id:length = 'u1'", all);
        row("@request.auth.nope.x:foo = null", all);
        row("@request.auth.id:nope = 1", "error");
        row("@request.auth.name = 'Ann'", all);
        row("@request.auth.nope = null", all);
        row("@request.auth.nope_via_user.x = null", all);
        row("@request.auth.team.name = 'red'", all);
        row("@request.auth.friends.name ?= 'Bob'", all);
        row("@request.auth.friends.name = 'Bob'", "");
        row("@request.auth.members_via_user.team ?= 't2'", all);
        row("@request.auth.friends:length = 2", all);

        row("@request.body.title = 'New'", all);
        row("@request.body.title:lower = 'new'", all);
        row("@request.body.title:changed = true", all);
        row("@request.body.views:changed = true", "p2"); // p1 has 7 already
        row("@request.body.views:changed = false", "p1");
        row("@request.body.kind:changed = false", all); // not submitted
        row("@request.body.nope:changed = false", "error");
        row("@request.body.title:isset = true", all);
        row("@request.body.kind:isset = false", all);
        row("@request.body.kind = null", all);
        row("@request.body.kind:lower = ''", all);
        row("@request.body.extra.deep.1 = 'b'", all);
        row("@request.body.extra.deep.9 = null", all);
        row("@request.body.extra.deep:isset = true", all);
        row("@request.body.extra.deep = '[\"a\",\"b\"]'", all);
        row("@request.body.flag = true", all);
        row("@request.body.nothing:isset = true && @request.body.nothing = null", all);
        row("@request.body.roles:length = 2", all);
        row("@request.body.kind:length = 0", all);
        row("@request.body.parent:length = 1", all); // an empty text counts
        row("@request.body.title:length = 1", "error");
        row("@request.body.roles:each ~ 'a'", all);
        row("@request.body.roles:each = 'adm'", "");
        // Nothing submitted: neither empty nor filled, yet different from everything else.
        row("@request.body.kind:each = ''", "");
        row("@request.body.kind:each = null", "");
        row("@request.body.kind:each != 'x'", all);
        row("@request.body.roles:each ?= 'adm'", all);
        row("@request.body.author.name = 'Bob'", all);
        row("@request.body.author.team.name = 'blue'", all);
        row("@request.body.author.nope = null", all);
        row("@request.body.parent.title = null", all);
        row("@request.body.tags.name ?= 'red'", all);
        row("@request.body.tags.name = 'red'", "");
        row("@request.body.meta = '{\"k\":1}'", all);
        row("@request.body.meta ~ '\"k\":1'", all);
        row("@request.body.place = '{\"lon\":1,\"lat\":2}'", all);
        row("@request.body.extra.object = '{\"a\":1,\"b\":2}'", all);
        row("@request.body.tags+:isset = true", "error"); // no such character in a path
        row("@request.body.editors:isset = true", all); // submitted as editors+
    }

    void sees()
    {
        QFETCH(std::string, rule);
        QFETCH(std::string, ids);
        static RulesFixture fixture;
        if (static bool isFilled = false; !isFilled) {
            isFilled = true;
            fixture.add("teams", R"({"id":"t1","name":"red"})");
            fixture.add("teams", R"({"id":"t2","name":"blue"})");
            fixture.add(
                "users",
                R"({"id":"u1","name":"Ann","team":"t1","friends":["u2","u1"],"email":"a","tokenKey":"1"})");
            fixture.add("users",
                        R"({"id":"u2","name":"Bob","team":"t2","email":"b","tokenKey":"2"})");
            fixture.add("members", R"({"id":"m1","user":"u1","team":"t2"})");
            fixture.add("tags", R"({"id":"g1","name":"red"})");
            fixture.add("tags", R"({"id":"g2","name":"blue"})");
            fixture.add("posts", R"({"id":"p1","author":"u1","views":7})");
            fixture.add("posts", R"({"id":"p2","author":"u2","views":8})");
            fixture.signIn("u1");
            auto &request = fixture.request;
            request.method = "PATCH";
            request.headers[socle::rules::headerKey("X-Token")] = "abc";
            request.query = {{"Title", "x"}, {"empty", ""}, {"views", "7"}};
            request.bodyState = socle::rules::BodyState::Resolved;
            request.body = parseJson(R"({"title":"New","views":7,"roles":["adm","dad"],"parent":"",
                "author":"u2","tags":["g1","g2"],"meta":{"k":1},"extra":{"deep":["a","b"],"object":{"b":2,"a":1}},
                "place":{"lon":1,"lat":2},
                "flag":true,"nothing":null,"editors+":["u1"]})")
                               .takeValue();
        }
        QCOMPARE(fixture.ids(rule), ids);
    }

    void knowsNobody_data()
    {
        QTest::addColumn<std::string>("rule");
        QTest::addColumn<std::string>("ids");
        const auto row = [](const char *rule, const char *ids) {
            QTest::newRow(rule) << std::string(rule) << std::string(ids);
        };
        row("@request.auth.id = ''", "p1");
        row("@request.auth.id != ''", "");
        row("@request.auth.id = author", "");
        row("@request.auth.name = null", "p1");
        row("@request.auth.team.name ?= 'x'", "");
        row("@request.auth.verified = true", "");
        row("@request.auth.name:nope = null", "error");
        row("@request.body.author.name = null", "p1");
        row("@request.body.title:isset = false", "p1");
    }

    void knowsNobody()
    {
        QFETCH(std::string, rule);
        QFETCH(std::string, ids);
        static RulesFixture fixture;
        if (static bool isFilled = false; !isFilled) {
            isFilled = true;
            fixture.add("posts", R"({"id":"p1","author":"u1"})");
        }
        QCOMPARE(fixture.ids(rule), ids);
    }
};

SOCLE_TEST_SUITE(TestRequest)
#include "TestRequest.moc"
