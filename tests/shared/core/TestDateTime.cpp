// The accepted date layouts of data-directory.md B3.6, and calendar arithmetic at its edges.
#include "shared/core/DateTime.h"
#include "tests/support/TestSuite.h"

using socle::DateTime;

class TestDateTime : public QObject
{
    Q_OBJECT
private slots:
    void parses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected"); // empty: refused
        const auto row = [](const char *text, const char *expected) {
            QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(expected);
        };
        row("2024-05-01 10:00:00.123Z", "2024-05-01 10:00:00.123Z");
        row("2024-05-01", "2024-05-01 00:00:00.000Z");
        row("2024-05-01T10:00:00Z", "2024-05-01 10:00:00.000Z");
        row("2024-05-01T10:00:00+02:00", "2024-05-01 08:00:00.000Z");
        row("2024-05-01T10:00:00+0200", "2024-05-01 08:00:00.000Z");
        row("2024-05-01 10:00:00", "2024-05-01 10:00:00.000Z");
        row("2024-05-01T10:00:00", "2024-05-01 10:00:00.000Z");
        row("2024-05-01 10:00:00.1239999Z", "2024-05-01 10:00:00.123Z");
        row("2024-05-01 10:00:00 -0700 MST", "2024-05-01 17:00:00.000Z");
        row("Mon, 02 Jan 2006 15:04:05 MST", "2006-01-02 15:04:05.000Z");
        row("Mon, 02 Jan 2006 15:04:05 -0700", "2006-01-02 22:04:05.000Z");
        row("02 Jan 06 15:04 MST", "2006-01-02 15:04:00.000Z");
        row("Monday, 02-Jan-06 15:04:05 MST", "2006-01-02 15:04:05.000Z");
        row("Mon Jan  2 15:04:05 2006", "2006-01-02 15:04:05.000Z");
        row("Mon Jan _2 15:04:05 2006", "");
        row("02 Jan 2006", "2006-01-02 00:00:00.000Z");
        row("2024-02-30", "");
        row("2023-02-29", "");
        row("2024-02-29", "2024-02-29 00:00:00.000Z");
        row("1700000000", "");
        row("tomorrow", "");
        row("", "");
        row("2024-05-01 25:00:00", "");
        row("0001-01-01 00:00:00.000Z", "0001-01-01 00:00:00.000Z");
        row("9999-12-31 23:59:59.999Z", "9999-12-31 23:59:59.999Z");
    }

    void parses()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        const auto parsed = DateTime::parse(text.toStdString());
        QCOMPARE(QString::fromStdString(parsed ? parsed->toString() : std::string()), expected);
    }

    void survivesCivilRoundTrip()
    {
        for (std::int64_t day = -800000; day < 3000000; day += 97) {
            const DateTime time(day * 86400000 + 12345678);
            QCOMPARE(DateTime::fromCivil(time.civil()).milliseconds(), time.milliseconds());
        }
    }

    void knowsWeekdays()
    {
        QCOMPARE(DateTime::parse("2023-02-03")->weekday(), 5);
        QCOMPARE(DateTime::parse("1969-12-28")->weekday(), 0);
    }
};

SOCLE_TEST_SUITE(TestDateTime)
#include "TestDateTime.moc"
