// Heads and chunks as bytes, without a socket.
#include "backend/http/SocketLink.h"
#include "backend/http/Wire.h"
#include "tests/support/TestSuite.h"

using namespace socle;
using namespace socle::http;

class TestWire : public QObject
{
    Q_OBJECT

private slots:

    void parsesHeads_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<int>("refusal");
        const auto row = [](const char *name, const char *head, int refusal) {
            QTest::newRow(name) << QByteArray(head) << refusal;
        };
        row("plain", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", 0);
        row("no host", "GET / HTTP/1.1\r\n\r\n", 400);
        row("two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400);
        row("no host in 1.0", "GET / HTTP/1.0\r\n\r\n", 0);
        row("no version", "GET /\r\n\r\n", 400);
        row("version 2", "GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505);
        row("no target", "GET HTTP/1.1\r\nHost: x\r\n\r\n", 400);
        row("blank before colon", "GET / HTTP/1.1\r\nHost : x\r\n\r\n", 400);
        row("no colon", "GET / HTTP/1.1\r\nHost: x\r\nBad\r\n\r\n", 400);
        row("length and chunked",
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
            400);
        row("two lengths",
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n",
            400);
        row("negative length", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400);
        row("length with plus", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +1\r\n\r\n", 400);
        row("huge length",
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
            400);
        row("gzip coding",
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
            501);
        row("unknown expectation", "POST / HTTP/1.1\r\nHost: x\r\nExpect: magic\r\n\r\n", 417);
        row("relative target", "GET x HTTP/1.1\r\nHost: x\r\n\r\n", 400);
        row("absolute target", "GET http://h/p HTTP/1.1\r\nHost: h\r\n\r\n", 0);
    }

    void parsesHeads()
    {
        QFETCH(QByteArray, head);
        QFETCH(int, refusal);
        Request request;
        HeadInfo info;
        QCOMPARE(parseHead(head.toStdString(), request, info), refusal);
    }

    void readsWhatTheHeadSays()
    {
        Request request;
        HeadInfo info;
        const std::string head
            = "POST http://h:1/a%20b?c=d+e&c=2 HTTP/1.1\r\nHost: h\r\nX-Empty:\r\n"
              "Connection: Keep-Alive, close\r\nContent-Length: 12\r\nExpect: 100-Continue\r\n\r\n";
        QCOMPARE(parseHead(head, request, info), 0);
        QCOMPARE(request.path(), std::string_view("/a%20b"));
        QCOMPARE(request.queryParam("c").value_or(""), std::string("d e"));
        QVERIFY(!request.queryParam("d"));
        QVERIFY(request.headers.contains("x-empty"));
        QCOMPARE(info.contentLength, std::uint64_t(12));
        QVERIFY(info.expectsContinue);
        QVERIFY(!info.keepAlive);
    }

    void decodesChunks_data()
    {
        QTest::addColumn<QByteArray>("wire");
        QTest::addColumn<QByteArray>("outcome"); // the data, or "malformed", or "more"
        const auto row = [](const char *name, const char *wire, const char *outcome) {
            QTest::newRow(name) << QByteArray(wire) << QByteArray(outcome);
        };
        row("two", "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", "abcde");
        row("extension", "3;x=\"y\"\r\nabc\r\n0\r\n\r\n", "abc");
        row("trailer", "1\r\na\r\n0\r\nX: y\r\nZ: 1\r\n\r\n", "a");
        row("upper hex", "A\r\n0123456789\r\n0\r\n\r\n", "0123456789");
        row("empty", "0\r\n\r\n", "");
        row("unfinished", "5\r\nabc", "more");
        row("no size", "\r\nabc", "malformed");
        row("not hex", "g\r\n", "malformed");
        row("negative", "-1\r\n", "malformed");
        row("huge size", "ffffffffffffffff\r\n", "malformed");
        row("bare line feed", "3\nabc", "malformed");
        row("data too long", "3\r\nabcd\r\n0\r\n\r\n", "malformed");
    }

    void decodesChunks()
    {
        QFETCH(QByteArray, wire);
        QFETCH(QByteArray, outcome);
        // Whole, and byte by byte: the state between two reads must not matter.
        for (const std::size_t step : {std::size_t(1000), std::size_t(1)}) {
            ChunkDecoder decoder;
            std::string data;
            auto state = ChunkDecoder::Outcome::NeedMore;
            const std::string all = wire.toStdString();
            for (std::size_t at = 0; at < all.size() && state == ChunkDecoder::Outcome::NeedMore;
                 at += step) {
                std::string_view piece = std::string_view(all).substr(at, step);
                state = decoder.decode(piece, [&data](std::string_view bytes) {
                    data += bytes;
                    return true;
                });
            }
            const QByteArray seen = state == ChunkDecoder::Outcome::Done
                ? QByteArray::fromStdString(data)
                : state == ChunkDecoder::Outcome::Malformed ? QByteArray("malformed")
                                                            : QByteArray("more");
            QCOMPARE(seen, outcome);
        }
    }

    void keepsHeadersSafe()
    {
        Headers headers;
        headers.add("A", "one");
        headers.add("a", "two");
        for (int i = 0; i < 50; ++i) {
            headers.add("B" + std::to_string(i), headers.value("A")); // a view of its own buffer
        }
        QCOMPARE(headers.value("b49"), std::string_view("one"));
        QCOMPARE(headers.lastValue("A"), std::string_view("two"));
        headers.set("A", "three");
        QCOMPARE(headers.values("a").size(), std::size_t(1));
        Response response = Response::empty(200);
        response.headers.add("X", "a\r\nSet-Cookie: evil");
        std::string out;
        appendHead(out, response, {.date = "now"});
        QVERIFY(out.find("evil") == std::string::npos);
    }

    // A ping after half a minute of silence, the end after a whole one (socle-api.md 9).
    void pingsSilentSocketsAndGivesThemUp()
    {
        using namespace std::chrono_literals;
        const auto stream = std::make_shared<QueuedStream>([] {});
        const SocketLink::Moment start{};
        SocketLink link(stream, start);
        const ServerLimits limits;
        const std::string ping("\x89\0", 2);
        QVERIFY(link.tick(start + 29s, limits));
        QCOMPARE(stream->take(), std::string());
        QVERIFY(link.tick(start + 30s, limits));
        QCOMPARE(stream->take(), ping);
        QVERIFY(link.tick(start + 59s, limits));
        QCOMPARE(stream->take(), std::string());
        QVERIFY(link.take(std::string("\x8a\x80mask", 6), start + 59s)); // its pong
        QVERIFY(link.tick(start + 88s, limits));
        QCOMPARE(stream->take(), std::string());
        QVERIFY(link.tick(start + 89s, limits));
        QCOMPARE(stream->take(), ping);
        QVERIFY(link.tick(start + 118s, limits));
        QVERIFY(!link.tick(start + 119s, limits));
    }

    void spoolsLargeBodies()
    {
        Body body;
        const std::string piece(1 << 20, 'x');
        for (int i = 0; i < 17; ++i) {
            VERIFY_OK(body.append(piece));
        }
        QVERIFY(body.isSpooled());
        QCOMPARE(body.size(), std::uint64_t(17 << 20));
        QCOMPARE(body.bytes().size(), std::size_t(17 << 20));
        QCOMPARE(body.bytes().back(), 'x');
        body.forget(body.bytes().substr(100, 9 << 20)); // readable all the same
        QCOMPARE(body.bytes().find_first_not_of('x'), std::string_view::npos);
        Body moved = std::move(body);
        QCOMPARE(moved.bytes().size(), std::size_t(17 << 20));
        QVERIFY(body.isEmpty()); // NOLINT: a moved-from body is an empty one
    }
};

SOCLE_TEST_SUITE(TestWire)
#include "TestWire.moc"
