// Subscribing, events, the server's ordinary end and a lost connection.
#include "studio/api/RealtimeClient.h"
#include "studio/api/Text.h"
#include "tests/support/StubTransport.h"
#include "tests/support/TestSuite.h"

#include <QSignalSpy>

using namespace socle::studio;
using namespace std::chrono_literals;

class TestRealtimeClient : public QObject
{
    Q_OBJECT
private slots:

    void subscribesAndComesBack()
    {
        auto owned = std::make_unique<StubTransport>();
        StubTransport *stub = owned.get();
        stub->on("GET",
                 QStringLiteral("/api/realtime"),
                 StubAnswer::stream("id:c1\nevent:PB_CONNECT\ndata:{\"clientId\":\"c1\"}\n\n"));
        stub->on("POST", QStringLiteral("/api/realtime"), StubAnswer{.status = 204});
        ApiClient client(QUrl(QStringLiteral("http://x")), std::move(owned));
        RealtimeClient realtime(client);
        realtime.setBackoff({1ms});
        std::vector<RecordEvent> events;
        connect(&realtime, &RealtimeClient::recordEvent, this, [&](const RecordEvent &e) {
            events.push_back(e);
        });
        QSignalSpy resynced(&realtime, &RealtimeClient::resynced);

        const QString topic = realtime.subscribe(
            QStringLiteral("books/*"), {{QStringLiteral("filter"), QStringLiteral("a>1")}});
        QVERIFY(topic.startsWith(QStringLiteral("books/*?options=%7B")));
        QTRY_COMPARE(realtime.state(), RealtimeClient::State::Live);
        QVERIFY(stub->requests("POST", QStringLiteral("/api/realtime"))
                    .at(0)
                    .body.contains("\"clientId\":\"c1\""));

        stub->push(
            "id:c1\nevent:books/*\ndata:{\"action\":\"delete\",\"record\":{\"id\":\"b1\"}}\n\n");
        QCOMPARE(events.size(), 1u);
        QCOMPARE(events[0].action, RecordEvent::Action::Delete);
        QCOMPARE(events[0].record.id, QStringLiteral("b1"));

        stub->endStreams(TransportFailure::Closed);
        QTRY_COMPARE(resynced.size(), 1);
        QCOMPARE(realtime.state(), RealtimeClient::State::Live);

        realtime.unsubscribe(topic);
        QTRY_COMPARE(realtime.state(), RealtimeClient::State::Idle);
        QTRY_COMPARE(stub->openStreams(), 0);
    }
};
SOCLE_TEST_SUITE(TestRealtimeClient)
#include "TestRealtimeClient.moc"
