// What relations bring with them: expanding (records-api.md 4.3) and deleting (2.8).
#include "backend/records/Expand.h"
#include "tests/backend/records/RecordsFixture.h"
#include "tests/support/TestSuite.h"

using namespace socle;
using socle::test::outcome;
using socle::test::RecordsFixture;

class TestRelations : public QObject
{
    Q_OBJECT

    static void fill(RecordsFixture &f)
    {
        f.made("authors", R"({"id":"a00000000000001","name":"Ann","public":true})");
        f.made("authors", R"({"id":"a00000000000002","name":"Bob"})");
        f.made("tags", R"({"id":"t00000000000001","name":"red"})");
        f.made("tags", R"({"id":"t00000000000002","name":"blue"})");
        f.made("books", R"({"id":"b00000000000001","title":"One","author":"a00000000000001",
            "tags":["t00000000000002","t00000000000001"]})");
        f.made("books", R"({"id":"b00000000000002","title":"Two","author":"a00000000000002"})");
        f.made("books", R"({"id":"b00000000000003","title":"Three"})");
        f.made(
            "reviews",
            R"({"id":"r00000000000001","book":"b00000000000001","about":"a00000000000001","stars":5})");
        f.made(
            "reviews",
            R"({"id":"r00000000000002","book":"b00000000000001","about":"a00000000000002","stars":1})");
    }

    static Json expandOf(RecordsFixture &f, std::string_view id, std::string_view expand)
    {
        const auto json = parseJson(*f.view("books", id, expand));
        const Json *value = json->find("expand");
        return value != nullptr ? *value : Json("absent");
    }

    /// Names of the members with the ids below them: {"author":{"id":…}} -> "author(a1)".
    static std::string shape(const Json &expand)
    {
        if (!expand.isObject()) {
            return expand.toText();
        }
        std::string text;
        for (const auto &[key, value] : expand.object()) {
            text += (text.empty() ? "" : " ") + key + "(";
            const JsonArray items = value.isArray() ? value.array() : JsonArray{value};
            for (std::size_t i = 0; i < items.size(); ++i) {
                const Json *nested = items[i].find("expand");
                text += (i != 0 ? "," : "") + items[i]["name"].toText() + items[i]["title"].toText()
                    + (items[i].find("stars") != nullptr ? items[i]["stars"].dump() : std::string())
                    + (nested != nullptr ? "{" + shape(*nested) + "}" : std::string());
            }
            text += value.isArray() ? "[])" : ")";
        }
        return text.empty() ? "{}" : text;
    }

