// See the header.
#include "studio/api/AccountSafetyEndpoint.h"

#include "studio/api/Text.h"
#include "studio/api/WireTime.h"

namespace socle::studio {

namespace {

/// The rows of a bare array.
template <typename T> Result<std::vector<T>> rowsOf(const Json &json)
{
    std::vector<T> rows;
    for (const Json &one : json.array()) {
        rows.push_back(SOCLE_TRY(T::fromJson(one)));
    }
    return rows;
}

template <typename T>
QFuture<Result<std::vector<T>>> askRows(ApiClient &client, const QString &path)
{
    return client.request<std::vector<T>>(
        ApiRequest::get(path, QStringLiteral("accounts.safety")),
        [](ApiReply &&reply) -> Result<std::vector<T>> { return rowsOf<T>(reply.json); });
}

} // namespace

Result<AccountSession> AccountSession::fromJson(const Json &json)
{
    return AccountSession{.id = toQString(json["id"].text()),
                          .device = toQString(json["device"].text()),
                          .address = toQString(json["address"].text()),
                          .impersonatedBy = toQString(json["impersonatedBy"].text()),
                          .lastSeen = wireTime(json["lastSeen"]),
                          .isCurrent = json["current"].toBool()};
}

Result<AccountDevice> AccountDevice::fromJson(const Json &json)
{
    return AccountDevice{.id = toQString(json["id"].text()),
                         .name = toQString(json["name"].text())};
}

Result<AccountLock> AccountLock::fromJson(const Json &json)
{
    return AccountLock{.collection = toQString(json["collection"].text()),
                       .record = toQString(json["record"].text()),
                       .until = wireTime(json["until"]),
                       .reason = toQString(json["reason"].text())};
}

QString AccountSafetyEndpoint::path(const QString &collection,
                                    const QString &id,
                                    const QString &rest)
{
    return QStringLiteral("/api/socle/accounts/") + pathSegment(collection) + u'/' + pathSegment(id)
        + u'/' + rest;
}

QFuture<Result<std::vector<AccountSession>>> AccountSafetyEndpoint::sessions(
    const QString &collection, const QString &id) const
{
    return askRows<AccountSession>(m_client, path(collection, id, QStringLiteral("sessions")));
}

QFuture<Result<void>> AccountSafetyEndpoint::endSession(const QString &collection,
                                                        const QString &id,
                                                        const QString &session) const
{
    ApiRequest request
        = ApiRequest::get(path(collection, id, QStringLiteral("sessions/") + pathSegment(session)),
                          QStringLiteral("accounts.endSession"));
    request.method = "DELETE";
    return m_client.requestNothing(std::move(request));
}

QFuture<Result<std::vector<AccountDevice>>> AccountSafetyEndpoint::devices(
    const QString &collection, const QString &id) const
{
    return askRows<AccountDevice>(m_client, path(collection, id, QStringLiteral("devices")));
}

QFuture<Result<void>> AccountSafetyEndpoint::forgetDevices(const QString &collection,
                                                           const QString &id) const
{
    ApiRequest request = ApiRequest::get(path(collection, id, QStringLiteral("devices")),
                                         QStringLiteral("accounts.forgetDevices"));
    request.method = "DELETE";
    return m_client.requestNothing(std::move(request));
}

QFuture<Result<std::vector<AccountLock>>> AccountSafetyEndpoint::locks() const
{
    return askRows<AccountLock>(m_client, QStringLiteral("/api/socle/accounts/locked"));
}

QFuture<Result<void>> AccountSafetyEndpoint::lock(const QString &collection,
                                                  const QString &id,
                                                  const QString &reason) const
{
    return m_client.requestNothing(
        ApiRequest::withJson("POST",
                             path(collection, id, QStringLiteral("lock")),
                             JsonObject{{"reason", toUtf8(reason)}},
                             QStringLiteral("accounts.lock")));
}

QFuture<Result<void>> AccountSafetyEndpoint::unlock(const QString &collection,
                                                    const QString &id) const
{
    return m_client.requestNothing(
        ApiRequest::withJson("POST",
                             path(collection, id, QStringLiteral("unlock")),
                             JsonObject{},
                             QStringLiteral("accounts.unlock")));
}

QFuture<Result<void>> AccountSafetyEndpoint::removeAuthenticator(const QString &collection,
                                                                 const QString &id) const
{
    ApiRequest request = ApiRequest::get(path(collection, id, QStringLiteral("totp")),
                                         QStringLiteral("accounts.removeAuthenticator"));
    request.method = "DELETE";
    return m_client.requestNothing(std::move(request));
}

QFuture<Result<AuthenticatorSecret>> AccountSafetyEndpoint::enrolAuthenticator() const
{
    return m_client.request<AuthenticatorSecret>(
        ApiRequest::withJson("POST",
                             QStringLiteral("/api/socle/totp"),
                             JsonObject{},
                             QStringLiteral("accounts.enrolAuthenticator")),
        [](ApiReply &&reply) -> Result<AuthenticatorSecret> {
            return AuthenticatorSecret{.secret = toQString(reply.json["secret"].text()),
                                       .uri = toQString(reply.json["uri"].text())};
        });
}

QFuture<Result<QStringList>> AccountSafetyEndpoint::confirmAuthenticator(const QString &code) const
{
    return m_client.request<QStringList>(
        ApiRequest::withJson("POST",
                             QStringLiteral("/api/socle/totp/confirm"),
                             JsonObject{{"code", toUtf8(code)}},
                             QStringLiteral("accounts.confirmAuthenticator")),
        [](ApiReply &&reply) -> Result<QStringList> {
            QStringList codes;
            for (const Json &one : reply.json["recoveryCodes"].array()) {
                codes << toQString(one.text());
            }
            return codes;
        });
}

} // namespace socle::studio
