// A file over a slow line: the commit tells how much of it is sent, in steps that only grow, and
// the file arrives whole.
#include "studio/domain/CommitRunner.h"
#include "studio/domain/StagingEngine.h"
#include "tests/studio/domain/CrashServer.h"

#include <QFile>
#include <QTcpSocket>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

/// Passes bytes on to a server, those of the studio no faster than `kChunk` a tick.
class SlowLine : public QObject
{
public:
    static constexpr qint64 kChunk = 64 * 1024;
    static constexpr int kTickMs = 25;

    explicit SlowLine(quint16 server)
    {
        m_listener.listen(QHostAddress::LocalHost);
        connect(&m_listener, &QTcpServer::newConnection, this, [this, server] {
            QTcpSocket *client = m_listener.nextPendingConnection();
            client->setReadBufferSize(kChunk); // what is not read yet waits at the sender
            auto *behind = new QTcpSocket(client);
            behind->connectToHost(QHostAddress::LocalHost, server);
            auto *tick = new QTimer(client);
            connect(tick, &QTimer::timeout, client, [client, behind] {
                if (behind->state() == QAbstractSocket::ConnectedState) {
                    behind->write(client->read(kChunk));
                }
            });
            tick->start(kTickMs);
            connect(behind, &QTcpSocket::readyRead, client, [client, behind] {
                client->write(behind->readAll());
            });
            connect(behind, &QTcpSocket::disconnected, client, [client] {
                client->disconnectFromHost();
            });
            connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
        });
    }

    QString address() const { return u"http://127.0.0.1:%1"_s.arg(m_listener.serverPort()); }

private:
    QTcpServer m_listener;
};

} // namespace

class TestSlowUpload : public QObject
{
    Q_OBJECT

    CrashServer m_server;

private slots:

    void cleanupTestCase() { m_server.stop(); }

    void progressGrowsAndTheFileArrives()
    {
        QString problem;
        QVERIFY2(m_server.prepare(&problem), qPrintable(problem));
        m_server.start();
        const auto direct = contextOn(m_server.address(), std::make_unique<MemoryDraftStore>());
        QVERIFY(signIn(*direct));
        VERIFY_OK(awaited(
            this,
            direct->client().send(ApiRequest::withJson(
                "POST",
                u"/api/collections"_s,
                *parseJson(
                    R"({"name":"papers","type":"base","fields":[{"name":"scan","type":"file","maxSelect":1,"maxSize":20000000}]})"),
                u"test"_s))));

        const SlowLine line(m_server.port);
        const auto context = contextOn(line.address(), std::make_unique<MemoryDraftStore>());
        QVERIFY(signIn(*context));
        const QString path = m_server.folder.filePath(u"scan.bin"_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QByteArray bytes(8'000'000, '\0'); // far more than the sockets in between hold
        for (qsizetype i = 0; i < bytes.size(); ++i) {
            bytes[i] = static_cast<char>(i * 31 + i / 4096);
        }
        file.write(bytes);
        file.close();

        StagingEngine &stage = context->staging();
        const CollectionPtr papers = context->schema().find(u"papers"_s);
        QVERIFY(papers != nullptr);
        const RecordKey key = stage.insert(papers->id, {});
        stage.setFiles(key, Record{.id = key.record}, u"scan"_s, {}, {path});
        CommitRunner *runner = commitAll(*context, this);
        QList<double> shares;
        connect(runner,
                &CommitRunner::uploading,
                this,
                [&](const QString &which, const QString &name, double share) {
                    QCOMPARE(which, path);
                    QCOMPARE(name, u"scan.bin"_s);
                    shares.append(share);
                });
        std::optional<CommitRunner::Summary> summary;
        connect(runner, &CommitRunner::finished, this, [&](const CommitRunner::Summary &result) {
            summary = result;
        });
        runner->start();
        QTRY_VERIFY_WITH_TIMEOUT(summary.has_value(), 60'000);
        QVERIFY2(summary->written == 1, qPrintable(summary->error.message));
        QVERIFY2(shares.size() >= 3, qPrintable(QString::number(shares.size())));
        QVERIFY(std::is_sorted(shares.begin(), shares.end()));
        QVERIFY(shares.first() < 0.5);
        QCOMPARE(shares.last(), 1.0);

        const auto page = awaited(this, RecordsEndpoint(direct->client()).list(u"papers"_s, {}));
        VERIFY_OK(page);
        QCOMPARE(page->items.size(), std::size_t(1));
        const Record &record = page->items.front();
        const auto stored = awaited(
            this,
            direct->client().send(ApiRequest::get(
                u"/api/files/papers/%1/%2"_s.arg(
                    record.id, QString::fromStdString(std::string(record.value(u"scan").text()))),
                u"test"_s)));
        VERIFY_OK(stored);
        QVERIFY(stored->body == bytes);
    }
};

} // namespace socle::studio

using socle::studio::TestSlowUpload;
SOCLE_TEST_SUITE(TestSlowUpload)
#include "TestSlowUpload.moc"
