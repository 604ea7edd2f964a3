// Random grammatical filters, sorts and rules over a real SQLite file: whatever is written, the SQL
// is valid, nothing crashes, and no row comes back that the rule hides.
//
// SOCLE_LONG_TESTS=200000 plays so many filters instead of the few of the ordinary suite (with
// QTEST_FUNCTION_TIMEOUT in milliseconds, since Qt ends a test after five minutes). A failure names
// its seed.
#include "backend/storage/Dialect.h"
#include "shared/core/Text.h"
#include "shared/filter/Parser.h"
#include "shared/filter/Printer.h"
#include "tests/backend/rules/RandomFilter.h"
#include "tests/backend/rules/RulesFixture.h"
#include "tests/support/TestSuite.h"

#include <algorithm>
#include <optional>
#include <set>
#include <variant>

using namespace socle;
using socle::test::RandomFilter;
using socle::test::RulesFixture;

namespace {

constexpr unsigned kOrdinaryCount = 1500;

/// The filter with every comparison asking for any value.
void askForAny(filter::ast::Expression &expression)
{
    for (filter::ast::Term &term : expression.terms) {
        if (auto *comparison = std::get_if<filter::ast::Comparison>(&term.content)) {
            comparison->any = true;
        } else {
            askForAny(*std::get<filter::ast::Group>(term.content).expression);
        }
    }
}

std::string askingForAny(const std::string &text)
{
    auto parsed = filter::parseFilter(text);
    if (!parsed) {
        return "does not parse";
    }
    askForAny(*parsed);
    return filter::printFilter(*parsed);
}

unsigned wantedCount()
{
    const int asked = qEnvironmentVariableIntValue("SOCLE_LONG_TESTS");
    return asked > 0 ? static_cast<unsigned>(asked) : kOrdinaryCount;
}

} // namespace

class TestRandomFilters : public QObject
{
    Q_OBJECT

    RulesFixture m_fixture;

    /// Ids in the order of the answer; the error's words when the statement could not run.
    Result<std::vector<std::string>> run(const rules::QueryBuilder &query,
                                         std::int64_t *count = nullptr)
    {
        std::vector<std::string> found;
        const std::vector<std::string> columns{"id"};
        const auto read = m_fixture.read([&](storage::ReadTransaction &tx) -> Result<void> {
            SOCLE_TRY(tx.query(query.select(columns), [&found](const storage::Row &row) {
                found.emplace_back(row.text(0));
                return storage::Next::Continue;
            }));
            if (count != nullptr) {
                const auto value = SOCLE_TRY(tx.scalar(query.count()));
                *count = value ? storage::integerOf(*value) : -1;
            }
            return {};
        });
        return read ? Result<std::vector<std::string>>(std::move(found)) : read.error();
    }

    /// What a superuser's filter keeps; nothing when it does not compile.
    std::optional<std::set<std::string>> found(const std::string &filter)
    {
        const auto posts = m_fixture.collection("posts");
        rules::QueryBuilder query(*posts, m_fixture.request, storage::sqliteDialect());
        if (!query.where(filter, rules::Access::Full)) {
            return std::nullopt;
        }
        const auto ids = run(query);
        return ids ? std::optional(std::set<std::string>(ids->begin(), ids->end())) : std::nullopt;
    }

    static bool contains(const std::set<std::string> &whole, const std::set<std::string> &part)
    {
        return std::includes(whole.begin(), whole.end(), part.begin(), part.end());
    }

    /// What a client's filter and sort show it: ids in order, or "refused".
    std::string seenBy(const std::string &filter, const std::string &sort)
    {
        const auto posts = m_fixture.collection("posts");
        rules::QueryBuilder query(*posts, m_fixture.request, storage::sqliteDialect());
        if (!query.where(filter, rules::Access::Restricted)
            || !query.sort(sort, rules::Access::Restricted)) {
            return "refused";
        }
        const auto ids = run(query);
        return ids ? join(*ids, ",") : "error: " + ids.error().cause;
    }

private slots:

