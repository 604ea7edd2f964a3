// The pipeline over a real socket, without a database: CORS, routing, access, errors, picker,
// limits, static files.
#include "backend/api/ClientAddress.h"
#include "backend/api/Dispatcher.h"
#include "backend/api/HealthApi.h"
#include "backend/api/RateLimiter.h"
#include "backend/api/RequestScope.h"
#include "backend/api/Router.h"
#include "backend/runtime/Clock.h"
#include "backend/runtime/WorkerPool.h"
#include "tests/backend/http/RawClient.h"
#include "tests/support/TempDir.h"
#include "tests/support/TestSuite.h"

#include <atomic>
#include <fstream>

using namespace socle;
using namespace socle::api;
using socle::test::RawAnswer;
using socle::test::RawClient;

namespace {

Route route(http::Method method,
            std::string_view pattern,
            RouteHandler handler,
            Access access = Access::Public)
{
    return {.method = method, .pattern = pattern, .access = access, .handler = std::move(handler)};
}

Reply text(std::string body) { return http::Response::json(200, std::move(body)); }

std::vector<Route> testRoutes()
{
    using http::Method;
    return {
        route(Method::Get,
              "/api/items/{id}",
              [](const http::Request &request, const RequestScope &) {
                  return text("{\"id\":\"" + std::string(request.param("id")) + "\",\"x\":1}");
              }),
        route(Method::Get,
              "/api/items/special",
              [](const http::Request &, const RequestScope &) { return text("\"special\""); }),
        route(Method::Get,
              "/api/items/{id}/parts/{part}",
              [](const http::Request &request, const RequestScope &) {
                  return text("\"" + std::string(request.param("id")) + "+"
                              + std::string(request.param("part")) + "\"");
              }),
        route(Method::Get,
              "/api/rest/{path...}",
              [](const http::Request &request, const RequestScope &) {
                  return text("\"" + std::string(request.param("path")) + "\"");
              }),
        route(Method::Post,
              "/api/echo",
              [](const http::Request &, const RequestScope &scope) -> Reply {
                  const DecodedBody *body = SOCLE_TRY(scope.body());
                  return text(body->values.dump());
              }),
        route(
            Method::Get,
            "/api/auth",
            [](const http::Request &, const RequestScope &) { return text("1"); },
            Access::Auth),
        route(Method::Get,
              "/api/fault",
              [](const http::Request &, const RequestScope &) -> Reply {
                  throw std::runtime_error("secret");
              }),
        route(Method::Get,
              "/api/refused",
              [](const http::Request &, const RequestScope &) -> Reply {
                  FieldErrors fields;
                  addFieldError(
                      fields,
                      "list.0.name",
                      {.code = "c", .message = "too short", .params = {{"min", std::int64_t(5)}}});
                  addFieldError(fields, "odd", {});
                  return invalidInput("it failed", std::move(fields));
              }),
        route(Method::Get,
              "/api/hop",
              [](const http::Request &, const RequestScope &) {
                  return onWorker(Pool::Cpu, [] {
                      return onWorker(Pool::Outbound, [] {
                          return later(
                              [](Reply::Resume resume) { resume(text("{\"hops\":3,\"x\":1}")); });
                      });
                  });
              }),
        route(Method::Get,
              "/api/stream",
              [](const http::Request &, const RequestScope &) {
                  return stream(http::Response::empty(200),
                                [](std::shared_ptr<http::StreamWriter> writer) {
                                    writer->write("data:1\n\n");
                                    writer->close();
                                });
              }),
    };
}

} // namespace

class TestDispatcher : public QObject
{
    Q_OBJECT

private:
    test::TempDir m_folder;
    std::shared_ptr<schema::Settings> m_settings;
    std::unique_ptr<RateLimiter> m_limiter;
    std::unique_ptr<runtime::WorkerPool> m_cpu;
    std::unique_ptr<Dispatcher> m_dispatcher;
    std::unique_ptr<http::Server> m_server;
    std::atomic<int> m_logged = 0;
    std::atomic<int> m_loggedErrors = 0;

