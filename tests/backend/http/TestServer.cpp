// The server over real sockets: what a well-behaved client, a slow one, a hostile one and one that
// leaves get to see.
#include "backend/http/Server.h"
#include "tests/backend/http/RawClient.h"
#include "tests/support/TempDir.h"
#include "tests/support/TestSuite.h"

#include <atomic>
#include <chrono>
#include <fcntl.h>
#include <fstream>
#include <future>
#include <mutex>
#include <thread>

using namespace socle;
using namespace socle::http;
using namespace std::chrono_literals;
using socle::test::RawClient;

namespace {

// Answers by path; keeps what tests want to look at.
class EchoHandler final : public Handler
{
public:
    BodyPlan plan(Request &head) override
    {
        if (head.path() == "/sink") {
            sink = std::make_shared<CountingSink>();
            return {.limit = 1u << 30, .sink = sink};
        }
        return {.limit = head.path() == "/small" ? 10u : 33554432u};
    }

    void handle(std::shared_ptr<Exchange> exchange) override
    {
        Request &request = exchange->request();
        const auto path = request.path();
        if (path == "/later" || path == "/slow") {
            ++delayed;
            const auto pause = path == "/slow" ? 300ms : 20ms;
            threads.emplace_back([exchange, pause] {
                std::this_thread::sleep_for(pause);
                exchange->respond(Response::text(200, "late"));
                exchange->respond(Response::text(500, "never"));
            });
        } else if (path == "/never") {
            const std::lock_guard lock(mutex);
            kept.push_back(std::move(exchange));
        } else if (path == "/stream") {
            auto head = Response::empty(200);
            head.headers.add("Content-Type", "text/event-stream");
            auto writer = exchange->startStream(std::move(head));
            writer->onClosed([this] { ++closedStreams; });
            writer->write("one\n");
            const std::lock_guard lock(mutex);
            stream = writer;
        } else if (path == "/file") {
            auto response = Response::empty(200);
            response.file.emplace(::open(file.c_str(), O_RDONLY), 3, fileLength);
            exchange->respond(std::move(response));
        } else if (path == "/large") {
            exchange->respond(Response::text(200, std::string(8 << 20, 'L')));
        } else if (path == "/sink") {
            if (std::exchange(answersEarly, false)) {
                exchange->respond(Response::text(409, "no"));
                return;
            }
            threads.emplace_back([exchange, received = sink] {
                received->drain();
                exchange->respond(Response::text(200, std::to_string(received->count.load())));
            });
        } else {
            const bool isTooLarge = request.body.state() == Body::State::TooLarge;
            exchange->respond(Response::text(isTooLarge ? 413 : 200,
                                             request.methodName + " " + request.target + " "
                                                 + std::to_string(request.body.size())));
        }
    }

    Response malformed(int status) override { return Response::text(status, "malformed"); }

    ~EchoHandler() override
    {
        for (auto &thread : threads) {
            thread.join();
        }
    }

    // Pauses after every piece; drain() lets it go on, like a slow consumer.
    struct CountingSink final : BodySink
    {
        void begin(UniqueFunction<void()> resume) override
        {
            const std::lock_guard lock(mutex);
            m_resume = std::move(resume);
        }

        Flow receive(std::string_view bytes) override
        {
            count += bytes.size();
            return Flow::Pause;
        }

        void end(bool complete) override { outcome = complete ? 1 : 2; }

        void drain()
        {
            while (outcome == 0) {
                {
                    const std::lock_guard lock(mutex);
                    m_resume();
                }
                std::this_thread::sleep_for(100us);
            }
        }

        std::mutex mutex;
        UniqueFunction<void()> m_resume;
        std::atomic<std::uint64_t> count = 0;
        std::atomic<int> outcome = 0;
    };

    std::vector<std::shared_ptr<Exchange>> keptNow()
    {
        const std::lock_guard lock(mutex);
        return kept;
    }

    std::shared_ptr<StreamWriter> streamNow()
    {
        const std::lock_guard lock(mutex);
        return stream;
    }

    void forgetKept()
    {
        const std::lock_guard lock(mutex);
        kept.clear();
    }

