// Tokens and the callers they stand for (auth-api.md 1), password sign-in and superuser accounts
// (2, 3.5).
#include "backend/auth/PasswordSignIn.h"
#include "backend/auth/SessionService.h"
#include "backend/auth/SignIn.h"
#include "backend/auth/Superusers.h"
#include "backend/auth/TokenService.h"
#include "backend/crypto/Base64.h"
#include "backend/crypto/Hash.h"
#include "tests/backend/records/RecordsFixture.h"
#include "tests/support/TestSuite.h"

using namespace socle;
using socle::test::outcome;
using socle::test::RecordsFixture;

namespace {

struct AuthFixture : RecordsFixture
{
    AuthFixture()
        : ann(made("members",
                   R"({"id":"m00000000000001","email":"ann@b.io","name":"Ann","password":"12345678",
              "passwordConfirm":"12345678"})"))
    {
    }

    /// "guest", "record m1", "superuser x"
    std::string callerOf(std::string_view token)
    {
        std::string text;
        const auto read = database->read([&](storage::ReadTransaction &tx) -> Result<void> {
            const auto who = SOCLE_TRY(sessions.authenticate(token, *schemas->catalogue(), tx));
            text = who.isGuest() ? "guest" : who.isSuperuser() ? "superuser" : "record";
            text += who.record ? " " + who.record->id : std::string();
            return {};
        });
        return read ? text : outcome(read);
    }

    std::string signedBy(std::string_view payload, const schema::TokenOptions &options)
    {
        return auth::signedToken(payload, std::string(ann.text("tokenKey")) + options.secret)
            .takeValue();
    }

    std::string payload(std::string_view extra, std::string_view type = "auth")
    {
        return "{\"id\":\"" + std::string(ann.id()) + "\",\"collectionId\":\"" + ann.collection().id
            + "\",\"type\":\"" + std::string(type) + "\"" + std::string(extra) + "}";
    }

    auth::TokenService tokens{clock};
    auth::SessionService sessions{tokens, *store};
    records::Record ann;
};

} // namespace

class TestTokens : public QObject
{
    Q_OBJECT
private slots:

    void matchesTheVector()
    {
        const std::string payload
            = "{\"collectionId\":\"pbc_1736455494\",\"exp\":2524604400,\"id\":\"abcdefghij12345\","
              "\"refreshable\":true,\"type\":\"auth\"}";
        const auto token = auth::signedToken(payload, std::string(50, 'k') + std::string(50, 's'));
        QVERIFY(token->ends_with(".IkNo-w0gK3W_zOqyPEXZfQnYVWsttHQlTfX-u-MrGxo"));
        QVERIFY(!auth::signedToken(payload, ""));
    }

    void makesTokens()
    {
        AuthFixture f;
        const auto claims = f.tokens.decode(*f.tokens.authToken(f.ann, true));
        VERIFY_OK(claims);
        QCOMPARE(claims->id, std::string("m00000000000001"));
        QCOMPARE(claims->collectionId, f.ann.collection().id);
        QVERIFY(claims->refreshable);
        QCOMPARE(claims->all["exp"].toInt(),
                 f.clock.now().milliseconds() / 1000 + f.ann.collection().auth.authToken.duration);
        QVERIFY(!f.tokens.decode(*f.tokens.authToken(f.ann, false))->refreshable);
        const auto change
            = f.tokens.decode(*f.tokens.mailToken(f.ann, auth::TokenType::EmailChange, "n@b.io"));
        QCOMPARE(change->all["newEmail"].toText(), std::string("n@b.io"));
        QCOMPARE(change->all["email"].toText(), std::string("ann@b.io"));
    }

    void readsHeaders()
    {
        QCOMPARE(auth::tokenOfHeader("abc"), std::string_view("abc"));
        QCOMPARE(auth::tokenOfHeader("Bearer abc"), std::string_view("abc"));
        QCOMPARE(auth::tokenOfHeader("BeArEr abc"), std::string_view("abc"));
        QCOMPARE(auth::tokenOfHeader("Bearer"), std::string_view("Bearer"));
        QCOMPARE(auth::tokenOfHeader(""), std::string_view());
    }