    void initTestCase()
    {
        m_fixture.add("teams", R"({"id":"e1","name":"core"})");
        m_fixture.add(
            "users",
            R"({"id":"u1","name":"Ann","email":"u1@x.org","emailVisibility":true,"tokenKey":"1","team":"e1","nick":"n","friends":["u2"]})");
        m_fixture.add(
            "users",
            R"({"id":"u2","name":"Bob","email":"u2@x.org","tokenKey":"2","friends":["u1","gone"]})");
        m_fixture.add("tags", R"({"id":"t1","name":"red","rank":1,"note":"x"})");
        m_fixture.add("tags", R"({"id":"t2","name":"blue","rank":2,"note":{"x":1}})");
        m_fixture.add(
            "posts",
            R"({"id":"p1","title":"red","views":7,"active":true,"author":"u1","tags":["t1","t2"],"editors":["u1"],"roles":["a"],"meta":{"a":1,"k":[1]},"place":{"lon":1,"lat":2},"day":"2023-01-01 00:00:00.000Z","secret":"s"})");
        m_fixture.add(
            "posts",
            R"({"id":"p2","title":"50%_\\","author":"u2","tags":["t2","gone"],"editors":["u1","u2"],"meta":"plain","parent":"p1"})");
        m_fixture.add("posts",
                      R"({"id":"p3","active":true,"meta":[{"b":null}],"parent":"p2","views":-1})");
        m_fixture.add("posts",
                      R"({"id":"p4","title":"<","meta":null,"author":"gone","roles":["a","b"]})");
        m_fixture.add("comments", R"({"id":"c1","post":"p1","text":"2023-01-01","approved":true})");
        m_fixture.add("comments", R"({"id":"c2","post":"p1","text":"x"})");
        m_fixture.add("passes", R"({"id":"a1","post":"p1","code":"k"})");
        m_fixture.add("lists", R"({"id":"l1","items":["p1","p3"],"name":"red"})");
        m_fixture.add("members", R"({"id":"m1","user":"u1","team":"e1"})");
        m_fixture.signIn("u1");
        m_fixture.request.method = "POST";
        m_fixture.request.query = {{"q", "red"}};
        m_fixture.request.body
            = parseJson(R"({"title":"red","tags":["t1","t2"],"author":"u1"})").takeValue();
        m_fixture.setListRule("users", "team.name = 'core' || @request.auth.id = id");
        m_fixture.setListRule("comments", "approved = true");
        m_fixture.setListRule("teams", std::nullopt);
    }

    void keepsWhatTheRuleHides()
    {
        const unsigned count = wantedCount();
        const auto posts = m_fixture.collection("posts");
        unsigned compiled = 0;
        for (unsigned seed = 1; seed <= count; ++seed) {
            RandomFilter generator(seed);
            const std::string rule
                = generator.below(2) == 0 ? "active = true" : generator.filter(1);
            const std::string filter = generator.filter(3);
            const std::string sort = generator.sort();
            const auto access
                = generator.below(2) == 0 ? rules::Access::Full : rules::Access::Restricted;
            const std::string what = "seed " + std::to_string(seed) + ": rule " + rule
                + " | filter " + filter + " | sort " + sort;

            const auto parsed = filter::parseFilter(filter);
            QVERIFY2(parsed.hasValue(), what.c_str());
            const std::string printed = filter::printFilter(*parsed);
            const auto again = filter::parseFilter(printed);
            QVERIFY2(again.hasValue() && filter::printFilter(*again) == printed, what.c_str());

            rules::QueryBuilder shown(*posts, m_fixture.request, storage::sqliteDialect());
            rules::QueryBuilder query(*posts, m_fixture.request, storage::sqliteDialect());
            if (!shown.where(rule, rules::Access::Full) || !query.where(rule, rules::Access::Full)
                || !query.where(filter, access) || !query.sort(sort, access)) {
                continue; // names a field that is not there, is hidden, or a modifier that does not
                          // fit
            }
            ++compiled;
            const auto visible = run(shown);
            QVERIFY2(visible.hasValue(),
                     (what + "\n" + shown.select(std::vector<std::string>{"id"}).text).c_str());
            std::int64_t total = -1;
            const auto found = run(query, &total);
            QVERIFY2(found.hasValue(),
                     (what + "\n" + query.select(std::vector<std::string>{"id"}).text + "\n"
                      + (found ? "" : found.error().cause))
                         .c_str());
            const std::set<std::string> distinct(found->begin(), found->end());
            for (const std::string &id : distinct) {
                QVERIFY2(std::find(visible->begin(), visible->end(), id) != visible->end(),
                         (what + "\nshows " + id).c_str());
            }
            QVERIFY2(total == static_cast<std::int64_t>(distinct.size()),
                     (what + "\ncounts wrongly").c_str());
        }
        QVERIFY2(compiled > count / 4, "too few of the filters compile to prove anything");
    }

