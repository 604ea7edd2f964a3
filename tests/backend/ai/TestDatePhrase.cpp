// Dates in words, from a fixed Saturday, in UTC and in a zone with daylight saving.
#include "backend/ai/DatePhrase.h"
#include "tests/support/TestSuite.h"

using namespace socle;
using namespace socle::ai;

class TestDatePhrase : public QObject
{
    Q_OBJECT
private slots:
    void reads_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("zone");
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("until");
        const auto row = [](const char *text, const char *from, const char *until, const char *zone = "") {
            QTest::newRow((std::string(text) + " " + zone).c_str()) << QString::fromLatin1(text) << QString::fromLatin1(zone)
                                                                   << QString::fromLatin1(from) << QString::fromLatin1(until);
        };
        // now: Saturday 2026-03-14 09:26:53 UTC
        row("today", "2026-03-14 00:00:00.000Z", "2026-03-15 00:00:00.000Z");
        row("yesterday", "2026-03-13 00:00:00.000Z", "2026-03-14 00:00:00.000Z");
        row("this week", "2026-03-09 00:00:00.000Z", "2026-03-16 00:00:00.000Z");
        row("last week", "2026-03-02 00:00:00.000Z", "2026-03-09 00:00:00.000Z");
        row("last month", "2026-02-01 00:00:00.000Z", "2026-03-01 00:00:00.000Z");
        row("this quarter", "2026-01-01 00:00:00.000Z", "2026-04-01 00:00:00.000Z");
        row("last year", "2025-01-01 00:00:00.000Z", "2026-01-01 00:00:00.000Z");
        row("last 10 days", "2026-03-04 09:26:53.000Z", "2026-03-14 09:26:53.000Z");
        row("last friday", "2026-03-13 00:00:00.000Z", "2026-03-14 00:00:00.000Z");
        row("in January", "2026-01-01 00:00:00.000Z", "2026-02-01 00:00:00.000Z");
        row("in May", "2025-05-01 00:00:00.000Z", "2025-06-01 00:00:00.000Z");
        row("in 2024", "2024-01-01 00:00:00.000Z", "2025-01-01 00:00:00.000Z");
        row("in March 2024", "2024-03-01 00:00:00.000Z", "2024-04-01 00:00:00.000Z");
        row("since 3 May 2025", "2025-05-03 00:00:00.000Z", "");
        row("after 2024-02-28", "2024-02-29 00:00:00.000Z", "");
        row("before 2024-02-28", "", "2024-02-28 00:00:00.000Z");
        row("between 2024-01-01 and 2024-01-31", "2024-01-01 00:00:00.000Z", "2024-02-01 00:00:00.000Z");
        row("from May to July", "2025-05-01 00:00:00.000Z", "2025-08-01 00:00:00.000Z");
        row("last month", "2026-01-31 23:00:00.000Z", "2026-02-28 23:00:00.000Z", "Europe/Paris");
        row("today", "2026-03-13 15:00:00.000Z", "2026-03-14 15:00:00.000Z", "Asia/Tokyo");
        row("in 31 February", "", "");
        row("may", "", "");
        row("2024", "", "");
        row("soon", "", "");
    }

    void reads()
    {
        QFETCH(QString, text);
        QFETCH(QString, zone);
        QFETCH(QString, from);
        QFETCH(QString, until);
        const auto words = wordsOf(text.toStdString());
        const auto phrase = datePhrase(words, 0, *DateTime::parse("2026-03-14 09:26:53.000Z"), TimeZone(zone.toStdString()));
        const auto show = [](const std::optional<DateTime> &time) { return QString::fromStdString(time ? time->toString() : std::string()); };
        QCOMPARE(phrase ? show(phrase->range.from) : QString(), from);
        QCOMPARE(phrase ? show(phrase->range.until) : QString(), until);
    }
};

SOCLE_TEST_SUITE(TestDatePhrase)
#include "TestDatePhrase.moc"
