// Whole calls against the scripted provider: answers, streams, retries, faults, cancel, quirks, secrets.
#include "backend/ai/Breaker.h"
#include "backend/ai/OpenAiProvider.h"
#include "backend/outbound/HttpClient.h"
#include "tests/backend/ai/FakeProvider.h"
#include "tests/support/TestSuite.h"

#include <QElapsedTimer>

#include <future>

using namespace socle;
using namespace socle::ai;
using socle::test::FakeProvider;
using socle::test::FakeStep;
using namespace std::chrono_literals;

namespace {

struct Played
{
    std::string text;
    Usage usage;
    Finish finish = Finish::Stop;
    int done = 0;
    std::optional<AiError> error;
};

struct Fixture
{
    explicit Fixture(std::vector<FakeStep> script) : fake(std::move(script))
    {
        OpenAiOptions options;
        options.baseUrl = fake.baseUrl();
        options.apiKey = "sk-test-secret";
        options.network.allowPrivateHosts = {fake.host()};
        options.network.firstByteTimeout = 800ms;
        options.network.idleTimeout = 800ms;
        options.waitFactor = 0;
        provider = std::make_shared<OpenAiProvider>(http, options);
    }

    Played play(bool stream, std::optional<double> temperature = {})
    {
        ChatRequest request{.model = "small", .messages = {{.role = Role::User, .text = "Hi"}}, .temperature = temperature, .stream = stream};
        auto played = std::make_shared<Played>();
        std::promise<void> finished;
        ChatCallbacks callbacks;
        callbacks.onEvent = [played](ChatEvent event) {
            if (event.kind == ChatEvent::Kind::Text) {
                played->text += event.text;
            } else if (event.kind == ChatEvent::Kind::Usage) {
                played->usage = event.usage;
            } else if (event.kind == ChatEvent::Kind::Done) {
                played->finish = event.finish;
                ++played->done;
            }
        };
        callbacks.onDone = [played, &finished](std::optional<AiError> error) {
            played->error = std::move(error);
            finished.set_value();
        };
        const auto call = provider->chat(std::move(request), std::move(callbacks));
        if (finished.get_future().wait_for(20s) != std::future_status::ready) {
            played->error = AiError{.code = AiCode::Canceled, .message = "the test gave up waiting"};
        }
        return *played;
    }

    FakeProvider fake;
    outbound::HttpClient http;
    std::shared_ptr<OpenAiProvider> provider;
};

FakeStep streamed(const std::vector<std::string> &deltas, std::size_t piece = 0)
{
    return {.contentType = "text/event-stream", .body = FakeProvider::streamOf(deltas), .pieceBytes = piece};
}

} // namespace

class TestOpenAiProvider : public QObject
{
    Q_OBJECT
private slots:
    void answers()
    {
        Fixture f({{.body = FakeProvider::answerOf("Hello 😀")}});
        const Played played = f.play(false);
        QVERIFY2(!played.error, played.error ? played.error->providerMessage.c_str() : "");
        QCOMPARE(played.text, std::string("Hello 😀"));
        QCOMPARE(played.usage.inputTokens, std::int64_t(40));
        QCOMPARE(played.done, 1);
        const std::string request = f.fake.requests().front();
        QVERIFY(request.find("POST /v1/chat/completions HTTP/1.1") == 0);
        QVERIFY(request.find("Authorization: Bearer sk-test-secret\r\n") != std::string::npos);
    }

    void streamsUnderEverySplit()
    {
        for (const std::size_t piece : {std::size_t(1), std::size_t(3), std::size_t(17), std::size_t(0)}) {
            Fixture f({streamed({"Two ", "orders 😀 ", "are late."}, piece)});
            const Played played = f.play(true);
            QVERIFY(!played.error);
            QCOMPARE(played.text, std::string("Two orders 😀 are late."));
            QCOMPARE(played.done, 1);
        }
    }