    void meansWhatItsPartsMean()
    {
        const unsigned count = wantedCount() / 2;
        unsigned compiled = 0;
        for (unsigned seed = 1; seed <= count; ++seed) {
            RandomFilter generator(seed + 1000000);
            const std::string one = generator.filter(0);
            const std::string other = generator.filter(0);
            const auto left = found(one);
            const auto right = found(other);
            if (!left || !right) {
                continue;
            }
            ++compiled;
            const std::string what = "seed " + std::to_string(seed) + ": " + one + " | " + other;
            const auto both = found("(" + one + ") && (" + other + ")");
            const auto either = found("(" + one + ") || (" + other + ")");
            QVERIFY2(both && either, what.c_str());
            QVERIFY2(both == found("(" + other + ") && (" + one + ")"), what.c_str());
            QVERIFY2(either == found("(" + other + ") || (" + one + ")"), what.c_str());
            QVERIFY2(contains(*left, *both) && contains(*right, *both), what.c_str());
            QVERIFY2(contains(*either, *left) && contains(*either, *right), what.c_str());
            const auto any = found(askingForAny(one));
            if (one.find("||") == std::string::npos) { // what all values satisfy, one of them does
                QVERIFY2(any && contains(*any, *left), what.c_str());
            }
        }
        QVERIFY2(compiled > count / 8, "too few of the filters compile to prove anything");
    }

    // Rows and fields that a client may not see, changed: its filters and sorts find what they
    // found. Asking for any value, since the protocol looks at all of them past the list rule
    // (records-api.md 3.12).
    void tellsNothingOfWhatIsHidden()
    {
        const unsigned count = wantedCount();
        const auto answers = [&] {
            std::vector<std::string> all;
            for (unsigned seed = 1; seed <= count; ++seed) {
                RandomFilter generator(seed + 2000000);
                const std::string filter = askingForAny(generator.filter(2));
                const std::string sort = generator.sort();
                const bool isRandom = sort.find("@random") != std::string::npos;
                all.push_back(filter + " | " + sort + ": "
                              + seenBy(filter, isRandom ? std::string() : sort));
            }
            return all;
        };
        const auto before = answers();
        m_fixture.change(
            "UPDATE users SET name = 'red', nick = 'x', email = 'b@y.org', tokenKey = '9', friends "
            "= '[\"u1\"]', verified = 1 WHERE id = 'u2'; "
            "UPDATE users SET nick = 'y', tokenKey = '8' WHERE id = 'u1'; "
            "UPDATE comments SET text = 'red' WHERE id = 'c2'; "
            "UPDATE posts SET secret = 'other'");
        const auto after = answers();
        unsigned shown = 0;
        for (std::size_t i = 0; i < before.size(); ++i) {
            QVERIFY2(before[i] == after[i], (before[i] + "\n" + after[i]).c_str());
            shown += before[i].back() == ' ' || before[i].ends_with("refused") ? 0 : 1;
        }
        QVERIFY2(shown > count / 8, "too few of the filters show anything");
    }
};

SOCLE_TEST_SUITE(TestRandomFilters)
#include "TestRandomFilters.moc"
