// Secrets in a file of the studio, behind a passphrase: for machines without a keychain.
//
// secrets.vault (0600), JSON:
//   {"format":1, "n":32768, "r":8, "p":1, "salt", "nonce", "data"}   bytes as base64
// The key is scrypt(passphrase, salt); `data` is AES-256-GCM over the JSON object of all secrets,
// its tag at the end, a new nonce with every write. The passphrase is kept nowhere.
//
// Source: studio.md 2.6.
#pragma once

#include "shared/core/Result.h"

#include <QHash>
#include <QString>

#include <array>
#include <optional>

namespace socle::studio {

class SecretVault
{
public:
    static bool exists(const QString &file);

    /// A new, empty one. Takes a tenth of a second (scrypt): off the UI thread.
    /// Errors: InvalidInput (empty passphrase), Unavailable (disk).
    static Result<SecretVault> create(const QString &file, const QString &passphrase);
    /// Errors: Unauthenticated (another passphrase), InvalidInput (no vault), Unavailable (disk).
    static Result<SecretVault> open(const QString &file, const QString &passphrase);

    SecretVault(SecretVault &&other) noexcept;
    SecretVault &operator=(SecretVault &&other) noexcept;
    ~SecretVault(); // wipes the key

    std::optional<QString> value(const QString &key) const;
    /// Both write the file at once. Errors: Unavailable (disk).
    Result<void> insert(const QString &key, const QString &secret);
    Result<void> remove(const QString &key);

private:
    using Key = std::array<unsigned char, 32>;

    SecretVault(QString file, QByteArray salt, Key key);
    Result<void> save() const;

    QString m_file;
    QByteArray m_salt;
    Key m_key;
    QHash<QString, QString> m_secrets;
};

} // namespace socle::studio
