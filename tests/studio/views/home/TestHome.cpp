// Home's own words: what an address means, how long ago something was.
#include "studio/views/home/ProjectRow.h"
#include "studio/views/home/ServerProbe.h"
#include "tests/support/KitApplication.h"

using namespace Qt::StringLiterals;

namespace socle::studio {

class TestHome : public QObject
{
    Q_OBJECT

private slots:
    void readsAddresses_data();
    void readsAddresses();
    void saysHowLongAgo_data();
    void saysHowLongAgo();
};

void TestHome::readsAddresses_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("address");
    QTest::newRow("public name") << u"api.example.com"_s << u"https://api.example.com"_s;
    QTest::newRow("path stripped")
        << u"https://api.example.com/_/?x=1#y"_s << u"https://api.example.com"_s;
    QTest::newRow("port kept") << u"api.example.com:8443"_s << u"https://api.example.com:8443"_s;
    QTest::newRow("this machine") << u"127.0.0.1:8090"_s << u"http://127.0.0.1:8090"_s;
    QTest::newRow("private") << u"192.168.1.4"_s << u"http://192.168.1.4"_s;
    QTest::newRow("localhost") << u"localhost:8090/_/"_s << u"http://localhost:8090"_s;
    QTest::newRow("scheme said") << u"HTTP://api.example.com"_s << u"http://api.example.com"_s;
    QTest::newRow("user dropped") << u"https://a:b@api.example.com"_s
                                  << u"https://api.example.com"_s;
    QTest::newRow("spaces around") << u"  api.example.com "_s << u"https://api.example.com"_s;
    QTest::newRow("other scheme") << u"ftp://api.example.com"_s << u""_s;
    QTest::newRow("two words") << u"my server"_s << u""_s;
    QTest::newRow("nothing") << u""_s << u""_s;
    QTest::newRow("only a scheme") << u"https://"_s << u""_s;
}

void TestHome::readsAddresses()
{
    QFETCH(QString, typed);
    QFETCH(QString, address);
    QCOMPARE(addressFromText(typed).toString(), address);
}

void TestHome::saysHowLongAgo_data()
{
    QTest::addColumn<qint64>("secondsAgo");
    QTest::addColumn<QString>("words");
    QTest::newRow("now") << qint64(20) << u"now"_s;
    QTest::newRow("minute") << qint64(70) << u"1 minute ago"_s;
    QTest::newRow("minutes") << qint64(600) << u"10 minutes ago"_s;
    QTest::newRow("hours") << qint64(7300) << u"2 hours ago"_s;
    QTest::newRow("yesterday") << qint64(24 * 3600) << u"yesterday"_s;
    QTest::newRow("days") << qint64(3 * 24 * 3600) << u"3 days ago"_s;
    QTest::newRow("week") << qint64(8 * 24 * 3600) << u"last week"_s;
}

void TestHome::saysHowLongAgo()
{
    QFETCH(qint64, secondsAgo);
    QFETCH(QString, words);
    const QDateTime now(QDate(2026, 3, 14), QTime(12, 0), Qt::UTC);
    QCOMPARE(lastUsedText(now.addSecs(-secondsAgo), now), words);
}

} // namespace socle::studio

using socle::studio::TestHome;
SOCLE_TEST_SUITE(TestHome)
#include "TestHome.moc"
