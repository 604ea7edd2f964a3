// Passwords and tokens: in the desktop's keychain through QtKeychain, or, when there is none, in
// memory for this session.
//
// Every call answers through a callback on the UI thread, within three seconds: a keyring whose
// prompt hides behind the window must not hold the studio. After the first time-out or "no
// keychain" answer the store stays in session mode and says so once through `becameSessionOnly`.
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

    explicit SecretStore(Backend backend = Backend::Keychain, QObject *parent = nullptr);
    ~SecretStore() override;

    bool isSessionOnly() const;

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
