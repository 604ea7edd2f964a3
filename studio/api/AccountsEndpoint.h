// What a superuser does with the accounts of an auth collection beyond plain record calls: what
// hangs on an account, ending its sign-ins, mails in its name (auth-api.md 1.4, 3.9 to 3.14).
//
// Linked providers, sign-in origins and pending codes are records of the system collections; they
// are asked for many accounts at once.
#pragma once

#include "studio/api/ApiClient.h"
#include "studio/api/RecordsEndpoint.h"

#include <QStringList>

namespace socle::studio {

/// System collections whose records name an account by collectionRef and recordRef.
enum class AccountRows { ExternalAuths, AuthOrigins, Otps, Mfas };

class AccountsEndpoint
{
public:
    /// As many accounts as one filter may name (the server takes 3,500 characters).
    static constexpr int kMaxAccounts = 60;

    explicit AccountsEndpoint(ApiClient &client)
        : m_client(client)
    {
    }

    static QString collectionOf(AccountRows rows);

    /// Newest first, at most 500. `recordIds` at most kMaxAccounts; `collectionId` is the id, not
    /// the name.
    QFuture<Result<std::vector<Record>>> rowsOf(AccountRows rows,
                                                const QString &collectionId,
                                                const QStringList &recordIds) const;
    QFuture<Result<void>> removeRow(AccountRows rows, const QString &id) const;

    /// A new token key: every token of the account is void.
    QFuture<Result<Record>> signOutEverywhere(const QString &collection, const QString &id) const;
    /// Sets it without the old one. Ends all sign-ins of the account.
    QFuture<Result<Record>> setPassword(const QString &collection,
                                        const QString &id,
                                        const QString &password) const;
    /// Sends the confirmation to the new address, in the name of the account: `token` is one of its
    /// own (impersonation).
    QFuture<Result<void>> requestEmailChange(const QString &collection,
                                             const QString &token,
                                             const QString &newEmail) const;

private:
    ApiClient &m_client;
};

} // namespace socle::studio
