// Extra rules of auth collections on create and update (records-api.md 2.9, auth-api.md 1.4 and 5).
#include "backend/crypto/Password.h"
#include "tests/backend/records/RecordsFixture.h"
#include "tests/support/TestSuite.h"

using namespace socle;
using socle::test::outcome;
using socle::test::RecordsFixture;

class TestAuthRecords : public QObject
{
    Q_OBJECT
private slots:

    void checksCreateForm_data()
    {
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("asGuest");
        QTest::addColumn<QString>("asSuperuser");
        const auto row = [](const char *body, const char *guest, const char *superuser) {
            QTest::newRow(body) << body << guest << superuser;
        };
        row(R"({})",
            "password: validation_required, passwordConfirm: validation_required",
            "password: validation_required, passwordConfirm: validation_required");
        row(R"({"email":"a@b.io","password":"12345678","passwordConfirm":"87654321"})",
            "passwordConfirm: validation_values_mismatch",
            "passwordConfirm: validation_values_mismatch");
        row(R"({"email":"a@b.io","password":"12345678","passwordConfirm":"12345678","verified":true})",
            "verified: validation_values_mismatch",
            "");
        row(R"({"email":"a@b.io","password":"1","passwordConfirm":"1"})",
            "password: validation_min_text_constraint",
            "password: validation_min_text_constraint");
        row(R"({"email":"nope","password":"12345678","passwordConfirm":"12345678"})",
            "email: validation_is_email",
            "email: validation_is_email");
        row(R"({"password":"12345678","passwordConfirm":"12345678"})",
            "email: validation_required",
            "email: validation_required");
        row(R"({"email":"a@b.io","password":"€€€€€€€€€€€€€€€€€€€€€€€€€","passwordConfirm":"€€€€€€€€€€€€€€€€€€€€€€€€€"})",
            "-",
            "password: validation_invalid_value");
        row(R"({"email":"a@b.io","password":"12345678","passwordConfirm":"12345678","id":"g00000000000001"})",
            "id: validation_invalid_auth_id",
            "id: validation_invalid_auth_id");
        row(R"({"email":"taken@b.io","password":"12345678","passwordConfirm":"12345678"})",
            "email: validation_not_unique",
            "email: validation_not_unique");
    }

    void checksCreateForm()
    {
        QFETCH(QString, body);
        QFETCH(QString, asGuest);
        QFETCH(QString, asSuperuser);
        RecordsFixture f;
        f.made(
            "guests",
            R"({"id":"g00000000000001","email":"g@b.io","password":"12345678","passwordConfirm":"12345678"})");
        f.made("members",
               R"({"email":"taken@b.io","password":"12345678","passwordConfirm":"12345678"})");
        const auto wanted = [](const QString &fields) {
            return fields.isEmpty() ? QString("ok")
                : fields == "-"     ? QString("400 Failed to create record.")
                                    : "400 Failed to create record. {" + fields + "}";
        };
        f.caller = rules::Caller::guest();
        QCOMPARE(QString::fromStdString(outcome(f.create("members", body.toStdString()))),
                 wanted(asGuest));
        f.caller = rules::Caller::superuser();
        QCOMPARE(QString::fromStdString(outcome(f.create("members", body.toStdString()))),
                 wanted(asSuperuser));
    }

    void checksUpdateForm_data()
    {
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("asItself");
        QTest::addColumn<QString>("asManager");
        const auto row = [](const char *body, const char *itself, const char *manager) {
            QTest::newRow(body) << body << itself << manager;
        };
        row(R"({"name":"x"})", "", "");
        row(R"({"email":"new@b.io"})", "email: validation_values_mismatch", "");
        row(R"({"email":""})", "email: validation_values_mismatch", "email: validation_required");
        row(R"({"verified":true})", "verified: validation_values_mismatch", "");
        row(R"({"emailVisibility":true})", "", "");
        row(R"({"password":"87654321","passwordConfirm":"87654321"})",
            "oldPassword: validation_required",
            "");
        row(R"({"password":"87654321","passwordConfirm":"87654321","oldPassword":"wrong"})",
            "oldPassword: validation_invalid_old_password",
            "");
        row(R"({"password":"87654321","passwordConfirm":"87654321","oldPassword":"12345678"})",
            "",
            "");
        row(R"({"password":""})", "password: validation_required", "password: validation_required");
        row(R"({"password":"87654321"})",
            "oldPassword: validation_required, passwordConfirm: validation_required",
            "passwordConfirm: validation_required");
        row(R"({"oldPassword":"12345678"})",
            "password: validation_required, passwordConfirm: validation_required",
            "password: validation_required, passwordConfirm: validation_required");
    }

