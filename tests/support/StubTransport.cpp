#include "tests/support/StubTransport.h"

#include "studio/api/Text.h"

#include <QTimer>
#include <QUrlQuery>

#include <memory>

namespace socle::studio {

class StubReply final : public TransportReply
{
public:
    StubReply(StubAnswer answer, QObject *parent)
        : TransportReply(parent)
        , m_answer(std::move(answer))
    {
        QTimer::singleShot(m_answer.delayMs, this, [this] { deliver(); });
    }

    void abort() override
    {
        QMetaObject::invokeMethod(
            this, [this] { end(TransportFailure::Cancelled); }, Qt::QueuedConnection);
    }

    void push(const QByteArray &bytes)
    {
        if (!m_isOver) {
            emit bytesReceived(bytes);
        }
    }

    void end(TransportFailure failure)
    {
        if (!std::exchange(m_isOver, true)) {
            emit finished({failure, QStringLiteral("stub"), true});
        }
    }

    bool isOpen() const { return !m_isOver && m_answer.isStream; }

private:
    void deliver()
    {
        if (m_isOver) {
            return;
        }
        if (m_answer.failure != TransportFailure::None) {
            end(m_answer.failure);
            return;
        }
        emit headReceived(m_answer.status, m_answer.headers);
        if (!m_answer.body.isEmpty() && !m_isOver) {
            emit bytesReceived(m_answer.body);
        }
        if (!m_answer.isStream) {
            end(TransportFailure::None);
        }
    }

    StubAnswer m_answer;
    bool m_isOver = false;
};

StubAnswer StubAnswer::json(const Json &json, int status)
{
    return StubAnswer::json(toBytes(json.dump()), status);
}

StubAnswer StubAnswer::json(const QByteArray &text, int status)
{
    StubAnswer answer;
    answer.status = status;
    answer.body = text;
    answer.headers = {qMakePair(QByteArray("Content-Type"), QByteArray("application/json"))};
    return answer;
}

StubAnswer StubAnswer::error(int status, const QByteArray &message, const QByteArray &data)
{
    return json(QByteArray(R"({"data":)" + data + R"(,"message":")" + message + R"(","status":)"
                           + QByteArray::number(status) + "}"),
                status);
}

StubAnswer StubAnswer::failed(TransportFailure failure)
{
    StubAnswer answer;
    answer.failure = failure;
    return answer;
}

StubAnswer StubAnswer::stream(const QByteArray &first)
{
    StubAnswer answer;
    answer.body = first;
    answer.headers = {qMakePair(QByteArray("Content-Type"), QByteArray("text/event-stream"))};
    answer.isStream = true;
    return answer;
}

TransportReply *StubTransport::send(const TransportRequest &request, QObject *parent)
{
    m_requests.push_back(request);
    StubAnswer answer = StubAnswer::error(404, "The requested resource wasn't found.");
    const QString path = request.url.path();
    for (auto route = m_routes.rbegin(); route != m_routes.rend(); ++route) {
        const bool fits = route->path.endsWith(u'*') ? path.startsWith(route->path.chopped(1))
                                                     : path == route->path;
        if (fits && route->method == request.method) {
            answer = route->handler(request);
            break;
        }
    }
    const bool isStream = answer.isStream;
    auto *reply = new StubReply(std::move(answer), parent);
    if (isStream) {
        m_streams.emplace_back(reply);
    }
    return reply;
}

void StubTransport::on(const QByteArray &method, const QString &path, Handler handler)
{
    m_routes.push_back({method, path, std::move(handler)});
}

void StubTransport::on(const QByteArray &method, const QString &path, const StubAnswer &answer)
{
    on(method, path, [answer](const TransportRequest &) { return answer; });
}

void StubTransport::onSequence(const QByteArray &method,
                               const QString &path,
                               std::vector<StubAnswer> answers)
{
    auto next = std::make_shared<std::size_t>(0); // shared: the handler is copied
    on(method, path, [answers = std::move(answers), next](const TransportRequest &) {
        const StubAnswer answer = answers[*next];
        *next = std::min(*next + 1, answers.size() - 1);
        return answer;
    });
}

std::vector<TransportRequest> StubTransport::requests(const QByteArray &method,
                                                      const QString &path) const
{
    std::vector<TransportRequest> result;
    for (const TransportRequest &request : m_requests) {
        if (request.method == method && request.url.path() == path) {
            result.push_back(request);
        }
    }
    return result;
}

void StubTransport::push(const QByteArray &bytes)
{
    const auto streams = m_streams;
    for (const auto &stream : streams) {
        if (stream != nullptr) {
            stream->push(bytes);
        }
    }
}

void StubTransport::endStreams(TransportFailure failure)
{
    const auto streams = std::exchange(m_streams, {});
    for (const auto &stream : streams) {
        if (stream != nullptr) {
            stream->end(failure);
        }
    }
}

int StubTransport::openStreams() const
{
    int count = 0;
    for (const auto &stream : m_streams) {
        count += stream != nullptr && stream->isOpen() ? 1 : 0;
    }
    return count;
}

QString StubTransport::query(const TransportRequest &request, const QString &name)
{
    return QUrlQuery(request.url).queryItemValue(name, QUrl::FullyDecoded);
}

} // namespace socle::studio