    void start(std::vector<std::string> origins = {"*"})
    {
        m_server.reset();
        m_settings = std::make_shared<schema::Settings>();
        m_limiter = std::make_unique<RateLimiter>(runtime::systemClock());
        m_cpu = std::make_unique<runtime::WorkerPool>(runtime::WorkerPoolOptions{.name = "cpu"});
        m_logged = m_loggedErrors = 0;
        m_dispatcher = std::make_unique<Dispatcher>(
            DispatcherParts{.cpu = m_cpu.get(),
                            .rateLimiter = m_limiter.get(),
                            .settings = [this] { return m_settings; },
                            .log =
                                [this](const RequestLogEntry &entry) {
                                    ++(entry.error != nullptr ? m_loggedErrors : m_logged);
                                }},
            DispatcherOptions{.origins = std::move(origins), .publicFolder = m_folder / "public"},
            testRoutes());
        auto server = http::Server::start({.port = 0, .threads = 1}, *m_dispatcher);
        VERIFY_OK(server);
        m_server = server.takeValue();
    }

    RawAnswer ask(const std::string &line,
                  const std::string &fields = {},
                  const std::string &body = {})
    {
        RawClient client(m_server->port());
        client.send(line + " HTTP/1.1\r\nHost: t\r\nContent-Length: " + std::to_string(body.size())
                    + "\r\n" + fields + "\r\n" + body);
        return client.read(line.substr(0, 4) != "HEAD");
    }

private slots:

    void initTestCase()
    {
        std::filesystem::create_directories(m_folder / "public/sub");
        std::ofstream(m_folder / "public/index.html") << "<home>";
        std::ofstream(m_folder / "public/app.js") << "0123456789";
        std::ofstream(m_folder / "secret.txt") << "secret";
    }

    void init() { start(); }

    void cleanup() { m_server.reset(); }

