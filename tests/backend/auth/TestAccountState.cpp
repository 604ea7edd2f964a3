// What the server keeps of accounts beside their records: sessions and what was taken back, locks
// that outlive a restart, remembered devices, former passwords, guests, sealed secrets.
#include "backend/auth/BreachCheck.h"
#include "backend/auth/DeviceName.h"
#include "backend/auth/GuestBook.h"
#include "backend/auth/Lockout.h"
#include "backend/auth/PasswordBook.h"
#include "backend/auth/RememberedDevices.h"
#include "backend/auth/SecondFactors.h"
#include "backend/auth/SessionService.h"
#include "backend/auth/Sessions.h"
#include "backend/auth/SignIn.h"
#include "backend/crypto/MasterKey.h"
#include "backend/crypto/Password.h"
#include "backend/runtime/Random.h"
#include "backend/schema/SocleInstall.h"
#include "backend/storage/WriteTransaction.h"
#include "tests/backend/records/RecordsFixture.h"
#include "tests/support/TestSuite.h"

using namespace socle;
using namespace std::chrono_literals;
using socle::test::RecordsFixture;

namespace {

struct StateFixture : RecordsFixture
{
    StateFixture()
    {
        const auto installed = schema::installSocle(*database, *schemas, clock);
        if (!installed) {
            qFatal("the tables could not be made");
        }
        ann = made("members",
                   R"({"id":"m00000000000001","email":"ann@b.io","password":"12345678",
            "passwordConfirm":"12345678"})");
        store->addListener(sessions);
        store->addListener(devices);
        store->addListener(passwords);
        store->addListener(guests);
        service.follow(revocations, sessions);
    }

    template <typename F> auto write(F step)
    {
        decltype(step(std::declval<storage::WriteTransaction &>())) outcome = Error{};
        const auto run = [&](storage::WriteTransaction &tx) -> Result<void> {
            outcome = step(tx);
            return outcome ? Result<void>() : Result<void>(outcome.error());
        };
        const auto done = database->runExclusive(run);
        return done || !outcome ? std::move(outcome) : decltype(outcome)(done.error());
    }

    std::string begin(const char *userAgent = "curl/8.0", std::int64_t most = 0)
    {
        return write([&](storage::WriteTransaction &tx) {
                   return sessions.begin(
                       tx,
                       ann,
                       {.ip = "192.0.2.1", .userAgent = userAgent},
                       {.method = "password", .seconds = 600, .mostPerAccount = most});
               })
            .value();
    }

    std::string tokenOf(const std::string &session)
    {
        return tokens.authToken(ann, true, {}, {.session = session}).value();
    }

    bool isGood(const std::string &token)
    {
        bool isGuest = true;
        const auto read = database->read([&](storage::ReadTransaction &tx) -> Result<void> {
            isGuest = SOCLE_TRY(service.authenticate(token, *schemas->catalogue(), tx)).isGuest();
            return {};
        });
        return read && !isGuest;
    }

    std::size_t count()
    {
        std::size_t all = 99;
        const auto read = database->read([&](storage::ReadTransaction &tx) -> Result<void> {
            all = SOCLE_TRY(sessions.list(tx, ann.collection().id, ann.id())).size();
            return {};
        });
        return read ? all : 99;
    }

    bool areOn = true;
    auth::PasswordBook::Rules rules{.history = 3, .maxDays = 30};
    runtime::Random &random = runtime::systemRandom();
    auth::TokenService tokens{clock};
    auth::SessionService service{tokens, *store};
    auth::Revocations revocations{*database, clock, [this] { return areOn; }};
    auth::Sessions sessions{*database, revocations, clock, random};
    auth::RememberedDevices devices{*database, clock, random};
    auth::PasswordBook passwords{*database, clock, [this] { return rules; }};
    auth::GuestBook guests{*database, *store, clock, [this] { return schemas->catalogue(); }};
    records::Record ann{collection("members")};
};

} // namespace

class TestAccountState : public QObject
{
    Q_OBJECT
private slots:

    void namesDevices_data()
    {
        QTest::addColumn<QString>("header");
        QTest::addColumn<QString>("name");
        QTest::newRow("firefox")
            << "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"
            << "Firefox on Linux";
        QTest::newRow("edge says chrome and safari, too")
            << "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120 Safari/537.36 Edg/120.0"
            << "Edge on Windows";
        QTest::newRow("iphone says mac")
            << "Mozilla/5.0 (iPhone; CPU iPhone OS 17 like Mac OS X) Version/17 Safari/604.1"
            << "Safari on iPhone";
        QTest::newRow("unknown") << "MyApp/1.0 (thing)"
                                 << "MyApp";
        QTest::newRow("no markup") << "<script>x"
                                   << "scriptx";
        QTest::newRow("empty") << ""
                               << "";
    }

