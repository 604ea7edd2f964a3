// What a Socle server knows about the safety of one account: sessions, remembered devices, locks,
// the authenticator app. For superusers; a PocketBase server has none of these routes.
#pragma once

#include "studio/api/ApiClient.h"

#include <QDateTime>
#include <QStringList>

#include <vector>

namespace socle::studio {

struct AccountSession
{
    QString id = {};
    QString device = {}; // "Firefox on Linux"
    QString address = {};
    QString impersonatedBy = {}; // empty: the person
    QDateTime lastSeen = {}; // UTC
    bool isCurrent = false;

    static Result<AccountSession> fromJson(const Json &json);
};

struct AccountDevice
{
    QString id = {};
    QString name = {};

    static Result<AccountDevice> fromJson(const Json &json);
};

/// Why nobody signs in to an account.
struct AccountLock
{
    QString collection = {}; // id
    QString record = {};
    QDateTime until = {}; // null: a superuser's lock, without end
    QString reason = {};

    static Result<AccountLock> fromJson(const Json &json);
};

/// What a new authenticator app is told.
struct AuthenticatorSecret
{
    QString secret = {}; // base32, for typing
    QString uri = {}; // "otpauth://…", for the camera
};

class AccountSafetyEndpoint
{
public:
    explicit AccountSafetyEndpoint(ApiClient &client)
        : m_client(client)
    {
    }

    /// Last seen first. Empty where sessions are switched off.
    QFuture<Result<std::vector<AccountSession>>> sessions(const QString &collection,
                                                          const QString &id) const;
    QFuture<Result<void>> endSession(const QString &collection,
                                     const QString &id,
                                     const QString &session) const;
    QFuture<Result<std::vector<AccountDevice>>> devices(const QString &collection,
                                                        const QString &id) const;
    /// All of them: the next sign-in of each asks for the second step again.
    QFuture<Result<void>> forgetDevices(const QString &collection, const QString &id) const;
    /// Every locked account of the server.
    QFuture<Result<std::vector<AccountLock>>> locks() const;
    /// Ends every token and stream of the account until unlock().
    QFuture<Result<void>> lock(const QString &collection,
                               const QString &id,
                               const QString &reason) const;
    QFuture<Result<void>> unlock(const QString &collection, const QString &id) const;
    /// Takes the authenticator app away. Refused with 404 when there is none.
    QFuture<Result<void>> removeAuthenticator(const QString &collection, const QString &id) const;
    /// Begins with an app for the account of this connection's own token.
    QFuture<Result<AuthenticatorSecret>> enrolAuthenticator() const;
    /// Proves the app with a code of it; answers the recovery codes, which are shown only here.
    QFuture<Result<QStringList>> confirmAuthenticator(const QString &code) const;

private:
    static QString path(const QString &collection, const QString &id, const QString &rest);

    ApiClient &m_client;
};

} // namespace socle::studio
