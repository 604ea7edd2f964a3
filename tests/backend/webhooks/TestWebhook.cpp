// The words of a webhook: which events it hears, how bodies are signed, when it is tried again
// (socle-api.md 10). Delivery itself is tested against a real receiver in tests/sdk.
#include "backend/webhooks/Webhook.h"
#include "tests/support/TestSuite.h"

using namespace socle;
using webhooks::Webhook;

class TestWebhook : public QObject
{
    Q_OBJECT
private slots:

    void hears_data()
    {
        QTest::addColumn<QString>("heard");
        QTest::addColumn<QString>("event");
        QTest::addColumn<bool>("expected");
        const auto row = [](const char *heard, const char *event, bool expected) {
            QTest::addRow("%s %s", heard, event)
                << QString::fromLatin1(heard) << QString::fromLatin1(event) << expected;
        };
        row("*", "books.create", true);
        row("books.create", "books.create", true);
        row("Books.create", "books.create", true); // names ignore case
        row("books.create", "books.update", false);
        row("books.*", "books.delete", true);
        row("books.*", "booksellers.delete", false);
        row("*.delete", "tags.delete", true);
        row("*.delete", "tags.create", false);
        row("auth.login", "auth.login", true);
        row("books", "books.create", false);
    }

    void hears()
    {
        QFETCH(QString, heard);
        QFETCH(QString, event);
        const Webhook hook{.events = {"nothing.create", heard.toStdString()}};
        QTEST(hook.hears(event.toStdString()), "expected");
    }

    // Worked out with: printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac whsec_key
    void signsBodies()
    {
        QCOMPARE(webhooks::signatureOf("whsec_key", 1700000000, R"({"a":1})"),
                 std::string("t=1700000000,v1="
                             "f362a8a8618b4e90aaa6e2c3e3db13524b4eb1f35d6b54deb0ad7bb4fadb46f5"));
        QVERIFY(webhooks::signatureOf("other", 1700000000, R"({"a":1})")
                != webhooks::signatureOf("whsec_key", 1700000000, R"({"a":1})"));
    }

    void waitsLongerEachTime()
    {
        using std::chrono::milliseconds;
        QCOMPARE(webhooks::retryPause(1, 0.5), milliseconds(10000));
        QCOMPARE(webhooks::retryPause(2, 0.5), milliseconds(30000));
        QCOMPARE(webhooks::retryPause(7, 0.5), milliseconds(7290000));
        QCOMPARE(webhooks::retryPause(1, 0.0), milliseconds(8000));
        QCOMPARE(webhooks::retryPause(1, 1.0), milliseconds(12000));
    }

    void cutsBetweenCharacters()
    {
        const std::string shortText = "short";
        QCOMPARE(webhooks::cutForKeeping(shortText), shortText);
        const std::string longText = std::string(webhooks::kMaxKeptBytes - 1, 'a') + "\xC3\xA9 end";
        QCOMPARE(webhooks::cutForKeeping(longText), std::string(webhooks::kMaxKeptBytes - 1, 'a'));
        QCOMPARE(webhooks::cutForKeeping("a\xFFz"), std::string("a\xEF\xBF\xBDz"));
    }
};

SOCLE_TEST_SUITE(TestWebhook)
#include "TestWebhook.moc"