    void namesDevices()
    {
        QFETCH(QString, header);
        QFETCH(QString, name);
        QCOMPARE(QString::fromStdString(auth::deviceName(header.toStdString())), name);
    }

    void tokensWithoutAMarkArePeers()
    {
        StateFixture f;
        const auto claims = f.tokens.decode(f.tokens.authToken(f.ann, true).value());
        VERIFY_OK(claims);
        QCOMPARE(claims->all.object().size(), std::size_t{5});
        QVERIFY(claims->mark() == nullptr);
        const auto marked = f.tokens.decode(f.tokenOf("s1"));
        QCOMPARE(marked->mark()->session, std::string("s1"));
    }

    void endsOneSessionAtOnce()
    {
        StateFixture f;
        const std::string one = f.begin();
        const std::string two = f.begin();
        const std::string tokenOne = f.tokenOf(one);
        const std::string tokenTwo = f.tokenOf(two);
        QVERIFY(f.isGood(tokenOne) && f.isGood(tokenTwo) && f.count() == 2);
        std::vector<auth::Revoked> told;
        f.revocations.onRevoked([&](const auth::Revoked &revoked) { told.push_back(revoked); });
        QVERIFY(f.write([&](auto &tx) {
                     return f.sessions.end(tx, f.ann.collection().id, f.ann.id(), one);
                 }).value());
        QVERIFY(!f.isGood(tokenOne) && f.isGood(tokenTwo));
        QCOMPARE(f.count(), std::size_t{1});
        QCOMPARE(told.size(), std::size_t{1});
        rules::Caller caller = auth::callerOf(f.ann);
        caller.mark = std::make_shared<const rules::TokenMark>(rules::TokenMark{.session = one});
        QVERIFY(told[0].concerns(caller));
        caller.mark = std::make_shared<const rules::TokenMark>(rules::TokenMark{.session = two});
        QVERIFY(!told[0].concerns(caller));
        QVERIFY(!f.write([&](auto &tx) {
                      return f.sessions.end(tx, f.ann.collection().id, f.ann.id(), one);
                  }).value());
    }

    void remembersEndedSessionsAfterARestart()
    {
        StateFixture f;
        const std::string one = f.begin();
        VERIFY_OK(f.write(
            [&](auto &tx) { return f.sessions.end(tx, f.ann.collection().id, f.ann.id(), one); }));
        auth::Revocations later(*f.database, f.clock, [] { return true; });
        QVERIFY(!later.isAny());
        VERIFY_OK(later.open());
        QVERIFY(later.refuses("x/y", one));
        f.clock.advance(601s); // its last token is over
        later.prune();
        QVERIFY(!later.isAny());
    }

    void endsAllOthersAndTokensWithoutSession()
    {
        StateFixture f;
        const std::string mine = f.begin();
        const std::string other = f.begin();
        const std::string plain = f.tokens.authToken(f.ann, true).value();
        QVERIFY(f.isGood(plain));
        QCOMPARE(f.write([&](auto &tx) {
                      return f.sessions.endOthers(tx, f.ann.collection().id, f.ann.id(), mine);
                  }).value(),
                 std::int64_t{1});
        QVERIFY(f.isGood(f.tokenOf(mine)) && !f.isGood(f.tokenOf(other)) && !f.isGood(plain));
        f.areOn = false; // then a token is the peer's again
        QVERIFY(f.isGood(plain) && !f.isGood(f.tokenOf(other)));
    }

    void endsTheOldestBeyondTheMost()
    {
        StateFixture f;
        const std::string first = f.begin("a/1", 2);
        f.clock.advance(1s);
        const std::string second = f.begin("a/1", 2);
        f.clock.advance(1s);
        f.begin("a/1", 2);
        QCOMPARE(f.count(), std::size_t{2});
        QVERIFY(!f.isGood(f.tokenOf(first)) && f.isGood(f.tokenOf(second)));
    }

    void locksAndUnlocksAccounts()
    {
        StateFixture f;
        const std::string token = f.tokens.authToken(f.ann, true).value();
        const std::string key = auth::Revocations::accountKey(f.ann.collection().id, f.ann.id());
        VERIFY_OK(f.write([&](auto &tx) {
            return f.revocations.lock(tx, f.ann.collection().id, f.ann.id(), "left");
        }));
        QVERIFY(!f.isGood(token) && f.revocations.isLocked(key));
        auth::Revocations later(*f.database, f.clock, [] { return true; });
        VERIFY_OK(later.open());
        QVERIFY(later.isLocked(key));
        QVERIFY(f.write([&](auto &tx) {
                     return f.revocations.unlock(tx, f.ann.collection().id, f.ann.id());
                 }).value());
        QVERIFY(f.isGood(token));
        QVERIFY(!f.write([&](auto &tx) {
                      return f.revocations.unlock(tx, f.ann.collection().id, f.ann.id());
                  }).value());
    }

