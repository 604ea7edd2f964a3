// Dates as people type them, against a fixed now: Saturday, 2026-11-21 08:00:30 UTC.
#include "studio/fields/GeoText.h"
#include "studio/fields/NaturalDate.h"
#include "studio/fields/Words.h"
#include "tests/support/TestSuite.h"

using namespace socle::studio;

class TestNaturalDate : public QObject
{
    Q_OBJECT
private slots:

    void reads_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("moment"); // empty: no date
        const auto row = [](const char *text, const char *moment) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(moment);
        };
        row("now", "2026-11-21T08:00:30.000Z");
        row("today", "2026-11-21T00:00:00.000Z");
        row("tomorrow 9:00", "2026-11-22T09:00:00.000Z");
        row("Tomorrow at 9:30 pm", "2026-11-22T21:30:00.000Z");
        row("yesterday noon", "2026-11-20T12:00:00.000Z");
        row("-2d", "2026-11-19T08:00:30.000Z");
        row("+3h", "2026-11-21T11:00:30.000Z");
        row("in 2 weeks", "2026-12-05T08:00:30.000Z");
        row("3 hours ago", "2026-11-21T05:00:30.000Z");
        row("a month ago", "2026-10-21T08:00:30.000Z");
        row("14:05", "2026-11-21T14:05:00.000Z");
        row("9am", "2026-11-21T09:00:00.000Z");
        row("12am", "2026-11-21T00:00:00.000Z");
        row("friday", "2026-11-27T00:00:00.000Z");
        row("saturday", "2026-11-28T00:00:00.000Z");
        row("last fri 8:00", "2026-11-20T08:00:00.000Z");
        row("next month", "2026-12-21T00:00:00.000Z");
        row("21 Nov", "2026-11-21T00:00:00.000Z");
        row("nov 21, 2025", "2025-11-21T00:00:00.000Z");
        row("1.2.2027 18:00", "2027-02-01T18:00:00.000Z");
        row("2026-01-31", "2026-01-31T00:00:00.000Z");
        row("2026-01-31 10:00:15.250", "2026-01-31T10:00:15.250Z");
        row("2026-01-31T10:00:15+02:00", "2026-01-31T08:00:15.000Z");
        row("2026-01-31 10:00:15.000Z", "2026-01-31T10:00:15.000Z");
        row("", "");
        row("soon", "");
        row("9", "");
        row("25:00", "");
        row("2026-02-30", "");
        row("13pm", "");
        row("-2 parsecs", "");
    }

    void reads()
    {
        QFETCH(QString, text);
        QFETCH(QString, moment);
        const QDateTime now(QDate(2026, 11, 21), QTime(8, 0, 30), Qt::UTC);
        const auto read = parseNaturalDate(text, now, true);
        QCOMPARE(read ? read->toString(Qt::ISODateWithMs) : QString(), moment);
    }

    void localTimeIsTheReadersOwn()
    {
        const QDateTime now(QDate(2026, 11, 21), QTime(8, 0), Qt::UTC);
        QCOMPARE(*parseNaturalDate(QStringLiteral("2026-07-01 10:00"), now, false),
                 QDateTime(QDate(2026, 7, 1), QTime(10, 0)).toUTC());
    }

    void saysHowLongAgo()
    {
        const QDateTime now(QDate(2026, 11, 21), QTime(8, 0), Qt::UTC);
        QCOMPARE(relativeTime(now.addSecs(-14 * 60), now), QStringLiteral("14 min ago"));
        QCOMPARE(relativeTime(now.addSecs(2 * 3600), now), QStringLiteral("in 2 h"));
        QCOMPARE(relativeTime(now.addDays(-7), now), QString());
    }

    void readsPlaces_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QPointF>("point"); // null: no pair
        QTest::newRow("pair") << "48.8566, 2.3522" << QPointF(2.3522, 48.8566);
        QTest::newRow("blank") << "-33.8 151.2" << QPointF(151.2, -33.8);
        QTest::newRow("map") << "https://www.google.com/maps/@48.8566,2.3522,12z"
                             << QPointF(2.3522, 48.8566);
        QTest::newRow("osm") << "https://www.openstreetmap.org/#map=12/48.8566/2.3522"
                             << QPointF(2.3522, 48.8566);
        QTest::newRow("degrees") << "48°30'0\"N 2°15'0\"W" << QPointF(-2.25, 48.5);
        QTest::newRow("out of range") << "95, 2" << QPointF();
        QTest::newRow("one number") << "48.8566" << QPointF();
    }

    void readsPlaces()
    {
        QFETCH(QString, text);
        QFETCH(QPointF, point);
        QCOMPARE(parseGeoPair(text).value_or(QPointF()), point);
    }
};

SOCLE_TEST_SUITE(TestNaturalDate)
#include "TestNaturalDate.moc"
