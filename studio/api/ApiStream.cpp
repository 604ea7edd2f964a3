// A server-sent event stream over the transport's stream lane (studio.md 2.3, 6).
#include "studio/api/ApiClientParts.h"

namespace socle::studio {

/// An event stream over the transport's stream lane.
class StreamOfClient final : public ApiStream
{
public:
    StreamOfClient(ApiClient &client, ApiRequest request, QObject *parent)
        : ApiStream(parent)
        , m_client(&client)
        , m_request(std::move(request))
    {
        m_clock.start();
        m_request.lane = Lane::Stream;
        const TransportRequest out = outgoing(client, m_request, "text/event-stream");
        m_reply = client.m_impl->transport->send(out, this);
        connect(m_reply, &TransportReply::headReceived, this, &StreamOfClient::readHead);
        connect(m_reply, &TransportReply::bytesReceived, this, &StreamOfClient::readBytes);
        connect(m_reply, &TransportReply::finished, this, &StreamOfClient::finish);
    }

    ~StreamOfClient() override
    {
        if (m_reply != nullptr) {
            m_reply->disconnect(this);
            m_reply->setParent(nullptr); // outlives us until the transport has let go
            connect(m_reply, &TransportReply::finished, m_reply, &QObject::deleteLater);
            m_reply->abort();
        }
    }

    void close() override
    {
        if (m_reply != nullptr) {
            m_reply->disconnect(this);
            connect(m_reply, &TransportReply::finished, m_reply, &QObject::deleteLater);
            m_reply->abort();
            m_reply = nullptr;
        }
    }

private:
    void readHead(int status, const HeaderList &headers)
    {
        m_status = status;
        m_isStream
            = status < 400 && headerIn(headers, "Content-Type").startsWith("text/event-stream");
        if (m_isStream) {
            if (m_client != nullptr) {
                emit m_client->serverReached(true);
            }
            emit opened();
        }
    }

    void readBytes(const QByteArray &bytes)
    {
        m_received += bytes.size();
        if (!m_isStream) {
            if (m_errorBody.size() < 64 * 1024) {
                m_errorBody += bytes;
            }
            return;
        }
        const QPointer<StreamOfClient> alive(this);
        const QList<SseEvent> events = m_parser.feed(bytes);
        for (const SseEvent &event : events) {
            emit eventReceived(event);
            if (!alive || m_reply == nullptr) {
                return; // the receiver closed or deleted us
            }
        }
        if (m_parser.isOverflown()) {
            m_reply->abort();
        }
    }

    RequestSummary summary() const
    {
        RequestSummary result;
        result.method = QString::fromLatin1(m_request.method);
        result.path = loggedPath(m_request);
        result.purpose = m_request.purpose;
        result.status = m_status;
        result.elapsedMs = m_clock.elapsed();
        result.bytesSent = m_request.body.size();
        result.bytesReceived = m_received;
        result.startedAt = QDateTime::currentDateTimeUtc().addMSecs(-m_clock.elapsed());
        return result;
    }

    void finish(const TransportOutcome &outcome)
    {
        m_reply->deleteLater();
        m_reply = nullptr;
        const RequestSummary what = summary();
        if (m_client != nullptr) {
            m_client->m_impl->record(what);
            const QPointer<StreamOfClient> alive(this);
            emit m_client->requestFinished(what);
            if (!alive) {
                return;
            }
        }
        if (m_isStream && outcome.failure == TransportFailure::None) {
            emit ended(false, {});
        } else if (outcome.failure != TransportFailure::None) {
            if (m_client != nullptr && !m_isStream) {
                const QPointer<StreamOfClient> alive(this);
                emit m_client->serverReached(false);
                if (!alive) {
                    return;
                }
            }
            emit ended(true, ApiError::fromFailure(outcome.failure, outcome.detail, what));
        } else if (m_status >= 400) {
            emit ended(true, ApiError::fromReply(m_status, m_errorBody, what));
        } else {
            emit ended(true,
                       ApiError::fromFailure(TransportFailure::Malformed,
                                             QStringLiteral("The answer is no event stream."),
                                             what));
        }
    }

    QPointer<ApiClient> m_client;
    ApiRequest m_request;
    TransportReply *m_reply = nullptr; // child
    SseParser m_parser;
    QByteArray m_errorBody;
    QElapsedTimer m_clock;
    qint64 m_received = 0;
    int m_status = 0;
    bool m_isStream = false;
};

ApiStream *ApiClient::openStream(ApiRequest request, QObject *parent)
{
    return new StreamOfClient(*this, std::move(request), parent);
}

} // namespace socle::studio
