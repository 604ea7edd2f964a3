// Random grammatical filters, sorts and rules over a real SQLite file: whatever is written, the SQL
// is valid, nothing crashes, and no row comes back that the rule hides.
//
// SOCLE_LONG_TESTS=200000 plays so many filters instead of the few of the ordinary suite. A failure
// names its seed.
#include "backend/storage/Dialect.h"
#include "shared/core/Text.h"
#include "shared/filter/Parser.h"
#include "shared/filter/Printer.h"
#include "tests/backend/rules/RandomFilter.h"
#include "tests/backend/rules/RulesFixture.h"
#include "tests/support/TestSuite.h"

#include <algorithm>
#include <set>

using namespace socle;
using socle::test::RandomFilter;
using socle::test::RulesFixture;

namespace {

constexpr unsigned kOrdinaryCount = 1500;

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
        const unsigned count
            = std::max(1u,
                       qEnvironmentVariableIntValue("SOCLE_LONG_TESTS") > 0
                           ? static_cast<unsigned>(qEnvironmentVariableIntValue("SOCLE_LONG_TESTS"))
                           : kOrdinaryCount);
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
};

SOCLE_TEST_SUITE(TestRandomFilters)
#include "TestRandomFilters.moc"