    void checksUpdateForm()
    {
        QFETCH(QString, body);
        QFETCH(QString, asItself);
        QFETCH(QString, asManager);
        const auto wanted = [](const QString &fields) {
            return fields.isEmpty() ? QString("ok")
                                    : "400 Failed to update record. {" + fields + "}";
        };
        for (const bool manages : {false, true}) {
            RecordsFixture f;
            const auto ann = f.made(
                "members", R"({"id":"m00000000000001","email":"ann@b.io","password":"12345678",
                "passwordConfirm":"12345678"})");
            const auto boss
                = f.made("members", R"({"id":"m00000000000002","boss":true,"email":"boss@b.io",
                "password":"12345678","passwordConfirm":"12345678"})");
            f.signIn(manages ? boss : ann);
            QCOMPARE(
                QString::fromStdString(outcome(f.update("members", ann.id(), body.toStdString()))),
                wanted(manages ? asManager : asItself));
        }
    }

    void rotatesTheTokenKey_data()
    {
        QTest::addColumn<QString>("body");
        QTest::addColumn<bool>("rotates");
        QTest::newRow("name") << R"({"name":"x"})" << false;
        QTest::newRow("same e-mail") << R"({"email":"ann@b.io"})" << false;
        QTest::newRow("e-mail") << R"({"email":"new@b.io"})" << true;
        QTest::newRow("same password")
            << R"({"password":"12345678","passwordConfirm":"12345678"})" << true;
        QTest::newRow("verified without accounts") << R"({"verified":true})" << false;
        QTest::newRow("by hand") << R"({"tokenKey:autogenerate":""})" << true;
    }

    void rotatesTheTokenKey()
    {
        QFETCH(QString, body);
        QFETCH(bool, rotates);
        RecordsFixture f;
        const auto ann
            = f.made("members",
                     R"({"email":"ann@b.io","password":"12345678","passwordConfirm":"12345678"})");
        QCOMPARE(ann.text("tokenKey").size(), std::size_t(50));
        VERIFY_OK(f.update("members", ann.id(), body.toStdString()));
        QCOMPARE(f.stored("members", ann.id()).text("tokenKey") != ann.text("tokenKey"), rotates);
    }

    void storesAHash()
    {
        RecordsFixture f;
        const auto ann
            = f.made("members",
                     R"({"email":"ann@b.io","password":"12345678","passwordConfirm":"12345678"})");
        QVERIFY(crypto::verifyPassword("12345678", f.stored("members", ann.id()).text("password")));
        QVERIFY(f.stored("members", ann.id()).text("password").substr(0, 4) == "$2a$");
    }

    void dropsLinkedRows()
    {
        RecordsFixture f;
        const auto ann
            = f.made("members",
                     R"({"email":"ann@b.io","password":"12345678","passwordConfirm":"12345678"})");
        const std::string refs = "\"collectionRef\":\"" + ann.collection().id
            + "\",\"recordRef\":\"" + std::string(ann.id()) + "\"";
        const auto origin = f.made("_authOrigins", "{" + refs + ",\"fingerprint\":\"x\"}");
        const auto account = f.made("_externalAuths",
                                    "{" + refs + ",\"provider\":\"google\",\"providerId\":\"1\"}");
        VERIFY_OK(f.update(
            "members", ann.id(), R"({"password":"87654321","passwordConfirm":"87654321"})"));
        QVERIFY(!f.exists("_authOrigins", origin.id()));
        QVERIFY(f.exists("_externalAuths", account.id()));
        const std::string key(f.stored("members", ann.id()).text("tokenKey"));
        VERIFY_OK(f.update("members", ann.id(), R"({"verified":true})"));
        QVERIFY(!f.exists("_externalAuths", account.id()));
        QVERIFY(f.stored("members", ann.id()).text("tokenKey") != key);
    }

    void refusesForeignReferences()
    {
        RecordsFixture f;
        QCOMPARE(
            outcome(f.create("_authOrigins",
                             R"({"collectionRef":"x","recordRef":"y","fingerprint":"z"})")),
            std::string(
                "400 Failed to create record. {collectionRef: validation_invalid_collection_id}"));
    }

    void keepsTheLastSuperuser()
    {
        RecordsFixture f;
        const auto root = f.made(
            "_superusers", R"({"email":"a@b.io","password":"12345678","passwordConfirm":"12345678",
            "verified":false})");
        QVERIFY(root.flag("verified"));
        QCOMPARE(outcome(f.remove("_superusers", root.id())),
                 std::string("400 You can't delete the only existing superuser."));
        f.made("_superusers",
               R"({"email":"b@b.io","password":"12345678","passwordConfirm":"12345678"})");
        QCOMPARE(outcome(f.remove("_superusers", root.id())), std::string("ok"));
    }
};

SOCLE_TEST_SUITE(TestAuthRecords)
#include "TestAuthRecords.moc"
