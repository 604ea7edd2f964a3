// Passwords and tokens: in the desktop's keychain through QtKeychain, or, when there is none, in
// memory for this session or in a vault behind a passphrase.
//
//   Keychain --time-out, no keychain--> Session --protect(passphrase)--> Vault
//                                   \--a vault is there--> Locked --unlock(passphrase)--> Vault
//                                                             \--stayInSession--> Session
//
// Every call answers through a callback on the UI thread, within three seconds: a keyring whose
// prompt hides behind the window must not hold the studio. Only while Locked do readers wait: for
// the passphrase, or for being told to do without. `becameSessionOnly` comes once, when the
// keychain was given up.
//
// Source: studio.md 2.6, 6 ("Key storage").
#pragma once

#include "shared/core/Result.h"

#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <optional>

namespace socle::studio {

class SecretStore : public QObject
{
    Q_OBJECT

public:
    enum class Backend { Keychain, SessionOnly };

    /// `vaultFile` empty: no passphrase can be offered.
    explicit SecretStore(Backend backend = Backend::Keychain,
                         QObject *parent = nullptr,
                         const QString &vaultFile = {});
    ~SecretStore() override;

    /// What is written now is gone when the studio ends.
    bool isSessionOnly() const;
    /// There is a vault of an earlier run and nobody has opened it yet: readers wait.
    bool isLocked() const;
    bool isProtected() const;
    bool canProtect() const;
    /// Makes a vault (or a new one in place of the old) and moves what is known into it. The key is
    /// derived off the UI thread; `then` gets one sentence, empty when it worked.
    void protect(const QString &passphrase, QObject *context, std::function<void(QString)> then);
    /// Opens the vault of an earlier run.
    void unlock(const QString &passphrase, QObject *context, std::function<void(QString)> then);
    /// Nothing is kept beyond this run; waiting readers get nothing.
    void stayInSession();

    using Found = std::function<void(std::optional<QString>)>;
    using Done = std::function<void(bool kept)>;

    /// The secret under `key`, or nothing. `then` is dropped when `context` dies first.
    void read(const QString &key, QObject *context, Found then);
    /// `kept` is false when the secret lives only until the studio ends.
    void write(const QString &key,
               const QString &secret,
               QObject *context = nullptr,
               Done then = {});
    void remove(const QString &key);

    /// 24 characters of letters and digits from the system's secure generator.
    static QString randomPassword();

signals:
    void becameSessionOnly(const QString &reason);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace socle::studio
