#include "studio/api/AuthEndpoint.h"

#include "studio/api/Text.h"

#include <QTimer>

#include <algorithm>

namespace socle::studio {

namespace {

QString routeOf(const QString &collection, const char *action)
{
    return QStringLiteral("/api/collections/") + pathSegment(collection) + u'/'
        + QString::fromLatin1(action);
}

ApiRequest post(const QString &collection, const char *action, JsonObject body, const char *purpose)
{
    return ApiRequest::withJson(
        "POST", routeOf(collection, action), std::move(body), QString::fromLatin1(purpose));
}

Result<AuthReply> readAuth(ApiReply &&reply)
{
    AuthReply auth;
    auth.token = toQString(reply.json["token"].text());
    if (auth.token.isEmpty()) {
        return toError(ApiError::fromFailure(
            TransportFailure::Malformed, QStringLiteral("The server's answer has no token."), {}));
    }
    auth.record = SOCLE_TRY(Record::fromJson(reply.json["record"]));
    auth.meta = reply.json["meta"];
    return auth;
}

Result<AuthMethods> readMethods(ApiReply &&reply)
{
    const Json &json = reply.json;
    AuthMethods methods;
    methods.hasPassword = json["password"]["enabled"].toBool();
    for (const Json &field : json["password"]["identityFields"].array()) {
        methods.identityFields.append(toQString(field.text()));
    }
    methods.hasOtp = json["otp"]["enabled"].toBool();
    methods.otpDuration = static_cast<int>(json["otp"]["duration"].toInt());
    methods.hasMfa = json["mfa"]["enabled"].toBool();
    methods.hasOAuth2 = json["oauth2"]["enabled"].toBool();
    methods.oauth2Providers = json["oauth2"]["providers"];
    return methods;
}

QDateTime timeOf(const Json &claim)
{
    return claim.isNumber() ? QDateTime::fromSecsSinceEpoch(claim.toInt(), Qt::UTC) : QDateTime();
}

} // namespace

TokenClaims TokenClaims::parse(const QString &token)
{
    TokenClaims claims;
    const QStringList parts = token.split(u'.');
    if (parts.size() != 3) {
        return claims;
    }
    const QByteArray payload
        = QByteArray::fromBase64(parts.at(1).toLatin1(), QByteArray::Base64UrlEncoding);
    const auto json = parseJson(viewOf(payload));
    if (!json) {
        return claims;
    }
    claims.recordId = toQString((*json)["id"].text());
    claims.collectionId = toQString((*json)["collectionId"].text());
    claims.type = toQString((*json)["type"].text());
    claims.expires = timeOf((*json)["exp"]);
    claims.issued = timeOf((*json)["iat"]);
    claims.isRefreshable = (*json)["refreshable"].toBool();
    return claims;
}

bool AuthReply::isSuperuser() const
{
    return record.collectionName() == QLatin1String(AuthEndpoint::kSuperusers);
}

QFuture<Result<AuthMethods>> AuthEndpoint::methods(const QString &collection) const
{
    ApiRequest request
        = ApiRequest::get(routeOf(collection, "auth-methods"), QStringLiteral("auth.methods"));
    request.query.append({QStringLiteral("fields"), QStringLiteral("mfa,otp,password,oauth2")});
    return m_client.request<AuthMethods>(std::move(request), readMethods);
}

QFuture<Result<AuthReply>> AuthEndpoint::withPassword(const QString &collection,
                                                      const QString &identity,
                                                      const QString &password,
                                                      const QString &mfaId) const
{
    JsonObject body{{"identity", toUtf8(identity)}, {"password", toUtf8(password)}};
    if (!mfaId.isEmpty()) {
        body.set("mfaId", toUtf8(mfaId));
    }
    ApiRequest request = post(collection, "auth-with-password", std::move(body), "auth.password");
    request.sendsToken = false; // an old token would only confuse 401 handling
    return m_client.request<AuthReply>(std::move(request), readAuth);
}

QFuture<Result<QString>> AuthEndpoint::requestOtp(const QString &collection,
                                                  const QString &email) const
{
    ApiRequest request
        = post(collection, "request-otp", {{"email", toUtf8(email)}}, "auth.requestOtp");
    request.sendsToken = false;
    return m_client.request<QString>(std::move(request), [](ApiReply &&reply) -> Result<QString> {
        return toQString(reply.json["otpId"].text());
    });
}

QFuture<Result<AuthReply>> AuthEndpoint::withOtp(const QString &collection,
                                                 const QString &otpId,
                                                 const QString &code,
                                                 const QString &mfaId) const
{
    JsonObject body{{"otpId", toUtf8(otpId)}, {"password", toUtf8(code)}};
    if (!mfaId.isEmpty()) {
        body.set("mfaId", toUtf8(mfaId));
    }
    ApiRequest request = post(collection, "auth-with-otp", std::move(body), "auth.otp");
    request.sendsToken = false;
    return m_client.request<AuthReply>(std::move(request), readAuth);
}

QFuture<Result<AuthReply>> AuthEndpoint::refresh(const QString &collection) const
{
    ApiRequest request;
    request.method = "POST";
    request.path = routeOf(collection, "auth-refresh");
    request.purpose = QStringLiteral("auth.refresh");
    return m_client.request<AuthReply>(std::move(request), readAuth);
}

QFuture<Result<AuthReply>> AuthEndpoint::impersonate(const QString &collection,
                                                     const QString &id,
                                                     int seconds) const
{
    JsonObject body;
    if (seconds > 0) {
        body.set("duration", seconds);
    }
    return m_client.request<AuthReply>(
        ApiRequest::withJson("POST",
                             routeOf(collection, "impersonate/") + pathSegment(id),
                             std::move(body),
                             QStringLiteral("auth.impersonate")),
        readAuth);
}

QFuture<Result<void>> AuthEndpoint::requestPasswordReset(const QString &collection,
                                                         const QString &email) const
{
    return m_client.requestNothing(post(collection,
                                        "request-password-reset",
                                        {{"email", toUtf8(email)}},
                                        "auth.requestPasswordReset"));
}

QFuture<Result<void>> AuthEndpoint::requestVerification(const QString &collection,
                                                        const QString &email) const
{
    return m_client.requestNothing(post(collection,
                                        "request-verification",
                                        {{"email", toUtf8(email)}},
                                        "auth.requestVerification"));
}

QFuture<Result<QString>> AuthEndpoint::fileToken() const
{
    ApiRequest request;
    request.method = "POST";
    request.path = QStringLiteral("/api/files/token");
    request.purpose = QStringLiteral("auth.fileToken");
    return m_client.request<QString>(std::move(request), [](ApiReply &&reply) -> Result<QString> {
        return toQString(reply.json["token"].text());
    });
}

// ---------------------------------------------------------------------------------------------------------------------

namespace {

constexpr int kSameTokenMs = 60'000;

} // namespace

struct TokenRenewal::Impl
{
    explicit Impl(ApiClient &c)
        : client(c)
    {
        timer.setSingleShot(true);
    }

