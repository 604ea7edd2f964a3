// The tree of a rule: its shape, its places in the text, and verdicts that are those of the
// compiled SQL (socle-api.md 3).
#include "backend/rules/RuleExplain.h"
#include "tests/backend/rules/RulesFixture.h"
#include "tests/support/TestSuite.h"

using namespace socle;
using socle::test::RulesFixture;

namespace {

/// "or[=t! (x), and[=f (y), …]]": operators, verdicts, `!` where a clause decides.
std::string shape(const Json &node, std::string_view rule)
{
    const Json &result = node["result"];
    const std::string verdict = std::string(result.isNull()       ? "?"
                                                : result.toBool() ? "t"
                                                                  : "f")
        + (node["decides"].toBool() ? "!" : "");
    if (node.find("children") == nullptr) {
        const auto start = static_cast<std::size_t>(node["start"].toInt());
        const auto end = static_cast<std::size_t>(node["end"].toInt());
        return verdict + " " + std::string(rule.substr(start, end - start));
    }
    std::string out = node["op"].toText() + " " + verdict + " [";
    for (const Json &child : node["children"].array()) {
        out += (out.back() == '[' ? "" : "; ") + shape(child, rule);
    }
    return out + "]";
}

} // namespace

class TestRuleExplain : public QObject
{
    Q_OBJECT
private slots:

    void explains_data()
    {
        QTest::addColumn<QString>("rule");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *rule, const char *expected) {
            QTest::newRow(rule) << QString::fromLatin1(rule) << QString::fromLatin1(expected);
        };
        row("title = 'one'", "t! title = 'one'");
        row("title = 'two'", "f! title = 'two'");
        row("title = 'one' && views > 5", "and f! [t title = 'one'; f! views > 5]");
        row("title = 'one' || views > 5", "or t! [t! title = 'one'; f views > 5]");
        row("title = 'x' || views > 5", "or f! [f! title = 'x'; f! views > 5]");
        row("views > 5 || title = 'one' && views = 3",
            "or t! [f views > 5; and t! [t! title = 'one'; t! views = 3]]");
        row("( views > 5 || views < 2 ) && title = 'one'",
            "and f! [or f! [f! views > 5; f! views < 2]; t title = 'one']");
        row("@request.auth.id != ''", "f! @request.auth.id != ''");
        // Each clause alone is true of some tag, no tag satisfies both.
        row("tags.name ?= 'a' && tags.rank ?= 2", "and f! [t tags.name ?= 'a'; t tags.rank ?= 2]");
    }

    void explains()
    {
        QFETCH(QString, rule);
        QFETCH(QString, expected);
        RulesFixture fixture;
        fixture.add("tags", R"({"id":"t1","name":"a","rank":1})");
        fixture.add("tags", R"({"id":"t2","name":"b","rank":2})");
        fixture.add("posts", R"({"id":"p1","title":"one","views":3,"tags":["t1","t2"]})");
        const auto posts = fixture.collection("posts");
        const std::string text = rule.toStdString();
        const std::string_view id = "p1";
        std::string found;
        std::string whole;
        VERIFY_OK(fixture.read([&](storage::ReadTransaction &tx) -> Result<void> {
            const auto explained = SOCLE_TRY(rules::explainRule(
                tx, text, {.collection = *posts, .request = fixture.request, .recordId = &id}));
            found = shape(explained.tree, text);
            whole = explained.isSatisfied ? "p1" : "";
            return {};
        }));
        QCOMPARE(QString::fromStdString(found), expected);
        QCOMPARE(whole, fixture.ids(text)); // what a list by this rule answers
    }

    void showsValuesButNoSecrets()
    {
        RulesFixture fixture;
        fixture.add("tags", R"({"id":"t1","name":"a"})");
        fixture.add("tags", R"({"id":"t2","name":"b"})");
        fixture.add("posts", R"({"id":"p1","title":"one","active":true,"tags":["t1","t2"]})");
        fixture.add("users", R"({"id":"u1","password":"hash","tokenKey":"key"})");
        const auto sideOf
            = [&](const char *collection, const char *id, const char *rule, const char *side) {
                  const std::string_view record = id;
                  Json shown;
                  const auto subject = fixture.collection(collection);
                  discard(fixture.read([&](storage::ReadTransaction &tx) -> Result<void> {
                      shown = SOCLE_TRY(rules::explainRule(tx,
                                                           rule,
                                                           {.collection = *subject,
                                                            .request = fixture.request,
                                                            .recordId = &record}))
                                  .tree[side];
                      return {};
                  }),
                          "shows as null");
                  return shown.dump();
              };
        QCOMPARE(sideOf("posts", "p1", "active = true", "left"),
                 std::string(R"({"text":"active","value":true})"));
        QCOMPARE(sideOf("posts", "p1", "active = true", "right"),
                 std::string(R"({"text":"true","value":true})"));
        QCOMPARE(sideOf("posts", "p1", "tags.name ?= 'a'", "left"),
                 std::string(R"({"text":"tags.name","value":["a","b"]})"));
        QCOMPARE(sideOf("users", "u1", "password = 'x'", "left"),
                 std::string(R"({"text":"password"})"));
        QCOMPARE(sideOf("users", "u1", "tokenKey:lower = 'x'", "left"),
                 std::string(R"({"text":"tokenKey:lower"})"));
    }

    void looksAtUnsavedRecordsAndAtNone()
    {
        RulesFixture fixture;
        const auto posts = fixture.collection("posts");
        const Json candidate = parseJson(R"({"title":"new","views":7})").takeValue();
        const std::string rule = "title = 'new' && views > 9";
        std::string unsaved;
        std::string none;
        VERIFY_OK(fixture.read([&](storage::ReadTransaction &tx) -> Result<void> {
            rules::ExplainTarget target{.collection = *posts, .request = fixture.request};
            none = shape(SOCLE_TRY(rules::explainRule(tx, rule, target)).tree, rule);
            target.candidate = &candidate;
            unsaved = shape(SOCLE_TRY(rules::explainRule(tx, rule, target)).tree, rule);
            return {};
        }));
        QCOMPARE(unsaved, std::string("and f! [t title = 'new'; f! views > 9]"));
        QCOMPARE(none, std::string("and ? [? title = 'new'; ? views > 9]"));
    }
};

SOCLE_TEST_SUITE(TestRuleExplain)
#include "TestRuleExplain.moc"
