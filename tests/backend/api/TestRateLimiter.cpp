// Which rule limits a request, and how its window runs (auth-api.md 6.2-6.4).
#include "backend/api/RateLimiter.h"
#include "tests/support/FakeClock.h"
#include "tests/support/TestSuite.h"

using namespace socle;
using namespace std::chrono_literals;

namespace {

/// Settings with rules "label|audience|maxRequests".
schema::SettingsPtr settingsOf(const QStringList &rules)
{
    auto settings = std::make_shared<schema::Settings>();
    settings->rateLimits.enabled = true;
    settings->rateLimits.rules.clear();
    for (const QString &rule : rules) {
        const QStringList parts = rule.split('|');
        settings->rateLimits.rules.push_back({.label = parts[0].toStdString(),
                                              .audience = parts[1].toStdString(),
                                              .duration = 1,
                                              .maxRequests = parts[2].toLongLong()});
    }
    return settings;
}

api::RateSubject plain(std::string_view path,
                       bool isGuest = true,
                       std::string_view ip = "192.0.2.1")
{
    return {.method = "GET", .path = path, .isGuest = isGuest, .clientIp = ip};
}

api::RateSubject signIn(std::string_view path = "/api/collections/users/auth-with-password")
{
    return {.method = "POST",
            .path = path,
            .clientIp = "192.0.2.1",
            .collectionId = "u1",
            .collectionName = "users",
            .pattern = "/api/collections/{collection}/auth-with-password",
            .tags = {"authWithPassword", "auth"}};
}

} // namespace

class TestRateLimiter : public QObject
{
    Q_OBJECT
private slots:

    // The timeline of auth-api.md 6.4: two requests in one second.
    void runsWindows()
    {
        test::FakeClock clock;
        api::RateLimiter limiter(clock);
        const auto settings = settingsOf({"/a||2"});
        QString seen;
        for (const int wait : {0, 900, 900, 0, 0, 0, 1000, 0, 0}) {
            clock.advance(std::chrono::milliseconds(wait));
            seen += limiter.allow(settings, plain("/a")) ? 'o' : 'x';
        }
        QCOMPARE(seen, QString("ooooxxoox"));
    }

    void findsTheRule_data()
    {
        QTest::addColumn<QStringList>("rules");
        QTest::addColumn<int>("allowed"); // of five sign-ins at once
        QTest::newRow("none") << QStringList{"/other||1"} << 5;
        QTest::newRow("collection and action")
            << QStringList{"*:auth||3", "users:authWithPassword||2"} << 2;
        QTest::newRow("collection before wildcard")
            << QStringList{"*:authWithPassword||3", "users:auth||2"} << 2;
        QTest::newRow("tag before path")
            << QStringList{"/api/collections/users/auth-with-password||1", "*:auth||2"} << 2;
        QTest::newRow("method and path")
            << QStringList{"/api/||4", "POST /api/collections/users/auth-with-password||2"} << 2;
        QTest::newRow("first prefix, not the longest")
            << QStringList{"/api/||3", "/api/collections/||1"} << 3;
        QTest::newRow("another audience") << QStringList{"users:auth|@auth|1", "/api/||3"} << 3;
    }

    void findsTheRule()
    {
        QFETCH(QStringList, rules);
        QFETCH(int, allowed);
        test::FakeClock clock;
        api::RateLimiter limiter(clock);
        const auto settings = settingsOf(rules);
        int passed = 0;
        for (int i = 0; i < 5; ++i) {
            passed += limiter.allow(settings, signIn()) ? 1 : 0;
        }
        QCOMPARE(passed, allowed);
    }

    void countsApart()
    {
        test::FakeClock clock;
        api::RateLimiter limiter(clock);
        const auto settings = settingsOf({"/api/||1"});
        QVERIFY(limiter.allow(settings, plain("/api/x")));
        QVERIFY(!limiter.allow(settings, plain("/api/y"))); // one counter for the prefix
        QVERIFY(limiter.allow(settings, plain("/api/y", true, "192.0.2.2")));
        QVERIFY(limiter.allow(settings, signIn())); // each action has its own
        QVERIFY(!limiter.allow(settings, signIn("/api/collections/u1/auth-with-password")));
        QVERIFY(limiter.allow(settings, plain("/api/x", true, ""))); // nobody to count for
        QVERIFY(
            limiter.allow(settingsOf({"/api/||1"}), plain("/api/x"))); // new settings, new counters
        auto excluded = std::make_shared<schema::Settings>(*settings);
        excluded->rateLimits.excludedIps = {"192.0.2.0/24"};
        QVERIFY(limiter.allow(excluded, plain("/api/x"))
                && limiter.allow(excluded, plain("/api/x")));
    }
};

SOCLE_TEST_SUITE(TestRateLimiter)
#include "TestRateLimiter.moc"
