// Qt's network behind the Transport interface: one QNetworkAccessManager a lane (studio.md 2.3, 6).
#include "studio/api/Transport.h"

#include <QFile>
#include <QHttpMultiPart>
#include <QMimeDatabase>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QPointer>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslError>

#include <array>

namespace socle::studio {

struct NetworkTransport::Impl
{
    std::array<QNetworkAccessManager, 3> managers;
    QByteArray pinnedCertificate;
    CertificateProblem problem;
    bool allowsHttp2 = true;
};

namespace {

TransportFailure failureOf(QNetworkReply::NetworkError error, int status)
{
    using Code = QNetworkReply::NetworkError;
    // Qt calls every status above 399 an error of its own; for us the server has answered.
    const bool isNetworkLayer = error != Code::NoError && static_cast<int>(error) < 200;
    if (!isNetworkLayer) {
        return status > 0 ? TransportFailure::None : TransportFailure::Malformed;
    }
    switch (error) {
    case Code::ConnectionRefusedError:
        return TransportFailure::Refused;
    case Code::HostNotFoundError:
        return TransportFailure::HostNotFound;
    case Code::TimeoutError:
        return TransportFailure::TimedOut;
    case Code::OperationCanceledError:
        return TransportFailure::Cancelled;
    case Code::SslHandshakeFailedError:
        return TransportFailure::UntrustedCertificate;
    case Code::TemporaryNetworkFailureError:
    case Code::NetworkSessionFailedError:
        return TransportFailure::Offline;
    case Code::InsecureRedirectError:
    case Code::TooManyRedirectsError:
        return TransportFailure::Malformed;
    default: // the many ways a connection can break
        return TransportFailure::Closed;
    }
}

class NetworkReply final : public TransportReply
{
public:
    NetworkReply(QNetworkReply *reply,
                 QByteArray pinned,
                 CertificateProblem &problem,
                 QObject *parent)
        : TransportReply(parent)
        , m_reply(reply)
        , m_pinned(std::move(pinned))
        , m_problem(problem)
    {
        reply->setParent(this);
        connect(reply, &QNetworkReply::metaDataChanged, this, [this] { announceHead(); });
        connect(reply, &QNetworkReply::readyRead, this, [this] {
            announceHead();
            if (m_reply->isOpen()) {
                emit bytesReceived(m_reply->readAll());
            }
        });
        connect(reply, &QNetworkReply::uploadProgress, this, [this](qint64 sent, qint64 total) {
            m_hasSent = m_hasSent || sent > 0;
            emit uploadProgress(sent, total);
        });
        connect(reply, &QNetworkReply::encrypted, this, &NetworkReply::comparePin);
        connect(reply, &QNetworkReply::sslErrors, this, &NetworkReply::readSslErrors);
        connect(reply, &QNetworkReply::finished, this, [this] { finish(); });
    }

    void abort() override
    {
        m_isAborted = true;
        // From the event loop, so that finished() never comes out of this call.
        // The transport may be gone when this runs (a connection closed with a stream open), and a
        // reply ends through its manager.
        QMetaObject::invokeMethod(
            m_reply,
            [reply = m_reply, manager = QPointer<QNetworkAccessManager>(m_reply->manager())] {
                if (manager != nullptr) {
                    reply->abort();
                }
            },
            Qt::QueuedConnection);
    }

private:
    int status() const
    {
        return m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    }

    void announceHead()
    {
        const int code = status();
        const bool isRedirect = code >= 301 && code <= 308 && code != 304;
        if (m_hasHead || code < 200 || isRedirect) {
            return;
        }
        m_hasHead = true;
        HeaderList headers;
        const auto pairs = m_reply->rawHeaderPairs();
        for (const auto &pair : pairs) {
            headers.append({pair.first, pair.second});
        }
        emit headReceived(code, headers);
    }

    /// The handshake is over and nothing was sent yet: with a pin only that certificate counts.
    void comparePin()
    {
        const QSslCertificate certificate = m_reply->sslConfiguration().peerCertificate();
        if (m_pinned.isEmpty() || certificate.digest(QCryptographicHash::Sha256) == m_pinned) {
            return;
        }
        note(certificate, {});
        m_isRefused = true;
        m_reply->abort(); // at once: the request itself, with its token, must not go out
    }

    void readSslErrors(const QList<QSslError> &errors)
    {
        const QSslCertificate certificate = m_reply->sslConfiguration().peerCertificate();
        if (!m_pinned.isEmpty() && certificate.digest(QCryptographicHash::Sha256) == m_pinned) {
            m_reply->ignoreSslErrors(errors);
            return;
        }
        note(certificate, errors.isEmpty() ? QString() : errors.first().errorString());
    }

    void note(const QSslCertificate &certificate, const QString &reason)
    {
        m_problem = {m_reply->url().host(),
                     certificate.issuerDisplayName(),
                     certificate.subjectDisplayName(),
                     certificate.subjectAlternativeNames().values(),
                     certificate.effectiveDate().toUTC(),
                     certificate.expiryDate().toUTC(),
                     certificate.digest(QCryptographicHash::Sha256),
                     reason,
                     !m_pinned.isEmpty()};
    }

