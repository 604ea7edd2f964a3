// The border to the network: sends one request, reports head, bytes and end. NetworkTransport is
// Qt's; tests bring their own (tests/support/StubTransport.h). Nobody above studio/api sees a
// QNetworkReply.
//
// Three lanes, three QNetworkAccessManagers (studio.md 2.3): Qt opens six sockets a host and
// manager, so that a stream or an export never stands in front of a click. All calls and signals on
// the UI thread.
#pragma once

#include "studio/api/ApiError.h"

#include <QDateTime>
#include <QList>
#include <QObject>
#include <QPair>
#include <QStringList>
#include <QUrl>

#include <memory>

namespace socle::studio {

enum class Lane {
    Interactive, // lists, records, schema: 10 s
    Bulk, // import, export, uploads, thumbnails: 60 s
    Stream, // server-sent events: no deadline
};

/// Who goes first among the requests of one lane.
enum class Urgency {
    Low, // read ahead, thumbnails out of sight
    Normal,
    High, // somebody looks at an empty place
};

using HeaderList = QList<QPair<QByteArray, QByteArray>>;

/// One file of a multipart body: from `path` (streamed) or, when that is empty, from `bytes`.
struct FilePart
{
    QString field = {}; // "cover", "docs+", "requests.0.docs"
    QString fileName = {};
    QByteArray contentType = {}; // empty: guessed from the name
    QString path = {};
    QByteArray bytes = {};
};

struct TransportRequest
{
    Lane lane = Lane::Interactive;
    Urgency urgency = Urgency::Normal;
    QByteArray method = "GET";
    QUrl url = {};
    HeaderList headers = {};
    QByteArray body = {}; // with files: the JSON of the @jsonPayload part
    QList<FilePart> files = {}; // not empty: multipart/form-data
};

struct TransportOutcome
{
    TransportFailure failure = TransportFailure::None;
    QString detail = {};
    bool bytesSent = false; // false: surely nothing reached the server, a write may be repeated
};

/// A request under way; the receiver deletes it (deleteLater) after finished().
class TransportReply : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Ends it; finished() with Cancelled follows, from the event loop.
    virtual void abort() = 0;

signals:
    void headReceived(int status, const socle::studio::HeaderList &headers);
    void bytesReceived(const QByteArray &bytes);
    void uploadProgress(qint64 sent, qint64 total);
    void finished(const socle::studio::TransportOutcome &outcome);
};

class Transport
{
public:
    virtual ~Transport() = default;
    /// Starts the request. Signals come from the event loop, never from inside the call. Never
    /// null.
    virtual TransportReply *send(const TransportRequest &request, QObject *parent) = 0;

    /// SHA-256 of the one certificate that counts for this server; empty: those of authorities.
    virtual QByteArray pinnedCertificate() const { return {}; }
};

/// A certificate that is not accepted, for "Show certificate; pin for this connection".
struct CertificateProblem
{
    QString host = {};
    QString issuer = {};
    QString subject = {};
    QStringList alternativeNames = {}; // hosts it is for
    QDateTime validFrom = {};
    QDateTime validTo = {};
    QByteArray sha256 = {}; // of the certificate, raw bytes
    QString reason = {};
    bool isChanged = false; // another one than the pinned one

    bool isPresent() const { return !sha256.isEmpty(); }
};

/// "AB:CD:…" for a digest.
QString fingerprintText(const QByteArray &sha256);

/// Qt's network: redirects only to the same host, no cookies, no disk cache, HTTP/2 off for
/// streams.
///
/// A pin accepts one certificate that is not trusted, and nothing but it: another one is refused,
/// even when an authority vouches for it. There is no way to ignore certificates altogether.
class NetworkTransport final : public Transport
{
public:
    NetworkTransport();
    ~NetworkTransport() override;

    TransportReply *send(const TransportRequest &request, QObject *parent) override;

    /// SHA-256 of the pinned certificate; empty: none.
    void setPinnedCertificate(const QByteArray &sha256);
    QByteArray pinnedCertificate() const override;
    /// The problem that ended the last request with UntrustedCertificate.
    CertificateProblem lastCertificateProblem() const;
    /// Off for proxies that misbehave (studio.md 6).
    void setAllowsHttp2(bool allows);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace socle::studio

Q_DECLARE_METATYPE(socle::studio::TransportOutcome)
