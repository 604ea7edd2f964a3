// What proofs of identity change, one-time passwords and their limits, links of providers
// (auth-api.md 1.4, 3.7-3.12, 3.15.5).
#include "backend/auth/AccountMails.h"
#include "backend/auth/Accounts.h"
#include "backend/auth/LinkedRows.h"
#include "backend/auth/Lockout.h"
#include "backend/auth/OneTimePasswords.h"
#include "backend/auth/PasswordPolicy.h"
#include "backend/auth/SessionService.h"
#include "backend/auth/SignIn.h"
#include "backend/auth/Throttle.h"
#include "backend/auth/Totp.h"
#include "backend/auth/oauth2/Account.h"
#include "backend/crypto/Password.h"
#include "backend/runtime/Random.h"
#include "backend/schema/Settings.h"
#include "backend/storage/WriteTransaction.h"
#include "tests/backend/records/RecordsFixture.h"
#include "tests/support/TestSuite.h"

#include <set>

using namespace socle;
using namespace std::chrono_literals;
using socle::test::outcome;
using socle::test::RecordsFixture;

namespace {

struct AccountFixture : RecordsFixture
{
    AccountFixture()
        : ann(
            made("members",
                 R"({"id":"m00000000000001","email":"ann@b.io","name":"<Ann>","password":"12345678",
              "passwordConfirm":"12345678"})"))
    {
    }

    Result<void> write(FunctionRef<Result<void>(storage::WriteTransaction &)> step)
    {
        return database->runExclusive(step);
    }

    schema::CataloguePtr catalogue() { return schemas->catalogue(); }

    /// A row of a linked collection for ann; its id.
    std::string linked(const char *collectionName, const char *field, const char *value)
    {
        std::string id;
        const auto written = write([&](storage::WriteTransaction &tx) -> Result<void> {
            records::Record row = auth::linkedTo(collection(collectionName), ann);
            row.set(field, value);
            if (std::string_view(collectionName) == "_externalAuths") {
                row.set("providerId", "1");
            }
            id = SOCLE_TRY(store->insertUnchecked(tx, std::move(row), request())).id();
            return {};
        });
        return written ? id : "error";
    }

    /// Which of the linked rows are left: "external mfa otp origin".
    QString rows()
    {
        QStringList left;
        for (const auto &[name, shown] : {std::pair{"_externalAuths", "external"},
                                          {"_mfas", "mfa"},
                                          {"_otps", "otp"},
                                          {"_authOrigins", "origin"}}) {
            std::size_t count = 0;
            const auto read = database->read([&](storage::ReadTransaction &tx) -> Result<void> {
                count = SOCLE_TRY(auth::linkedRecords(tx, collection(name), ann)).size();
                return {};
            });
            if (!read || count > 0) {
                left << shown;
            }
        }
        return left.join(' ');
    }

    void linkAll()
    {
        linked("_externalAuths", "provider", "google");
        linked("_mfas", "method", "otp");
        linked("_otps", "password", "x");
        linked("_authOrigins", "fingerprint", "f");
    }

    void reload() { ann = stored("members", ann.id()); }

    runtime::Random &random = runtime::systemRandom();
    auth::TokenService tokens{clock};
    auth::SessionService sessions{tokens, *store};
    auth::Accounts accounts{*store, tokens, sessions, clock, random};
    auth::OneTimePasswords otps{*store, clock, random};
    auth::oauth2::AccountLinker linker{*store, accounts, random};
    records::Record ann;
};

} // namespace

class TestAccounts : public QObject
{
    Q_OBJECT
private slots:

    void knowsNoPasswordForAnUnknownHash()
    {
        const std::string hash = auth::unknownPasswordHash(runtime::systemRandom());
        QCOMPARE(hash.size(), std::size_t(60));
        QVERIFY(hash != auth::unknownPasswordHash(runtime::systemRandom()));
        QVERIFY(!crypto::verifyPassword("", hash));
        // the salt is one that bcrypt takes: a comparison takes the usual time
        QCOMPARE(crypto::hashPassword("x")->substr(0, 7), hash.substr(0, 7));
    }

