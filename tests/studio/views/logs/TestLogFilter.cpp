// The log's filter: what each chip asks for, routes, and what a command line looks like.
#include "studio/api/LogsEndpoint.h"
#include "studio/views/logs/LogDetail.h"
#include "studio/views/logs/LogFilter.h"
#include "tests/support/TestSuite.h"

using namespace socle;
using namespace socle::studio;

namespace {

LogEntry entryFor(const char *url, const char *auth = "")
{
    LogEntry entry;
    entry.data = JsonObject{
        {"type", "request"}, {"method", "PATCH"}, {"url", url}, {"auth", auth}, {"status", 204}};
    return entry;
}

} // namespace

class TestLogFilter : public QObject
{
    Q_OBJECT

private slots:

    void asksFor_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("errors");
        QTest::addColumn<bool>("superusers");
        QTest::addColumn<QString>("wanted");
        QTest::newRow("nothing") << QString() << false << false << QString();
        QTest::newRow("default chip")
            << QString() << false << true << QStringLiteral("data.auth != '_superusers'");
        QTest::newRow("errors") << QString() << true << false
                                << QStringLiteral("level >= 8 || data.status >= 400");
        QTest::newRow("a condition stays one") << QStringLiteral("data.status = 404") << false
                                               << false << QStringLiteral("data.status = 404");
        QTest::newRow("words are searched") << QStringLiteral("it's here") << false << false
                                            << QStringLiteral("message ~ 'it\\'s here'");
    }

    void asksFor()
    {
        QFETCH(QString, text);
        QFETCH(QString, wanted);
        LogFilter filter;
        filter.text = text;
        QFETCH(bool, errors);
        filter.errorsOnly = errors;
        QFETCH(bool, superusers);
        filter.withoutSuperusers = superusers;
        const QString got = filter.conditions();
        QVERIFY2(wanted.isEmpty() ? got.isEmpty() : got.contains(wanted), qPrintable(got));
    }

    void valuesOfOnePropertyAreAlternatives()
    {
        LogFilter filter;
        filter.withoutSuperusers = false;
        filter.add({QStringLiteral("method"), QStringLiteral("GET")});
        filter.add({QStringLiteral("method"), QStringLiteral("POST")});
        filter.add({QStringLiteral("status"), QStringLiteral("4xx")});
        const QString got = filter.conditions();
        QVERIFY2(got.contains(QStringLiteral("data.method = 'GET' || data.method = 'POST'")),
                 qPrintable(got));
        QVERIFY2(got.contains(QStringLiteral("&&")), qPrintable(got));
        QVERIFY2(got.contains(QStringLiteral("data.status >= 400 && data.status < 500")),
                 qPrintable(got));
        QVERIFY(filter.isNarrowed());
    }

    void survivesARestart()
    {
        LogFilter filter;
        filter.text = QStringLiteral("books");
        filter.errorsOnly = true;
        filter.range = LogRange::Week;
        filter.add({QStringLiteral("route"), QStringLiteral("/api/x/{id}")});
        const LogFilter back = LogFilter::fromJson(filter.toJson());
        QCOMPARE(back.conditions(), filter.conditions());
        QCOMPARE(back.range, LogRange::Week);
    }

    void foldsIds_data()
    {
        QTest::addColumn<QByteArray>("url");
        QTest::addColumn<QString>("route");
        QTest::newRow("list") << QByteArray("/api/collections/books/records?page=2")
                              << QStringLiteral("/api/collections/books/records");
        QTest::newRow("record") << QByteArray("/api/collections/books/records/abc123")
                                << QStringLiteral("/api/collections/books/records/{id}");
        QTest::newRow("file") << QByteArray("/api/files/books/a1b2c3d4e5f6g7h/cover.png")
                              << QStringLiteral("/api/files/books/{id}/cover.png");
        QTest::newRow("a word of 15 letters")
            << QByteArray("/api/collectionsbook") << QStringLiteral("/api/collectionsbook");
    }

    void foldsIds()
    {
        QFETCH(QByteArray, url);
        QFETCH(QString, route);
        QCOMPARE(routeOf(entryFor(url.constData())), route);
    }

    void curlNamesTheTokenButDoesNotKnowIt()
    {
        const QUrl server(QStringLiteral("http://127.0.0.1:8090/"));
        QCOMPARE(LogDetail::curl(entryFor("/api/a?b='c'", "users"), server),
                 QStringLiteral("curl -X PATCH 'http://127.0.0.1:8090/api/a?b='\\''c'\\''' -H "
                                "\"Authorization: $TOKEN\""));
    }
};
SOCLE_TEST_SUITE(TestLogFilter)
#include "TestLogFilter.moc"
