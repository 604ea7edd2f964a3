#include "studio/api/RealtimeClient.h"

#include "shared/protocol/Limits.h"
#include "studio/api/Text.h"

#include <QRandomGenerator>
#include <QSet>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslError>
#include <QWebSocket>

#include <algorithm>

namespace socle::studio {

using namespace std::chrono_literals;

namespace {

constexpr int kMostSocketFailures = 2;

/// Plain ASCII: the options are percent-encoded.
QString topicWith(const QString &topic, const QMap<QString, QString> &query)
{
    if (query.isEmpty()) {
        return topic;
    }
    JsonObject options;
    for (auto it = query.begin(); it != query.end(); ++it) {
        options.set(toUtf8(it.key()), toUtf8(it.value()));
    }
    const Json json = JsonObject{{"query", std::move(options)}};
    return topic + QStringLiteral("?options=")
        + QString::fromLatin1(QUrl::toPercentEncoding(toQString(json.dump())));
}

} // namespace

struct RealtimeClient::Impl
{
    Impl(RealtimeClient &owner, ApiClient &c)
        : self(owner)
        , client(c)
    {
        retryTimer.setSingleShot(true);
        submitTimer.setSingleShot(true);
        submitTimer.setInterval(0); // several subscribe() calls of one event become one request
    }

    RealtimeClient &self;
    ApiClient &client;
    QMap<QString, int> topics; // full topic -> subscribers
    QSet<QString> partial; // full topics that ask for some fields only
    ApiStream *stream = nullptr; // child of self
    QWebSocket *socket = nullptr; // child of self
    QSet<QString> sent; // topics this socket knows
    quint64 submitId = 0;
    int socketFailures = 0; // since the last one that worked
    bool usesSocket = false;
    QString clientId;
    State state = State::Idle;
    QTimer retryTimer;
    QTimer submitTimer;
    QList<std::chrono::milliseconds> backoff{500ms, 1s, 2s, 4s, 8s, 15s, 30s};
    qsizetype failures = 0;
    bool hadStream = false; // a stream stood before: the next submit is a resync
    quint64 generation = 0; // of the stream: late answers of an older one do not count

    void setState(State next)
    {
        if (state != next) {
            state = next;
            emit self.stateChanged(next);
        }
    }

    void open()
    {
        retryTimer.stop();
        closeStream();
        if (topics.isEmpty()) {
            setState(State::Idle);
            return;
        }
        setState(State::Connecting);
        ++generation;
        if (usesSocket && socketFailures < kMostSocketFailures) {
            openSocket();
            return;
        }
        ApiRequest request
            = ApiRequest::get(QStringLiteral("/api/realtime"), QStringLiteral("realtime.stream"));
        request.lane = Lane::Stream;
        request.sendsToken
            = false; // the stream carries no auth; the subscription does (records-api.md 6.1)
        stream = client.openStream(std::move(request), &self);
        QObject::connect(stream, &ApiStream::eventReceived, &self, [this](const SseEvent &event) {
            read(event);
        });
        QObject::connect(stream, &ApiStream::ended, &self, [this](bool hasError, const ApiError &) {
            closeStream();
            if (hasError || state != State::Live) {
                waitAndOpen();
            } else {
                failures = 0;
                open(); // the ordinary end after 5 or 30 minutes
            }
        });
    }

    // WebSocket: the same topics; hello, then auth, then subscribe.

    void openSocket()
    {
        socket = new QWebSocket(QString(), QWebSocketProtocol::VersionLatest, &self);
        QUrl url = client.baseUrl();
        url.setScheme(url.scheme() == QStringLiteral("https") ? QStringLiteral("wss")
                                                              : QStringLiteral("ws"));
        QString path = url.path();
        while (path.endsWith(u'/')) {
            path.chop(1);
        }
        url.setPath(path + QStringLiteral("/api/realtime/ws"));
        QObject::connect(socket,
                         &QWebSocket::textMessageReceived,
                         &self,
                         [this](const QString &text) { readSocket(text); });
        const auto lost = [this] {
            if (socket == nullptr) {
                return;
            }
            socketFailures += state == State::Live ? 0 : 1;
            closeStream();
            waitAndOpen();
        };
        QObject::connect(socket, &QWebSocket::disconnected, &self, lost, Qt::QueuedConnection);
        QObject::connect(socket,
                         QOverload<QAbstractSocket::SocketError>::of(&QWebSocket::error),
                         &self,
                         lost,
                         Qt::QueuedConnection);
        QObject::connect(
            socket, &QWebSocket::sslErrors, &self, [this](const QList<QSslError> &errors) {
                // The pin of the connection counts here as in its other requests.
                if (!client.transport().pinnedCertificate().isEmpty() && hasPinnedCertificate()) {
                    socket->ignoreSslErrors(errors);
                }
            });
        socket->open(url);
    }

