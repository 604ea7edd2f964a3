// The client against a scripted server on loopback: answers, streams, cancel, silence, size limits, refused addresses.
#include "backend/outbound/Address.h"
#include "backend/outbound/HttpClient.h"
#include "tests/support/TestSuite.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <future>
#include <thread>

using namespace socle::outbound;
using namespace std::chrono_literals;

namespace {

// Accepts one connection after the other and plays `script(socket, head)` on each.
class ScriptedServer
{
public:
    explicit ScriptedServer(std::function<void(int, const std::string &)> script)
    {
        m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::bind(m_listener, reinterpret_cast<sockaddr *>(&address), sizeof address);
        ::listen(m_listener, 8);
        socklen_t length = sizeof address;
        ::getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &length);
        m_port = ntohs(address.sin_port);
        m_thread = std::thread([this, script = std::move(script)] {
            while (true) {
                const int socket = ::accept(m_listener, nullptr, nullptr);
                if (socket < 0) {
                    return;
                }
                std::string head;
                char c = 0;
                while (head.find("\r\n\r\n") == std::string::npos && ::read(socket, &c, 1) == 1) {
                    head.push_back(c);
                }
                script(socket, head);
                ::close(socket);
            }
        });
    }

    ~ScriptedServer()
    {
        ::shutdown(m_listener, SHUT_RDWR);
        ::close(m_listener);
        m_thread.join();
    }

    std::string url() const { return "http://127.0.0.1:" + std::to_string(m_port) + "/x"; }
    std::string host() const { return "127.0.0.1:" + std::to_string(m_port); }

private:
    int m_listener = -1;
    int m_port = 0;
    std::thread m_thread;
};

void say(int socket, const std::string &text)
{
    [[maybe_unused]] const auto written = ::send(socket, text.data(), text.size(), MSG_NOSIGNAL);
}

HttpRequest local(const ScriptedServer &server)
{
    HttpRequest request;
    request.url = server.url();
    request.allowHttp = true;
    request.allowPrivate = true;
    return request;
}

} // namespace

