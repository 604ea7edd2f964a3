// Live changes: one event stream a connection, topics added and removed as views come and go
// (records-api.md 6).
//
// The stream opens with the first subscription and closes with the last. The server ends it after 5
// quiet or 30 total minutes: that is normal, the client reconnects and submits all topics again.
// `resynced` then tells that events may have been missed. Backoff 0.5, 1, 2, 4, 8, 15, 30 s with
// jitter (studio.md 3.11). On a Socle server the same topics come over a WebSocket. UI thread.
#pragma once

#include "studio/api/ApiClient.h"
#include "studio/api/RecordsEndpoint.h"

#include <QTimer>

namespace socle::studio {

struct RecordEvent
{
    enum class Action { Create, Update, Delete };

    QString topic = {}; // as subscribed, options included
    Action action = Action::Update;
    Record record = {};
};

class RealtimeClient : public QObject
{
    Q_OBJECT

public:
    enum class State { Idle, Connecting, Live, Waiting /* for the next attempt */ };
    Q_ENUM(State)

    explicit RealtimeClient(ApiClient &client, QObject *parent = nullptr);
    ~RealtimeClient() override;

    /// "books/*" with query options of the subscription ("filter", "expand", "fields"). Returns the
    /// full topic; several subscribers of one topic share it, each calls unsubscribe() once.
    QString subscribe(const QString &topic, const QMap<QString, QString> &query = {});
    void unsubscribe(const QString &fullTopic);
    State state() const;
    /// Tries at once (window activated, network back).
    void retryNow();
    /// Closes and opens again, after another sign-in.
    void restart();
    void setBackoff(const QList<std::chrono::milliseconds> &delays);
    /// Over a WebSocket (socle-api.md 9) instead of an event stream; after two sockets that could
    /// not be opened the event stream serves (a proxy in between may know no WebSockets).
    void setUsesWebSocket(bool uses);
    /// Whether what is live now is a WebSocket.
    bool isWebSocket() const;

signals:
    void stateChanged(socle::studio::RealtimeClient::State state);
    void recordEvent(const socle::studio::RecordEvent &event);
    /// Any other event name ("@jobs", custom topics) with its JSON text.
    void customEvent(const QString &topic, const QByteArray &json);
    /// Subscriptions stand again after a gap: visible pages should be fetched anew.
    void resynced();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace socle::studio

Q_DECLARE_METATYPE(socle::studio::RecordEvent)
