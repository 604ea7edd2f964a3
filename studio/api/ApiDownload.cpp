#include "studio/api/ApiDownload.h"

#include "studio/api/Text.h"

#include <QUrlQuery>

namespace socle::studio {

namespace {

constexpr qsizetype kErrorBytes = 64 * 1024;

} // namespace

ApiDownload::ApiDownload(ApiClient &client, ApiRequest request, QObject *parent)
    : QObject(parent)
    , m_request(std::move(request))
{
    TransportRequest out;
    out.lane = Lane::Bulk;
    out.method = m_request.method;
    out.url = m_request.url(client.baseUrl());
    out.headers = m_request.headers;
    out.body = m_request.body;
    if (m_request.sendsToken && client.hasToken()) {
        out.headers.append({"Authorization", client.token().toUtf8()});
    }
    m_reply = client.transport().send(out, this);
    m_silence.setSingleShot(true);
    connect(&m_silence, &QTimer::timeout, this, [this] {
        m_isSilent = true;
        abort();
    });
    m_silence.start(kSilentMs);
    connect(m_reply,
            &TransportReply::headReceived,
            this,
            [this](int status, const HeaderList &headers) {
                m_silence.start();
                m_status = status;
                if (status < 400) {
                    emit opened(headers);
                }
            });
    connect(m_reply, &TransportReply::bytesReceived, this, [this](const QByteArray &bytes) {
        m_silence.start();
        if (m_status >= 400) {
            m_errorBody += bytes.left(kErrorBytes - m_errorBody.size());
            return;
        }
        m_received += bytes.size();
        emit bytesReceived(bytes);
    });
    connect(m_reply, &TransportReply::finished, this, &ApiDownload::finish);
}

ApiDownload::~ApiDownload()
{
    if (m_reply != nullptr) {
        m_reply->disconnect(this);
        m_reply->setParent(nullptr); // outlives us until the transport has let go
        connect(m_reply, &TransportReply::finished, m_reply, &QObject::deleteLater);
        m_reply->abort();
    }
}

void ApiDownload::abort()
{
    if (m_reply != nullptr) {
        m_reply->abort();
    }
}

void ApiDownload::setSilentMs(int milliseconds) { m_silence.start(milliseconds); }

void ApiDownload::finish(const TransportOutcome &outcome)
{
    m_silence.stop();
    m_reply->deleteLater();
    m_reply = nullptr;
    RequestSummary what;
    what.method = QString::fromLatin1(m_request.method);
    what.path = m_request.path;
    what.purpose = m_request.purpose;
    what.status = m_status;
    what.bytesReceived = m_received;
    if (outcome.failure != TransportFailure::None) {
        emit ended(true,
                   ApiError::fromFailure(m_isSilent ? TransportFailure::TimedOut : outcome.failure,
                                         outcome.detail,
                                         what));
    } else if (m_status >= 400) {
        emit ended(true, ApiError::fromReply(m_status, m_errorBody, what));
    } else {
        emit ended(false, {});
    }
}

} // namespace socle::studio
