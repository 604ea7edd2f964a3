// Who may do what: the outcome table of records-api.md 2.2, and what a caller sees of a record
// (2.3).
#include "tests/backend/records/RecordsFixture.h"
#include "tests/support/TestSuite.h"

using namespace socle;
using socle::test::outcome;
using socle::test::RecordsFixture;

class TestRecordRules : public QObject
{
    Q_OBJECT
private slots:

    void decides_data()
    {
        QTest::addColumn<Json>("rule");
        QTest::addColumn<bool>("asSuperuser");
        QTest::addColumn<QString>("list");
        QTest::addColumn<QString>("view");
        QTest::addColumn<QString>("create");
        QTest::addColumn<QString>("update");
        QTest::addColumn<QString>("remove");
        const char *locked = "403 Only superusers can perform this action.";
        QTest::newRow("locked") << Json() << false
                                << "error 403 Only superusers can perform this action." << locked
                                << locked << locked << locked;
        QTest::newRow("locked, superuser") << Json() << true << "b00000000000001"
                                           << "ok"
                                           << "ok"
                                           << "ok"
                                           << "ok";
        QTest::newRow("public") << Json("") << false << "b00000000000001"
                                << "ok"
                                << "ok"
                                << "ok"
                                << "ok";
        QTest::newRow("satisfied") << Json("title != ''") << false << "b00000000000001"
                                   << "ok"
                                   << "ok"
                                   << "ok"
                                   << "ok";
        QTest::newRow("not satisfied") << Json("title = 'other'") << false << ""
                                       << "404"
                                       << "400 Failed to create record."
                                       << "404"
                                       << "404";
        QTest::newRow("not satisfied, superuser")
            << Json("title = 'other'") << true << "b00000000000001"
            << "ok"
            << "ok"
            << "ok"
            << "ok";
    }

    void decides()
    {
        QFETCH(Json, rule);
        QFETCH(bool, asSuperuser);
        RecordsFixture f;
        f.made("books", R"({"id":"b00000000000001","title":"One"})");
        for (const char *name :
             {"listRule", "viewRule", "createRule", "updateRule", "deleteRule"}) {
            f.setRule("books", name, rule);
        }
        f.caller = asSuperuser ? rules::Caller::superuser() : rules::Caller::guest();
        QTEST(QString::fromStdString(f.ids("books")), "list");
        QTEST(QString::fromStdString(outcome(f.view("books", "b00000000000001"))), "view");
        QTEST(QString::fromStdString(outcome(f.create("books", R"({"title":"Two"})"))), "create");
        QTEST(
            QString::fromStdString(outcome(f.update("books", "b00000000000001", R"({"pages":3})"))),
            "update");
        QTEST(QString::fromStdString(outcome(f.remove("books", "b00000000000001"))), "remove");
    }

    void asksUpdateRuleOfTheStoredRow()
    {
        RecordsFixture f;
        f.made("books", R"({"id":"b00000000000001","title":"One"})");
        f.setRule("books", "updateRule", "title = 'One' && @request.body.title = 'Two'");
        f.caller = rules::Caller::guest();
        QCOMPARE(outcome(f.update("books", "b00000000000001", R"({"title":"Two"})")),
                 std::string("ok"));
        QCOMPARE(outcome(f.update("books", "b00000000000001", R"({"title":"Two"})")),
                 std::string("404"));
    }

    void refusesViewCollections()
    {
        RecordsFixture f;
        QCOMPARE(outcome(f.create("shelf", "{}")), std::string("400 Unsupported collection type."));
        QCOMPARE(outcome(f.update("shelf", "x", "{}")),
                 std::string("400 Unsupported collection type."));
        QCOMPARE(outcome(f.remove("shelf", "x")), std::string("400 Unsupported collection type."));
    }

    void readsViewCollections()
    {
        RecordsFixture f;
        f.made("books", R"({"id":"b00000000000001","title":"One"})");
        f.caller = rules::Caller::guest();
        QCOMPARE(f.ids("shelf"), std::string("b00000000000001"));
        QCOMPARE(outcome(f.view("shelf", "b00000000000001")), std::string("ok"));
        QCOMPARE(outcome(f.view("shelf", "nope")), std::string("404"));
    }

