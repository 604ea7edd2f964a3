// Modifiers, normalisation and every reason to refuse a record (records-api.md 1.6, 2.10, 2.11).
#include "tests/backend/records/RecordsFixture.h"
#include "tests/support/TestSuite.h"

using namespace socle;
using socle::test::outcome;
using socle::test::RecordsFixture;

class TestRecordInput : public QObject
{
    Q_OBJECT
private slots:

    void resolvesModifiers_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *field, const char *body, const char *expected) {
            QTest::newRow(body) << field << body << expected;
        };
        row("pages", R"({"pages+":5})", "15");
        row("pages", R"({"pages-":"4"})", "6");
        row("pages", R"({"pages":1,"pages-":5,"pages+":7})", "3");
        row("pages", R"({"+pages":5})", "10");
        row("tags",
            R"({"tags+":"t00000000000003"})",
            R"(["t00000000000001","t00000000000002","t00000000000003"])");
        row("tags",
            R"({"+tags":["t00000000000003"]})",
            R"(["t00000000000003","t00000000000001","t00000000000002"])");
        row("tags", R"({"tags-":["t00000000000001"]})", R"(["t00000000000002"])");
        row("tags", R"({"tags":"t00000000000003"})", R"(["t00000000000003"])");
        row("tags", R"({"tags":null})", "[]");
        row("tags", R"({"tags+":"t00000000000001"})", R"(["t00000000000001","t00000000000002"])");
        row("kind", R"({"kind+":"poems"})", R"("poems")");
        row("kind", R"({"+kind":"poems"})", R"("novel")");
        row("kind", R"({"kind-":"novel"})", R"("")");
        row("title", R"({"title+":"x"})", R"("Old")");
        row("title", R"({"title:autogenerate":"New"})", R"("New")");
        row("meta", R"({"meta":"123"})", "123");
        row("meta", R"({"meta":"abc"})", R"("abc")");
        row("printed", R"({"printed":"2024-05-01"})", R"("2024-05-01 00:00:00.000Z")");
        row("printed", R"({"printed":1714521600})", R"("")");
        row("created", R"({"created":"2000-01-01"})", R"("2025-01-01 00:00:00.000Z")");
        row("title", R"({"expand":{},"collectionId":"x","nope":1})", R"("Old")");
    }

    void resolvesModifiers()
    {
        QFETCH(QString, field);
        QFETCH(QString, body);
        QFETCH(QString, expected);
        RecordsFixture f;
        for (const char *id : {"t00000000000001", "t00000000000002", "t00000000000003"}) {
            f.made("tags", std::string(R"({"id":")") + id + "\"}");
        }
        f.made("books", R"({"id":"b00000000000001","title":"Old","pages":10,"kind":"novel",
            "tags":["t00000000000001","t00000000000002"]})");
        const auto updated = f.update("books", "b00000000000001", body.toStdString());
        VERIFY_OK(updated);
        QCOMPARE(f.stored("books", "b00000000000001").value(field.toStdString()).dump(),
                 expected.toStdString());
    }

    void generates()
    {
        RecordsFixture f;
        const auto book = f.made("books", R"({"title":"A"})");
        QCOMPARE(book.id().size(), std::size_t(15));
        QVERIFY(book.text("code").substr(0, 2) == "B-" && book.text("code").size() == 6);
        const auto second = f.made("books", R"({"title":"A","code:autogenerate":"X"})");
        QVERIFY(second.text("code").substr(0, 3) == "XB-");
        f.clock.advance(std::chrono::seconds(2));
        const auto touched = f.update("books", book.id(), "{}");
        QCOMPARE(touched->text("created"), std::string_view("2025-01-01 00:00:00.000Z"));
        QCOMPARE(touched->text("updated"), std::string_view("2025-01-01 00:00:02.000Z"));
    }

    void ignoresHiddenFieldsOfOthers()
    {
        RecordsFixture f;
        f.caller = rules::Caller::guest();
        const auto book = f.create("books", R"({"title":"A","secret":"s"})");
        QCOMPARE(book->text("secret"), std::string_view());
        f.setRule("books", "createRule", "@request.body.secret:isset = false");
        QCOMPARE(outcome(f.create("books", R"({"title":"A","secret":"s"})")), std::string("ok"));
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("fields");
        const auto row
            = [](const char *body, const char *fields) { QTest::newRow(body) << body << fields; };
        row(R"({})", "title: validation_required");
        row(R"({"title":"123456789012345678901"})", "title: validation_max_text_constraint");
        row(R"({"title":"a","id":"short"})", "id: validation_min_text_constraint");
        row(R"({"title":"a","id":"UPPER0000000001"})", "id: validation_invalid_format");
        row(R"({"title":"a","id":"b00000000000001"})", "id: validation_not_unique");
        row(R"({"title":"a","isbn":"1"})", "isbn: validation_not_unique");
        row(R"({"title":"a","pages":-1})", "pages: validation_min_number_constraint");
        row(R"({"title":"a","pages":5001})", "pages: validation_max_number_constraint");
        row(R"({"title":"a","contact":"x"})", "contact: validation_is_email");
        row(R"({"title":"a","site":"x y"})", "site: validation_invalid_url");
        row(R"({"title":"a","kind":"prose"})", "kind: validation_invalid_value");
        row(R"({"title":"a","author":"nope"})", "author: validation_missing_rel_records");
        row(R"({"title":"a","tags":["1","2","3","4"]})", "tags: validation_too_many_values");
        row(R"({"title":"a","place":{"lon":0,"lat":91}})", "place: validation_invalid_latitude");
        row(R"({"title":"a","place":{"lon":181,"lat":0}})", "place: validation_invalid_longitude");
        row(R"({"title":"a","blurb":"1234567890123456789012345678901"})",
            "blurb: validation_content_size_limit");
        row(R"({"title":"a","cover":"x.png"})", "cover: validation_invalid_file");
        row(R"({"contact":"x","pages":-1})",
            "contact: validation_is_email, pages: validation_min_number_constraint, title: "
            "validation_required");
    }

    void refuses()
    {
        QFETCH(QString, body);
        QFETCH(QString, fields);
        RecordsFixture f;
        f.made("books", R"({"id":"b00000000000001","title":"One","isbn":"1"})");
        QCOMPARE(QString::fromStdString(outcome(f.create("books", body.toStdString()))),
                 "400 Failed to create record. {" + fields + "}");
        QCOMPARE(f.ids("books"), std::string("b00000000000001"));
    }

    void refusesNewKey()
    {
        RecordsFixture f;
        f.made("books", R"({"id":"b00000000000001","title":"One"})");
        QCOMPARE(outcome(f.update("books", "b00000000000001", R"({"id":"b00000000000002"})")),
                 std::string("400 Failed to update record. {id: validation_pk_change}"));
    }

    void storesUploads()
    {
        RecordsFixture f;
        const std::string bytes = "\x89PNG\r\n\x1a\n picture";
        records::RecordInput input;
        input.body = JsonObject{{"title", "A"}};
        input.uploads.push_back(
            {.key = "cover", .originalName = "My Photo (1).PNG", .bytes = bytes});
        const auto context = f.request();
        Result<records::Record> made = notFound();
        VERIFY_OK(f.database->runExclusive([&](storage::WriteTransaction &tx) -> Result<void> {
            made = f.store->create(tx, f.collection("books"), input, context);
            return made ? Result<void>() : made.error();
        }));
        const std::string name(made->text("cover"));
        QVERIFY2(name.starts_with("my_photo_1_") && name.ends_with(".PNG"), name.c_str());
        const auto path
            = f.folder / "storage" / made->collection().id / std::string(made->id()) / name;
        QVERIFY(std::filesystem::exists(path));
        QVERIFY(std::filesystem::exists(path.string() + ".attrs"));
        VERIFY_OK(f.remove("books", made->id()));
        QVERIFY(!std::filesystem::exists(path));

        const std::string large(101, 'x');
        input.uploads[0].bytes = large;
        QCOMPARE(
            outcome(f.database->runExclusive([&](storage::WriteTransaction &tx) -> Result<void> {
                auto refused = f.store->create(tx, f.collection("books"), input, context);
                return refused ? Result<void>() : refused.error();
            })),
            std::string("400 Failed to create record. {cover: validation_file_size_limit}"));
    }
};

SOCLE_TEST_SUITE(TestRecordInput)
#include "TestRecordInput.moc"
