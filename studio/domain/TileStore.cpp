#include "studio/domain/TileStore.h"

#include <QTimer>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kDeadlineMs = 20'000;
constexpr qsizetype kMostMissing = 4096;

} // namespace

/// What has come of one request so far.
struct TileStore::Fetch
{
    QString key;
    int status = 0;
    QByteArray bytes;
};

TileStore::TileStore(QObject *parent)
    : TileStore(nullptr, parent)
{
}

TileStore::TileStore(std::unique_ptr<Transport> transport, QObject *parent)
    : QObject(parent)
    , m_transport(std::move(transport))
    , m_tiles(kMostKept)
{
}

TileStore::~TileStore() = default;

QString TileStore::problemOf(const QString &address)
{
    const QUrl url(QString(address)
                       .replace(u"{z}"_s, u"0"_s)
                       .replace(u"{x}"_s, u"0"_s)
                       .replace(u"{y}"_s, u"0"_s));
    if ((url.scheme() != u"https"_s && url.scheme() != u"http"_s) || url.host().isEmpty()) {
        return tr("An address of tiles begins with https:// or http://.");
    }
    for (const auto &part : {u"{z}"_s, u"{x}"_s, u"{y}"_s}) {
        if (address.count(part) != 1) {
            return tr("The address needs {z}, {x} and {y}, each once.");
        }
    }
    return {};
}

void TileStore::setServer(const TileServer &server)
{
    if (m_server == server) {
        return;
    }
    m_server = server;
    m_tiles.clear();
    m_missing.clear();
    m_waiting.clear();
    m_hasFailed = false;
    const QList<TransportReply *> replies = m_underWay.values();
    m_underWay.clear(); // their answers are of another server
    for (TransportReply *reply : replies) {
        reply->disconnect(this);
        reply->abort();
        reply->deleteLater();
    }
    emit serverChanged();
}

QUrl TileStore::urlOf(const QString &key) const
{
    const QStringList parts = key.split(u'/');
    return QUrl(QString(m_server.address)
                    .replace(u"{z}"_s, parts[0])
                    .replace(u"{x}"_s, parts[1])
                    .replace(u"{y}"_s, parts[2]));
}

QPixmap TileStore::tile(int zoom, int x, int y)
{
    if (!m_server.isSet()) {
        return {};
    }
    const QString key = u"%1/%2/%3"_s.arg(zoom).arg(x).arg(y);
    if (const QPixmap *found = m_tiles.object(key)) {
        return *found;
    }
    if (m_missing.contains(key) || m_underWay.contains(key)) {
        return {};
    }
    m_waiting.removeAll(key);
    m_waiting.append(key);
    if (m_waiting.size() > kMostWaiting) {
        m_waiting.removeFirst();
    }
    // From the event loop: this runs inside a paint.
    QMetaObject::invokeMethod(this, &TileStore::pump, Qt::QueuedConnection);
    return {};
}

void TileStore::pump()
{
    if (m_transport == nullptr && !m_waiting.isEmpty()) {
        m_transport = std::make_unique<NetworkTransport>();
    }
    while (!m_waiting.isEmpty() && m_underWay.size() < kMostInFlight) {
        auto fetch = std::make_shared<Fetch>();
        fetch->key = m_waiting.takeLast();
        TransportRequest request;
        request.lane = Lane::Bulk;
        request.url = urlOf(fetch->key);
        request.headers = {{"Accept", "image/*"}, {"User-Agent", "Socle-Studio"}};
        TransportReply *reply = m_transport->send(request, this);
        m_underWay.insert(fetch->key, reply);
        connect(reply,
                &TransportReply::headReceived,
                this,
                [fetch](int status, const HeaderList &) { fetch->status = status; });
        connect(
            reply, &TransportReply::bytesReceived, this, [fetch, reply](const QByteArray &bytes) {
                fetch->bytes += bytes;
                if (fetch->bytes.size() > kMostBytes) {
                    reply->abort();
                }
            });
        connect(reply,
                &TransportReply::finished,
                this,
                [this, fetch, reply](const TransportOutcome &outcome) {
                    reply->deleteLater();
                    settle(fetch.get(), outcome);
                });
        QTimer::singleShot(kDeadlineMs, reply, [reply] { reply->abort(); });
    }
}

void TileStore::settle(Fetch *fetch, const TransportOutcome &outcome)
{
    m_underWay.remove(fetch->key);
    QPixmap picture;
    const bool isAnswer = outcome.failure == TransportFailure::None && fetch->status == 200;
    if (isAnswer) {
        picture.loadFromData(fetch->bytes);
    }
    if (!picture.isNull()) {
        m_tiles.insert(fetch->key, new QPixmap(picture));
        emit arrived();
    } else {
        if (m_missing.size() > kMostMissing) {
            m_missing.clear();
        }
        m_missing.insert(fetch->key);
        if (!std::exchange(m_hasFailed, true)) {
            const bool isTooMuch = fetch->bytes.size() > kMostBytes;
            emit failed(isAnswer || isTooMuch
                            ? tr("The tile server sent something that is no tile.")
                            : fetch->status > 0
                            ? tr("The tile server answers with status %1.").arg(fetch->status)
                            : tr("The tile server cannot be reached."));
        }
    }
    pump();
}

} // namespace socle::studio