    void hidesFieldsAndEmails()
    {
        RecordsFixture f;
        f.made("books", R"({"id":"b00000000000001","title":"One","secret":"s"})");
        const auto ann
            = f.made("members", R"({"id":"m00000000000001","email":"ann@x.io","password":"12345678",
            "passwordConfirm":"12345678"})");
        const auto bob = f.made(
            "members", R"({"id":"m00000000000002","email":"bob@x.io","emailVisibility":true,
            "boss":true,"password":"12345678","passwordConfirm":"12345678"})");
        QVERIFY(f.view("books", "b00000000000001")->find("\"secret\":\"s\"") != std::string::npos);
        const std::string all = *f.view("members", "m00000000000001");
        QVERIFY(all.find("ann@x.io") != std::string::npos);
        QVERIFY(all.find("tokenKey") == std::string::npos);
        QVERIFY(all.find("password") == std::string::npos);

        f.caller = rules::Caller::guest();
        QVERIFY(f.view("books", "b00000000000001")->find("secret") == std::string::npos);
        QVERIFY(f.view("members", "m00000000000001")->find("\"email\"") == std::string::npos);
        QVERIFY(f.view("members", "m00000000000002")->find("bob@x.io") != std::string::npos);
        f.signIn(ann);
        QVERIFY(f.view("members", "m00000000000001")->find("ann@x.io") != std::string::npos);
        f.signIn(bob); // manages everybody
        QVERIFY(f.view("members", "m00000000000001")->find("ann@x.io") != std::string::npos);
        QVERIFY(f.list("members")->find("ann@x.io") != std::string::npos);
    }

    void refusesClientTokens()
    {
        RecordsFixture f;
        f.caller = rules::Caller::guest();
        QCOMPARE(f.ids("books", "title = '@request.x'"),
                 std::string("error 403 Only superusers can filter by @request."));
        QCOMPARE(f.ids("books", "", "@collection.x"),
                 std::string("error 403 Only superusers can filter by @collection."));
        QCOMPARE(f.ids("books", "secret = 'x'"), std::string("error 400"));
        QCOMPARE(f.ids("books", "nope = 'x'"), std::string("error 400"));
    }

    void pages()
    {
        RecordsFixture f;
        for (const char *title : {"a", "b", "c"}) {
            f.made("books", std::string(R"({"title":")") + title + "\"}");
        }
        const auto json
            = parseJson(*f.list("books", {.paging = {.page = 2, .perPage = 2}, .sort = "-title"}));
        QCOMPARE((*json)["totalItems"], Json(3));
        QCOMPARE((*json)["totalPages"], Json(2));
        QCOMPARE((*json)["items"].array().size(), std::size_t(1));
        QCOMPARE((*json)["items"].array().front()["title"], Json("a"));
        const auto skipped = parseJson(
            *f.list("books", {.paging = {.perPage = 2, .total = protocol::Total::Skip}}));
        QCOMPARE((*skipped)["totalItems"], Json(-1));
        QCOMPARE((*skipped)["totalPages"], Json(-1));
        const auto empty = parseJson(*f.list("books", {.filter = "title = 'z'"}));
        QCOMPARE((*empty)["totalPages"], Json(0));
    }

    void honoursIfMatch()
    {
        RecordsFixture f;
        f.made("books", R"({"id":"b00000000000001","title":"One"})");
        QCOMPARE(
            outcome(f.update("books", "b00000000000001", R"({"pages":2})", "\"0000000000000000\"")),
            std::string("412 The record was changed in the meantime."));
        QCOMPARE(f.stored("books", "b00000000000001").value("pages"), Json(0.0));
        QCOMPARE(outcome(f.update("books", "b00000000000001", R"({"pages":2})", "*")),
                 std::string("ok"));
    }
};

SOCLE_TEST_SUITE(TestRecordRules)
#include "TestRecordRules.moc"
