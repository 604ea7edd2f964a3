// Maps on a tile server that is really there: nobody connects to it before it is named, its
// pictures and its attribution stand on the map, and when it has none or goes away that is said
// once.
#include "studio/domain/TileStore.h"
#include "studio/fields/MapTiles.h"
#include "studio/kit/MapView.h"
#include "tests/support/TestSuite.h"

#include <QBuffer>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

const QColor kSea = Qt::darkGreen;

/// HTTP enough for tiles: GET /z/x/y.png answers a green square, or 404 once `isEmpty` is set.
class LittleTileServer : public QObject
{
public:
    LittleTileServer()
    {
        QImage image(256, 256, QImage::Format_RGB32);
        image.fill(kSea);
        QBuffer buffer(&m_tile);
        buffer.open(QIODevice::WriteOnly);
        image.save(&buffer, "PNG");
        listen();
        connect(&m_listener, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *client = m_listener.nextPendingConnection();
            connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
            connect(client, &QTcpSocket::readyRead, this, [this, client] { answer(client); });
        });
    }

    void listen()
    {
        m_listener.listen(QHostAddress::LocalHost, m_port);
        m_port = m_listener.serverPort();
    }

    void close() { m_listener.close(); }

    QString address() const { return u"http://127.0.0.1:%1/{z}/{x}/{y}.png"_s.arg(m_port); }

    QList<QByteArray> heads; // one a request
    bool isEmpty = false;

private:
    void answer(QTcpSocket *client)
    {
        QByteArray &seen = m_seen[client];
        seen += client->readAll();
        for (qsizetype end = seen.indexOf("\r\n\r\n"); end >= 0; end = seen.indexOf("\r\n\r\n")) {
            heads.append(seen.left(end));
            seen.remove(0, end + 4);
            client->write(isEmpty
                              ? QByteArray("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                              : "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: "
                                  + QByteArray::number(m_tile.size()) + "\r\n\r\n" + m_tile);
        }
    }

    QTcpServer m_listener;
    quint16 m_port = 0;
    QByteArray m_tile;
    QHash<QTcpSocket *, QByteArray> m_seen;
};

} // namespace

class TestTileServer : public QObject
{
    Q_OBJECT

private slots:

    void offUntilItIsNamed()
    {
        LittleTileServer server;
        TileStore store;
        MapView map;
        map.resize(512, 300);
        showTilesOn(map, store);
        map.show();
        map.grab();
        QTest::qWait(100);
        QVERIFY(server.heads.isEmpty());
        QVERIFY(map.attribution().isEmpty());
        QVERIFY(store.tile(0, 0, 0).isNull());
        QTest::qWait(50);
        QVERIFY(server.heads.isEmpty());

        QSignalSpy arrived(&store, &TileStore::arrived);
        QSignalSpy failed(&store, &TileStore::failed);
        store.setServer({server.address(), u"© The surveyors"_s});
        QCOMPARE(map.attribution(), u"© The surveyors"_s);
        map.grab();
        QTRY_VERIFY(!server.heads.isEmpty());
        QTRY_COMPARE(arrived.size(), server.heads.size());
        QCOMPARE(failed.size(), 0);
        for (const QByteArray &head : std::as_const(server.heads)) {
            QVERIFY2(head.startsWith("GET /") && head.contains(".png HTTP/1.1"), head.constData());
            QVERIFY(!head.toLower().contains("authorization"));
            QVERIFY(!head.toLower().contains("cookie"));
        }
        const QImage picture = map.grab().toImage();
        QCOMPARE(picture.pixelColor(picture.width() / 2, picture.height() / 3), kSea);

        const qsizetype asked = server.heads.size();
        store.setServer({});
        map.grab();
        QTest::qWait(100);
        QCOMPARE(server.heads.size(), asked);
        QVERIFY(map.attribution().isEmpty());
    }

    void whatItDoesNotHaveIsSaidOnce_data()
    {
        QTest::addColumn<bool>("isGone"); // else it answers 404
        QTest::newRow("no such tiles") << false;
        QTest::newRow("nobody there") << true;
    }

    void whatItDoesNotHaveIsSaidOnce()
    {
        QFETCH(bool, isGone);
        LittleTileServer server;
        server.isEmpty = true;
        if (isGone) {
            server.close();
        }
        TileStore store;
        QSignalSpy failed(&store, &TileStore::failed);
        store.setServer({server.address(), u"© The surveyors"_s});
        MapView map;
        map.resize(512, 300);
        showTilesOn(map, store);
        map.show();
        map.grab();
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY(!failed.first().first().toString().isEmpty());
        map.grab();
        QTest::qWait(200);
        QCOMPARE(failed.size(), 1);
        // The outline is there without the tiles.
        const QImage picture = map.grab().toImage();
        QVERIFY(picture.pixelColor(picture.width() / 2, picture.height() / 3) != kSea);
        const qsizetype asked = server.heads.size();
        map.grab();
        QTest::qWait(100);
        QCOMPARE(server.heads.size(), asked); // what is missing is not asked for again
    }
};

} // namespace socle::studio

using socle::studio::TestTileServer;
SOCLE_TEST_SUITE(TestTileServer)
#include "TestTileServer.moc"
