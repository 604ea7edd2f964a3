// The AI surface of a Socle server (ai.md): status, models, chat as a stream, and plain calls for
// the rest.
#pragma once

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

private:
    ApiClient &m_client;
};

} // namespace socle::studio