    std::mutex mutex; // guards kept and stream
    std::vector<std::shared_ptr<Exchange>> kept;
    std::shared_ptr<StreamWriter> stream;
    std::atomic<int> closedStreams = 0;
    std::filesystem::path file;
    std::uint64_t fileLength = 0;
    std::shared_ptr<CountingSink> sink;
    bool answersEarly = false;
    std::atomic<int> delayed = 0;
    std::vector<std::thread> threads;
};

std::string get(const std::string &path, const std::string &fields = {})
{
    return "GET " + path + " HTTP/1.1\r\nHost: t\r\n" + fields + "\r\n";
}

std::string post(const std::string &path, std::size_t length, const std::string &fields = {})
{
    return "POST " + path + " HTTP/1.1\r\nHost: t\r\nContent-Length: " + std::to_string(length)
        + "\r\n" + fields + "\r\n";
}

} // namespace

class TestServer : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<EchoHandler> m_handler;
    std::unique_ptr<Server> m_server;

    void start(ServerLimits limits = {})
    {
        m_server.reset();
        m_handler = std::make_unique<EchoHandler>();
        auto started = Server::start(
            {.host = "127.0.0.1", .port = 0, .threads = 2, .limits = limits}, *m_handler);
        VERIFY_OK(started);
        m_server = started.takeValue();
    }

    std::uint16_t port() const { return m_server->port(); }

