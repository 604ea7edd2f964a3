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

QFuture<Result<std::vector<AiProvider>>> AiEndpoint::providers() const
{
    return m_client.request<std::vector<AiProvider>>(
        ApiRequest::get(aiPath(QStringLiteral("providers")), QStringLiteral("ai.providers")),
        [](ApiReply &&reply) -> Result<std::vector<AiProvider>> {
            std::vector<AiProvider> list;
            for (const Json &item : reply.json["items"].array()) {
                list.push_back(AiProvider::fromJson(item));
            }
            return list;
        });
}

QFuture<Result<AiProvider>> AiEndpoint::saveProvider(JsonObject provider) const
{
    return m_client.request<AiProvider>(
        ApiRequest::withJson("POST",
                             aiPath(QStringLiteral("providers")),
                             std::move(provider),
                             QStringLiteral("ai.saveProvider")),
        [](ApiReply &&reply) -> Result<AiProvider> { return AiProvider::fromJson(reply.json); });
}

QFuture<Result<void>> AiEndpoint::setSecret(const QString &providerId, const QString &apiKey) const
{
    JsonObject body;
    body.set("apiKey", apiKey.isEmpty() ? Json() : Json(toUtf8(apiKey)));
    return m_client.requestNothing(ApiRequest::withJson(
        "PUT",
        aiPath(QStringLiteral("providers/%1/secrets").arg(pathSegment(providerId))),
        std::move(body),
        QStringLiteral("ai.secret")));
}

QFuture<Result<AiProviderTest>> AiEndpoint::testProvider(const QString &providerId) const
{
    ApiRequest request = ApiRequest::withJson(
        "POST",
        aiPath(QStringLiteral("providers/%1/test").arg(pathSegment(providerId))),
        JsonObject(),
        QStringLiteral("ai.testProvider"));
    request.deadline = std::chrono::seconds(60);
    return m_client.request<AiProviderTest>(std::move(request),
                                            [](ApiReply &&reply) -> Result<AiProviderTest> {
                                                return AiProviderTest::fromJson(reply.json);
                                            });
}

QFuture<Result<Json>> AiEndpoint::patchSettings(JsonObject patch) const
{
    return m_client.request<Json>(ApiRequest::withJson("PATCH",
                                                       aiPath(QStringLiteral("settings")),
                                                       std::move(patch),
                                                       QStringLiteral("ai.patchSettings")),
                                  readJson);
}

QFuture<Result<QVector<AiUsageRow>>> AiEndpoint::usage(const QString &from, const QString &to) const
{
    ApiRequest request
        = ApiRequest::get(aiPath(QStringLiteral("usage")), QStringLiteral("ai.usage"));
    if (!from.isEmpty()) {
        request.query.append({QStringLiteral("from"), from});
    }
    if (!to.isEmpty()) {
        request.query.append({QStringLiteral("to"), to});
    }
    return m_client.request<QVector<AiUsageRow>>(
        std::move(request), [](ApiReply &&reply) -> Result<QVector<AiUsageRow>> {
            return AiUsageRow::fromJson(reply.json);
        });
}

QFuture<Result<AiAnswer>> AiEndpoint::query(JsonObject question) const
{
    ApiRequest request = ApiRequest::withJson(
        "POST", aiPath(QStringLiteral("query")), std::move(question), QStringLiteral("ai.query"));
    request.cancelKey = QStringLiteral("ai.query");
    request.deadline = std::chrono::seconds(120); // models think
    return m_client.request<AiAnswer>(std::move(request), [](ApiReply &&reply) -> Result<AiAnswer> {
        return AiAnswer::fromJson(reply.json);
    });
}

QFuture<Result<AiLeaves>> AiEndpoint::leaves(JsonObject chat) const
{
    chat.set("dryRun", true);
    ApiRequest request = ApiRequest::withJson(
        "POST", aiPath(QStringLiteral("chat")), std::move(chat), QStringLiteral("ai.leaves"));
    request.cancelKey = QStringLiteral("ai.leaves");
    return m_client.request<AiLeaves>(std::move(request), [](ApiReply &&reply) -> Result<AiLeaves> {
        return AiLeaves::fromJson(reply.json);
    });
}

QString aiErrorCode(const ApiError &error) { return error.codes.value(QStringLiteral("ai")); }

QString aiErrorDetail(const ApiError &error)
{
    const QString detail = error.fields.value(QStringLiteral("ai"));
    return detail == error.message ? QString() : detail;
}

} // namespace socle::studio
