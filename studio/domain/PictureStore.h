// Pictures of stored and local files, for cells, tiles and cards.
//
// Asking returns what is there and fetches the rest, newest question first, a few at a time on the
// bulk lane; arrived() says that a repaint is worth it. 64 MB in memory, nothing on disk. Files
// that are no pictures are never fetched. UI thread.
#pragma once

#include "shared/fields/Field.h"
#include "studio/api/FilesEndpoint.h"

#include <QCache>
#include <QElapsedTimer>
#include <QObject>
#include <QPixmap>
#include <QSet>

namespace socle::studio {

class PictureStore : public QObject
{
    Q_OBJECT

public:
    static constexpr int kMaxInFlight = 4;
    static constexpr int kMaxWaiting = 200; // older questions are forgotten

    explicit PictureStore(ApiClient &client, QObject *parent = nullptr);

    /// Null while it is fetched, and for ever when it cannot be shown. `item` as in FileItems.h;
    /// `side` in pixels chooses the thumbnail the field declares.
    QPixmap picture(const QString &collectionId,
                    const QString &recordId,
                    const QString &item,
                    const fields::Field &field,
                    int side);
    /// Whether the name is that of a picture the studio can show.
    static bool isPicture(const QString &name);
    /// The smallest declared thumbnail that covers `side`; "100x100" always exists, empty means the
    /// original.
    static QString thumbFor(const fields::Field &field, int side);
    /// Token for protected files; asked anew when the last one is old.
    QFuture<Result<QString>> fileToken();
    void clear();

signals:
    void arrived();

private:
    struct Wish
    {
        FileAddress file = {};
        QString key = {};
        bool isProtected = false;
    };

    void pump();
    void fetch(const Wish &wish, const QString &token);
    void take(const QString &key, const QByteArray &bytes);

    ApiClient &m_client;
    QCache<QString, QPixmap> m_pictures; // cost in KB
    QList<Wish> m_waiting; // newest last
    QSet<QString> m_underWay;
    QSet<QString> m_failed;
    QString m_token;
    QElapsedTimer m_tokenAge;
};

} // namespace socle::studio
