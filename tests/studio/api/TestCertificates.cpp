// Certificates nobody vouches for, against a real TLS server: refused and described, accepted once
// pinned, refused again when another one comes, without a byte of the request having gone out
// (studio.md 3.2).
#include "studio/api/ApiClient.h"
#include "studio/api/Text.h"
#include "studio/api/Transport.h"
#include "tests/support/TestSuite.h"

#include <QFile>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>

using namespace socle;
using namespace socle::studio;

namespace {

/// Answers every request with `{}` and keeps what it was sent.
class TlsServer : public QSslServer
{
public:
    explicit TlsServer(const QString &name, quint16 port = 0)
    {
        setCertificate(name);
        listen(QHostAddress::LocalHost, port);
        connect(this, &QTcpServer::pendingConnectionAvailable, this, [this] {
            while (QTcpSocket *socket = nextPendingConnection()) {
                connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
                    received += socket->readAll();
                    socket->write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                                  "Content-Length: 2\r\nConnection: close\r\n\r\n{}");
                    socket->disconnectFromHost();
                });
            }
        });
    }

    void setCertificate(const QString &name)
    {
        const auto bytes = [&](const QString &suffix) {
            QFile file(QStringLiteral(SOCLE_SOURCE_DIR "/tests/support/tls/") + name + suffix);
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        const QSslCertificate certificate(bytes(QStringLiteral(".pem")));
        digest = certificate.digest(QCryptographicHash::Sha256);
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setLocalCertificate(certificate);
        configuration.setPrivateKey(QSslKey(bytes(QStringLiteral(".key")), QSsl::Ec));
        setSslConfiguration(configuration);
    }

    QByteArray digest;
    QByteArray received;
};

std::optional<Result<ApiReply>> ask(ApiClient &client)
{
    std::optional<Result<ApiReply>> got;
    QObject context;
    onResult(client.send(ApiRequest::get(QStringLiteral("/api/health"), QStringLiteral("test"))),
             &context,
             [&got](Result<ApiReply> result) { got.emplace(std::move(result)); });
    [&got] { QTRY_VERIFY(got.has_value()); }();
    return got;
}

} // namespace

class TestCertificates : public QObject
{
    Q_OBJECT

private slots:

    void refusesAndDescribes()
    {
        TlsServer server(QStringLiteral("stranger"));
        auto owned = std::make_unique<NetworkTransport>();
        NetworkTransport *transport = owned.get();
        ApiClient client(addressOf(server), std::move(owned));
        client.setToken(QStringLiteral("secret-token"));
        const auto reply = ask(client);
        QVERIFY(reply && !*reply);
        const ApiError error = apiError(reply->error());
        QCOMPARE(error.failure, TransportFailure::UntrustedCertificate);
        QCOMPARE(error.title(), QStringLiteral("This server's certificate is not trusted"));
        QCOMPARE(error.remedies(), QList<Remedy>{Remedy::ShowCertificate});
        const CertificateProblem problem = transport->lastCertificateProblem();
        QCOMPARE(problem.sha256, server.digest);
        QCOMPARE(problem.issuer, QStringLiteral("localhost"));
        QCOMPARE(problem.host, QStringLiteral("127.0.0.1"));
        QVERIFY(problem.alternativeNames.contains(QStringLiteral("localhost")));
        QVERIFY(problem.validTo > problem.validFrom);
        QVERIFY(!problem.isChanged);
        QVERIFY(server.received.isEmpty());
        QCOMPARE(fingerprintText(QByteArray("\xAB\x01", 2)), QStringLiteral("AB:01"));
    }

    void acceptsThePinnedOneOnly()
    {
        TlsServer server(QStringLiteral("stranger"));
        auto owned = std::make_unique<NetworkTransport>();
        NetworkTransport *transport = owned.get();
        transport->setPinnedCertificate(server.digest);
        ApiClient client(addressOf(server), std::move(owned));
        client.setToken(QStringLiteral("secret-token"));
        const auto first = ask(client);
        QVERIFY(first && *first);
        QVERIFY(server.received.contains("secret-token"));

        // The same place, another certificate.
        server.received.clear();
        server.setCertificate(QStringLiteral("server"));
        const auto second = ask(client);
        QVERIFY(second && !*second);
        QCOMPARE(apiError(second->error()).failure, TransportFailure::UntrustedCertificate);
        QVERIFY(transport->lastCertificateProblem().isChanged);
        QCOMPARE(transport->lastCertificateProblem().sha256, server.digest);
        QVERIFY(server.received.isEmpty());

        // Pinned anew by the user, it counts.
        transport->setPinnedCertificate(server.digest);
        const auto third = ask(client);
        QVERIFY(third && *third);
    }

    void aPinRefusesATrustedStranger()
    {
        // Even an authority's word does not stand in for the certificate that was pinned.
        QFile authority(QStringLiteral(SOCLE_SOURCE_DIR "/tests/support/tls/ca.pem"));
        QVERIFY(authority.open(QIODevice::ReadOnly));
        const QSslConfiguration before = QSslConfiguration::defaultConfiguration();
        QSslConfiguration trusting = before;
        trusting.addCaCertificate(QSslCertificate(authority.readAll()));
        QSslConfiguration::setDefaultConfiguration(trusting);
        TlsServer server(QStringLiteral("server"));
        {
            ApiClient client(addressOf(server), std::make_unique<NetworkTransport>());
            const auto reply = ask(client);
            QVERIFY(reply && *reply); // trusted without a pin
        }
        server.received.clear();
        auto owned = std::make_unique<NetworkTransport>();
        NetworkTransport *transport = owned.get();
        transport->setPinnedCertificate(QByteArray(32, 'x'));
        ApiClient client(addressOf(server), std::move(owned));
        client.setToken(QStringLiteral("secret-token"));
        const auto reply = ask(client);
        QSslConfiguration::setDefaultConfiguration(before);
        QVERIFY(reply && !*reply);
        QCOMPARE(apiError(reply->error()).failure, TransportFailure::UntrustedCertificate);
        QVERIFY(transport->lastCertificateProblem().isChanged);
        QVERIFY(server.received.isEmpty());
    }

private:
    static QUrl addressOf(const TlsServer &server)
    {
        return QUrl(QStringLiteral("https://127.0.0.1:%1").arg(server.serverPort()));
    }
};

SOCLE_TEST_SUITE(TestCertificates)

#include "TestCertificates.moc"
