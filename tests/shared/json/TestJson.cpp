// The JSON value: what parses, what is refused, duplicates, order, escapes, and hostile input.
#include "shared/json/Json.h"
#include "shared/json/JsonWriter.h"
#include "tests/support/TestSuite.h"

using socle::Json;
using socle::parseJson;
using socle::Trailing;

class TestJson : public QObject
{
    Q_OBJECT
private slots:
    void roundTrips_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected"); // empty: refused
        const auto row = [](const char *text, const char *expected) { QTest::newRow(text) << QByteArray(text) << QByteArray(expected); };
        row(R"({"b":1,"a":[true,null,"x"]})", R"({"b":1,"a":[true,null,"x"]})");
        row(R"({"a":1,"a":2})", R"({"a":2})");
        row("9223372036854775807", "9223372036854775807");
        row("18446744073709551615", "18446744073709552000");
        row("1.0", "1");
        row("1e-7", "1e-7");
        row("334334134444443341.37e152", "3.343341344444434e+169"); // the nearest double, to the last place
        row(R"("<b>&")", R"("\u003cb\u003e\u0026")");
        row("\"\\ud83d\\ude00\"", "\"\xF0\x9F\x98\x80\"");
        row("\"\xE2\x80\xA8\"", "\"\\u2028\"");
        row("", "");
        row("{", "");
        row("[1,]", "");
        row("{} x", "");
        row("nul", "");
        row("[1e999]", "");
        row("\"\xFF\"", "\"\xEF\xBF\xBD\""); // as the peer does: text that is no Unicode is mended
        row(R"("\ud800")", "\"\xEF\xBF\xBD\"");
        row(R"("\udc00\ud83d\ude00\ud83dx")", "\"\xEF\xBF\xBD\xF0\x9F\x98\x80\xEF\xBF\xBDx\"");
        row(R"({"\\ud800":"\\"})", R"({"\\ud800":"\\"})");
        row(R"(["\ud800",})", "");
        row("-0", "-0");
        row("[-0,0,-0.0,1]", "[-0,0,-0,1]");
    }

    void roundTrips()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, expected);
        const auto json = parseJson(text.toStdString());
        QCOMPARE(json ? QByteArray::fromStdString(json->dump()) : QByteArray(), expected);
    }

    void foldsDuplicatesInLargeObjects()
    {
        std::string text = "{";
        for (int i = 0; i < 40; ++i) {
            text += "\"k" + std::to_string(i % 20) + "\":" + std::to_string(i) + (i < 39 ? "," : "}");
        }
        const auto json = parseJson(text);
        VERIFY_OK(json);
        QCOMPARE(json->object().size(), std::size_t(20));
        QCOMPARE((*json)["k3"].toInt(), 23);
    }

    void ignoresTrailingBytesOnlyWhenAsked()
    {
        VERIFY_OK(parseJson("{} trailing", Trailing::Ignore));
        QVERIFY(!parseJson("{} trailing"));
    }

    void refusesDeepNesting()
    {
        QVERIFY(!parseJson(std::string(2000, '[') + std::string(2000, ']')));
    }

    void sortsKeys()
    {
        QCOMPARE(parseJson(R"({"b":{"z":1,"a":2},"a":0})")->dumpSorted(), std::string(R"({"a":0,"b":{"a":2,"z":1}})"));
    }

    void writesMalformedTextAsReplacement()
    {
        std::string out;
        socle::appendJsonString(out, "a\xFFz");
        QCOMPARE(out, std::string("\"a\xEF\xBF\xBDz\""));
    }
};

SOCLE_TEST_SUITE(TestJson)
#include "TestJson.moc"
