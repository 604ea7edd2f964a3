#include "studio/app/shots/Door.h"

#include <QHttpMultiPart>
#include <QJsonDocument>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kDeadlineMs = 20'000;

} // namespace

bool Door::signIn(const QString &email, const QString &password)
{
    const Answer answer = send("POST",
                               u"/api/collections/_superusers/auth-with-password"_s,
                               {{u"identity"_s, email}, {u"password"_s, password}});
    m_token = answer.body[u"token"_s].toString();
    return answer.isFine();
}

QNetworkRequest Door::request(const QString &path) const
{
    QNetworkRequest request(QUrl(m_address.toString(QUrl::StripTrailingSlash) + path));
    request.setTransferTimeout(kDeadlineMs);
    if (!m_token.isEmpty()) {
        request.setRawHeader("Authorization", m_token.toUtf8());
    }
    return request;
}

Door::Answer Door::get(const QString &path) { return wait(m_network.get(request(path))); }

Door::Answer Door::send(const QByteArray &method, const QString &path, const QJsonObject &body)
{
    QNetworkRequest head = request(path);
    head.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    return wait(m_network.sendCustomRequest(
        head, method, QJsonDocument(body).toJson(QJsonDocument::Compact)));
}

Door::Answer Door::sendRows(const QString &path, const QByteArray &lines)
{
    QNetworkRequest head = request(path);
    head.setHeader(QNetworkRequest::ContentTypeHeader, u"application/x-ndjson"_s);
    return wait(m_network.post(head, lines));
}

Door::Answer Door::upload(const QString &path,
                          const QString &field,
                          const QString &fileName,
                          const QByteArray &content)
{
    auto parts = std::make_unique<QHttpMultiPart>(QHttpMultiPart::FormDataType);
    QHttpPart part;
    part.setHeader(QNetworkRequest::ContentTypeHeader, u"image/png"_s);
    part.setHeader(QNetworkRequest::ContentDispositionHeader,
                   u"form-data; name=\"%1\"; filename=\"%2\""_s.arg(field, fileName));
    part.setBody(content);
    parts->append(part);
    return wait(m_network.sendCustomRequest(request(path), "PATCH", parts.get()));
}

Door::Answer Door::wait(QNetworkReply *reply)
{
    const std::unique_ptr<QNetworkReply> owned(reply);
    // Not a QEventLoop: after QCoreApplication::quit() a new one would end at once. Bounded,
    // whatever the server does.
    if (!QTest::qWaitFor([reply] { return reply->isFinished(); }, kDeadlineMs)) {
        return {};
    }
    Answer answer;
    answer.status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    answer.text = reply->isReadable() ? reply->readAll() : QByteArray();
    answer.body = QJsonDocument::fromJson(answer.text).object();
    return answer;
}

} // namespace socle::studio
