// Appendix B of studio.md, row by row: what a failed request is called, what to do next, and which
// buttons stand beside it.
#include "studio/api/ApiClient.h"
#include "tests/support/StubTransport.h"
#include "tests/support/TestSuite.h"

#include <QTemporaryFile>

using namespace socle;
using namespace socle::studio;
using namespace std::chrono_literals;

namespace {

const QString kRecords = QStringLiteral("/api/collections/books/records");
const QString kRecord = kRecords + QStringLiteral("/b1");
const QString kBatch = QStringLiteral("/api/batch");

} // namespace

Q_DECLARE_METATYPE(socle::studio::StubAnswer)

class TestErrorTexts : public QObject
{
    Q_OBJECT

private slots:

    void says_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QString>("path");
        QTest::addColumn<StubAnswer>("answer");
        QTest::addColumn<QString>("title");
        QTest::addColumn<QString>("next");
        QTest::addColumn<QList<Remedy>>("remedies");
        using Buttons = QList<Remedy>;
        const auto text = [](const char *latin) { return QString::fromLatin1(latin); };
        QTest::newRow("host not found")
            << QByteArray("GET") << kRecords << StubAnswer::failed(TransportFailure::HostNotFound)
            << text("No server at this address") << text("Check the spelling or your network")
            << Buttons{};
        QTest::newRow("refused") << QByteArray("POST") << kRecords
                                 << StubAnswer::failed(TransportFailure::Refused)
                                 << text("The server is not answering")
                                 << text("Start it, or try again") << Buttons{};
        QTest::newRow("timed out")
            << QByteArray("POST") << kRecords << StubAnswer::failed(TransportFailure::TimedOut)
            << text("The server took too long")
            << text("Retry; the request may still finish on the server") << Buttons{};
        QTest::newRow("certificate") << QByteArray("GET") << kRecords
                                     << StubAnswer::failed(TransportFailure::UntrustedCertificate)
                                     << text("This server's certificate is not trusted")
                                     << text("Show the certificate, or pin it for this connection")
                                     << Buttons{Remedy::ShowCertificate};
        QTest::newRow("filter") << QByteArray("GET")
                                << QString(kRecords + QStringLiteral("?filter=a%3D"))
                                << StubAnswer::error(400, "Something went wrong.")
                                << text("This filter is not valid")
                                << text("The last good filter is kept") << Buttons{};
        QTest::newRow("401") << QByteArray("POST") << kRecords
                             << StubAnswer::error(401, "The request requires valid authorization.")
                             << text("You are signed out") << text("Sign in; nothing was lost")
                             << Buttons{Remedy::SignIn};
        QTest::newRow("403") << QByteArray("PATCH") << kRecord
                             << StubAnswer::error(403, "Only superusers can perform this action.")
                             << text("Not allowed")
                             << text("Signed in as ada@example.com. The update rule of books "
                                     "refused it")
                             << Buttons{};
        QTest::newRow("404 record")
            << QByteArray("GET") << kRecord
            << StubAnswer::error(404, "The requested resource wasn't found.")
            << text("This record no longer exists")
            << text("Remove it from the view, or create it again from your copy") << Buttons{};
        QTest::newRow("412") << QByteArray("PATCH") << kRecord
                             << StubAnswer::error(412, "The record was changed.")
                             << text("Changed by someone else") << text("Merge the two versions")
                             << Buttons{};
        QTest::newRow("413 batch")
            << QByteArray("POST") << kBatch << StubAnswer::error(413, "Big.")
            << text("Too large: 2 kB, limit 1 kB") << text("Send fewer changes at once")
            << Buttons{Remedy::BatchSettings};
        QTest::newRow("5xx") << QByteArray("POST") << kRecords
                             << StubAnswer::error(500, "Something went wrong.")
                             << text("The server failed")
                             << text("Look at the log around this moment, or retry")
                             << Buttons{Remedy::ShowLog};
        QTest::newRow("disk full")
            << QByteArray("POST") << kRecords
            << StubAnswer::error(503,
                                 "The disk is full: nothing can be written until there is room.")
            << text("No space left for this project")
            << text("Make room on the disk. Reading goes on, and writing resumes by itself")
            << Buttons{Remedy::ShowFolder, Remedy::FreeSpaceTips};
    }

    void says()
    {
        QFETCH(QByteArray, method);
        QFETCH(QString, path);
        QFETCH(StubAnswer, answer);
        auto stub = std::make_unique<StubTransport>();
        stub->on(method, path.section(u'?', 0, 0), answer);
        ApiClient client(QUrl(QStringLiteral("http://server:1")), std::move(stub));
        client.setRetryDelays({});
        client.setToken(QStringLiteral("secret-token"));
        client.setAccount(QStringLiteral("ada@example.com"));
        client.setBatchLimit(1024);
        ApiRequest request;
        request.method = method;
        request.path = path.section(u'?', 0, 0);
        request.purpose = QStringLiteral("test");
        if (path.contains(u'?')) {
            request.query.append({QStringLiteral("filter"), QStringLiteral("a=")});
        }
        if (method != "GET") {
            request.body = QByteArray(2048, ' ');
        }
        const ApiError error = failureOf(client, std::move(request));
        QTEST(error.title(), "title");
        QTEST(error.nextStep(), "next");
        QTEST(error.remedies(), "remedies");
        for (const Remedy remedy : error.remedies()) {
            QVERIFY(!remedyText(remedy, error).isEmpty());
        }
        QVERIFY(error.details().contains(path.section(u'?', 0, 0)));
        QVERIFY(!error.details().contains(QStringLiteral("secret-token")));
    }

    void namesTheFileThatIsTooLarge()
    {
        QTemporaryFile file;
        QVERIFY(file.open());
        file.write(QByteArray(48 * 1024, 'x'));
        file.flush();
        auto stub = std::make_unique<StubTransport>();
        stub->on("PATCH", kRecord, StubAnswer::error(413, "Request entity too large."));
        ApiClient client(QUrl(QStringLiteral("http://server:1")), std::move(stub));
        ApiRequest request;
        request.method = "PATCH";
        request.path = kRecord;
        request.files
            = {{QStringLiteral("cover"), QStringLiteral("cover.png"), {}, file.fileName(), {}},
               {QStringLiteral("small"), QStringLiteral("small.png"), {}, {}, "abc"}};
        const ApiError error = failureOf(client, std::move(request));
        QCOMPARE(error.title(), QStringLiteral("Too large: 48 kB (cover.png)"));
        QCOMPARE(error.nextStep(), QStringLiteral("Choose another file"));
    }

    void saysHowLongItTook()
    {
        auto stub = std::make_unique<StubTransport>();
        StubAnswer late = StubAnswer::json(QByteArray("{}"));
        late.delayMs = 5000;
        stub->on("POST", kRecords, late);
        ApiClient client(QUrl(QStringLiteral("http://server:1")), std::move(stub));
        ApiRequest request;
        request.method = "POST";
        request.path = kRecords;
        request.deadline = 1050ms;
        QCOMPARE(failureOf(client, std::move(request)).title(),
                 QStringLiteral("The server took too long (1 s)"));
    }

    void asksAgainWithTheNewerToken()
    {
        // The answer to the old token arrives after a new one was taken: nobody was signed out.
        auto owned = std::make_unique<StubTransport>();
        StubTransport *stub = owned.get();
        StubAnswer refusal = StubAnswer::error(401, "Expired.");
        refusal.delayMs = 30;
        stub->on("GET", kRecords, [refusal](const TransportRequest &request) {
            const bool isNew
                = request.headers.contains(qMakePair(QByteArray("Authorization"), QByteArray("b")));
            return isNew ? StubAnswer::json(QByteArray("{}")) : refusal;
        });
        ApiClient client(QUrl(QStringLiteral("http://server:1")), std::move(owned));
        client.setToken(QStringLiteral("a"));
        int asked = 0;
        connect(&client, &ApiClient::unauthenticated, this, [&asked] { ++asked; });
        std::optional<bool> isFine;
        onResult(client.send(ApiRequest::get(kRecords, QStringLiteral("test"))),
                 this,
                 [&isFine](const Result<ApiReply> &reply) { isFine = reply.hasValue(); });
        client.setToken(QStringLiteral("b"));
        QTRY_VERIFY(isFine.has_value());
        QVERIFY(*isFine);
        QCOMPARE(asked, 0);
    }

private:
    ApiError failureOf(ApiClient &client, ApiRequest request)
    {
        std::optional<ApiError> found;
        onResult(client.send(std::move(request)), this, [&found](const Result<ApiReply> &reply) {
            found = reply ? ApiError{} : apiError(reply.error());
        });
        [&found] { QTRY_VERIFY(found.has_value()); }();
        return found.value_or(ApiError{});
    }
};

SOCLE_TEST_SUITE(TestErrorTexts)

#include "TestErrorTexts.moc"
