#include "studio/domain/PictureStore.h"

#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/domain/FileItems.h"

#include <QBuffer>
#include <QFileInfo>
#include <QImageReader>

namespace socle::studio {

namespace {

constexpr int kCacheKb = 64 * 1024;
constexpr qint64 kTokenLifeMs = 90'000; // tokens live two minutes by default
constexpr int kLargestSide = 1024; // originals are kept no larger

QPixmap read(QIODevice *device)
{
    QImageReader reader(device);
    reader.setAutoTransform(true);
    const QSize size = reader.size();
    if (size.isValid() && std::max(size.width(), size.height()) > kLargestSide) {
        reader.setScaledSize(size.scaled(kLargestSide, kLargestSide, Qt::KeepAspectRatio));
    }
    return QPixmap::fromImage(reader.read());
}

} // namespace

PictureStore::PictureStore(ApiClient &client, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_pictures(kCacheKb)
{
}

bool PictureStore::isPicture(const QString &name)
{
    static const QSet<QString> kinds{QStringLiteral("png"),
                                     QStringLiteral("jpg"),
                                     QStringLiteral("jpeg"),
                                     QStringLiteral("gif"),
                                     QStringLiteral("webp"),
                                     QStringLiteral("bmp"),
                                     QStringLiteral("svg")};
    return kinds.contains(QFileInfo(name).suffix().toLower());
}

QString PictureStore::thumbFor(const fields::Field &field, int side)
{
    QString best = side <= 100 ? QStringLiteral("100x100") : QString();
    int bestWidth = side <= 100 ? 100 : 0;
    for (const auto &thumb : field.list("thumbs")) {
        const QString name = toQString(thumb);
        const int width = name.section(u'x', 0, 0).toInt();
        QString height = name.section(u'x', 1);
        while (!height.isEmpty() && !height.back().isDigit()) {
            height.chop(1);
        }
        const int covers = std::max(width, height.toInt());
        if (covers >= side && (bestWidth == 0 || covers < bestWidth)) {
            best = name;
            bestWidth = covers;
        }
    }
    return best;
}

QPixmap PictureStore::picture(const QString &collectionId,
                              const QString &recordId,
                              const QString &item,
                              const fields::Field &field,
                              int side)
{
    if (!isPicture(item)) {
        return {};
    }
    const QString thumb = isLocalFile(item) ? QString() : thumbFor(field, side);
    const QString key = isLocalFile(item)
        ? item
        : QString(collectionId + u'/' + recordId + u'/' + item + u'?' + thumb);
    if (const QPixmap *found = m_pictures.object(key)) {
        return *found;
    }
    if (m_failed.contains(key) || m_underWay.contains(key)) {
        return {};
    }
    if (isLocalFile(item)) {
        QFile file(localFilePath(item));
        QPixmap picture;
        if (file.open(QIODevice::ReadOnly)) {
            picture = read(&file);
        }
        if (picture.isNull()) {
            m_failed.insert(key);
            return {};
        }
        m_pictures.insert(key, new QPixmap(picture), picture.width() * picture.height() / 256 + 1);
        return picture;
    }
    if (recordId.isEmpty()) {
        return {};
    }
    m_waiting.removeIf([&key](const Wish &wish) { return wish.key == key; });
    m_waiting.append({{collectionId, recordId, item, thumb}, key, field.flag("protected")});
    if (m_waiting.size() > kMaxWaiting) {
        m_waiting.removeFirst();
    }
    // From the event loop: this runs inside a paint.
    QMetaObject::invokeMethod(this, &PictureStore::pump, Qt::QueuedConnection);
    return {};
}

QFuture<Result<QString>> PictureStore::fileToken()
{
    if (!m_token.isEmpty() && m_tokenAge.isValid() && m_tokenAge.elapsed() < kTokenLifeMs) {
        return settledFuture<QString>(QString(m_token));
    }
    const Pending<QString> pending;
    onResult(FilesEndpoint(m_client).token(), this, [this, pending](Result<QString> token) {
        if (token) {
            m_token = *token;
            m_tokenAge.start();
        }
        pending.settle(std::move(token));
    });
    return pending.future();
}

void PictureStore::clear()
{
    m_pictures.clear();
    m_failed.clear();
    m_waiting.clear();
}

void PictureStore::pump()
{
    while (!m_waiting.isEmpty() && m_underWay.size() < kMaxInFlight) {
        const Wish wish = m_waiting.takeLast();
        m_underWay.insert(wish.key);
        if (!wish.isProtected) {
            fetch(wish, {});
            continue;
        }
        onResult(fileToken(), this, [this, wish](const Result<QString> &token) {
            fetch(wish, token ? *token : QString());
        });
    }
}

void PictureStore::fetch(const Wish &wish, const QString &token)
{
    onResult(FilesEndpoint(m_client).content(wish.file, token),
             this,
             [this, key = wish.key](const Result<QByteArray> &bytes) {
                 m_underWay.remove(key);
                 if (bytes) {
                     take(key, *bytes);
                 } else if (apiError(bytes.error()).status >= 400) {
                     m_failed.insert(key); // a network that is gone may come back
                 }
                 pump();
             });
}

void PictureStore::take(const QString &key, const QByteArray &bytes)
{
    QBuffer buffer;
    buffer.setData(bytes);
    buffer.open(QIODevice::ReadOnly);
    const QPixmap picture = read(&buffer);
    if (picture.isNull()) {
        m_failed.insert(key);
        return;
    }
    m_pictures.insert(key, new QPixmap(picture), picture.width() * picture.height() / 256 + 1);
    emit arrived();
}

} // namespace socle::studio