    void routes_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        const auto row = [](const char *line, int status, const char *body) {
            QTest::newRow(line) << QByteArray(line) << status << QByteArray(body);
        };
        const char *missing
            = "{\"data\":{},\"message\":\"The requested resource wasn't found.\",\"status\":404}\n";
        row("GET /api/items/a%2Fb%20c", 200, "{\"id\":\"a/b c\",\"x\":1}\n");
        row("GET /api/items/special", 200, "\"special\"\n");
        row("GET /api/items/special/parts/2", 200, "\"special+2\"\n");
        row("GET /api/items/1/parts/", 404, missing);
        row("GET /api/items/", 404, missing);
        row("GET /api/items/1/", 404, missing);
        row("GET /api/items/%zz", 404, missing);
        row("GET /api/rest/a/b%20c/d", 200, "\"a/b c/d\"\n");
        row("POST /api/items/1", 404, missing);
        row("GET /api/nope", 404, missing);
        row("DELETE /elsewhere", 404, missing);
        row("GET /api/v1/items/7", 200, "{\"id\":\"7\",\"x\":1}\n");
        row("GET /api/v2/items/7", 404, missing);
        row("GET /api/items/7?fields=id", 200, "{\"id\":\"7\"}\n");
        row("GET /api/items/7?fields=id:excerpt", 200, "");
        row("GET /api/nope?fields=status", 404, missing);
        row("GET /api/auth",
            401,
            "{\"data\":{},\"message\":\"The request requires valid record authorization "
            "token.\",\"status\":401}\n");
        row("GET /api/fault",
            500,
            "{\"data\":{},\"message\":\"Something went wrong while processing your "
            "request.\",\"status\":500}\n");
        row("GET /api/refused",
            400,
            "{\"data\":{\"list\":{\"0\":{\"name\":{\"code\":\"c\",\"message\":\"Too "
            "short.\",\"params\":{\"min\":5}}}},"
            "\"odd\":{\"code\":\"validation_invalid_value\",\"message\":\"Invalid value.\"}},"
            "\"message\":\"It failed.\",\"status\":400}\n");
        row("GET /api/hop?fields=hops", 200, "{\"hops\":3}\n");
        row("GET /api/stream", 200, "data:1\n\n");
        row("GET //api/items/1", 307, "<a href=\"/api/items/1\">Temporary Redirect</a>.\n\n");
        row("POST /api/../x?a=b", 307, "");
        row("GET /app.js", 200, "0123456789");
        row("GET /", 200, "<home>");
        row("GET /any/client/route", 200, "<home>");
        row("GET /%2e%2e/secret.txt", 200, "<home>");
        row("HEAD /api/items/1", 200, "");
    }

    void routes()
    {
        QFETCH(QByteArray, line);
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        const auto answer = ask(line.toStdString());
        QCOMPARE(answer.status, status);
        QCOMPARE(QByteArray::fromStdString(answer.body), body);
        const bool isRedirect = status == 307;
        QCOMPARE(answer.header("Vary"), std::string(isRedirect ? "" : "Origin"));
        QCOMPARE(answer.header("X-Frame-Options"), std::string(isRedirect ? "" : "SAMEORIGIN"));
        QCOMPARE(answer.header("API-Version"), std::string(line.contains("/v1/") ? "1" : ""));
    }

    void answersCors_data()
    {
        QTest::addColumn<QByteArray>("allowed");
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("origin");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("answer"); // Access-Control-Allow-Origin
        const auto row = [](const char *allowed,
                            const char *method,
                            const char *origin,
                            int status,
                            const char *answer) {
            QTest::addRow("%s %s from %s", allowed, method, origin)
                << QByteArray(allowed) << QByteArray(method) << QByteArray(origin) << status
                << QByteArray(answer);
        };
        row("*", "OPTIONS", "", 204, "");
        row("*", "OPTIONS", "http://a.b", 204, "*");
        row("*", "GET", "http://a.b", 200, "*");
        row("*", "GET", "", 200, "");
        row("http://a.b", "GET", "http://a.b", 200, "http://a.b");
        row("http://a.b", "GET", "http://c.d", 200, "");
        row("http://a.b", "OPTIONS", "http://c.d", 204, "");
        row("http://*.b", "OPTIONS", "http://x.y.b", 204, "http://x.y.b");
        row("http://?.b", "GET", "http://xy.b", 200, "");
    }

    void answersCors()
    {
        QFETCH(QByteArray, allowed);
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, origin);
        QFETCH(int, status);
        QFETCH(QByteArray, answer);
        start({allowed.toStdString()});
        const bool isPreflight = method == "OPTIONS";
        std::string fields = origin.isEmpty() ? "" : "Origin: " + origin.toStdString() + "\r\n";
        fields += "Access-Control-Request-Headers: X-A, x-b\r\n";
        const auto seen
            = ask(method.toStdString() + (isPreflight ? " /un/known" : " /api/items/1"), fields);
        QCOMPARE(seen.status, status);
        QCOMPARE(seen.header("Access-Control-Allow-Origin"), answer.toStdString());
        QCOMPARE(seen.header("Vary"), std::string("Origin"));
        const bool isGranted = isPreflight && !answer.isEmpty();
        QCOMPARE(seen.header("Access-Control-Allow-Methods"),
                 std::string(isGranted ? "GET,HEAD,PUT,PATCH,POST,DELETE" : ""));
        QCOMPARE(seen.header("Access-Control-Allow-Headers"),
                 std::string(isGranted ? "X-A, x-b" : ""));
        QCOMPARE(seen.head.find("\r\nVary: Access-Control-Request-Method\r\nVary: "
                                "Access-Control-Request-Headers\r\n")
                     != std::string::npos,
                 isGranted);
        QCOMPARE(seen.header("X-Frame-Options"), std::string(isPreflight ? "" : "SAMEORIGIN"));
        QVERIFY(seen.header("Access-Control-Allow-Credentials").empty());
        QCOMPARE(m_logged.load(), isPreflight ? 0 : 1);
    }

    void readsBodies()
    {
        QCOMPARE(ask("POST /api/echo", "Content-Type: application/json\r\n", R"({"a":[1]})").body,
                 std::string("{\"a\":[1]}\n"));
        QCOMPARE(ask("POST /api/echo", "Content-Type: text/plain\r\n", "x").body,
                 std::string(
                     "{\"data\":{},\"message\":\"Unsupported Content-Type.\",\"status\":400}\n"));
        QCOMPARE(m_loggedErrors.load(), 1);
        const auto tooLarge = ask(
            "POST /api/echo", "Content-Type: application/json\r\n", std::string(33554433, ' '));
        QCOMPARE(tooLarge.status, 413);
        QCOMPARE(tooLarge.body,
                 std::string(
                     "{\"data\":{},\"message\":\"Request entity too large.\",\"status\":413}\n"));
        QCOMPARE(tooLarge.header("X-Frame-Options"), std::string("SAMEORIGIN"));
    }

    void servesRanges()
    {
        const auto part = ask("GET /app.js", "Range: bytes=2-4\r\n");
        QCOMPARE(part.status, 206);
        QCOMPARE(part.body, std::string("234"));
        QCOMPARE(part.header("Content-Range"), std::string("bytes 2-4/10"));
        QCOMPARE(ask("GET /app.js", "Range: bytes=-3\r\n").body, std::string("789"));
        QCOMPARE(ask("GET /app.js", "Range: bytes=20-\r\n").status, 416);
        const auto whole = ask("GET /app.js");
        QCOMPARE(ask("GET /app.js", "If-Modified-Since: " + whole.header("Last-Modified") + "\r\n")
                     .status,
                 304);
    }

    void limitsRates()
    {
        auto limited = std::make_shared<schema::Settings>();
        limited->rateLimits.enabled = true;
        limited->rateLimits.rules
            = {{"GET /api/items/1", "", 1000, 2}, {"/api/", "@guest", 1000, 3}};
        m_settings = limited;
        QCOMPARE(ask("GET /api/items/1").status, 200);
        QCOMPARE(ask("GET /api/items/1").status, 200);
        const auto refused = ask("GET /api/items/1");
        QCOMPARE(refused.status, 429);
        QCOMPARE(refused.body,
                 std::string("{\"data\":{},\"message\":\"Too Many Requests.\",\"status\":429}\n"));
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(ask("GET /api/items/" + std::to_string(i + 5)).status, 200);
        }
        QCOMPARE(ask("GET /api/nope").status, 429); // unknown routes count too
        m_settings = std::make_shared<schema::Settings>(*limited); // a change resets the counters
        QCOMPARE(ask("GET /api/items/1").status, 200);
    }

    void findsTheClientsAddress()
    {
        http::Request request;
        request.remoteAddress = "::1";
        schema::Settings settings;
        QCOMPARE(clientAddress(request, settings),
                 std::string("0000:0000:0000:0000:0000:0000:0000:0001"));
        settings.trustedProxy.headers = {"X-A", "X-B"};
        request.headers.add("X-B", "9.9.9.9");
        request.headers.add("X-B", "1.1.1.1, junk, 2.2.2.2, other");
        QCOMPARE(clientAddress(request, settings), std::string("2.2.2.2"));
        settings.trustedProxy.useLeftmostIp = true;
        QCOMPARE(clientAddress(request, settings), std::string("1.1.1.1"));
        QVERIFY(isListed("10.1.2.3", {"10.1.0.0/16"}));
        QVERIFY(!isListed("10.2.2.3", {"10.1.0.0/16", "10.2.2.4", "bad"}));
        QVERIFY(isListed(normalizedAddress("fe80::1"), {"fe80::/10"}));
    }
};

SOCLE_TEST_SUITE(TestDispatcher)
#include "TestDispatcher.moc"