    ApiClient &client;
    QString collection;
    QString token;
    QDateTime due;
    QDateTime expires;
    QTimer timer;
    quint64 generation = 0;
};

TokenRenewal::TokenRenewal(ApiClient &client, QObject *parent)
    : QObject(parent)
    , m_impl(std::make_unique<Impl>(client))
{
    connect(&m_impl->timer, &QTimer::timeout, this, &TokenRenewal::renew);
}

TokenRenewal::~TokenRenewal() = default;

void TokenRenewal::watch(const QString &collection, const QString &token)
{
    stop();
    const TokenClaims claims = TokenClaims::parse(token);
    if (!claims.expires.isValid() || !claims.isRefreshable) {
        return; // a static token: nothing to renew
    }
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const QDateTime begin = claims.issued.isValid() ? claims.issued : now;
    const qint64 life = begin.msecsTo(claims.expires);
    m_impl->collection = collection;
    m_impl->token = token;
    m_impl->expires = claims.expires;
    m_impl->due = begin.addMSecs(life * 7 / 10);
    // A timer counts in ints; a long life is slept in pieces.
    m_impl->timer.start(
        static_cast<int>(std::clamp<qint64>(now.msecsTo(m_impl->due), 0, 24 * 3600 * 1000)));
}

void TokenRenewal::stop()
{
    ++m_impl->generation;
    m_impl->timer.stop();
    m_impl->due = {};
}

qint64 TokenRenewal::remainingMs() const
{
    return m_impl->due.isValid()
        ? std::max<qint64>(0, QDateTime::currentDateTimeUtc().msecsTo(m_impl->due))
        : -1;
}

void TokenRenewal::checkNow()
{
    if (m_impl->due.isValid()) {
        m_impl->due = QDateTime::currentDateTimeUtc();
        renew();
    }
}

void TokenRenewal::renew()
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    if (now.msecsTo(m_impl->due) > 1000) { // woke up early, see watch()
        m_impl->timer.start(
            static_cast<int>(std::min<qint64>(now.msecsTo(m_impl->due), 24 * 3600 * 1000)));
        return;
    }
    const quint64 generation = m_impl->generation;
    onResult(AuthEndpoint(m_impl->client).refresh(m_impl->collection),
             this,
             [this, generation](Result<AuthReply> reply) {
                 if (generation != m_impl->generation) {
                     return;
                 }
                 if (reply) {
                     const QString token = reply->token;
                     m_impl->client.setToken(token);
                     const bool isNew = token != m_impl->token;
                     watch(m_impl->collection, token);
                     if (isNew) {
                         emit renewed(token);
                     } else if (m_impl->timer.remainingTime() < kSameTokenMs) {
                         // A server that hands back what it got must not be asked in a loop.
                         m_impl->timer.start(kSameTokenMs);
                     }
                     return;
                 }
                 const ApiError error = apiError(reply.error());
                 // A server that failed (5xx) has said nothing about the token.
                 const bool isRefused = error.status >= 400 && error.status < 500;
                 if ((error.isTransient() || !isRefused)
                     && QDateTime::currentDateTimeUtc() < m_impl->expires) {
                     m_impl->timer.start(30'000);
                     return;
                 }
                 stop();
                 emit failed(error);
             });
}

} // namespace socle::studio
