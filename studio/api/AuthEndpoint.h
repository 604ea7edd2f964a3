// Signing in: superuser or any auth collection, second factors, renewal (auth-api.md 3).
#pragma once

#include "studio/api/ApiClient.h"
#include "studio/api/RecordsEndpoint.h"

namespace socle::studio {

/// The claims of a token that matter to a client; the signature is the server's business.
struct TokenClaims
{
    QString recordId = {};
    QString collectionId = {};
    QString type = {}; // "auth"
    QDateTime expires = {}; // UTC, null when absent
    QDateTime issued = {}; // UTC, null when absent: the peer does not write it
    bool isRefreshable = false;

    static TokenClaims parse(const QString &token);
};

struct AuthReply
{
    QString token = {};
    Record record = {};
    Json meta = {};

    bool isSuperuser() const; // record of _superusers
};

struct AuthMethods
{
    bool hasPassword = false;
    QStringList identityFields = {};
    bool hasOtp = false;
    bool hasMfa = false;
    int otpDuration = 0; // seconds
    bool hasOAuth2 = false;
    Json oauth2Providers = {};
};

class AuthEndpoint
{
public:
    static constexpr auto kSuperusers = "_superusers";

    explicit AuthEndpoint(ApiClient &client)
        : m_client(client)
    {
    }

    QFuture<Result<AuthMethods>> methods(const QString &collection) const;
    /// A second factor shows as an error with ApiError::mfaId.
    QFuture<Result<AuthReply>> withPassword(const QString &collection,
                                            const QString &identity,
                                            const QString &password,
                                            const QString &mfaId = {}) const;
    /// The otpId to answer with.
    QFuture<Result<QString>> requestOtp(const QString &collection, const QString &email) const;
    QFuture<Result<AuthReply>> withOtp(const QString &collection,
                                       const QString &otpId,
                                       const QString &code,
                                       const QString &mfaId = {}) const;
    QFuture<Result<AuthReply>> refresh(const QString &collection) const;
    /// `seconds` 0: the collection's own duration.
    QFuture<Result<AuthReply>> impersonate(const QString &collection,
                                           const QString &id,
                                           int seconds = 0) const;
    QFuture<Result<void>> requestPasswordReset(const QString &collection,
                                               const QString &email) const;
    QFuture<Result<void>> requestVerification(const QString &collection,
                                              const QString &email) const;
    /// Short-lived token for protected files.
    QFuture<Result<QString>> fileToken() const;

private:
    ApiClient &m_client;
};

/// Renews the client's token at 70 % of its life (studio.md 3.2).
///
/// setToken() on the client by itself; `renewed` for whoever stores it, `failed` when the server
/// refuses (transport failures are tried again every 30 s until the token ends).
class TokenRenewal : public QObject
{
    Q_OBJECT

public:
    TokenRenewal(ApiClient &client, QObject *parent = nullptr);
    ~TokenRenewal() override;

    /// Starts for this token; `collection` is the auth collection it belongs to.
    void watch(const QString &collection, const QString &token);
    void stop();
    /// Asks now whether the token still counts (studio.md 3.11, "token check"): `renewed` or
    /// `failed`. A token that cannot be renewed is left alone.
    void checkNow();
    /// ms until the next renewal, -1 when none is planned.
    qint64 remainingMs() const;

signals:
    void renewed(const QString &token);
    void failed(const socle::studio::ApiError &error);

private:
    void renew();

    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace socle::studio