    /// Nothing pinned, or the server shows just that certificate.
    bool hasPinnedCertificate() const
    {
        const QByteArray pinned = client.transport().pinnedCertificate();
        return pinned.isEmpty()
            || socket->sslConfiguration().peerCertificate().digest(QCryptographicHash::Sha256)
            == pinned;
    }

    void sendSocket(JsonObject message)
    {
        socket->sendTextMessage(toQString(Json(std::move(message)).dump()));
    }

    void readSocket(const QString &text)
    {
        const auto json = parseJson(toUtf8(text));
        if (!json) {
            return;
        }
        const std::string_view op = (*json)["op"].text();
        if (op == "hello") {
            if (!hasPinnedCertificate()) { // before the token goes out
                closeStream();
                waitAndOpen();
                return;
            }
            clientId = toQString((*json)["clientId"].text());
            if (client.hasToken()) {
                sendSocket({{"op", "auth"}, {"token", toUtf8(client.token())}});
            }
            submit();
        } else if (op == "ok" && (*json)["id"].text() == toUtf8(QString::number(submitId))) {
            socketFailures = 0;
            wentLive();
        } else if (op == "error") {
            // A refused subscription serves nobody: begin again, later.
            closeStream();
            waitAndOpen();
        } else if (op == "event") {
            readEvent(toQString((*json)["topic"].text()), (*json)["data"]);
        }
    }

    void submitSocket()
    {
        JsonArray added;
        JsonArray removed;
        for (auto it = topics.begin(); it != topics.end(); ++it) {
            if (!sent.contains(it.key())) {
                added.push_back(toUtf8(it.key()));
                sent.insert(it.key());
            }
        }
        for (const QString &topic : QSet<QString>(sent)) {
            if (!topics.contains(topic)) {
                removed.push_back(toUtf8(topic));
                sent.remove(topic);
            }
        }
        if (!removed.empty()) {
            sendSocket({{"op", "unsubscribe"},
                        {"id", toUtf8(QString::number(++submitId))},
                        {"topics", std::move(removed)}});
        }
        if (!added.empty()) {
            sendSocket({{"op", "subscribe"},
                        {"id", toUtf8(QString::number(++submitId))},
                        {"topics", std::move(added)}});
        }
    }

    void wentLive()
    {
        failures = 0;
        const bool isResync = std::exchange(hadStream, true) && state != State::Live;
        setState(State::Live);
        if (isResync) {
            emit self.resynced();
        }
    }

    void closeStream()
    {
        clientId.clear();
        sent.clear();
        if (QWebSocket *old = std::exchange(socket, nullptr)) {
            old->disconnect(&self);
            old->abort();
            old->deleteLater();
        }
        if (stream != nullptr) {
            stream->disconnect(&self);
            stream->close();
            stream->deleteLater();
            stream = nullptr;
        }
    }

    void waitAndOpen()
    {
        const auto base = backoff.at(std::min(failures, backoff.size() - 1));
        ++failures;
        const int ms = static_cast<int>(base.count());
        setState(State::Waiting);
        retryTimer.start(ms + (ms >= 4 ? QRandomGenerator::global()->bounded(ms / 4) : 0));
    }

    void read(const SseEvent &event)
    {
        if (event.event == QStringLiteral("PB_CONNECT")) {
            clientId = event.id;
            if (clientId.isEmpty()) {
                if (const auto json = parseJson(viewOf(event.data))) {
                    clientId = toQString((*json)["clientId"].text());
                }
            }
            submit();
            return;
        }
        const auto json = parseJson(viewOf(event.data));
        if (!json) {
            return;
        }
        readEvent(event.event, *json);
    }