private slots:

    void init() { start(); }

    void cleanup()
    {
        m_server.reset();
        m_handler.reset();
    }

    void keepsConnectionsAlive()
    {
        RawClient client(port());
        for (int i = 0; i < 5; ++i) {
            QVERIFY(client.send(get("/n" + std::to_string(i))));
            const auto answer = client.read();
            QCOMPARE(answer.status, 200);
            QCOMPARE(answer.body, "GET /n" + std::to_string(i) + " 0");
            QVERIFY(!answer.header("Date").empty());
        }
        QVERIFY(client.send(get("/x", "Connection: close\r\n")));
        QCOMPARE(client.read().header("Connection"), std::string("close"));
        QVERIFY(client.isClosed());
    }

    void answersPipelinedRequestsInOrder()
    {
        RawClient client(port());
        QVERIFY(client.send(get("/1") + post("/2", 3) + "abc" + get("/later") + get("/4")
                            + get("/large") + get("/6")));
        QCOMPARE(client.read().body, std::string("GET /1 0"));
        QCOMPARE(client.read().body, std::string("POST /2 3"));
        QCOMPARE(client.read().body, std::string("late"));
        QCOMPARE(client.read().body, std::string("GET /4 0"));
        QCOMPARE(client.read().body.size(), std::size_t(8 << 20));
        QCOMPARE(client.read().body, std::string("GET /6 0"));
    }

    void readsRequestsByteByByte()
    {
        RawClient client(port());
        for (const char c : post("/slowly", 4) + "abcd") {
            QVERIFY(client.send({&c, 1}));
        }
        QCOMPARE(client.read().body, std::string("POST /slowly 4"));
    }

    void refusesWhatIsNoHttp_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        QTest::newRow("TLS hello") << QByteArray("\x16\x03\x01\x02\x00", 5) << 400;
        QTest::newRow("bad field")
            << QByteArray("GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n") << 400;
        QTest::newRow("too long a head")
            << QByteArray("GET / HTTP/1.1\r\nX: ") + QByteArray(1100000, 'a') << 431;
        QTest::newRow("bad chunk")
            << QByteArray("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")
            << 400;
    }

    void refusesWhatIsNoHttp()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        RawClient client(port());
        client.send(bytes.toStdString());
        const auto answer = client.read();
        QCOMPARE(answer.status, status);
        QCOMPARE(answer.header("Connection"), std::string("close"));
        client.endSending();
        QVERIFY(client.isClosed());
    }

    void answersHeadWithoutBody()
    {
        RawClient client(port());
        QVERIFY(client.send("HEAD /h HTTP/1.1\r\nHost: t\r\n\r\n" + get("/next")));
        const auto answer = client.read(false);
        QCOMPARE(answer.header("Content-Length"), std::string("9"));
        QCOMPARE(client.read().body, std::string("GET /next 0"));
    }

    void refusesBodiesThatAreTooLarge()
    {
        // Declared: refused before a byte of it is read, and the answer survives the client that
        // sends it all first.
        RawClient declared(port());
        QVERIFY(declared.send(post("/big", 41943040)));
        declared.send(std::string(41943040, 'x'));
        const auto early = declared.read();
        QCOMPARE(early.status, 413);
        QCOMPARE(early.header("Connection"), std::string("close"));

        // Chunked: refused when the limit is passed; exactly the limit is allowed.
        const std::string head
            = "POST /small HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n";
        RawClient exact(port());
        QVERIFY(exact.send(head + "4\r\nabcd\r\n6\r\nefghij\r\n0\r\n\r\n"));
        QCOMPARE(exact.read().body, std::string("POST /small 10"));
        RawClient over(port());
        QVERIFY(over.send(head + "4\r\nabcd\r\n7\r\nefghijk\r\n"));
        QCOMPARE(over.read().status, 413);
    }

    void collectsLargeBodies()
    {
        RawClient client(port());
        QVERIFY(client.send(post("/up", 20 << 20)));
        QVERIFY(client.send(std::string(20 << 20, 'u')));
        QCOMPARE(client.read().body, std::string("POST /up 20971520"));
        QVERIFY(client.send(get("/after")));
        QCOMPARE(client.read().body, std::string("GET /after 0"));
    }

    void continuesWhenAsked()
    {
        RawClient client(port());
        QVERIFY(client.send(post("/c", 3, "Expect: 100-continue\r\n")));
        QCOMPARE(client.read(false).status, 100);
        QVERIFY(client.send("abc"));
        QCOMPARE(client.read().body, std::string("POST /c 3"));
        RawClient refused(port());
        QVERIFY(refused.send(post("/small", 30, "Expect: 100-continue\r\n")));
        QCOMPARE(refused.read().status, 413); // no 100 before it
    }

    void feedsSinksWithBackpressure()
    {
        RawClient client(port());
        QVERIFY(client.send(post("/sink", 3 << 20)));
        QVERIFY(client.send(std::string(3 << 20, 's')));
        QCOMPARE(client.read().body, std::string("3145728"));
        QCOMPARE(m_handler->sink->outcome.load(), 1);
        QVERIFY(client.send(get("/after")));
        QCOMPARE(client.read().body, std::string("GET /after 0"));

        m_handler->answersEarly = true;
        RawClient early(port());
        QVERIFY(early.send(post("/sink", 3 << 20)));
        QCOMPARE(early.read().status, 409);
        QTRY_COMPARE(m_handler->sink->outcome.load(), 2);
    }

    void streamsAndNoticesTheEnd()
    {
        auto client = std::make_unique<RawClient>(port());
        QVERIFY(client->send(get("/stream")));
        QCOMPARE(client->read(false).header("Transfer-Encoding"), std::string("chunked"));
        QVERIFY(m_handler->streamNow()->write("two\n"));
        client.reset();
        QTRY_COMPARE(m_handler->closedStreams.load(), 1);
        QVERIFY(!m_handler->streamNow()->write("three\n"));

        RawClient orderly(port());
        QVERIFY(orderly.send(get("/stream")));
        QTRY_VERIFY(m_handler->streamNow() && !m_handler->streamNow()->isClosed());
        m_handler->streamNow()->write("end\n");
        m_handler->streamNow()->close();
        QCOMPARE(orderly.read().body, std::string("one\nend\n"));
        QVERIFY(orderly.send(get("/after")));
        QCOMPARE(orderly.read().body, std::string("GET /after 0"));
    }

    void cutsStreamsThatNobodyReads()
    {
        RawClient client(port(), 4096);
        QVERIFY(client.send(get("/stream")));
        QCOMPARE(client.read(false).status, 200);
        const auto writer = m_handler->streamNow();
        const std::string piece(100000, 'p');
        bool wasCut = false;
        for (int i = 0; i < 1000 && !wasCut; ++i) {
            wasCut = !writer->write(piece);
            QVERIFY(writer->pendingBytes() <= kDefaultStreamBound);
        }
        QVERIFY(wasCut);
        QTRY_COMPARE(m_handler->closedStreams.load(), 1);
        QTRY_COMPARE(m_server->connectionCount(), std::size_t(0));
    }

    void closesSlowAndHalfOpenConnections()
    {
        start({.headTimeout = 150ms, .bodyTimeout = 150ms, .idleTimeout = 150ms});
        RawClient silent(port());
        RawClient halfHead(port());
        QVERIFY(halfHead.send("GET / HTT"));
        RawClient halfBody(port());
        QVERIFY(halfBody.send(post("/b", 10) + "abc"));
        RawClient idle(port());
        QVERIFY(idle.send(get("/x")));
        QCOMPARE(idle.read().status, 200);
        QVERIFY(silent.isClosed());
        QCOMPARE(halfHead.read().status, 408);
        QCOMPARE(halfBody.read().status, 408);
        QVERIFY(idle.isClosed());
        // A client that has sent its last request and closed its half still gets the answer.
        RawClient half(port());
        QVERIFY(half.send(get("/half")));
        half.endSending();
        QCOMPARE(half.read().body, std::string("GET /half 0"));
        QVERIFY(half.isClosed());
    }

    void noticesClientsThatLeave()
    {
        start({.headTimeout = 100ms});
        {
            RawClient client(port());
            QVERIFY(client.send(get("/never")));
            QTRY_COMPARE(m_handler->keptNow().size(), std::size_t(1));
        }
        QTRY_VERIFY(m_handler->keptNow().front()->isGone());
        m_handler->keptNow().front()->respond(Response::text(200, "too late"));
        m_handler->forgetKept();
        QTRY_COMPARE(m_server->connectionCount(), std::size_t(0));
    }

    void limitsConnections()
    {
        start({.connections = 2});
        RawClient a(port());
        RawClient b(port());
        QTRY_COMPARE(m_server->connectionCount(), std::size_t(2));
        RawClient c(port());
        QVERIFY(c.isClosed());
        QVERIFY(a.send(get("/a")));
        QCOMPARE(a.read().status, 200);
    }

    void sendsFilesAndParts()
    {
        test::TempDir folder;
        m_handler->file = folder / "f";
        std::ofstream(m_handler->file) << "abc" << std::string(5000000, 'F');
        m_handler->fileLength = 5000000;
        RawClient client(port());
        QVERIFY(client.send(get("/file") + get("/after")));
        const auto answer = client.read();
        QCOMPARE(answer.body.size(), std::size_t(5000000));
        QVERIFY(answer.body.find_first_not_of('F') == std::string::npos);
        QCOMPARE(client.read().body, std::string("GET /after 0"));
    }

    void speaksHttp10()
    {
        RawClient client(port());
        QVERIFY(client.send("GET /old HTTP/1.0\r\n\r\n"));
        QCOMPARE(client.read().body, std::string("GET /old 0"));
        QVERIFY(client.isClosed());
    }

    void stopsAfterRunningRequests()
    {
        RawClient running(port());
        RawClient idle(port());
        RawClient streaming(port());
        QVERIFY(running.send(get("/slow")));
        QVERIFY(streaming.send(get("/stream")));
        QCOMPARE(streaming.read(false).status, 200);
        QTRY_COMPARE(m_handler->delayed.load(), 1);
        auto stopped = std::async(std::launch::async, [this] { return m_server->stop(5s); });
        QVERIFY(idle.isClosed());
        const auto answer = running.read();
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.header("Connection"), std::string("close"));
        QVERIFY(stopped.get());
        QVERIFY(!RawClient(port()).isConnected());
    }

    void cutsWhatDoesNotEnd()
    {
        RawClient stuck(port());
        QVERIFY(stuck.send(get("/never")));
        QTRY_COMPARE(m_handler->keptNow().size(), std::size_t(1));
        QVERIFY(!m_server->stop(100ms));
        QVERIFY(stuck.isClosed());
        m_handler->keptNow().front()->respond(Response::text(200, "nobody"));
        m_handler->forgetKept();
    }

    void refusesAPortInUse()
    {
        EchoHandler other;
        const auto second = Server::start({.host = "127.0.0.1", .port = port()}, other);
        QVERIFY(!second);
        QCOMPARE(second.error().message,
                 "Cannot listen on 127.0.0.1:" + std::to_string(port())
                     + ": the port is in use by another program.");
        QVERIFY(!Server::start({.host = "no.such.host.invalid", .port = 0}, other));
    }
};

SOCLE_TEST_SUITE(TestServer)
#include "TestServer.moc"