    void throttles()
    {
        test::FakeClock clock;
        auth::Throttle throttle(clock, 2, 1s);
        QVERIFY(throttle.take("a") && throttle.take("a") && !throttle.take("a"));
        QVERIFY(throttle.take("b"));
        clock.advance(999ms);
        QVERIFY(!throttle.take("a"));
        clock.advance(1ms);
        QVERIFY(throttle.take("a"));
        throttle.clear("a");
        QVERIFY(throttle.take("a") && throttle.take("a") && !throttle.take("a"));
    }

    void locksLongerEachTime()
    {
        test::FakeClock clock;
        auth::LockoutRules rules{
            .enabled = true, .maxAttempts = 3, .window = 60s, .duration = 100s};
        auth::Lockout lockout(clock, [&rules] { return rules; });
        const std::string key = auth::Lockout::keyOf("c", "a");
        const auto fail = [&](int times) {
            for (int i = 0; i < times; ++i) {
                (void)lockout.failed(key);
            }
        };
        fail(2);
        clock.advance(60s); // the window is over: they are forgotten
        fail(2);
        QCOMPARE(lockout.remaining(key), std::int64_t{0});
        fail(1);
        QCOMPARE(lockout.remaining(key), std::int64_t{100});
        QCOMPARE(lockout.remaining("b"), std::int64_t{0});
        clock.advance(99999ms);
        QCOMPARE(lockout.remaining(key), std::int64_t{1});
        clock.advance(1ms);
        QCOMPARE(lockout.remaining(key), std::int64_t{0});
        fail(3);
        QCOMPARE(lockout.remaining(key), std::int64_t{200}); // the second lock
        QCOMPARE(lockout.locked().size(), std::size_t{1});
        QVERIFY(lockout.unlock("c", "a") && !lockout.unlock("c", "a"));
        fail(3);
        QCOMPARE(lockout.remaining(key), std::int64_t{100}); // forgiven
        rules.enabled = false;
        QCOMPARE(lockout.remaining(key), std::int64_t{0});
    }

    void judgesPasswords_data()
    {
        QTest::addColumn<QString>("password");
        QTest::addColumn<QString>("code");
        QTest::newRow("fine") << "Tr0ubadour"
                              << "";
        QTest::newRow("short") << "Tr0ub"
                               << "validation_min_text_constraint";
        QTest::newRow("counted in characters") << "Xy1ööööö"
                                               << "";
        QTest::newRow("two classes") << "troubadour7"
                                     << "validation_password_classes";
        QTest::newRow("common") << "Password123"
                                << "validation_password_common";
        QTest::newRow("common with a mark") << "Qwerty1!"
                                            << "validation_password_common";
    }

    void judgesPasswords()
    {
        QFETCH(QString, password);
        QFETCH(QString, code);
        const auto fault = auth::passwordFault(
            password.toStdString(), {.minLength = 8, .minClasses = 3, .refuseCommon = true});
        QCOMPARE(fault ? fault->code : std::string(), code.toStdString());
        QVERIFY(!auth::passwordFault("x", {}));
    }

    void knowsRows()
    {
        QVERIFY(auth::isCommonPassword("12345678") && auth::isCommonPassword("87654321")
                && auth::isCommonPassword("11111111") && auth::isCommonPassword("12121212"));
        QVERIFY(!auth::isCommonPassword("13972468") && !auth::isCommonPassword("passenger"));
    }

