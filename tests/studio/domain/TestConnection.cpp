// One connection when things go wrong on the way (studio.md 3.2, 3.11): lost, back, signed out,
// limited; and what wakes it.
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/platform/WakeWatch.h"
#include "tests/support/StubTransport.h"
#include "tests/support/TestSuite.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>

using namespace socle;
using namespace socle::studio;

namespace {

const QString kHealth = QStringLiteral("/api/health");
const QString kCollections = QStringLiteral("/api/collections");
const QString kRefresh = QStringLiteral("/api/collections/_superusers/auth-refresh");

/// A superuser's token that lives from `issued` to `expires`, in seconds from now.
QString tokenOf(int issued, int expires, const QString &mark = {})
{
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    const QJsonObject claims{{QStringLiteral("iat"), now + issued},
                             {QStringLiteral("exp"), now + expires},
                             {QStringLiteral("refreshable"), true},
                             {QStringLiteral("type"), QStringLiteral("auth")},
                             {QStringLiteral("mark"), mark}};
    return QStringLiteral("e30.")
        + QString::fromLatin1(
               QJsonDocument(claims)
                   .toJson(QJsonDocument::Compact)
                   .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals))
        + QStringLiteral(".x");
}

} // namespace

class TestConnection : public QObject
{
    Q_OBJECT

    StubTransport *m_stub = nullptr;
    std::unique_ptr<ConnectionContext> m_context;

    void answerAll()
    {
        m_stub->on("GET",
                   kHealth,
                   StubAnswer::json(QByteArray(
                       R"({"code":200,"message":"API is healthy.","data":{"canBackup":true}})")));
        m_stub->on("GET",
                   kCollections,
                   StubAnswer::json(QByteArray(
                       R"({"page":1,"perPage":500,"totalItems":0,"totalPages":0,"items":[]})")));
        m_stub->on("GET", QStringLiteral("/api/settings"), StubAnswer::json(QByteArray("{}")));
        m_stub->on("POST",
                   kRefresh,
                   StubAnswer::json(QByteArray(
                       "{\"token\":\"" + tokenOf(0, 3600, QStringLiteral("new")).toLatin1()
                       + "\",\"record\":{\"collectionName\":\"_superusers\"}}")));
    }

    void signIn(const QString &token = tokenOf(0, 3600))
    {
        bool isIn = false;
        onResult(m_context->useToken(QStringLiteral("_superusers"), token),
                 this,
                 [&isIn](const Result<void> &result) { isIn = result.hasValue(); });
        QTRY_VERIFY(isIn);
        QTRY_COMPARE(m_context->state(), ConnectionState::Connected);
    }

private slots:

    void init()
    {
        auto owned = std::make_unique<StubTransport>();
        m_stub = owned.get();
        ConnectionProfile profile;
        profile.kind = ConnectionKind::Remote;
        profile.address = QStringLiteral("http://server:1");
        profile.identity = QStringLiteral("ada@example.com");
        m_context = std::make_unique<ConnectionContext>(profile, std::move(owned), nullptr);
        m_context->client().setRetryDelays({});
        m_context->client().setDefaultRateLimitDelay(std::chrono::milliseconds(20));
        answerAll();
    }

    void cleanup() { m_context.reset(); }

    void aShortLossOnlyTurnsTheDot()
    {
        signIn();
        QSignalSpy back(m_context.get(), &ConnectionContext::backOnline);
        m_stub->on("GET", kHealth, StubAnswer::failed(TransportFailure::Refused));
        m_context->checkNow();
        QTRY_COMPARE(m_context->state(), ConnectionState::Reconnecting);
        QVERIFY(m_context->isLost());
        QVERIFY(m_context->retryInMs() >= 0 && m_context->retryInMs() <= 625); // 0.5 s + jitter
        answerAll();
        m_stub->clearRequests();
        QTRY_COMPARE(m_context->state(), ConnectionState::Connected);
        QTRY_COMPARE(back.count(), 1);
        // On return: token, schema.
        QCOMPARE(m_stub->requests("POST", kRefresh).size(), 1U);
        QCOMPARE(m_stub->requests("GET", kCollections).size(), 1U);
    }

    void aLongLossIsSaidAfterThreeSeconds()
    {
        signIn();
        m_stub->on("GET", kHealth, StubAnswer::failed(TransportFailure::Refused));
        QElapsedTimer clock;
        clock.start();
        m_context->checkNow();
        QTRY_COMPARE_WITH_TIMEOUT(m_context->state(), ConnectionState::Offline, 8000);
        QVERIFY2(clock.elapsed() > 2900 && clock.elapsed() < 7000,
                 qPrintable(QString::number(clock.elapsed())));
        QVERIFY(m_context->retryInMs() > 0);
        answerAll();
        m_context->retryNow();
        QTRY_COMPARE(m_context->state(), ConnectionState::Connected);
    }

    void aProxyInItsPlaceMeansAnUpdate()
    {
        signIn();
        StubAnswer gateway;
        gateway.status = 502;
        gateway.body = "<html>Bad gateway</html>";
        m_stub->on("GET", kHealth, gateway);
        m_context->checkNow();
        QTRY_COMPARE_WITH_TIMEOUT(m_context->state(), ConnectionState::Upgrading, 8000);
        answerAll();
        m_context->retryNow();
        QTRY_COMPARE(m_context->state(), ConnectionState::Connected);
    }