private slots:

    void cleansPaths()
    {
        QCOMPARE(records::expandPaths(" a , b.c,a.d ,.e., ,a.d"),
                 (std::vector<std::string>{"b.c", "a.d", "e"}));
    }

    void expands_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("expand");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *id, const char *expand, const char *expected) {
            QTest::addRow("%s %s", id, expand) << id << expand << expected;
        };
        row("b00000000000001", "author", "author(Ann)");
        row("b00000000000001", "tags", "tags(blue,red[])");
        row("b00000000000001", "author,tags", "author(Ann) tags(blue,red[])");
        row("b00000000000001", "nope", "absent");
        row("b00000000000001", "title", "absent");
        row("b00000000000001", "author.nope", "absent");
        row("b00000000000001", "author.nope,tags", "tags(blue,red[])");
        row("b00000000000003", "author", "{}");
        row("b00000000000003", "author.nope", "{}"); // noticed only with rows to go on from
        row("b00000000000003", "nope.author", "absent");
        row("b00000000000003", "tags", "{}");
        row("b00000000000001", "reviews_via_book", "reviews_via_book(5,1[])");
        row("b00000000000001", "reviews(book)", "reviews(book)(5,1[])");
        row("b00000000000002", "reviews_via_book", "{}");
        row("b00000000000001",
            "reviews_via_book.about",
            "reviews_via_book(5{about(Ann)},1{about(Bob)}[])");
        row("b00000000000001", "reviews_via_about", "absent");
        row("b00000000000001",
            "author.books_via_author.tags",
            "author(Ann{books_via_author(One{tags(blue,red[])}[])})");
    }

    void expands()
    {
        QFETCH(QString, id);
        QFETCH(QString, expand);
        QFETCH(QString, expected);
        RecordsFixture f;
        fill(f);
        QCOMPARE(QString::fromStdString(shape(expandOf(f, id.toStdString(), expand.toStdString()))),
                 expected);
    }

    void asksViewRuleOfTheTarget()
    {
        RecordsFixture f;
        fill(f);
        f.setRule("authors", "viewRule", "public = true && @request.context = 'expand'");
        f.caller = rules::Caller::guest();
        QCOMPARE(shape(expandOf(f, "b00000000000001", "author")), std::string("author(Ann)"));
        QCOMPARE(shape(expandOf(f, "b00000000000002", "author")), std::string("{}"));
        f.setRule("authors", "viewRule", Json());
        QCOMPARE(shape(expandOf(f, "b00000000000001", "author")), std::string("absent"));
        f.caller = rules::Caller::superuser();
        QCOMPARE(shape(expandOf(f, "b00000000000002", "author")), std::string("author(Bob)"));
    }

    void expandsLists()
    {
        RecordsFixture f;
        fill(f);
        const auto json = parseJson(*f.list("books", {.sort = "title", .expand = "author"}));
        std::string shapes;
        for (const Json &item : (*json)["items"].array()) {
            shapes += shape(item["expand"]) + ";";
        }
        QCOMPARE(shapes, std::string("author(Ann);{};author(Bob);")); // One, Three, Two
    }

    void cascades()
    {
        RecordsFixture f;
        fill(f);
        VERIFY_OK(f.remove("books", "b00000000000001"));
        QVERIFY(!f.exists("reviews", "r00000000000001"));
        QVERIFY(!f.exists("reviews", "r00000000000002"));
    }

    void shortensLists()
    {
        RecordsFixture f;
        fill(f);
        VERIFY_OK(f.remove("tags", "t00000000000002"));
        QCOMPARE(f.stored("books", "b00000000000001").value("tags"),
                 Json(JsonArray{"t00000000000001"}));
        VERIFY_OK(f.remove("tags", "t00000000000001"));
        QCOMPARE(f.stored("books", "b00000000000001").value("tags"), Json(JsonArray{}));
    }

    void keepsRequiredReferences()
    {
        RecordsFixture f;
        fill(f);
        QCOMPARE(
            outcome(f.remove("authors", "a00000000000002")),
            std::string(
                "400 Failed to delete record. Make sure that the record is not part of a required "
                "relation reference."));
        QVERIFY(f.exists("authors", "a00000000000002"));
        QCOMPARE(f.stored("books", "b00000000000002").text("author"),
                 std::string_view("a00000000000002"));
    }

    void tellsListenersAndObservers()
    {
        struct Recorder : records::ChangeListener, records::ChangeObserver
        {
            Result<void> recordChanged(storage::WriteTransaction &,
                                       const records::Change &change,
                                       const rules::RequestContext &) override
            {
                inside += word(change);
                return change.record().text("title") == "refused" ? Result<void>(forbidden())
                                                                  : Result<void>();
            }

            void recordCommitted(const records::Change &change) override
            {
                committed += word(change);
            }

            static std::string word(const records::Change &change)
            {
                const char *kind = change.kind == records::ChangeKind::Created ? "+"
                    : change.kind == records::ChangeKind::Updated              ? "~"
                                                                               : "-";
                return kind + change.record().collection().name + " ";
            }

            std::string inside;
            std::string committed;
        } recorder;

        RecordsFixture f;
        fill(f);
        f.store->addListener(recorder);
        f.store->addObserver(recorder);
        VERIFY_OK(f.remove("books", "b00000000000001"));
        QCOMPARE(recorder.committed, std::string("-reviews -reviews -books "));
        recorder.inside.clear();
        recorder.committed.clear();
        QVERIFY(!f.create("books", R"({"title":"refused"})"));
        QCOMPARE(recorder.inside, std::string("+books "));
        QCOMPARE(recorder.committed, std::string());
    }
};

SOCLE_TEST_SUITE(TestRelations)
#include "TestRelations.moc"