    void readEvent(const QString &topic, const Json &json)
    {
        const std::string_view action = json["action"].text();
        const Json &record = json["record"];
        if (action.empty() || !record.isObject()) {
            emit self.customEvent(topic, toBytes(json.dump()));
            return;
        }
        auto parsed = Record::fromJson(record);
        if (!parsed) {
            return;
        }
        RecordEvent out;
        out.topic = topic;
        out.action = action == "create" ? RecordEvent::Action::Create
            : action == "delete"        ? RecordEvent::Action::Delete
                                        : RecordEvent::Action::Update;
        out.record = parsed.takeValue();
        out.record.isPartial = partial.contains(topic);
        emit self.recordEvent(out);
    }

    /// Sends the whole set of topics: the server replaces what it had.
    void submit()
    {
        if (clientId.isEmpty()) {
            return; // PB_CONNECT or hello will
        }
        if (socket != nullptr) {
            submitSocket();
            return;
        }
        JsonArray list;
        for (auto it = topics.begin(); it != topics.end(); ++it) {
            list.push_back(toUtf8(it.key()));
        }
        ApiRequest request = ApiRequest::withJson(
            "POST",
            QStringLiteral("/api/realtime"),
            JsonObject{{"clientId", toUtf8(clientId)}, {"subscriptions", std::move(list)}},
            QStringLiteral("realtime.subscribe"));
        request.cancelKey = QStringLiteral("realtime.subscribe");
        const quint64 mine = generation;
        onResult(
            client.requestNothing(std::move(request)), &self, [this, mine](Result<void> result) {
                if (mine != generation) {
                    return;
                }
                if (!result) {
                    closeStream();
                    waitAndOpen();
                    return;
                }
                wentLive();
            });
    }
};

RealtimeClient::RealtimeClient(ApiClient &client, QObject *parent)
    : QObject(parent)
    , m_impl(std::make_unique<Impl>(*this, client))
{
    connect(&m_impl->retryTimer, &QTimer::timeout, this, [this] { m_impl->open(); });
    connect(&m_impl->submitTimer, &QTimer::timeout, this, [this] {
        if (m_impl->topics.isEmpty()) {
            m_impl->open(); // closes
            m_impl->hadStream = false;
        } else if (m_impl->stream == nullptr && m_impl->socket == nullptr
                   && m_impl->state != State::Waiting) {
            m_impl->open();
        } else {
            m_impl->submit();
        }
    });
}

RealtimeClient::~RealtimeClient() = default;

/// Where `fields` would make the topic longer than a server takes it is left out: whole records
/// come. An event's record says by `isPartial` which of both it is.
QString RealtimeClient::subscribe(const QString &topic, const QMap<QString, QString> &query)
{
    const QString kFields = QStringLiteral("fields");
    QMap<QString, QString> options = query;
    QString full = topicWith(topic, options);
    if (static_cast<std::size_t>(full.size()) > protocol::kMaxTopicBytes
        && options.remove(kFields) > 0) {
        full = topicWith(topic, options);
    }
    if (!Record::asksWhole(options.value(kFields))) {
        m_impl->partial.insert(full); // stays: events of a topic that was left may be on their way
    }
    if (++m_impl->topics[full] == 1) {
        m_impl->submitTimer.start();
    }
    return full;
}

void RealtimeClient::unsubscribe(const QString &fullTopic)
{
    const auto it = m_impl->topics.find(fullTopic);
    if (it == m_impl->topics.end()) {
        return;
    }
    if (--it.value() == 0) {
        m_impl->topics.erase(it);
        m_impl->submitTimer.start();
    }
}

RealtimeClient::State RealtimeClient::state() const { return m_impl->state; }

void RealtimeClient::retryNow()
{
    if (m_impl->state == State::Waiting) {
        m_impl->failures = 0;
        m_impl->open();
    }
}

void RealtimeClient::restart()
{
    m_impl->failures = 0;
    m_impl->open();
}

void RealtimeClient::setUsesWebSocket(bool uses)
{
    if (m_impl->usesSocket != uses) {
        m_impl->usesSocket = uses;
        m_impl->socketFailures = 0;
        if (!m_impl->topics.isEmpty()) {
            m_impl->open();
        }
    }
}

bool RealtimeClient::isWebSocket() const { return m_impl->socket != nullptr; }

void RealtimeClient::setBackoff(const QList<std::chrono::milliseconds> &delays)
{
    m_impl->backoff = delays;
}

} // namespace socle::studio