    void finish()
    {
        announceHead();
        // An aborted reply is closed already.
        if (const QByteArray rest = m_reply->isOpen() ? m_reply->readAll() : QByteArray();
            !rest.isEmpty()) {
            emit bytesReceived(rest);
        }
        TransportOutcome outcome;
        outcome.failure = m_isRefused ? TransportFailure::UntrustedCertificate
            : m_isAborted             ? TransportFailure::Cancelled
                                      : failureOf(m_reply->error(), status());
        if (outcome.failure != TransportFailure::None) {
            outcome.detail = m_reply->errorString();
        }
        outcome.bytesSent = m_hasSent || m_hasHead
            || (outcome.failure != TransportFailure::Refused
                && outcome.failure != TransportFailure::HostNotFound
                && outcome.failure != TransportFailure::UntrustedCertificate);
        emit finished(outcome);
    }

    QNetworkReply *m_reply; // child
    QByteArray m_pinned;
    CertificateProblem &m_problem;
    bool m_hasHead = false;
    bool m_hasSent = false;
    bool m_isAborted = false;
    bool m_isRefused = false; // its certificate is not the pinned one
};

/// Quotes and line breaks of a header parameter, as browsers send them.
QByteArray headerText(const QString &text)
{
    QByteArray bytes = text.toUtf8();
    return bytes.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
}

QHttpMultiPart *multiPart(const TransportRequest &request)
{
    auto *parts = new QHttpMultiPart(QHttpMultiPart::FormDataType);
    if (!request.body.isEmpty()) {
        QHttpPart json;
        json.setRawHeader("Content-Disposition", "form-data; name=\"@jsonPayload\"");
        json.setBody(request.body);
        parts->append(json);
    }
    const QMimeDatabase types;
    for (const FilePart &file : request.files) {
        QHttpPart part;
        part.setRawHeader("Content-Disposition",
                          QByteArray("form-data; name=\"" + headerText(file.field)
                                     + "\"; filename=\"" + headerText(file.fileName) + "\""));
        part.setRawHeader("Content-Type",
                          !file.contentType.isEmpty()
                              ? file.contentType
                              : types.mimeTypeForFile(file.fileName, QMimeDatabase::MatchExtension)
                                    .name()
                                    .toLatin1());
        if (file.path.isEmpty()) {
            part.setBody(file.bytes);
        } else {
            auto *device = new QFile(file.path, parts);
            if (!device->open(QIODevice::ReadOnly)) {
                delete parts;
                return nullptr;
            }
            part.setBodyDevice(device);
        }
        parts->append(part);
    }
    return parts;
}

/// Answers from the event loop with a failure that happened before anything was sent.
class FailedReply final : public TransportReply
{
public:
    FailedReply(const QString &detail, QObject *parent)
        : TransportReply(parent)
    {
        QMetaObject::invokeMethod(
            this,
            [this, detail] {
                emit finished(TransportOutcome{TransportFailure::Malformed, detail, false});
            },
            Qt::QueuedConnection);
    }

    void abort() override { }
};

} // namespace

NetworkTransport::NetworkTransport()
    : m_impl(std::make_unique<Impl>())
{
    for (QNetworkAccessManager &manager : m_impl->managers) {
        manager.setRedirectPolicy(QNetworkRequest::SameOriginRedirectPolicy);
        manager.setAutoDeleteReplies(false);
    }
}

NetworkTransport::~NetworkTransport() = default;

TransportReply *NetworkTransport::send(const TransportRequest &request, QObject *parent)
{
    QNetworkRequest network(request.url);
    for (const auto &[name, value] : request.headers) {
        network.setRawHeader(name, value);
    }
    network.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    network.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    network.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    network.setAttribute(QNetworkRequest::CacheLoadControlAttribute,
                         QNetworkRequest::AlwaysNetwork);
    network.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    network.setAttribute(QNetworkRequest::Http2AllowedAttribute,
                         m_impl->allowsHttp2 && request.lane != Lane::Stream);
    network.setPriority(request.urgency == Urgency::High ? QNetworkRequest::HighPriority
                            : request.urgency == Urgency::Low || request.lane == Lane::Bulk
                            ? QNetworkRequest::LowPriority
                            : QNetworkRequest::NormalPriority);
    QNetworkAccessManager &manager = m_impl->managers.at(static_cast<std::size_t>(request.lane));
    QNetworkReply *reply = nullptr;
    if (!request.files.isEmpty()) {
        QHttpMultiPart *parts = multiPart(request);
        if (parts == nullptr) {
            return new FailedReply(QStringLiteral("A file to upload cannot be read."), parent);
        }
        reply = manager.sendCustomRequest(network, request.method, parts);
        parts->setParent(reply);
    } else if (request.method == "GET" && request.body.isEmpty()) {
        reply = manager.get(network);
    } else {
        if (!request.body.isEmpty() && !network.hasRawHeader("Content-Type")) {
            network.setRawHeader("Content-Type", "application/json");
        }
        reply = manager.sendCustomRequest(network, request.method, request.body);
    }
    return new NetworkReply(reply, m_impl->pinnedCertificate, m_impl->problem, parent);
}

void NetworkTransport::setPinnedCertificate(const QByteArray &sha256)
{
    if (sha256 != m_impl->pinnedCertificate) {
        m_impl->pinnedCertificate = sha256;
        for (QNetworkAccessManager &manager : m_impl->managers) {
            manager.clearConnectionCache(); // what was accepted before is asked again
        }
    }
}

QByteArray NetworkTransport::pinnedCertificate() const { return m_impl->pinnedCertificate; }

void NetworkTransport::setAllowsHttp2(bool allows) { m_impl->allowsHttp2 = allows; }

QString fingerprintText(const QByteArray &sha256)
{
    return QString::fromLatin1(sha256.toHex(':').toUpper());
}

CertificateProblem NetworkTransport::lastCertificateProblem() const { return m_impl->problem; }

} // namespace socle::studio
