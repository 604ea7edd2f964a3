#include "studio/api/AiEndpoint.h"

#include "studio/api/Text.h"

namespace socle::studio {

AiStream::AiStream(ApiStream *stream, QObject *parent)
    : QObject(parent)
    , m_stream(stream)
{
    stream->setParent(this);
    connect(stream, &ApiStream::eventReceived, this, &AiStream::read);
    connect(stream, &ApiStream::ended, this, [this](bool hasError, const ApiError &error) {
        if (std::exchange(m_isOver, true)) {
            return;
        }
        // A stream that ends without `done` or `error` was cut (ai.md 2.8).
        emit failed(hasError ? error
                             : ApiError::fromFailure(TransportFailure::Closed,
                                                     tr("The answer ended before it was complete."),
                                                     {}));
    });
}

void AiStream::stop()
{
    m_isOver = true;
    m_stream->close();
}

void AiStream::read(const SseEvent &event)
{
    const auto parsed = parseJson(viewOf(event.data));
    if (!parsed || m_isOver) {
        return;
    }
    const Json &data = *parsed;
    const QPointer<AiStream> alive(this);
    emit eventReceived(event.event, QString::fromUtf8(event.data));
    if (!alive) {
        return;
    }
    if (event.event == QStringLiteral("delta")) {
        const QString text = toQString(data["text"].text());
        m_text += text;
        emit textAdded(text);
    } else if (event.event == QStringLiteral("reasoning")) {
        emit reasoningAdded(toQString(data["text"].text()));
    } else if (event.event == QStringLiteral("error")) {
        m_isOver = true;
        emit failed(
            ApiError::fromReply(static_cast<int>(data["status"].toInt(500)), event.data, {}));
    } else if (event.event == QStringLiteral("done")) {
        m_isOver = true;
        emit finished(toQString(data["finishReason"].text()));
    }
}

namespace {

QString aiPath(const QString &route) { return QStringLiteral("/api/ai/") + route; }

Result<Json> readJson(ApiReply &&reply) { return std::move(reply.json); }

} // namespace

QFuture<Result<Json>> AiEndpoint::status() const
{
    return m_client.request<Json>(
        ApiRequest::get(aiPath(QStringLiteral("status")), QStringLiteral("ai.status")), readJson);
}

QFuture<Result<Json>> AiEndpoint::models(const QString &capability) const
{
    ApiRequest request
        = ApiRequest::get(aiPath(QStringLiteral("models")), QStringLiteral("ai.models"));
    if (!capability.isEmpty()) {
        request.query.append({QStringLiteral("capability"), capability});
    }
    return m_client.request<Json>(std::move(request), readJson);
}

QFuture<Result<Json>> AiEndpoint::settings() const
{
    return m_client.request<Json>(
        ApiRequest::get(aiPath(QStringLiteral("settings")), QStringLiteral("ai.settings")),
        readJson);
}

AiStream *AiEndpoint::chat(JsonObject body, QObject *parent) const
{
    return stream(QStringLiteral("chat"), std::move(body), parent);
}

AiStream *AiEndpoint::stream(const QString &route, JsonObject body, QObject *parent) const
{
    body.set("stream", true);
    ApiRequest request
        = ApiRequest::withJson("POST", aiPath(route), std::move(body), QStringLiteral("ai.stream"));
    request.lane = Lane::Stream;
    return new AiStream(m_client.openStream(std::move(request), nullptr), parent);
}

QFuture<Result<Json>> AiEndpoint::call(const QByteArray &method,
                                       const QString &route,
                                       const Json &body) const
{
    ApiRequest request = ApiRequest::get(aiPath(route), QStringLiteral("ai.call"));
    request.method = method;
    if (!body.isNull()) {
        request.body = toBytes(body.dump());
    }
    request.deadline = std::chrono::seconds(120); // models think
    return m_client.request<Json>(std::move(request), readJson);
}

} // namespace socle::studio