    void knowsCallers()
    {
        AuthFixture f;
        const std::string token = *f.tokens.authToken(f.ann, true);
        QCOMPARE(f.callerOf(token), std::string("record m00000000000001"));
        QCOMPARE(f.callerOf(token), std::string("record m00000000000001")); // remembered
        const auto root = f.made("_superusers",
                                 R"({"id":"s00000000000001","email":"r@b.io","password":"12345678",
            "passwordConfirm":"12345678"})");
        QCOMPARE(f.callerOf(*f.tokens.authToken(root, true)),
                 std::string("superuser s00000000000001"));
        QCOMPARE(f.callerOf(f.signedBy(f.payload(""), f.ann.collection().auth.authToken)),
                 std::string("record m00000000000001")); // never expires
    }

    void refusesBadTokens()
    {
        AuthFixture f;
        const schema::AuthOptions &options = f.ann.collection().auth;
        const std::string token = *f.tokens.authToken(f.ann, true);
        const std::string guest = "guest";
        QCOMPARE(f.callerOf("nonsense"), guest);
        QCOMPARE(f.callerOf("a.b.c"), guest);
        QCOMPARE(f.callerOf(token + "x"), guest); // tampered signature
        std::string tampered = token;
        tampered[tampered.find('.') + 5] ^= 1;
        QCOMPARE(f.callerOf(tampered), guest);
        QCOMPARE(f.callerOf(*f.tokens.fileToken(f.ann)), guest); // wrong type
        QCOMPARE(f.callerOf(f.signedBy(f.payload("", "auth"), options.fileToken)),
                 guest); // wrong secret
        QCOMPARE(f.callerOf(f.signedBy(f.payload(",\"exp\":\"soon\""), options.authToken)), guest);
        QCOMPARE(f.callerOf(f.signedBy(f.payload(",\"nbf\":4102444800"), options.authToken)),
                 guest);
        QCOMPARE(f.callerOf(f.signedBy(f.payload("", "nope"), options.authToken)), guest);
        // another algorithm with an otherwise right signature
        const std::string head = crypto::base64UrlEncode("{\"alg\":\"none\"}") + "."
            + crypto::base64UrlEncode(f.payload(""));
        QCOMPARE(f.callerOf(head + "."), guest);
        QCOMPARE(
            f.callerOf(head + "."
                       + crypto::signHs256(
                           head, std::string(f.ann.text("tokenKey")) + options.authToken.secret)),
            guest);
    }

    void forgetsWhatChanged()
    {
        AuthFixture f;
        const std::string token = *f.tokens.authToken(f.ann, true);
        QCOMPARE(f.callerOf(token), std::string("record m00000000000001"));
        VERIFY_OK(f.update("members", f.ann.id(), R"({"name":"Anna"})"));
        QCOMPARE(f.callerOf(token), std::string("record m00000000000001"));
        VERIFY_OK(f.update("members", f.ann.id(), R"({"email":"new@b.io"})"));
        QCOMPARE(f.callerOf(token), std::string("guest"));

        const std::string fresh = *f.tokens.authToken(f.stored("members", f.ann.id()), true);
        QCOMPARE(f.callerOf(fresh), std::string("record m00000000000001"));
        f.clock.advance(std::chrono::seconds(f.ann.collection().auth.authToken.duration));
        QCOMPARE(f.callerOf(fresh), std::string("guest"));

        const std::string last = *f.tokens.authToken(f.stored("members", f.ann.id()), true);
        QCOMPARE(f.callerOf(last), std::string("record m00000000000001"));
        f.setRule("members",
                  "authToken",
                  JsonObject{{"secret", std::string(40, 'z')}, {"duration", 100}});
        QCOMPARE(f.callerOf(last), std::string("guest"));
        const std::string gone
            = *f.tokens.authToken(records::Record(f.stored("members", f.ann.id())), true);
        VERIFY_OK(f.remove("members", f.ann.id()));
        QCOMPARE(f.callerOf(gone), std::string("guest"));
    }

    void signsIn_data()
    {
        QTest::addColumn<QString>("identity");
        QTest::addColumn<QString>("password");
        QTest::addColumn<bool>("fits");
        QTest::newRow("right") << "ann@b.io"
                               << "12345678" << true;
        QTest::newRow("wrong password") << "ann@b.io"
                                        << "12345679" << false;
        QTest::newRow("unknown") << "bob@b.io"
                                 << "12345678" << false;
        QTest::newRow("other case") << "ANN@b.io"
                                    << "12345678" << false;
        QTest::newRow("no e-mail") << "Ann"
                                   << "12345678" << false;
        QTest::newRow("empty password") << "ann@b.io"
                                        << "" << false;
    }

    void signsIn()
    {
        QFETCH(QString, identity);
        QFETCH(QString, password);
        QFETCH(bool, fits);
        AuthFixture f;
        bool passed = false;
        VERIFY_OK(f.database->read([&](storage::ReadTransaction &tx) -> Result<void> {
            const auto suspect = SOCLE_TRY(auth::findSuspect(
                *f.store, tx, f.collection("members"), {.identity = identity.toStdString()}));
            passed = auth::passwordFits(suspect, password.toStdString());
            return {};
        }));
        QCOMPARE(passed, fits);
    }

    void needsAUniqueIdentityField()
    {
        AuthFixture f;
        QCOMPARE(outcome(f.database->read([&](storage::ReadTransaction &tx) -> Result<void> {
                     SOCLE_TRY(auth::findSuspect(*f.store,
                                                 tx,
                                                 f.collection("members"),
                                                 {.identity = "Ann", .identityField = "name"}));
                     return {};
                 })),
                 std::string("500"));
    }

    void checksAuthRule_data()
    {
        QTest::addColumn<Json>("rule");
        QTest::addColumn<QString>("expected");
        const char *refused
            = "403 The request doesn't satisfy the collection requirements to authenticate.";
        QTest::newRow("public") << Json("") << "ok";
        QTest::newRow("satisfied") << Json("name = 'Ann'") << "ok";
        QTest::newRow("not satisfied") << Json("verified = true") << refused;
        QTest::newRow("locked") << Json() << refused;
    }

    void checksAuthRule()
    {
        QFETCH(Json, rule);
        AuthFixture f;
        f.setRule("members", "authRule", rule);
        f.caller = rules::Caller::guest();
        const auth::SignIn signIn(*f.store, f.clock);
        const auto context = f.request();
        const auto check = [&] {
            return QString::fromStdString(
                outcome(f.database->read([&](storage::ReadTransaction &tx) {
                    return signIn.checkAuthRule(tx, f.stored("members", f.ann.id()), context);
                })));
        };
        QTEST(check(), "expected");
        f.caller = rules::Caller::superuser();
        QCOMPARE(check(), QString("ok"));
    }

    void tracksOrigins()
    {
        AuthFixture f;
        const auth::SignIn signIn(*f.store, f.clock);
        const auto context = f.request();
        std::string alerts;
        for (const char *agent : {"a", "a", "b", "c", "d", "e", "f"}) {
            f.clock.advance(std::chrono::seconds(1));
            VERIFY_OK(f.database->runExclusive([&](storage::WriteTransaction &tx) -> Result<void> {
                const auth::Origin origin{.ip = "192.0.2.1", .userAgent = agent};
                const bool isDue = SOCLE_TRY(signIn.trackOrigin(tx, f.ann, origin, context));
                alerts += isDue ? "!" : ".";
                return isDue ? signIn.storeOrigin(tx, f.ann, origin, context) : Result<void>();
            }));
        }
        QCOMPARE(alerts, std::string("..!!!!!"));
        QCOMPARE(f.ids("_authOrigins").size(), std::size_t(5 * 15 + 4));
    }

    void makesSuperusers()
    {
        RecordsFixture f;
        const auth::Superusers superusers(
            *f.database, *f.store, f.clock, [&] { return f.schemas->catalogue(); });
        QCOMPARE(*superusers.any(), false);
        QCOMPARE(
            outcome(superusers.create("a@b.io", "short")),
            std::string("400 Failed to create record. {password: validation_min_text_constraint}"));
        QCOMPARE(outcome(superusers.update("a@b.io", "12345678")), std::string("404"));
        VERIFY_OK(superusers.create("a@b.io", "12345678"));
        QCOMPARE(outcome(superusers.create("a@b.io", "12345678")),
                 std::string("400 Failed to create record. {email: validation_not_unique}"));
        const std::string key((*superusers.find("a@b.io"))->text("tokenKey"));
        VERIFY_OK(superusers.upsert("a@b.io", "87654321"));
        QVERIFY((*superusers.find("a@b.io"))->text("tokenKey") != key);
        VERIFY_OK(superusers.upsert("b@b.io", "87654321"));
        QCOMPARE(*superusers.any(), true);
        VERIFY_OK(superusers.remove("a@b.io"));
        QCOMPARE(outcome(superusers.remove("a@b.io")), std::string("404"));
    }
};

SOCLE_TEST_SUITE(TestTokens)
#include "TestTokens.moc"