    // RFC 6238, appendix B (the last six of its eight digits).
    void makesTotpCodes()
    {
        const std::string secret = "12345678901234567890";
        QCOMPARE(auth::totpCode(secret, 59 / 30), std::string("287082"));
        QCOMPARE(auth::totpCode(secret, 1111111109 / 30), std::string("081804"));
        QCOMPARE(auth::totpCode(secret, 20000000000 / 30), std::string("353130"));
        QCOMPARE(auth::base32("foobar"), std::string("MZXW6YTBOI")); // RFC 4648
        const DateTime now(1111111109000);
        const std::int64_t step = 1111111109 / 30;
        QCOMPARE(auth::totpStep(secret, "081804", now, 0), std::optional(step));
        QVERIFY(!auth::totpStep(secret, "081804", now, step)); // used already
        QVERIFY(!auth::totpStep(secret, "081805", now, 0));
        QVERIFY(auth::totpStep(secret, "081804", DateTime(1111111109000 + 30000), 0));
        QVERIFY(!auth::totpStep(secret, "081804", DateTime(1111111109000 + 60000), 0));
        QCOMPARE(
            auth::totpUri("foobar", "A & B", "x@y.z"),
            std::string("otpauth://totp/A%20%26%20B:x%40y.z?secret=MZXW6YTBOI&issuer=A%20%26%20B"));
        QCOMPARE(auth::recoveryHash("ABCDE-fghij"), auth::recoveryHash("abcde fghij"));
    }

    // The matrix of 1.4.
    void invalidates_data()
    {
        QTest::addColumn<QString>("change");
        QTest::addColumn<bool>("tokensDie");
        QTest::addColumn<QString>("left");
        QTest::newRow("password") << "password" << true << "external";
        QTest::newRow("e-mail, which verifies") << "email" << true << "mfa origin";
        QTest::newRow("verified with links") << "verify" << true << "mfa origin";
        QTest::newRow("one-time password") << "otp" << true << "";
        QTest::newRow("name") << "name" << false << "external mfa otp origin";
    }

    void invalidates()
    {
        QFETCH(QString, change);
        QFETCH(bool, tokensDie);
        QFETCH(QString, left);
        AccountFixture f;
        f.linkAll();
        const std::string key(f.ann.text("tokenKey"));
        VERIFY_OK(f.write([&](storage::WriteTransaction &tx) -> Result<void> {
            const auto &schema = *f.catalogue();
            if (change == "password") {
                return f.accounts.setPassword(tx,
                                              schema,
                                              f.ann,
                                              "new-password",
                                              *crypto::hashPassword("new-password", 4),
                                              "");
            }
            if (change == "email") {
                return f.accounts.setEmail(tx, schema, f.ann, "new@b.io");
            }
            if (change == "verify") {
                return f.accounts.verify(tx, schema, f.ann);
            }
            return change == "otp" ? f.accounts.verifyByOtp(tx, schema, f.ann) : Result<void>();
        }));
        if (change == "name") {
            VERIFY_OK(f.update("members", f.ann.id(), R"({"name":"Anna"})"));
        }
        f.reload();
        QCOMPARE(f.ann.text("tokenKey") != key, tokensDie);
        QCOMPARE(f.rows(), left);
    }

    void verifiesWithoutLinksAndKeepsTokens()
    {
        AccountFixture f;
        const std::string key(f.ann.text("tokenKey"));
        VERIFY_OK(f.write([&](storage::WriteTransaction &tx) {
            return f.accounts.verify(tx, *f.catalogue(), f.ann);
        }));
        f.reload();
        QVERIFY(f.ann.flag("verified"));
        QCOMPARE(f.ann.text("tokenKey"), std::string_view(key));
    }

    void refusesABrokenPassword()
    {
        AccountFixture f;
        QCOMPARE(
            outcome(f.write([&](storage::WriteTransaction &tx) {
                return f.accounts.setPassword(tx, *f.catalogue(), f.ann, "short", "h", "");
            })),
            std::string("400 Failed to update record. {password: validation_min_text_constraint}"));
    }

