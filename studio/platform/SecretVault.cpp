#include "studio/platform/SecretVault.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <memory>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kVaultFormat = 1;
constexpr quint64 kCost = 32768; // scrypt N: 32 MB and about 0.1 s
constexpr quint64 kBlockSize = 8;
constexpr quint64 kParallel = 1;
constexpr quint64 kMaxMemory = 64 * 1024 * 1024;
constexpr int kSaltBytes = 16;
constexpr int kNonceBytes = 12;
constexpr int kTagBytes = 16;

struct SecretVaultWords
{
    Q_DECLARE_TR_FUNCTIONS(SecretVault)
};

Error vaultError(ErrorKind kind, const QString &message)
{
    return Error{.kind = kind, .message = message.toStdString()};
}

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

const unsigned char *bytesOf(const QByteArray &bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.constData());
}

unsigned char *bytesOf(QByteArray &bytes)
{
    return reinterpret_cast<unsigned char *>(bytes.data());
}

QByteArray randomBytes(int count)
{
    QByteArray bytes(count, '\0');
    return RAND_bytes(bytesOf(bytes), count) == 1 ? bytes : QByteArray();
}

template <typename Key> bool derive(const QString &passphrase, const QByteArray &salt, Key &key)
{
    const QByteArray text = passphrase.normalized(QString::NormalizationForm_C).toUtf8();
    return EVP_PBE_scrypt(text.constData(),
                          static_cast<std::size_t>(text.size()),
                          bytesOf(salt),
                          static_cast<std::size_t>(salt.size()),
                          kCost,
                          kBlockSize,
                          kParallel,
                          kMaxMemory,
                          key.data(),
                          key.size())
        == 1;
}

/// Sealed bytes with the tag at their end; empty when the library refused.
template <typename Key>
QByteArray seal(const QByteArray &plain, const QByteArray &nonce, const Key &key)
{
    const Cipher cipher(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    QByteArray sealed(plain.size() + kTagBytes, '\0');
    int length = 0;
    int rest = 0;
    if (EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key.data(), bytesOf(nonce))
            != 1
        || EVP_EncryptUpdate(cipher.get(),
                             bytesOf(sealed),
                             &length,
                             bytesOf(plain),
                             static_cast<int>(plain.size()))
            != 1
        || EVP_EncryptFinal_ex(cipher.get(), bytesOf(sealed) + length, &rest) != 1
        || EVP_CIPHER_CTX_ctrl(
               cipher.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes, bytesOf(sealed) + plain.size())
            != 1) {
        return {};
    }
    return sealed;
}

/// Nothing when the key is another one or a byte was changed.
template <typename Key>
std::optional<QByteArray> unseal(const QByteArray &sealed, const QByteArray &nonce, const Key &key)
{
    if (sealed.size() < kTagBytes || nonce.size() != kNonceBytes) {
        return std::nullopt;
    }
    const Cipher cipher(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    const int size = static_cast<int>(sealed.size()) - kTagBytes;
    QByteArray plain(size, '\0');
    QByteArray tag = sealed.right(kTagBytes);
    int length = 0;
    int rest = 0;
    const bool isWhole
        = EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key.data(), bytesOf(nonce))
            == 1
        && EVP_DecryptUpdate(cipher.get(), bytesOf(plain), &length, bytesOf(sealed), size) == 1
        && EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes, tag.data()) == 1
        && EVP_DecryptFinal_ex(cipher.get(), bytesOf(plain) + length, &rest) == 1;
    return isWhole ? std::optional(plain) : std::nullopt;
}

Error diskError(const QString &reason)
{
    return vaultError(
        ErrorKind::Unavailable,
        SecretVaultWords::tr("The protected passwords cannot be stored: %1").arg(reason));
}

} // namespace

SecretVault::SecretVault(QString file, QByteArray salt, Key key)
    : m_file(std::move(file))
    , m_salt(std::move(salt))
    , m_key(key)
{
}

SecretVault::SecretVault(SecretVault &&other) noexcept
    : m_file(std::move(other.m_file))
    , m_salt(std::move(other.m_salt))
    , m_key(other.m_key)
    , m_secrets(std::move(other.m_secrets))
{
    OPENSSL_cleanse(other.m_key.data(), other.m_key.size());
}

SecretVault &SecretVault::operator=(SecretVault &&other) noexcept
{
    std::swap(m_file, other.m_file);
    std::swap(m_salt, other.m_salt);
    std::swap(m_key, other.m_key);
    std::swap(m_secrets, other.m_secrets);
    return *this;
}

SecretVault::~SecretVault() { OPENSSL_cleanse(m_key.data(), m_key.size()); }

