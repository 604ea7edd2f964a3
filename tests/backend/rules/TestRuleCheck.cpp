// Gates, single records, many ids and unsaved records: records-api.md 2.2, 2.6.
#include "backend/rules/ApiRuleChecker.h"
#include "backend/rules/RuleCheck.h"
#include "backend/storage/Dialect.h"
#include "tests/backend/rules/RulesFixture.h"
#include "tests/support/TestSuite.h"

#include <algorithm>

using namespace socle;
using rules::Caller;
using rules::Gate;
using rules::Rule;
using socle::test::RulesFixture;

class TestRuleCheck : public QObject
{
    Q_OBJECT
private slots:

    void opensGates()
    {
        QCOMPARE(rules::gate(std::nullopt, Caller::guest()), Gate::Locked);
        QCOMPARE(rules::gate("", Caller::guest()), Gate::Open);
        QCOMPARE(rules::gate("id = ''", Caller::guest()), Gate::Conditional);
        QCOMPARE(rules::gate(std::nullopt, Caller::superuser()), Gate::Open);
        QCOMPARE(rules::gate("id = ''", Caller::superuser()), Gate::Open);
    }

    void checksStoredRecords()
    {
        RulesFixture fixture;
        fixture.add("posts", R"({"id":"p1","title":"yes"})");
        fixture.add("posts", R"({"id":"p2","title":"no"})");
        const auto posts = fixture.collection("posts");
        const auto check = [&](const Rule &rule, const char *id) {
            std::string answer;
            (void)fixture.read([&](storage::ReadTransaction &tx) -> Result<void> {
                const auto found = rules::isSatisfied(tx, *posts, rule, fixture.request, id);
                answer = found ? (*found ? "yes" : "no") : "error";
                return {};
            });
            return answer;
        };
        QCOMPARE(check("title = 'yes'", "p1"), std::string("yes"));
        QCOMPARE(check("title = 'yes'", "p2"), std::string("no"));
        QCOMPARE(check("title = 'yes'", "gone"), std::string("no"));
        QCOMPARE(check("", "p2"), std::string("yes"));
        QCOMPARE(check("", "gone"), std::string("no"));
        QCOMPARE(check(std::nullopt, "p1"), std::string("no"));
        QCOMPARE(check("broken", "p1"), std::string("error"));
        QCOMPARE(check("title = 'yes' || title = 'no'", "gone"), std::string("no"));
    }

    void picksIds()
    {
        RulesFixture fixture;
        fixture.add("tags", R"({"id":"t1","name":"a"})");
        fixture.add("tags", R"({"id":"t2","name":"a"})");
        fixture.add("posts", R"({"id":"p1","tags":["t1","t2"]})");
        fixture.add("posts", R"({"id":"p2"})");
        fixture.add("posts", R"({"id":"p3","tags":["t1"]})");
        const auto posts = fixture.collection("posts");
        const std::vector<std::string> wanted{"p1", "p2", "gone", "p1"};
        VERIFY_OK(fixture.read([&](storage::ReadTransaction &tx) -> Result<void> {
            auto ids = SOCLE_TRY(rules::satisfyingIds(
                tx, *posts, Rule("tags.name ?= 'a'"), fixture.request, wanted));
            auto all
                = SOCLE_TRY(rules::satisfyingIds(tx, *posts, Rule(""), fixture.request, wanted));
            const auto none = SOCLE_TRY(
                rules::satisfyingIds(tx, *posts, std::nullopt, fixture.request, wanted));
            std::sort(all.begin(), all.end());
            [&] {
                QCOMPARE(ids, std::vector<std::string>{"p1"});
                QCOMPARE(all, (std::vector<std::string>{"p1", "p2"}));
                QVERIFY(none.empty());
            }();
            return {};
        }));
    }

    void checksUnsavedRecords_data()
    {
        QTest::addColumn<std::string>("rule");
        QTest::addColumn<std::string>("answer");
        const auto row = [](const char *rule, const char *answer) {
            QTest::newRow(rule) << std::string(rule) << std::string(answer);
        };
        row("title = 'new'", "yes");
        row("title = 'other'", "no");
        row("id != ''", "yes");
        row("author.name = 'Ann'", "yes");
        row("tags.name = 'a'", "no"); // t1 is "a", t2 is "b"
        row("tags.name ?= 'a'", "yes");
        row("tags:each ?= 't2'", "yes");
        row("tags:each = 't2'", "no");
        row("tags:length = 2", "yes");
        row("roles:length = 0", "yes");
        row("meta.k = 1", "yes");
        row("views = 0 && active = false && day = ''", "yes");
        row("place.lat = 0", "yes");
        row("parent.title = 'stored'", "yes"); // the real table
        row("posts_via_parent.id = ''", "error"); // nothing refers to it yet: the peer refuses
        row("title = 'new' || posts_via_parent.id = ''", "error");
        row("parent.posts_via_parent.id ?!= 'x'", "yes");
        row("@collection.posts.title ?= 'stored'", "yes");
        row("@collection.posts.title ?= 'new'", "no"); // without the new row
        row("@request.body.title = title", "yes");
        row("nope = 1", "error");
    }

    void checksUnsavedRecords()
    {
        QFETCH(std::string, rule);
        QFETCH(std::string, answer);
        RulesFixture fixture;
        fixture.add("users", R"({"id":"u1","name":"Ann","email":"a","tokenKey":"1"})");
        fixture.add("tags", R"({"id":"t1","name":"a"})");
        fixture.add("tags", R"({"id":"t2","name":"b"})");
        fixture.add("posts", R"({"id":"p1","title":"stored"})");
        fixture.request.body = parseJson(R"({"title":"new"})").takeValue();
        const Json values = parseJson(R"({"id":"","title":"new","author":"u1","tags":["t1","t2"],
            "meta":{"k":1},"parent":"p1"})")
                                .takeValue();
        const auto posts = fixture.collection("posts");
        std::string found;
        VERIFY_OK(fixture.read([&](storage::ReadTransaction &tx) -> Result<void> {
            const auto satisfied
                = rules::isSatisfiedByCandidate(tx, *posts, Rule(rule), fixture.request, values);
            found = satisfied ? (*satisfied ? "yes" : "no") : "error";
            return {};
        }));
        QCOMPARE(found, answer);
    }

    void neverVerifiesCandidates()
    {
        RulesFixture fixture;
        const auto users = fixture.collection("users");
        VERIFY_OK(fixture.read([&](storage::ReadTransaction &tx) -> Result<void> {
            const bool satisfied
                = SOCLE_TRY(rules::isSatisfiedByCandidate(tx,
                                                          *users,
                                                          Rule("verified = true"),
                                                          fixture.request,
                                                          Json(JsonObject{{"verified", true}})));
            [&] { QVERIFY(!satisfied); }();
            return {};
        }));
    }

    void tellsWhyARuleIsBad()
    {
        RulesFixture fixture;
        const rules::ApiRuleChecker checker(storage::sqliteDialect());
        const auto posts = fixture.collection("posts");
        const auto check = [&](const char *rule) {
            return checker.check(rule, *posts, *fixture.request.catalogue).value_or("fine");
        };
        QCOMPARE(check("secret = 1 && @request.auth.id != ''"), std::string("fine"));
        QCOMPARE(check("title = 1 && nope = 2"),
                 std::string("\"nope\" is not a known field of \"posts\". (position 13)"));
        QVERIFY(check("title =").find("position 7") != std::string::npos);
    }
};

SOCLE_TEST_SUITE(TestRuleCheck)
#include "TestRuleCheck.moc"