    void readsMailedTokens()
    {
        AccountFixture f;
        const auto check = [&](const std::string &token, const char *collection) {
            return outcome(f.database->read([&](storage::ReadTransaction &tx) -> Result<void> {
                SOCLE_TRY(f.accounts.recordOfToken(tx,
                                                   *f.catalogue(),
                                                   *f.collection(collection),
                                                   token,
                                                   auth::TokenType::Verification));
                return {};
            }));
        };
        const std::string token = *f.tokens.mailToken(f.ann, auth::TokenType::Verification);
        QCOMPARE(auth::Accounts::claim(token, "email"), std::string("ann@b.io"));
        QCOMPARE(auth::Accounts::claim("x", "email"), std::string());
        QCOMPARE(check(token, "members"), std::string("ok"));
        QCOMPARE(check(token, "_superusers"),
                 std::string("400 {token: validation_token_collection_mismatch}"));
        const std::string invalid = "400 {token: validation_invalid_token}";
        QCOMPARE(check(*f.tokens.mailToken(f.ann, auth::TokenType::PasswordReset), "members"),
                 invalid);
        QCOMPARE(check(token + "x", "members"), invalid);
        f.clock.advance(std::chrono::seconds(f.ann.collection().auth.verificationToken.duration));
        QCOMPARE(check(token, "members"), invalid);
    }

    void limitsOneTimePasswords()
    {
        AccountFixture f;
        std::string id;
        std::optional<std::string> reused;
        const auto another = [&] {
            return f.write([&](storage::WriteTransaction &tx) -> Result<void> {
                reused = SOCLE_TRY(f.otps.reusable(tx, *f.catalogue(), f.ann));
                if (!reused) {
                    id = SOCLE_TRY(f.otps.insert(tx, *f.catalogue(), f.ann, "hash"));
                }
                return {};
            });
        };
        for (int i = 0; i < 10; ++i) {
            VERIFY_OK(another());
            QVERIFY(!reused);
            f.clock.advance(1ms);
        }
        VERIFY_OK(another());
        QCOMPARE(reused, std::optional(id)); // the newest
        const auto find = [&] {
            return outcome(f.database->read([&](storage::ReadTransaction &tx) -> Result<void> {
                SOCLE_TRY(f.otps.find(tx, *f.catalogue(), f.collection("members"), id));
                return {};
            }));
        };
        QCOMPARE(find(), std::string("ok"));
        f.clock.advance(std::chrono::seconds(f.ann.collection().auth.otpDuration));
        QCOMPARE(find(), std::string("400 Invalid or expired OTP."));
        VERIFY_OK(another());
        QVERIFY(!reused); // those that are over do not count
        QCOMPARE(f.otps.newPassword(f.ann.collection()).size(), std::size_t(8));
        QCOMPARE(f.otps.newId().size(), std::size_t(15));
    }

    // What an address without an account is given looks the same: ten ids, then the newest again,
    // until one of them is over.
    void givesDecoysAsRealOnes()
    {
        AccountFixture f;
        const schema::Collection &members = f.ann.collection();
        std::set<std::string> ids;
        std::string newest;
        for (int i = 0; i < 10; ++i) {
            newest = f.otps.decoyId(members, "nobody@b.io");
            ids.insert(newest);
            f.clock.advance(1s);
        }
        QCOMPARE(ids.size(), std::size_t(10));
        QCOMPARE(f.otps.decoyId(members, "nobody@b.io"), newest);
        QVERIFY(f.otps.decoyId(members, "somebody@b.io") != newest);
        f.clock.advance(std::chrono::seconds(members.auth.otpDuration - 9));
        const std::string next = f.otps.decoyId(members, "nobody@b.io");
        QVERIFY(!ids.contains(next));
        QCOMPARE(f.otps.decoyId(members, "nobody@b.io"), next);
    }

    void limitsGuesses()
    {
        AccountFixture f;
        for (int i = 0; i < 5; ++i) {
            QVERIFY(f.otps.mayTry("m1", "192.0.2.1"));
        }
        QVERIFY(!f.otps.mayTry("m1", "192.0.2.1"));
        QVERIFY(f.otps.mayTry("m1", "192.0.2.2"));
        QVERIFY(f.otps.mayTry("m2", "192.0.2.1"));
        f.clock.advance(180s);
        QVERIFY(f.otps.mayTry("m1", "192.0.2.1"));
    }

