// The rules of studio.md 2.3: retries, 429, deadlines, cancel keys, parked reads, error mapping, no
// token anywhere.
#include "studio/api/AiEndpoint.h"
#include "studio/api/AuthEndpoint.h"
#include "studio/api/BatchEndpoint.h"
#include "studio/api/Capabilities.h"
#include "studio/api/RecordsEndpoint.h"
#include "studio/api/Text.h"
#include "tests/support/StubTransport.h"
#include "tests/support/TestSuite.h"

#include <QSignalSpy>

using namespace socle;
using namespace socle::studio;
using namespace std::chrono_literals;

namespace {

const QString kPath = QStringLiteral("/api/x");

template <typename T> std::optional<Result<T>> wait(const QFuture<Result<T>> &future)
{
    std::optional<Result<T>> got;
    QObject context;
    onResult(future, &context, [&got](Result<T> result) { got.emplace(std::move(result)); });
    [&got] { QTRY_VERIFY(got.has_value()); }();
    return got;
}

} // namespace

class TestApiClient : public QObject
{
    Q_OBJECT

    StubTransport *m_stub = nullptr;
    std::unique_ptr<ApiClient> m_client;

private slots:

    void init()
    {
        auto owned = std::make_unique<StubTransport>();
        m_stub = owned.get();
        m_client = std::make_unique<ApiClient>(QUrl(QStringLiteral("http://server:1/base/")),
                                               std::move(owned));
        m_client->setRetryDelays({1ms, 1ms});
        m_client->setDefaultRateLimitDelay(1ms);
    }

