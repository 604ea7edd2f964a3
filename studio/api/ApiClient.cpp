#include "studio/api/ApiClient.h"

#include "studio/api/ApiClientParts.h"
#include "studio/api/Text.h"

#include <algorithm>

namespace socle::studio {

QString loggedPath(const ApiRequest &request)
{
    QString path = request.path;
    QString query;
    for (const auto &[name, value] : request.query) {
        const bool isSecret = name == QStringLiteral("token");
        query += (query.isEmpty() ? u'?' : u'&') + name + u'='
            + (isSecret ? QStringLiteral("***") : value);
    }
    return path + query;
}

QByteArray headerIn(const HeaderList &headers, const QByteArray &name)
{
    for (const auto &[key, value] : headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0) {
            return value;
        }
    }
    return {};
}

TransportRequest outgoing(const ApiClient &client, const ApiRequest &request, const char *accept)
{
    TransportRequest out;
    out.lane = request.lane;
    out.urgency = request.urgency;
    out.method = request.method;
    out.url = request.url(client.baseUrl());
    out.headers = request.headers;
    out.headers.append(qMakePair(QByteArray("Accept"), QByteArray(accept)));
    if (request.sendsToken && client.hasToken()) {
        out.headers.append({"Authorization", client.token().toUtf8()});
    }
    out.body = request.body;
    out.files = request.files;
    return out;
}

QUrl ApiRequest::url(const QUrl &base) const
{
    QUrl url = base;
    QString prefix = base.path(QUrl::FullyEncoded);
    while (prefix.endsWith(u'/')) {
        prefix.chop(1);
    }
    url.setPath(prefix + path, QUrl::StrictMode); // segments come encoded
    if (!query.isEmpty()) {
        QByteArray encoded;
        for (const auto &[name, value] : query) {
            encoded += (encoded.isEmpty() ? "" : "&") + QUrl::toPercentEncoding(name) + '='
                + QUrl::toPercentEncoding(value);
        }
        url.setQuery(QString::fromLatin1(encoded), QUrl::StrictMode);
    }
    return url;
}

ApiRequest ApiRequest::get(const QString &path, const QString &purpose)
{
    ApiRequest request;
    request.path = path;
    request.purpose = purpose;
    return request;
}

ApiRequest ApiRequest::withJson(const QByteArray &method,
                                const QString &path,
                                const Json &json,
                                const QString &purpose)
{
    ApiRequest request;
    request.method = method;
    request.path = path;
    request.body = toBytes(json.dump());
    request.purpose = purpose;
    return request;
}

QByteArray ApiReply::header(const QByteArray &name) const { return headerIn(headers, name); }

QString pathSegment(QStringView text)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text.toString()));
}

ApiClient::ApiClient(const QUrl &baseUrl, std::unique_ptr<Transport> transport, QObject *parent)
    : QObject(parent)
    , m_impl(std::make_unique<Impl>())
{
    m_impl->baseUrl = baseUrl;
    m_impl->transport = std::move(transport);
}

ApiClient::~ApiClient()
{
    // Calls are children and hold replies of the transport: they go before it.
    const auto calls = std::exchange(m_impl->calls, {});
    for (Call *call : calls) {
        delete call;
    }
}

QUrl ApiClient::baseUrl() const { return m_impl->baseUrl; }

void ApiClient::setBaseUrl(const QUrl &baseUrl) { m_impl->baseUrl = baseUrl; }

Transport &ApiClient::transport() { return *m_impl->transport; }

void ApiClient::setToken(const QString &token)
{
    m_impl->token = token;
    m_impl->isSignedOut = false;
    emit tokenChanged();
    if (!token.isEmpty()) {
        const auto parked = std::exchange(m_impl->parked, {});
        for (Call *call : parked) {
            call->attempts = 0;
            call->attempt();
        }
    }
}

QString ApiClient::token() const { return m_impl->token; }

bool ApiClient::hasToken() const { return !m_impl->token.isEmpty(); }

void ApiClient::setAccount(const QString &account) { m_impl->account = account; }

void ApiClient::setBatchLimit(qint64 bytes) { m_impl->batchLimit = bytes; }

QFuture<Result<ApiReply>> ApiClient::send(ApiRequest request)
{
    const Pending<ApiReply> pending;
    start(std::move(request),
          [pending](Result<ApiReply> reply) { pending.settle(std::move(reply)); });
    return pending.future();
}

QFuture<Result<void>> ApiClient::requestNothing(ApiRequest request)
{
    return this->request<void>(std::move(request), [](ApiReply &&) { return Result<void>(); });
}

void ApiClient::start(ApiRequest request, Done done)
{
    if (!request.cancelKey.isEmpty()) {
        cancel(request.cancelKey);
    }
    auto *call = new Call(*this, std::move(request), std::move(done));
    m_impl->calls.push_back(call);
    call->attempt();
}

void ApiClient::cancel(const QString &cancelKey)
{
    const auto calls = m_impl->calls;
    for (Call *call : calls) {
        if (!cancelKey.isEmpty() && call->request.cancelKey == cancelKey) {
            call->drop();
        }
    }
}

void ApiClient::cancelAll()
{
    const auto calls = m_impl->calls;
    for (Call *call : calls) {
        call->drop();
    }
}

int ApiClient::inFlight() const { return static_cast<int>(m_impl->calls.size()); }

QList<RequestSummary> ApiClient::recentRequests() const
{
    return {m_impl->ring.begin(), m_impl->ring.end()};
}

int ApiClient::medianLatencyMs() const
{
    if (m_impl->latencies.empty()) {
        return -1;
    }
    std::vector<int> sorted(m_impl->latencies.begin(), m_impl->latencies.end());
    std::nth_element(sorted.begin(),
                     sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2),
                     sorted.end());
    return sorted[sorted.size() / 2];
}

void ApiClient::setParksUnauthenticatedReads(bool parks) { m_impl->parksReads = parks; }

void ApiClient::setSignedOut() { m_impl->isSignedOut = m_impl->parksReads; }

void ApiClient::setRetryDelays(const QList<std::chrono::milliseconds> &delays)
{
    m_impl->retryDelays = delays;
}

void ApiClient::setDefaultRateLimitDelay(std::chrono::milliseconds delay)
{
    m_impl->rateLimitDelay = delay;
}

} // namespace socle::studio
