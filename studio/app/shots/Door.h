// Plain HTTP to a server, past the studio: seeds the sample project and lets tests check what
// really arrived.
//
// Blocking (it runs an event loop), JSON in and out, one request at a time so that the order of
// records is the order of calls.
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QNetworkAccessManager>
#include <QUrl>

namespace socle::studio {

class Door
{
public:
    struct Answer
    {
        int status = 0; // 0: nothing answered
        QJsonObject body;
        QByteArray text;

        bool isFine() const { return status >= 200 && status < 300; }
    };

    Door(QUrl address, QString token)
        : m_address(std::move(address))
        , m_token(std::move(token))
    {
    }

    /// Signs in with a password; false when it was refused.
    bool signIn(const QString &email, const QString &password);
    Answer get(const QString &path);
    Answer send(const QByteArray &method, const QString &path, const QJsonObject &body = {});
    /// JSON lines, one record each.
    Answer sendRows(const QString &path, const QByteArray &lines);
    /// Changes a record with one file in `field`.
    Answer upload(const QString &path,
                  const QString &field,
                  const QString &fileName,
                  const QByteArray &content);

private:
    QNetworkRequest request(const QString &path) const;
    Answer wait(QNetworkReply *reply);

    QUrl m_address;
    QString m_token;
    QNetworkAccessManager m_network;
};

} // namespace socle::studio
