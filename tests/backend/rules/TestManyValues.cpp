// All or any over multi-valued paths: the result tables of records-api.md 3.12, run on SQLite.
#include "tests/backend/rules/RulesFixture.h"
#include "tests/support/TestSuite.h"

using socle::test::RulesFixture;

class TestManyValues : public QObject
{
    Q_OBJECT
private slots:

    void decides_data()
    {
        QTest::addColumn<std::string>("filter");
        QTest::addColumn<std::string>("ids");
        const auto row = [](const char *filter, const char *ids) {
            QTest::newRow(filter) << std::string(filter) << std::string(ids);
        };
        // none: []; red: all "red"; mixed: "red","blue"; odd: "blue" and a dangling id
        row("tags.name = 'red'", "red");
        row("tags.name ?= 'red'", "red,mixed");
        row("tags.name != 'red'", "none,odd");
        row("tags.name ?!= 'red'", "none,mixed,odd");
        row("tags.name = ''", "none");
        row("tags.name !~ 'red'", "odd");
        row("tags.name ~ 'red'", "red");
        row("tags.rank > 1", "red,odd"); // a NULL row is no violation
        row("'red' = tags.name", "red");
        row("tags.name:lower = 'red'", "red");
        row("tags.note = null", "none,red,odd");
        row("tags.note != null", "");
        row("tags.note.deep ?= 'd'", "mixed");
        row("tags.id ?= 'dangling'", "");
        row("tags.id = ''", "none");
        row("tags ~ 'dangling'", "odd");
        row("tags:length = 2", "odd");
        row("tags:each ?= 'dangling'", "odd");
        row("tags:each = 't_red'", "red");
        // One row must satisfy both: the join is shared.
        row("tags.name ?= 'red' && tags.rank ?> 2", "");
        row("tags.name ?= 'blue' && tags.rank ?> 2", "mixed,odd");
        row("tags.name ?= 'blue' && tags:each ?= 't_red'", ""); // items are shared too
        // two multi-valued sides: every pair
        row("tags.name = editors.name", "none,red");
        row("tags.name ?= editors.name", "none,red,mixed,odd");
        row("editors.name != tags.name", "");
        row("strftime('%Y', editors.name) = '2024'", "");
    }

    void decides()
    {
        QFETCH(std::string, filter);
        QFETCH(std::string, ids);
        static RulesFixture fixture;
        if (static bool isFilled = false; !isFilled) {
            isFilled = true;
            fixture.add("tags", R"({"id":"t_red","name":"red","rank":2})");
            fixture.add("tags", R"({"id":"t_blue","name":"blue","rank":3})");
            fixture.add("tags", R"({"id":"t_noted","name":"blue","rank":1,"note":{"deep":"d"}})");
            fixture.add("users", R"({"id":"u1","name":"red","email":"a","tokenKey":"1"})");
            fixture.add("posts", R"({"id":"none"})");
            fixture.add("posts", R"({"id":"red","tags":["t_red"],"editors":["u1"]})");
            fixture.add("posts",
                        R"({"id":"mixed","tags":["t_red","t_blue","t_noted"],"editors":["u1"]})");
            fixture.add("posts", R"({"id":"odd","tags":["t_blue","dangling"]})");
        }
        QCOMPARE(fixture.ids(filter), ids);
    }
};

SOCLE_TEST_SUITE(TestManyValues)
#include "TestManyValues.moc"