    void newPasswordsEndSessionsAndDevices()
    {
        StateFixture f;
        f.begin();
        const std::string device = f.write([&](auto &tx) {
                                        return f.devices.remember(tx, f.ann, "Firefox", 24h);
                                    }).value();
        QVERIFY(f.write([&](auto &tx) { return f.devices.use(tx, f.ann, device); }).value());
        QVERIFY(!f.write([&](auto &tx) { return f.devices.use(tx, f.ann, device + "x"); }).value());
        f.clock.advance(23h);
        QVERIFY(f.write([&](auto &tx) { return f.devices.use(tx, f.ann, device); }).value());
        VERIFY_OK(f.update(
            "members", f.ann.id(), R"({"password":"another-1","passwordConfirm":"another-1"})"));
        QCOMPARE(f.count(), std::size_t{0});
        QVERIFY(!f.write([&](auto &tx) { return f.devices.use(tx, f.ann, device); }).value());
    }

    void forgetsDevicesInTime()
    {
        StateFixture f;
        const std::string device = f.write([&](auto &tx) {
                                        return f.devices.remember(tx, f.ann, "Firefox", 24h);
                                    }).value();
        f.clock.advance(24h);
        QVERIFY(!f.write([&](auto &tx) { return f.devices.use(tx, f.ann, device); }).value());
    }

    void knowsFormerPasswordsAndTheirAge()
    {
        StateFixture f;
        const auto set = [&](const char *password) {
            const std::string text(password);
            return f.update(
                "members",
                f.ann.id(),
                ("{\"password\":\"" + text + "\",\"passwordConfirm\":\"" + text + "\"}").c_str());
        };
        const auto wasUsed = [&](const char *password) {
            return f.passwords.wasUsed(f.ann.collection(), f.ann.id(), password);
        };
        QVERIFY(wasUsed("12345678") && !wasUsed("second-password")); // the present one
        VERIFY_OK(set("second-password"));
        VERIFY_OK(set("third-password"));
        QVERIFY(wasUsed("12345678") && wasUsed("second-password") && wasUsed("third-password"));
        VERIFY_OK(set("fourth-password"));
        QVERIFY(!wasUsed("12345678") && wasUsed("second-password")); // the last three
        const auto isExpired = [&] {
            return f.write([&](auto &tx) { return f.passwords.isExpired(tx, f.ann); }).value();
        };
        QVERIFY(!isExpired());
        f.clock.advance(30 * 24h);
        QVERIFY(!isExpired());
        f.clock.advance(1s);
        QVERIFY(isExpired());
        f.rules = {};
        QVERIFY(!isExpired() && !wasUsed("fourth-password"));
    }

    void readsListsOfLeaks()
    {
        const std::string_view list = "0018A45C4D1DEF81644B54AB7F969B88D65:3\r\nABC:0\r\nDEF:12";
        QVERIFY(auth::hasSuffix(list, "0018A45C4D1DEF81644B54AB7F969B88D65"));
        QVERIFY(auth::hasSuffix(list, "def"));
        QVERIFY(!auth::hasSuffix(list, "ABC")); // padding
        QVERIFY(!auth::hasSuffix(list, "AB") && !auth::hasSuffix("", "AB"));
    }

    void guestsBecomeAccountsOrGo()
    {
        StateFixture f;
        const auto guest = [&](const char *id) {
            return f
                .write([&](auto &tx) -> Result<records::Record> {
                    records::Record record(f.collection("members"));
                    record.set("id", id);
                    record.set("password", "x");
                    auto made = f.store->insertUnchecked(tx, std::move(record), f.request());
                    SOCLE_TRY(f.guests.note(tx, *made));
                    return made;
                })
                .value();
        };
        const auto isGuest = [&](const records::Record &record) {
            return f
                .write([&](auto &tx) {
                    return f.guests.isGuest(tx, record.collection().id, record.id());
                })
                .value();
        };
        const auto one = guest("g00000000000001");
        const auto two = guest("g00000000000002");
        QVERIFY(isGuest(one) && isGuest(two));
        VERIFY_OK(f.update("members", one.id(), R"({"email":"one@b.io"})"));
        QVERIFY(!isGuest(one));
        f.clock.advance(31 * 24h);
        VERIFY_OK(f.guests.prune(0));
        QVERIFY(isGuest(two));
        VERIFY_OK(f.guests.prune(30));
        QVERIFY(!isGuest(two));
        QCOMPARE(f.stored("members", one.id()).text("email"), std::string_view("one@b.io"));
        const auto gone = f.write(
            [&](auto &tx) { return f.store->find(tx, f.collection("members"), two.id()); });
        QVERIFY(!gone);
    }

