// The questions of the users view, each over the window: new account, password, e-mail, token,
// mail, deletion.
//
// A sheet does its work itself and stays open with the server's words when that is refused; what it
// did comes back through the callback. Object names: users.<sheet>.<part>.
//
// Source: studio.md 4.10, 3.14, 3.18.
#pragma once

#include "studio/api/AccountsEndpoint.h"
#include "studio/domain/CollectionSchema.h"
#include "studio/kit/Sheet.h"

#include <functional>

namespace socle::studio {

class ConnectionContext;

/// Which account a sheet is about.
struct AccountRef
{
    CollectionPtr collection = {};
    Record record = {};
    bool isSelf = false;

    QString name() const;
    bool isSuperuser() const;
};

/// A random password of letters, digits and signs nobody mistakes for each other.
QString makePassword(int length = 20);

/// Creates an account; `created` gets its record.
Sheet *newAccountSheet(ConnectionContext &context,
                       const CollectionPtr &collection,
                       QWidget *window,
                       std::function<void(const Record &)> created);
/// Sets a new password.
Sheet *passwordSheet(ConnectionContext &context,
                     const AccountRef &account,
                     QWidget *window,
                     std::function<void()> changed);
/// Changes the address at once, or sends the confirmation to the new one; `changed` says whether
/// the record is another one now.
Sheet *emailSheet(ConnectionContext &context,
                  const AccountRef &account,
                  QWidget *window,
                  std::function<void(bool changed)> done);
/// Makes a token that acts as the account, with a chosen lifetime.
Sheet *impersonateSheet(ConnectionContext &context,
                        const AccountRef &account,
                        QWidget *window,
                        std::function<void(const QString &what)> copied);
/// Shows a mail as it will arrive and sends it. `key`: "verification" or "password-reset".
Sheet *mailSheet(ConnectionContext &context,
                 const AccountRef &account,
                 const QString &key,
                 QWidget *window,
                 std::function<void()> sent);
/// Says what goes with the account, then deletes it.
Sheet *deleteAccountSheet(ConnectionContext &context,
                          const AccountRef &account,
                          QWidget *window,
                          std::function<void()> removed);

} // namespace socle::studio