    void aRefusalInTheEnvelopeIsNoLoss()
    {
        // A full disk answers 503 by itself: the server is there.
        signIn();
        m_stub->on("POST", QStringLiteral("/api/x"), StubAnswer::error(503, "The disk is full."));
        bool ended = false;
        ApiRequest request;
        request.method = "POST";
        request.path = QStringLiteral("/api/x");
        onResult(m_context->client().requestNothing(request), this, [&ended](const Result<void> &) {
            ended = true;
        });
        QTRY_VERIFY(ended);
        QCOMPARE(m_context->state(), ConnectionState::Connected);
    }

    void renewsAtSeventyPercent()
    {
        QSignalSpy renewed(m_context.get(), &ConnectionContext::tokenChanged);
        signIn(tokenOf(-70, 29)); // past 70 of its 99 s
        QTRY_COMPARE(m_stub->requests("POST", kRefresh).size(), 1U);
        QTRY_COMPARE(renewed.count(), 2); // the one taken, the new one
        QCOMPARE(renewed.last().first().toString(), tokenOf(0, 3600, QStringLiteral("new")));
    }

    void aFailedRenewalKeepsTheWork()
    {
        signIn();
        QSignalSpy needed(m_context.get(), &ConnectionContext::signInNeeded);
        m_stub->on("POST", kRefresh, StubAnswer::error(401, "The token is gone."));
        // A superuser is refused by a rule: the peer takes the token for none.
        const QString records = QStringLiteral("/api/collections/books/records");
        m_stub->on("GET", records, StubAnswer::error(403, "Only superusers."));
        bool refused = false;
        onResult(m_context->client().send(ApiRequest::get(records, QStringLiteral("test"))),
                 this,
                 [&refused](const Result<ApiReply> &reply) { refused = !reply; });
        QTRY_VERIFY(refused);
        QTRY_COMPARE(needed.count(), 1);
        QCOMPARE(m_context->state(), ConnectionState::SignedOut);

        // Reads queue until somebody signs in; they do not go out as a guest's.
        m_stub->clearRequests();
        m_stub->on("GET", records, StubAnswer::json(QByteArray("{}")));
        bool isRead = false;
        onResult(m_context->client().send(ApiRequest::get(records, QStringLiteral("test"))),
                 this,
                 [&isRead](const Result<ApiReply> &reply) { isRead = reply.hasValue(); });
        QTest::qWait(50);
        QVERIFY(m_stub->requests().empty());
        QVERIFY(!isRead);
        signIn(tokenOf(0, 7200));
        QTRY_VERIFY(isRead);
        QCOMPARE(needed.count(), 1);
    }

    void aFailingServerKeepsTheSignIn()
    {
        signIn();
        QSignalSpy needed(m_context.get(), &ConnectionContext::signInNeeded);
        m_stub->on("POST", kRefresh, StubAnswer::error(500, "It broke."));
        const QString records = QStringLiteral("/api/collections/books/records");
        m_stub->on("GET", records, StubAnswer::error(403, "Only superusers."));
        onResult(m_context->client().send(ApiRequest::get(records, QStringLiteral("test"))),
                 this,
                 [](const Result<ApiReply> &) {});
        QTRY_COMPARE(m_stub->requests("POST", kRefresh).size(), 1U); // the token is looked at
        QTest::qWait(50);
        QCOMPARE(needed.count(), 0); // the server said nothing about it
        QCOMPARE(m_context->state(), ConnectionState::Connected);
    }

    void tellsOfALimit()
    {
        signIn();
        QSignalSpy limited(m_context.get(), &ConnectionContext::rateLimited);
        const QString path = QStringLiteral("/api/y");
        m_stub->onSequence(
            "GET", path, {StubAnswer::error(429, "Slowly."), StubAnswer::json(QByteArray("{}"))});
        bool isRead = false;
        onResult(m_context->client().send(ApiRequest::get(path, QStringLiteral("test"))),
                 this,
                 [&isRead](const Result<ApiReply> &reply) { isRead = reply.hasValue(); });
        QTRY_VERIFY(isRead);
        QCOMPARE(limited.count(), 1);
    }

    void aClockJumpWakes()
    {
        qint64 wall = 1'000'000;
        qint64 steady = 0;
        WakeWatch watch({[&wall] { return wall; }, [&steady] { return steady; }});
        QSignalSpy woke(&watch, &WakeWatch::woke);
        const auto pass = [&](qint64 wallMs, qint64 steadyMs) {
            wall += wallMs;
            steady += steadyMs;
            watch.tick();
        };
        pass(5'000, 5'000);
        pass(60'000, 60'000); // a late tick is no sleep
        QCOMPARE(woke.count(), 0);
        pass(15'001, 5'000);
        QCOMPARE(woke.count(), 1);
        pass(-3'600'000, 5'000); // the clock was set back
        QCOMPARE(woke.count(), 2);
        pass(5'000, 5'000);
        QCOMPARE(woke.count(), 2);
    }
};

SOCLE_TEST_SUITE(TestConnection)

#include "TestConnection.moc"