bool SecretVault::exists(const QString &file) { return QFileInfo(file).isFile(); }

Result<SecretVault> SecretVault::create(const QString &file, const QString &passphrase)
{
    if (passphrase.isEmpty()) {
        return vaultError(ErrorKind::InvalidInput,
                          SecretVaultWords::tr("A passphrase cannot be empty"));
    }
    const QByteArray salt = randomBytes(kSaltBytes);
    Key key{};
    if (salt.isEmpty() || !derive(passphrase, salt, key)) {
        return vaultError(ErrorKind::Internal,
                          SecretVaultWords::tr("The passphrase could not be turned into a key"));
    }
    SecretVault vault(file, salt, key);
    SOCLE_TRY(vault.save());
    return vault;
}

Result<SecretVault> SecretVault::open(const QString &file, const QString &passphrase)
{
    QFile in(file);
    if (!in.open(QIODevice::ReadOnly)) {
        return diskError(in.errorString());
    }
    const QJsonObject json = QJsonDocument::fromJson(in.readAll()).object();
    const auto bytes = [&](const QString &name) {
        return QByteArray::fromBase64(json[name].toString().toLatin1());
    };
    const bool isKnown = json[u"format"_s].toInt() == kVaultFormat
        && json[u"n"_s].toInteger() == static_cast<qint64>(kCost)
        && json[u"r"_s].toInteger() == static_cast<qint64>(kBlockSize)
        && json[u"p"_s].toInteger() == static_cast<qint64>(kParallel);
    const QByteArray salt = bytes(u"salt"_s);
    if (!isKnown || salt.size() != kSaltBytes) {
        return vaultError(ErrorKind::InvalidInput,
                          SecretVaultWords::tr("The file of protected passwords is damaged"));
    }
    Key key{};
    if (!derive(passphrase, salt, key)) {
        return vaultError(ErrorKind::Internal,
                          SecretVaultWords::tr("The passphrase could not be turned into a key"));
    }
    const auto plain = unseal(bytes(u"data"_s), bytes(u"nonce"_s), key);
    if (!plain) {
        OPENSSL_cleanse(key.data(), key.size());
        return vaultError(ErrorKind::Unauthenticated,
                          SecretVaultWords::tr("This is not the passphrase"));
    }
    SecretVault vault(file, salt, key);
    const QJsonObject secrets = QJsonDocument::fromJson(*plain).object();
    for (auto it = secrets.begin(); it != secrets.end(); ++it) {
        vault.m_secrets.insert(it.key(), it.value().toString());
    }
    return vault;
}

std::optional<QString> SecretVault::value(const QString &key) const
{
    const auto found = m_secrets.constFind(key);
    return found == m_secrets.constEnd() ? std::nullopt : std::optional(*found);
}

Result<void> SecretVault::insert(const QString &key, const QString &secret)
{
    m_secrets.insert(key, secret);
    return save();
}

Result<void> SecretVault::remove(const QString &key)
{
    return m_secrets.remove(key) ? save() : Result<void>();
}

Result<void> SecretVault::save() const
{
    QJsonObject secrets;
    for (auto it = m_secrets.begin(); it != m_secrets.end(); ++it) {
        secrets[it.key()] = it.value();
    }
    QByteArray plain = QJsonDocument(secrets).toJson(QJsonDocument::Compact);
    const QByteArray nonce = randomBytes(kNonceBytes);
    const QByteArray sealed = nonce.isEmpty() ? QByteArray() : seal(plain, nonce, m_key);
    OPENSSL_cleanse(plain.data(), static_cast<std::size_t>(plain.size()));
    if (sealed.isEmpty()) {
        return vaultError(ErrorKind::Internal,
                          SecretVaultWords::tr("The passwords could not be encrypted"));
    }
    const QJsonObject json{
        {u"format"_s, kVaultFormat},
        {u"n"_s, static_cast<qint64>(kCost)},
        {u"r"_s, static_cast<qint64>(kBlockSize)},
        {u"p"_s, static_cast<qint64>(kParallel)},
        {u"salt"_s, QString::fromLatin1(m_salt.toBase64())},
        {u"nonce"_s, QString::fromLatin1(nonce.toBase64())},
        {u"data"_s, QString::fromLatin1(sealed.toBase64())},
    };
    QSaveFile out(m_file);
    if (!out.open(QIODevice::WriteOnly)) {
        return diskError(out.errorString());
    }
    out.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    if (out.write(QJsonDocument(json).toJson()) < 0 || !out.commit()) {
        return diskError(out.errorString());
    }
    return {};
}

} // namespace socle::studio
