// What a Socle server keeps about the safety of one account: whether it is locked, its sessions,
// its authenticator app and the devices that may skip it.
//
// Hidden on a server without these. Each control does one thing at once. Object names:
// users.page.sessions, users.page.session.<id>.end, users.page.lock, users.page.authenticator,
// users.page.forgetDevices.
//
// Source: studio.md 4.10; design.md 10 (accounts.*).
#pragma once

#include "studio/api/AccountSafetyEndpoint.h"
#include "studio/domain/CollectionSchema.h"

#include <QWidget>

class QVBoxLayout;

namespace socle::studio {

class Button;
class Card;
class ConnectionContext;
class SettingLine;
class Shell;

class AccountSafety : public QWidget
{
    Q_OBJECT

public:
    AccountSafety(ConnectionContext &context, Shell &shell, QWidget *parent = nullptr);

    /// Asks anew; what is shown stays until the answers are there when it is the same account.
    void show(const CollectionPtr &collection, const QString &recordId, bool isSelf);
    void setWritable(bool writable, const QString &reasonAgainst);

signals:
    /// Something was done; the whole page may have changed.
    void done(const QString &what);
    void refused(const QString &what, const socle::Error &error);

private:
    void fillSessions(const std::vector<AccountSession> &sessions);
    void fillDevices(const std::vector<AccountDevice> &devices);
    void fillLock(const std::vector<AccountLock> &locks);
    void toggleLock();
    void changeAuthenticator();
    void forgetDevices();
    void endSession(const AccountSession &session);
    /// Shows what became of one of the actions above.
    void settle(const QFuture<Result<void>> &future, const QString &went, const QString &refusal);

    ConnectionContext &m_context;
    Shell &m_shell;
    CollectionPtr m_collection;
    QString m_id;
    quint64 m_generation = 0;
    bool m_isSelf = false;
    bool m_isLocked = false;
    bool m_isWritable = true;
    QString m_reasonAgainst;

    Card *m_sessionCard;
    QVBoxLayout *m_sessions;
    SettingLine *m_lockLine;
    Button *m_lock;
    SettingLine *m_authenticatorLine;
    Button *m_authenticator;
    SettingLine *m_deviceLine;
    Button *m_forget;
};

} // namespace socle::studio