class TestHttpClient : public QObject
{
    Q_OBJECT
private slots:
    void judgesAddresses_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<bool>("isPrivate");
        const auto row = [](const char *address, bool isPrivate) { QTest::newRow(address) << QString::fromLatin1(address) << isPrivate; };
        row("127.0.0.1", true);
        row("10.1.2.3", true);
        row("172.16.0.1", true);
        row("172.32.0.1", false);
        row("192.168.1.1", true);
        row("169.254.169.254", true);
        row("100.64.0.1", true);
        row("100.128.0.1", false);
        row("0.0.0.0", true);
        row("224.0.0.1", true);
        row("8.8.8.8", false);
        row("::1", true);
        row("::", true);
        row("::ffff:127.0.0.1", true);
        row("::ffff:8.8.8.8", false);
        row("64:ff9b::7f00:1", true);
        row("64:ff9b::808:808", false);
        row("fe80::1", true);
        row("fd00::1", true);
        row("2002:7f00:1::", true);
        row("2606:4700::1111", false);
        row("nonsense", true);
    }

    void judgesAddresses()
    {
        QFETCH(QString, address);
        QFETCH(bool, isPrivate);
        QCOMPARE(isPrivateAddress(address.toStdString()), isPrivate);
    }

    void bringsAnAnswer()
    {
        std::string seen;
        ScriptedServer server([&seen](int socket, const std::string &head) {
            seen = head;
            say(socket, "HTTP/1.1 201 Created\r\nX-Thing: yes\r\nContent-Length: 5\r\n\r\nhello");
        });
        HttpClient client;
        HttpRequest request = local(server);
        request.method = "POST";
        request.body = "body";
        request.headers = {{"X-Sent", "1"}, {"X-Bad", "a\r\nInjected: 1"}};
        const Outcome outcome = client.sendAndWait(std::move(request));
        QVERIFY2(outcome.ok(), outcome.message.c_str());
        QCOMPARE(outcome.response.status, 201);
        QCOMPARE(outcome.response.body, std::string("hello"));
        QCOMPARE(std::string(outcome.response.header("x-thing")), std::string("yes"));
        QVERIFY(seen.find("X-Sent: 1") != std::string::npos);
        QVERIFY(seen.find("Injected") == std::string::npos);
    }

    void refusesPrivateAddressesAndPlainHttp()
    {
        ScriptedServer server([](int, const std::string &) { });
        HttpClient client;
        HttpRequest request = local(server);
        request.allowPrivate = false;
        QCOMPARE(client.sendAndWait(request).failure, Failure::Refused);
        request.allowPrivate = true;
        request.allowHttp = false;
        QCOMPARE(client.sendAndWait(request).failure, Failure::Refused);
    }

    void judgesAConnectionThatIsStillOpen()
    {
        std::atomic<int> requests = 0;
        ScriptedServer server([&requests](int socket, const std::string &) {
            char c = 0;
            do { // keeps the connection open for a second request
                ++requests;
                say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                std::string head;
                while (head.find("\r\n\r\n") == std::string::npos && ::read(socket, &c, 1) == 1) {
                    head.push_back(c);
                }
                if (head.empty()) {
                    return;
                }
            } while (true);
        });
        HttpClient client;
        QVERIFY(client.sendAndWait(local(server)).ok());
        HttpRequest strict = local(server);
        strict.allowPrivate = false;
        QCOMPARE(client.sendAndWait(std::move(strict)).failure, Failure::Refused);
        QCOMPARE(requests.load(), 1);
        client.stop();
    }

    void letsANamedPrivateHostPass()
    {
        ScriptedServer server([](int socket, const std::string &) { say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"); });
        HttpClient client;
        HttpRequest request = local(server);
        request.allowPrivate = false;
        request.allowedPrivateHosts = {server.host()};
        QVERIFY(client.sendAndWait(request).ok());
    }

    void streamsAndCancels()
    {
        ScriptedServer server([](int socket, const std::string &) {
            say(socket, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
            for (int i = 0; i < 200; ++i) {
                say(socket, "data: x\n\n");
                std::this_thread::sleep_for(5ms);
            }
        });
        HttpClient client;
        std::atomic<int> pieces = 0;
        std::promise<Outcome> finished;
        StreamSink sink;
        sink.onHead = [](const HttpResponse &head) { return head.status == 200; };
        sink.onData = [&pieces](std::string_view) { return ++pieces < 1000; };
        const CallId id = client.send(local(server), [&finished](Outcome o) { finished.set_value(std::move(o)); }, std::move(sink));
        QTRY_VERIFY(pieces > 3);
        client.cancel(id);
        auto future = finished.get_future();
        QCOMPARE(future.wait_for(5s), std::future_status::ready);
        QCOMPARE(future.get().failure, Failure::Cancelled);
    }

    void givesUpOnSilence()
    {
        ScriptedServer server([](int socket, const std::string &) {
            say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart");
            std::this_thread::sleep_for(1500ms);
        });
        HttpClient client;
        HttpRequest request = local(server);
        request.idleTimeout = 300ms;
        QCOMPARE(client.sendAndWait(request).failure, Failure::Timeout);
    }

    void stopsAtTheSizeLimit()
    {
        ScriptedServer server([](int socket, const std::string &) {
            say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + std::string(100000, 'x'));
        });
        HttpClient client;
        HttpRequest request = local(server);
        request.maxBytes = 1000;
        QCOMPARE(client.sendAndWait(request).failure, Failure::TooLarge);
    }

    void tellsACutAnswerFromAMissingOne()
    {
        ScriptedServer server([](int socket, const std::string &) { say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf"); });
        HttpClient client;
        QCOMPARE(client.sendAndWait(local(server)).failure, Failure::Broken);
        HttpRequest nobody;
        nobody.url = "http://127.0.0.1:1/";
        nobody.allowHttp = nobody.allowPrivate = true;
        QCOMPARE(client.sendAndWait(nobody).failure, Failure::Network);
    }

    void cancelsWhatIsUnderWayWhenDestroyed()
    {
        ScriptedServer server([](int, const std::string &) { std::this_thread::sleep_for(500ms); });
        std::promise<Outcome> finished;
        {
            HttpClient client;
            client.send(local(server), [&finished](Outcome o) { finished.set_value(std::move(o)); });
            std::this_thread::sleep_for(50ms);
        }
        QCOMPARE(finished.get_future().get().failure, Failure::Cancelled);
    }
};

SOCLE_TEST_SUITE(TestHttpClient)
#include "TestHttpClient.moc"