    void retriesReads_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<int>("status"); // 0: refused
        QTest::addColumn<int>("requests");
        QTest::newRow("GET refused") << QByteArray("GET") << 0 << 3;
        QTest::newRow("GET 503") << QByteArray("GET") << 503 << 3;
        QTest::newRow("GET 500") << QByteArray("GET") << 500 << 1;
        QTest::newRow("POST refused") << QByteArray("POST") << 0 << 1;
        QTest::newRow("POST 503") << QByteArray("POST") << 503 << 1;
        QTest::newRow("POST 429") << QByteArray("POST") << 429 << 1;
    }

    void retriesReads()
    {
        QFETCH(QByteArray, method);
        QFETCH(int, status);
        QFETCH(int, requests);
        m_stub->on(method,
                   QStringLiteral("/base/api/x"),
                   status == 0 ? StubAnswer::failed(TransportFailure::Refused)
                               : StubAnswer::error(status, "No."));
        ApiRequest request = ApiRequest::get(kPath, QStringLiteral("test"));
        request.method = method;
        const auto result = wait(m_client->send(request));
        QVERIFY(result && !*result);
        QCOMPARE(m_stub->requests().size(), static_cast<std::size_t>(requests));
        const ApiError error = apiError(result->error());
        QCOMPARE(error.status, status);
        QCOMPARE(error.failure, status == 0 ? TransportFailure::Refused : TransportFailure::None);
        QCOMPARE(error.request.attempts, requests);
    }

    void waitsForRateLimit()
    {
        m_stub->onSequence(
            "GET",
            QStringLiteral("/base/api/x"),
            {StubAnswer::error(429, "Slow."), StubAnswer::json(QByteArray(R"({"a":1})"))});
        QSignalSpy limited(m_client.get(), &ApiClient::rateLimited);
        const auto result = wait(m_client->send(ApiRequest::get(kPath, QStringLiteral("test"))));
        QVERIFY(result && *result);
        QCOMPARE(limited.size(), 1);
        QCOMPARE(result->value().json["a"].toInt(), 1);
    }

    void endsAtTheDeadline()
    {
        StubAnswer late = StubAnswer::json(QByteArray("{}"));
        late.delayMs = 60'000;
        m_stub->on("GET", QStringLiteral("/base/api/x"), late);
        ApiRequest request = ApiRequest::get(kPath, QStringLiteral("test"));
        request.deadline = 20ms;
        const auto result = wait(m_client->send(request));
        QVERIFY(result && !*result);
        QCOMPARE(apiError(result->error()).failure, TransportFailure::TimedOut);
    }

    void newRequestWithTheSameKeyCancels()
    {
        StubAnswer answer = StubAnswer::json(QByteArray("{}"));
        answer.delayMs = 20;
        m_stub->on("GET", QStringLiteral("/base/api/x"), answer);
        ApiRequest request = ApiRequest::get(kPath, QStringLiteral("test"));
        request.cancelKey = QStringLiteral("k");
        const auto first = m_client->send(request);
        const auto second = wait(m_client->send(request));
        QVERIFY(second && *second);
        QVERIFY(first.isCanceled());
        QCOMPARE(m_client->inFlight(), 0);
    }

    void parksReadsUntilSignedIn()
    {
        m_stub->on("GET", QStringLiteral("/base/api/x"), [](const TransportRequest &request) {
            for (const auto &[name, value] : request.headers) {
                if (name == "Authorization" && value == "good") {
                    return StubAnswer::json(QByteArray("{}"));
                }
            }
            return StubAnswer::error(401, "Missing.");
        });
        m_client->setParksUnauthenticatedReads(true);
        m_client->setToken(QStringLiteral("bad"));
        connect(m_client.get(), &ApiClient::unauthenticated, m_client.get(), [this] {
            QMetaObject::invokeMethod(
                m_client.get(),
                [this] { m_client->setToken(QStringLiteral("good")); },
                Qt::QueuedConnection);
        });
        const auto result = wait(m_client->send(ApiRequest::get(kPath, QStringLiteral("test"))));
        QVERIFY(result && *result);
    }

    void mapsErrors()
    {
        m_stub->on(
            "POST",
            QStringLiteral("/base/api/batch"),
            StubAnswer::error(
                400,
                "Batch transaction failed.",
                R"({"requests":{"1":{"code":"batch_request_failed","message":"Batch request failed.","response":{"data":{"title":{"code":"validation_required","message":"Cannot be blank."}},"message":"Failed to create record.","status":400}}}})"));
        const auto result = wait(BatchEndpoint(*m_client).send({}));
        QVERIFY(result && !*result);
        const ApiError error = apiError(result->error());
        QCOMPARE(error.kind, ErrorKind::InvalidInput);
        QCOMPARE(error.fields.value(QStringLiteral("requests.1.response.data.title")),
                 QStringLiteral("Cannot be blank."));
        const BatchFailure failure = BatchEndpoint::failureOf(error);
        QCOMPARE(failure.index, 1);
        QCOMPARE(failure.fields.value(QStringLiteral("title")), QStringLiteral("Cannot be blank."));
        QCOMPARE(failure.codes.value(QStringLiteral("title")),
                 QStringLiteral("validation_required"));
    }

    void parsesBigAnswersOnThePool()
    {
        QByteArray items;
        for (int i = 0; i < 5000; ++i) {
            items += (i > 0 ? ",{\"id\":\"" : "{\"id\":\"") + QByteArray::number(i)
                + "\",\"n\":9007199254740993}";
        }
        m_stub->on("GET", QStringLiteral("/base/api/collections/a%20b/records"), StubAnswer{});
        m_stub->on("GET",
                   QStringLiteral("/base/api/collections/a b/records"),
                   StubAnswer::json(QByteArray("{\"items\":[" + items
                                               + "],\"totalItems\":-1,\"totalPages\":-1}")));
        ListQuery query;
        query.filter = QStringLiteral("a+b && c='%'");
        const auto result = wait(RecordsEndpoint(*m_client).list(QStringLiteral("a b"), query));
        QVERIFY(result && *result);
        QCOMPARE(result->value().items.size(), 5000u);
        QCOMPARE(result->value().items[7].value(u"n").toInt(), std::int64_t{9007199254740993});
        QCOMPARE(StubTransport::query(m_stub->requests().at(0), QStringLiteral("filter")),
                 query.filter);
    }

    void keepsNoTokenInTheRing()
    {
        m_client->setToken(QStringLiteral("secret-token"));
        ApiRequest request = ApiRequest::get(kPath, QStringLiteral("test"));
        request.query.append({QStringLiteral("token"), QStringLiteral("file-secret")});
        const auto result = wait(m_client->send(request));
        QVERIFY(result);
        QCOMPARE(m_client->recentRequests().size(), 1);
        QVERIFY(!m_client->recentRequests().first().path.contains(QStringLiteral("file-secret")));
        QVERIFY(!QString::fromStdString(result->error().cause).contains(QStringLiteral("secret")));
    }

    void detectsPocketBase()
    {
        m_stub->on("GET",
                   QStringLiteral("/base/api/health"),
                   StubAnswer::json(QByteArray(
                       R"({"message":"API is healthy.","code":200,"data":{"canBackup":true}})")));
        m_stub->on("GET",
                   QStringLiteral("/base/api/settings"),
                   StubAnswer::json(QByteArray(R"({"batch":{"enabled":true,"maxRequests":7}})")));
        const auto found = wait(detectCapabilities(*m_client));
        QVERIFY(found && *found);
        QCOMPARE(found->value().serverKind, ServerKind::PocketBase);
        QVERIFY(found->value().has(Capability::Batch));
        QCOMPARE(found->value().batch.maxRequests, 7);
        QVERIFY(!found->value().has(Capability::Revisions));
        QVERIFY(!found->value().reason(Capability::Revisions).isEmpty());
    }

    void aServerThatStumblesIsNoOther_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("isPocketBase");
        QTest::newRow("no such route") << 404 << true;
        QTest::newRow("a proxy in front") << 403 << true;
        QTest::newRow("too many requests") << 429 << false;
        QTest::newRow("broken") << 500 << false;
        QTest::newRow("being updated") << 503 << false;
    }

    void aServerThatStumblesIsNoOther()
    {
        QFETCH(int, status);
        QFETCH(bool, isPocketBase);
        m_stub->on("GET",
                   QStringLiteral("/base/api/health"),
                   StubAnswer::json(QByteArray(
                       R"({"message":"API is healthy.","code":200,"data":{"canBackup":true}})")));
        m_stub->on("GET",
                   QStringLiteral("/base/api/socle"),
                   StubAnswer::json(QByteArray(R"({"message":"No.","data":{}})"), status));
        const auto found = wait(detectCapabilities(*m_client));
        QVERIFY(found.has_value());
        QCOMPARE(found->hasValue(), isPocketBase);
        if (isPocketBase) {
            QCOMPARE(found->value().serverKind, ServerKind::PocketBase);
        }
    }

    void chatStreamsOverPost()
    {
        m_stub->on("POST",
                   QStringLiteral("/base/api/ai/chat"),
                   StubAnswer::stream("event:start\ndata:{}\n\n"));
        AiStream *chat = AiEndpoint(*m_client).chat({{"messages", JsonArray{}}}, this);
        QSignalSpy finished(chat, &AiStream::finished);
        QTRY_COMPARE(m_stub->openStreams(), 1);
        QTest::qWait(0);
        m_stub->push("event:delta\ndata:{\"text\":\"Hel\"}\n\nevent:delta\ndata:{\"te");
        m_stub->push("xt\":\"lo\"}\n\nevent:done\ndata:{\"finishReason\":\"stop\"}\n\n");
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(chat->text(), QStringLiteral("Hello"));
        QVERIFY(m_stub->requests().at(0).body.contains("\"stream\":true"));
        delete chat;
    }

    void readsClaims()
    {
        const QByteArray payload
            = QByteArray(R"({"id":"r1","type":"auth","exp":2000000000,"refreshable":true})")
                  .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
        const TokenClaims claims = TokenClaims::parse(
            QStringLiteral("a.") + QString::fromLatin1(payload) + QStringLiteral(".c"));
        QCOMPARE(claims.recordId, QStringLiteral("r1"));
        QVERIFY(claims.isRefreshable);
        QCOMPARE(claims.expires.toSecsSinceEpoch(), qint64{2000000000});
    }
};
SOCLE_TEST_SUITE(TestApiClient)
#include "TestApiClient.moc"
