#include "studio/api/FilesEndpoint.h"

#include "studio/api/Text.h"

#include <QUrlQuery>

namespace socle::studio {

QString FileAddress::path() const
{
    return QStringLiteral("/api/files/") + pathSegment(collection) + u'/' + pathSegment(record)
        + u'/' + pathSegment(name);
}

QFuture<Result<QString>> FilesEndpoint::token() const
{
    ApiRequest request;
    request.method = "POST";
    request.path = QStringLiteral("/api/files/token");
    request.purpose = QStringLiteral("files.token");
    return m_client.request<QString>(std::move(request), [](ApiReply &&reply) -> Result<QString> {
        return toQString(reply.json["token"].text());
    });
}

QFuture<Result<QByteArray>> FilesEndpoint::content(const FileAddress &file,
                                                   const QString &token) const
{
    ApiRequest request = ApiRequest::get(file.path(), QStringLiteral("files.content"));
    request.lane = Lane::Bulk;
    if (!file.thumb.isEmpty()) {
        request.query.append({QStringLiteral("thumb"), file.thumb});
    }
    if (!token.isEmpty()) {
        request.query.append({QStringLiteral("token"), token});
    }
    return m_client.request<QByteArray>(
        std::move(request),
        [](ApiReply &&reply) -> Result<QByteArray> { return std::move(reply.body); });
}

QUrl FilesEndpoint::url(const FileAddress &file, const QString &token) const
{
    QUrl url = m_client.baseUrl();
    url.setPath(url.path(QUrl::FullyEncoded) + file.path(), QUrl::StrictMode);
    QUrlQuery query;
    if (!file.thumb.isEmpty()) {
        query.addQueryItem(QStringLiteral("thumb"), file.thumb);
    }
    if (!token.isEmpty()) {
        query.addQueryItem(QStringLiteral("token"), token);
    }
    url.setQuery(query);
    return url;
}

} // namespace socle::studio