    void failuresOutliveARestart()
    {
        StateFixture f;
        const auth::LockoutRules rules{
            .enabled = true, .maxAttempts = 3, .window = 60s, .duration = 100s};
        const auto ask = [&] { return rules; };
        const std::string key = auth::Lockout::keyOf("c", "ann");
        const std::string other = auth::Lockout::keyOf("c", "bob");
        {
            auth::Lockout lockout(f.clock, ask, f.database.get());
            QVERIFY(!lockout.failed(key) && !lockout.failed(key) && lockout.failed(key));
            VERIFY_OK(f.write([&](auto &tx) { return lockout.keep(tx, key); }));
            QVERIFY(!lockout.failed(other) && !lockout.failed(other));
            lockout.flush();
            VERIFY_OK(f.database->writer().run([](auto &) { return Result<void>(); }));
        }
        auth::Lockout later(f.clock, ask, f.database.get());
        VERIFY_OK(later.open());
        QCOMPARE(later.remaining(key), std::int64_t{100});
        QVERIFY(later.failed(other)); // the third
        VERIFY_OK(f.write([&](auto &tx) { return later.keep(tx, other); }));
        QCOMPARE(later.remaining(other), std::int64_t{100});
        QVERIFY(later.unlock("c", "ann"));
        QCOMPARE(later.remaining(key), std::int64_t{0});
        VERIFY_OK(f.database->writer().run([](auto &) { return Result<void>(); }));
        auth::Lockout last(f.clock, ask, f.database.get());
        VERIFY_OK(last.open());
        QCOMPARE(last.locked().size(), std::size_t{1});
        QCOMPARE(last.locked()[0].record, std::string("bob"));
    }

    void sealsSecretsUnderOneKey()
    {
        StateFixture f;
        const auto random = [&](std::size_t count) { return f.random.bytes(count); };
        const auto file = f.folder / "keys" / "secret.key";
        crypto::MasterKey key(file, random);
        const std::string sealed = key.seal("use", "place", "secret").value();
        QVERIFY(crypto::MasterKey::isSealed(sealed));
        QVERIFY(sealed.find("secret") == std::string::npos);
        crypto::MasterKey again(file, random); // the file it made
        QCOMPARE(again.open("use", "place", sealed).value(), std::string("secret"));
        QVERIFY(!again.open("use", "elsewhere", sealed) && !again.open("other", "place", sealed));
        crypto::MasterKey stranger(f.folder / "other.key", random);
        QVERIFY(!stranger.open("use", "place", sealed));
        crypto::MasterKey homeless("/proc/nowhere/secret.key", random);
        QCOMPARE(homeless.seal("use", "place", "x").error().kind, ErrorKind::Unavailable);
    }

    void sealsAuthenticatorApps()
    {
        StateFixture f;
        crypto::MasterKey key(f.folder / "a.key", [&](std::size_t n) { return f.random.bytes(n); });
        auth::SecondFactors factors(f.clock, f.random, key);
        const std::string secret
            = f.write([&](auto &tx) { return factors.enrol(tx, f.ann); }).value();
        const auto stored = [&] {
            return std::string(storage::textOf(*f.write([&](auto &tx) {
                                                     return tx.scalar(storage::sql(
                                                         "SELECT `secret` FROM `_totp`"));
                                                 }).value()));
        };
        QVERIFY(crypto::MasterKey::isSealed(stored()));
        const auto codeNow
            = [&] { return auth::totpCode(secret, f.clock.now().milliseconds() / 30000); };
        const auto codes
            = f.write([&](auto &tx) { return factors.confirm(tx, f.ann, codeNow()); }).value();
        QCOMPARE(codes.size(), std::size_t{10});
        f.clock.advance(30s);
        QVERIFY(f.write([&](auto &tx) { return factors.use(tx, f.ann, codeNow()); }).value());
        // Without the key a recovery code still works, once.
        crypto::MasterKey lost(f.folder / "b.key",
                               [&](std::size_t n) { return f.random.bytes(n); });
        auth::SecondFactors elsewhere(f.clock, f.random, lost);
        f.clock.advance(30s);
        QVERIFY(!f.write([&](auto &tx) { return elsewhere.use(tx, f.ann, codeNow()); }));
        QVERIFY(f.write([&](auto &tx) { return elsewhere.use(tx, f.ann, codes[0]); }).value());
        QVERIFY(!f.write([&](auto &tx) { return elsewhere.use(tx, f.ann, codes[0]); }));
    }
};

SOCLE_TEST_SUITE(TestAccountState)
#include "TestAccountState.moc"
