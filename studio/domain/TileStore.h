// Pictures of a tile server for maps (studio.md 4.3.17: "tile server configurable per connection").
//
// Off until the user names a server: without one nothing is ever asked. Requests carry no token and
// go over a transport of their own, so that the server of the connection and its certificate have
// nothing to do with it. A few at a time, newest question first; kept in memory only, bounded.
// UI thread.
#pragma once

#include "studio/api/Transport.h"

#include <QCache>
#include <QObject>
#include <QPixmap>
#include <QSet>

#include <memory>

namespace socle::studio {

struct TileServer
{
    QString address = {}; // "https://tiles.example.com/{z}/{x}/{y}.png"; empty: none
    QString attribution = {}; // stands on the map, as its owner asks

    bool isSet() const { return !address.isEmpty(); }

    friend bool operator==(const TileServer &, const TileServer &) = default;
};

class TileStore : public QObject
{
    Q_OBJECT

public:
    static constexpr int kMostInFlight = 4;
    static constexpr int kMostWaiting = 64; // older questions are forgotten
    static constexpr int kMostKept = 256; // tiles, 64 MB
    static constexpr qint64 kMostBytes = 1 << 20; // of one tile

    explicit TileStore(QObject *parent = nullptr);
    /// With another border to the network (tests).
    TileStore(std::unique_ptr<Transport> transport, QObject *parent);
    ~TileStore() override;

    /// Forgets every tile of the server before.
    void setServer(const TileServer &server);

    const TileServer &server() const { return m_server; }

    /// Null while it is fetched, and for ever when the server has none.
    QPixmap tile(int zoom, int x, int y);

    /// Why `address` is no address of tiles, in words for the user; empty when it is one.
    static QString problemOf(const QString &address);

signals:
    void arrived();
    void serverChanged();
    /// The first tile of this server that could not be had, with the reason.
    void failed(const QString &reason);

private:
    struct Fetch;

    void pump();
    void settle(Fetch *fetch, const TransportOutcome &outcome);
    QUrl urlOf(const QString &key) const;

    std::unique_ptr<Transport> m_transport; // made with the first request
    TileServer m_server;
    QCache<QString, QPixmap> m_tiles; // key "z/x/y"
    QStringList m_waiting; // newest last
    QHash<QString, TransportReply *> m_underWay;
    QSet<QString> m_missing;
    bool m_hasFailed = false;
};

} // namespace socle::studio
