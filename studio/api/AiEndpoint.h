// The AI surface of a Socle server (ai.md): status, models, chat as a stream, and plain calls for
// the rest.
#pragma once

#include "studio/api/AiTypes.h"
#include "studio/api/ApiClient.h"

namespace socle::studio {

/// A chat or answer in progress: text as it grows, tool calls, usage, then the end. Delete it to
/// stop.
class AiStream : public QObject
{
    Q_OBJECT

public:
    AiStream(ApiStream *stream, QObject *parent);
    void stop();

    QString text() const { return m_text; }

signals:
    void textAdded(const QString &delta);
    void reasoningAdded(const QString &delta);
    /// Every event with its type (ai.md 2.8), the text ones too.
    void eventReceived(const QString &type, const QString &json);
    void finished(const QString &stopReason);
    void failed(const socle::studio::ApiError &error);

private:
    void read(const SseEvent &event);

    ApiStream *m_stream; // child
    QString m_text;
    bool m_isOver = false;
};

class AiEndpoint
{
public:
    explicit AiEndpoint(ApiClient &client)
        : m_client(client)
    {
    }

    QFuture<Result<Json>> status() const;
    QFuture<Result<Json>> models(const QString &capability = {}) const;
    QFuture<Result<Json>> settings() const;
    /// POST /api/ai/chat with `stream: true` added to the body.
    AiStream *chat(JsonObject body, QObject *parent) const;
    /// Any streaming route: "answer", "agents/x/runs".
    AiStream *stream(const QString &route, JsonObject body, QObject *parent) const;
    /// Any plain route below /api/ai/: call("POST", "query", {...}).
    QFuture<Result<Json>> call(const QByteArray &method,
                               const QString &route,
                               const Json &body = {}) const;

    // The same as values (AiTypes.h). Superuser, except where marked "any".
    QFuture<Result<std::vector<AiProvider>>> providers() const;
    /// Creates, or changes the one with this `name`. Errors: InvalidInput with `name`, `baseUrl`.
    QFuture<Result<AiProvider>> saveProvider(JsonObject provider) const;
    /// Write-only; an empty key removes it.
    QFuture<Result<void>> setSecret(const QString &providerId, const QString &apiKey) const;
    /// Asks the provider for its models; a refusal of the provider is a result, not an error.
    QFuture<Result<AiProviderTest>> testProvider(const QString &providerId) const;
    QFuture<Result<Json>> patchSettings(JsonObject patch) const;
    /// Days as "2026-03-01", both optional.
    QFuture<Result<QVector<AiUsageRow>>> usage(const QString &from = {},
                                               const QString &to = {}) const;
    /// Any who may query: words to a filter, run as the caller (ai.md 5.5). A new question aborts
    /// the old one.
    QFuture<Result<AiAnswer>> query(JsonObject question) const;
    /// Any who may chat: what a chat with this body would send (ai.md 5.2). A new call aborts the
    /// old one.
    QFuture<Result<AiLeaves>> leaves(JsonObject chat) const;

private:
    ApiClient &m_client;
};

/// The machine-readable code of an AI error ("provider_auth"), empty for other errors (ai.md 2.6).
QString aiErrorCode(const ApiError &error);
/// What exactly is wrong, beside the code's own sentence; empty when that says it all.
QString aiErrorDetail(const ApiError &error);

} // namespace socle::studio
