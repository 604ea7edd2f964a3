// Events come out whole however the bytes are cut.
#include "studio/api/SseParser.h"
#include "tests/support/TestSuite.h"

using namespace socle::studio;

class TestSseParser : public QObject
{
    Q_OBJECT
private slots:

    void readsEveryCut_data()
    {
        QTest::addColumn<QByteArray>("separator");
        QTest::newRow("LF") << QByteArray("\n");
        QTest::newRow("CR LF") << QByteArray("\r\n");
        QTest::newRow("CR") << QByteArray("\r");
    }

    void readsEveryCut()
    {
        QFETCH(QByteArray, separator);
        QByteArray text("\xEF\xBB\xBFid:c1\nevent:books/*\ndata:{\"t\":\"\xE2\x82\xAC\"}\n\n: "
                        "hb\n\ndata: two\ndata: lines\n\nevent:none\n\nx");
        text.replace("\n", separator);
        for (qsizetype cut = 1; cut < text.size(); ++cut) {
            SseParser parser;
            QList<SseEvent> events = parser.feed(text.left(cut));
            events += parser.feed(text.mid(cut));
            QCOMPARE(events.size(), 2);
            QCOMPARE(events[0].id, QStringLiteral("c1"));
            QCOMPARE(events[0].event, QStringLiteral("books/*"));
            QCOMPARE(events[0].data, QByteArray("{\"t\":\"\xE2\x82\xAC\"}"));
            QCOMPARE(events[1].event, QStringLiteral("message"));
            QCOMPARE(events[1].data, QByteArray("two\nlines"));
            QCOMPARE(events[1].id, QStringLiteral("c1"));
        }
    }

    void stopsAnEndlessEvent()
    {
        SseParser parser;
        parser.feed("data:" + QByteArray(SseParser::kMaxEventBytes + 1, 'x'));
        QVERIFY(parser.isOverflown());
    }
};
SOCLE_TEST_SUITE(TestSseParser)
#include "TestSseParser.moc"
