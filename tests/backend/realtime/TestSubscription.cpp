// Subscription texts taken apart (records-api.md 6.5).
#include "backend/realtime/Subscription.h"
#include "tests/support/TestSuite.h"

using namespace socle;

class TestSubscription : public QObject
{
    Q_OBJECT
private slots:

    void parses_data()
    {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<std::string>("topic");
        QTest::addColumn<std::string>("options"); // query then headers, "k=v;"
        const auto row
            = [](const char *name, std::string text, std::string topic, std::string options) {
                  QTest::newRow(name) << std::move(text) << std::move(topic) << std::move(options);
              };
        row("plain", "posts/*", "posts/*", "|");
        row("custom name", "@oauth2", "@oauth2", "|");
        row("empty options", "posts/*?options=", "posts/*", "|");
        row("broken options", "posts/*?options=%7B", "posts/*", "|");
        row("options that are no object", "posts/*?options=%22x%22", "posts/*", "|");
        row("bad escape", "posts/*?options=%zz", "posts/*", "|");
        row("another parameter first",
            "posts/*?a=b&options=%7B%22query%22%3A%7B%22filter%22%3A%22a%3D1%22%7D%7D",
            "posts/*",
            "filter=a=1;|");
        row("values become text",
            "posts/"
            "p1?options=%7B%22query%22%3A%7B%22n%22%3A1.5%2C%22t%22%3Atrue%2C%22z%22%3Anull%7D%2C"
            "%22headers%22%3A%7B%22X-Token%22%3A7%7D%7D",
            "posts/p1",
            "n=1.5;t=true;z=;|x_token=7;");
    }

    void parses()
    {
        QFETCH(std::string, text);
        QFETCH(std::string, topic);
        QFETCH(std::string, options);
        const auto parsed = realtime::parseSubscription(text);
        QCOMPARE(parsed->text, text);
        QCOMPARE(parsed->topic, topic);
        std::string seen;
        for (const auto &[name, value] : parsed->query) {
            seen += name + "=" + value + ";";
        }
        seen += "|";
        for (const auto &[name, value] : parsed->headers) {
            seen += name + "=" + value + ";";
        }
        QCOMPARE(seen, options);
    }
};

SOCLE_TEST_SUITE(TestSubscription)
#include "TestSubscription.moc"
