// A Transport that answers from fixtures: scripted answers, delays, failures, disconnects and event
// streams.
//
// Routes are matched in order, the newest first, by method and path; a path may end in '*'.
// Everything that was asked is kept in requests(). A request without a route gets a 404 in the
// protocol's envelope. Answers come from the event loop.
#pragma once

#include "shared/json/Json.h"
#include "studio/api/Transport.h"

#include <QPointer>

#include <functional>
#include <vector>

namespace socle::studio {

struct StubAnswer
{
    int status = 200;
    QByteArray body = {};
    HeaderList headers = {};
    int delayMs = 0;
    TransportFailure failure = TransportFailure::None; // instead of an answer
    bool isStream = false; // stays open: push() and endStreams()

    static StubAnswer json(const Json &json, int status = 200);
    static StubAnswer json(const QByteArray &text, int status = 200);
    static StubAnswer error(int status, const QByteArray &message, const QByteArray &data = "{}");
    static StubAnswer failed(TransportFailure failure);
    static StubAnswer stream(const QByteArray &first = {});
};

class StubReply;

class StubTransport final : public Transport
{
public:
    using Handler = std::function<StubAnswer(const TransportRequest &)>;

    TransportReply *send(const TransportRequest &request, QObject *parent) override;

    void on(const QByteArray &method, const QString &path, Handler handler);
    void on(const QByteArray &method, const QString &path, const StubAnswer &answer);
    /// Answers in turn; the last one stays.
    void onSequence(const QByteArray &method, const QString &path, std::vector<StubAnswer> answers);

    const std::vector<TransportRequest> &requests() const { return m_requests; }

    std::vector<TransportRequest> requests(const QByteArray &method, const QString &path) const;

    void clearRequests() { m_requests.clear(); }

    /// Bytes into every open stream.
    void push(const QByteArray &bytes);
    void endStreams(TransportFailure failure = TransportFailure::None);
    int openStreams() const;

    /// Value of a query parameter, decoded.
    static QString query(const TransportRequest &request, const QString &name);

private:
    struct Route
    {
        QByteArray method;
        QString path;
        Handler handler;
    };

    std::vector<Route> m_routes;
    std::vector<TransportRequest> m_requests;
    std::vector<QPointer<StubReply>> m_streams;
};

} // namespace socle::studio