    void endsSecondFactors()
    {
        AccountFixture f;
        f.setRule("members", "otp", JsonObject{{"enabled", true}});
        f.setRule("members", "mfa", JsonObject{{"enabled", true}, {"duration", 60}});
        f.reload();
        const auth::SignIn signIn(*f.store, f.clock);
        const auto context = f.request();
        std::string said;
        const auto ask = [&](const char *method, const std::string &session) {
            said.clear();
            const auto asked = f.write([&](storage::WriteTransaction &tx) -> Result<void> {
                const auto factor
                    = SOCLE_TRY(signIn.checkSecondFactor(tx, f.ann, method, session, context));
                said = factor.dueSession ? *factor.dueSession
                    : factor.refusal     ? factor.refusal->message
                                         : "ok";
                return {};
            });
            return asked ? said : asked.error().message;
        };
        const std::string session = ask("password", "");
        QCOMPARE(session.size(), std::size_t(15));
        QCOMPARE(ask("password", session),
                 std::string("A different authentication method is required."));
        QCOMPARE(ask("otp", session), std::string("ok"));
        QCOMPARE(ask("otp", session), std::string("Invalid or expired MFA session."));
        const std::string late = ask("password", "");
        f.clock.advance(61s);
        QCOMPARE(ask("otp", late), std::string("Invalid or expired MFA session."));
        QVERIFY(!f.exists("_mfas", late)); // gone with the refusal
    }

    void takesOverAnUnverifiedAccount()
    {
        AccountFixture f;
        f.linkAll();
        const std::string hash(f.ann.text("password"));
        f.caller = rules::Caller::guest();
        const auto context = f.request();
        const auth::oauth2::ProviderUser user{.id = "g2", .email = "ann@b.io"};
        VERIFY_OK(f.write([&](storage::WriteTransaction &tx) -> Result<void> {
            const auto found
                = SOCLE_TRY(f.linker.locate(tx, f.collection("members"), "google", user, context));
            if (!found) {
                return Error{};
            }
            SOCLE_TRY(f.linker.linkExisting(tx, *found, "google", user, context));
            return {};
        }));
        f.reload();
        QVERIFY(f.ann.flag("verified"));
        QVERIFY(f.ann.text("password") != hash);
        QCOMPARE(f.rows(), QString("external")); // the new one only
    }

    void writesMails()
    {
        AccountFixture f;
        schema::Settings settings;
        settings.meta.appName = "Libra & Co";
        auto members = *f.collection("members");
        members.auth.otpTemplate
            = {"{OTP} {APP_NAME}",
               "{OTP_ID} {RECORD:name} {RECORD:verified} {RECORD:tokenKey} {TOKEN}"};
        members.auth.alertTemplate = {"x", "{ALERT_INFO}"};
        records::Record ann(std::make_shared<const schema::Collection>(members));
        ann.values() = f.ann.values();
        const auto mail = auth::accountMail(
            auth::MailKind::Otp, ann, settings, "to@b.io", {.otp = "123", .otpId = "id"});
        QCOMPARE(mail.subject, std::string("123 Libra & Co"));
        QVERIFY(mail.html.find("id &lt;Ann&gt; false {RECORD:tokenKey} {TOKEN}")
                != std::string::npos);
        QCOMPARE(mail.to, std::string("to@b.io"));
        const auto alert = auth::accountMail(
            auth::MailKind::LoginAlert, ann, settings, "to@b.io", {.alertInfo = "<agent>"});
        QVERIFY(alert.html.find("&lt;agent&gt;") != std::string::npos);
        for (const char *kind :
             {"verification", "password-reset", "email-change", "otp", "login-alert"}) {
            QCOMPARE(auth::toText(*auth::mailKind(kind)), std::string_view(kind));
        }
        QVERIFY(!auth::mailKind("nope"));
    }
};

SOCLE_TEST_SUITE(TestAccounts)
#include "TestAccounts.moc"
