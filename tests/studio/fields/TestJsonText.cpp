// The place of a fault, and formatting that keeps numbers letter by letter.
#include "studio/fields/JsonText.h"
#include "tests/support/TestSuite.h"

using namespace socle::studio;

class TestJsonText : public QObject
{
    Q_OBJECT
private slots:

    void findsTheFault_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("line"); // 0: no fault
        QTest::addColumn<int>("column");
        QTest::newRow("object") << "{\"a\": [1, 2.5e-3, \"x\\u00e9\"], \"b\": null}" << 0 << 0;
        QTest::newRow("scalar") << "-0.5" << 0 << 0;
        QTest::newRow("comma") << "{\"a\": 1\n \"b\": 2}" << 2 << 2;
        QTest::newRow("trailing") << "[1, 2,]" << 1 << 7;
        QTest::newRow("word") << "[1, yes]" << 1 << 5;
        QTest::newRow("quote") << "{'a': 1}" << 1 << 2;
        QTest::newRow("open") << "[\"abc" << 1 << 2;
        QTest::newRow("after") << "1 2" << 1 << 3;
        QTest::newRow("zero") << "01" << 1 << 1;
        QTest::newRow("escape") << "\"a\\x\"" << 1 << 3;
        QTest::newRow("empty") << "" << 1 << 1;
    }

    void findsTheFault()
    {
        QFETCH(QString, text);
        QFETCH(int, line);
        QFETCH(int, column);
        const auto fault = checkJson(text);
        QCOMPARE(fault ? fault->line : 0, line);
        QCOMPARE(fault ? fault->column : 0, column);
        QVERIFY(!fault || !fault->message.isEmpty());
    }

    void keepsWhatItFormats()
    {
        const QString text
            = QStringLiteral("{\"z\":12345678901234567890,\"a\":[],\"m\":{\"k\":1.0}}");
        const QString pretty = formatJson(text, JsonLayout::Indented);
        QCOMPARE(pretty,
                 QStringLiteral("{\n  \"z\": 12345678901234567890,\n  \"a\": [],\n  \"m\": {\n    "
                                "\"k\": 1.0\n  }\n}"));
        QCOMPARE(formatJson(pretty, JsonLayout::Compact), text);
        QVERIFY(formatJson(text, JsonLayout::Compact, JsonKeys::Sorted)
                    .startsWith(QStringLiteral("{\"a\":[],\"m\"")));
        QCOMPARE(formatJson(QStringLiteral("{oops"), JsonLayout::Indented),
                 QStringLiteral("{oops"));
    }

    void deepNestingIsAFaultNotACrash()
    {
        QVERIFY(checkJson(QString(100000, QLatin1Char('['))).has_value());
    }
};

SOCLE_TEST_SUITE(TestJsonText)
#include "TestJsonText.moc"
