#include "studio/api/RealtimeClient.h"

#include "studio/api/Text.h"

#include <QRandomGenerator>

#include <algorithm>

namespace socle::studio {

using namespace std::chrono_literals;

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
    ApiStream *stream = nullptr; // child of self
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

    void closeStream()
    {
        clientId.clear();
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
        const std::string_view action = (*json)["action"].text();
        const Json &record = (*json)["record"];
        if (action.empty() || !record.isObject()) {
            emit self.customEvent(event.event, event.data);
            return;
        }
        auto parsed = Record::fromJson(record);
        if (!parsed) {
            return;
        }
        RecordEvent out;
        out.topic = event.event;
        out.action = action == "create" ? RecordEvent::Action::Create
            : action == "delete"        ? RecordEvent::Action::Delete
                                        : RecordEvent::Action::Update;
        out.record = parsed.takeValue();
        emit self.recordEvent(out);
    }

    /// Sends the whole set of topics: the server replaces what it had.
    void submit()
    {
        if (clientId.isEmpty()) {
            return; // PB_CONNECT will
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
                failures = 0;
                const bool isResync = std::exchange(hadStream, true) && state != State::Live;
                setState(State::Live);
                if (isResync) {
                    emit self.resynced();
                }
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
        } else if (m_impl->stream == nullptr && m_impl->state != State::Waiting) {
            m_impl->open();
        } else {
            m_impl->submit();
        }
    });
}

RealtimeClient::~RealtimeClient() = default;

QString RealtimeClient::subscribe(const QString &topic, const QMap<QString, QString> &query)
{
    QString full = topic;
    if (!query.isEmpty()) {
        JsonObject options;
        for (auto it = query.begin(); it != query.end(); ++it) {
            options.set(toUtf8(it.key()), toUtf8(it.value()));
        }
        const Json json = JsonObject{{"query", std::move(options)}};
        full += QStringLiteral("?options=")
            + QString::fromLatin1(QUrl::toPercentEncoding(toQString(json.dump())));
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

void RealtimeClient::setBackoff(const QList<std::chrono::milliseconds> &delays)
{
    m_impl->backoff = delays;
}

} // namespace socle::studio