    void retriesBeforeOutputOnly_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("requests");
        QTest::addColumn<QByteArray>("code"); // empty: the retry succeeded
        QTest::newRow("500") << 500 << 2 << QByteArray();
        QTest::newRow("503") << 503 << 2 << QByteArray();
        QTest::newRow("429") << 429 << 2 << QByteArray();
        QTest::newRow("401") << 401 << 1 << QByteArray("provider_auth");
        QTest::newRow("402") << 402 << 1 << QByteArray("provider_quota");
        QTest::newRow("404") << 404 << 1 << QByteArray("provider_rejected");
        QTest::newRow("413") << 413 << 1 << QByteArray("provider_rejected");
    }

    void retriesBeforeOutputOnly()
    {
        QFETCH(int, status);
        QFETCH(int, requests);
        QFETCH(QByteArray, code);
        for (const bool stream : {false, true}) {
            Fixture f({{.status = status, .body = R"({"error":{"message":"x"}})"}, stream ? streamed({"ok"}) : FakeStep{.body = FakeProvider::answerOf("ok")}});
            const Played played = f.play(stream);
            QCOMPARE(static_cast<int>(f.fake.requests().size()), requests);
            QCOMPARE(QByteArray::fromStdString(played.error ? std::string(codeText(played.error->code)) : std::string()), code);
        }
    }

    void givesUpAfterTwoRetries()
    {
        Fixture f({{.status = 503, .body = "{}"}, {.status = 503, .body = "{}"}, {.status = 503, .headers = "Retry-After: 7\r\n", .body = "{}"}});
        const Played played = f.play(false);
        QCOMPARE(f.fake.requests().size(), std::size_t(3));
        QVERIFY(played.error && played.error->code == AiCode::ProviderUnavailable);
        QCOMPARE(played.error->retryAfterSeconds, 7);
    }

    void doesNotWaitLongerThanReasonable()
    {
        Fixture f({{.status = 429, .headers = "Retry-After: 3600\r\n", .body = "{}"}, {.body = FakeProvider::answerOf("late")}});
        const Played played = f.play(false);
        QCOMPARE(f.fake.requests().size(), std::size_t(1));
        QVERIFY(played.error && played.error->code == AiCode::ProviderRateLimited);
    }

    void retriesAResetBeforeTheHead()
    {
        Fixture f({{.resetBeforeHead = true}, streamed({"ok"})});
        QCOMPARE(f.play(true).text, std::string("ok"));
    }

    void neverRetriesAfterOutput()
    {
        FakeStep cut = streamed({"first", "second", "third"});
        cut.resetAfter = static_cast<std::int64_t>(cut.body.size()) / 2;
        Fixture f({cut, streamed({"again"})});
        const Played played = f.play(true);
        QCOMPARE(f.fake.requests().size(), std::size_t(1));
        QVERIFY(played.error && played.error->code == AiCode::ProviderBadResponse);
        QCOMPARE(played.done, 0);
    }

    void timesOutOnSilence()
    {
        Fixture f({{.hangBeforeHead = true}, {.hangBeforeHead = true}, {.hangBeforeHead = true}});
        const Played played = f.play(false);
        QVERIFY(played.error && played.error->code == AiCode::ProviderTimeout);
    }

    void cancelClosesTheConnection()
    {
        FakeStep slow = streamed(std::vector<std::string>(400, "word "), 40);
        slow.pieceDelayMs = 10;
        Fixture f({slow});
        std::promise<std::optional<AiError>> finished;
        std::atomic<int> events = 0;
        ChatCallbacks callbacks;
        callbacks.onEvent = [&events](ChatEvent) { ++events; };
        callbacks.onDone = [&finished](std::optional<AiError> error) { finished.set_value(std::move(error)); };
        const auto call = f.provider->chat({.model = "m", .messages = {{.text = "Hi"}}, .stream = true}, std::move(callbacks));
        QTRY_VERIFY(events > 3);
        QElapsedTimer timer;
        timer.start();
        call->cancel();
        auto future = finished.get_future();
        QCOMPARE(future.wait_for(5s), std::future_status::ready);
        QVERIFY(timer.elapsed() < 250);
        const auto error = future.get();
        QVERIFY(error && error->code == AiCode::Canceled);
        QTRY_VERIFY(f.fake.clientLeft());
    }

    void learnsAQuirkOnce()
    {
        Fixture f({{.status = 400, .body = R"({"error":{"message":"Unsupported","param":"temperature"}})"},
                   {.body = FakeProvider::answerOf("one")},
                   {.body = FakeProvider::answerOf("two")}});
        QCOMPARE(f.play(false, 0.5).text, std::string("one"));
        QCOMPARE(f.play(false, 0.5).text, std::string("two"));
        const auto requests = f.fake.requests();
        QCOMPARE(requests.size(), std::size_t(3));
        QVERIFY(requests[0].find("\"temperature\"") != std::string::npos);
        QVERIFY(requests[1].find("\"temperature\"") == std::string::npos);
        QVERIFY(requests[2].find("\"temperature\"") == std::string::npos);
    }

    void errorsCarryNoSecret()
    {
        outbound::HttpClient http;
        OpenAiOptions options{.baseUrl = "http://127.0.0.1:1/v1", .apiKey = "sk-test-secret"};
        options.network.maxRetries = 0;
        const auto provider = std::make_shared<OpenAiProvider>(http, options);
        std::promise<std::optional<AiError>> finished;
        provider->chat({.model = "m", .messages = {{.text = "Hi"}}},
                       {.onEvent = [](ChatEvent) { }, .onDone = [&finished](std::optional<AiError> e) { finished.set_value(std::move(e)); }});
        const auto error = finished.get_future().get();
        QVERIFY(error);
        QVERIFY((error->message + error->providerMessage).find("secret") == std::string::npos);
    }

    void breakerOpensAndProbes()
    {
        Breaker breaker;
        const auto start = Breaker::Steady::now();
        const AiError down{.code = AiCode::ProviderUnavailable};
        for (int i = 0; i < 4; ++i) {
            breaker.record(down, start);
        }
        QVERIFY(breaker.allows(start));
        breaker.record(down, start);
        QVERIFY(!breaker.allows(start + 29s));
        QVERIFY(breaker.allows(start + 31s)); // the probe
        QVERIFY(!breaker.allows(start + 31s)); // only one
        breaker.record(down, start + 31s);
        QVERIFY(!breaker.allows(start + 80s)); // twice as long
        QVERIFY(breaker.allows(start + 92s));
        breaker.record(std::nullopt, start + 92s);
        QCOMPARE(breaker.state(start + 92s), Breaker::State::Closed);
        breaker.record(AiError{.code = AiCode::ProviderAuth}, start + 93s);
        QCOMPARE(breaker.state(start + 93s), Breaker::State::Open);
    }
};

SOCLE_TEST_SUITE(TestOpenAiProvider)
#include "TestOpenAiProvider.moc"
