// OpenSSL's GCM behind the two functions.
#include "backend/crypto/AesGcm.h"

#include "backend/crypto/Base64.h"
#include "backend/crypto/OpenSslBytes.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <memory>

namespace socle::crypto {

namespace {

constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

const EVP_CIPHER *cipherFor(std::size_t keyBytes)
{
    switch (keyBytes) {
    case 16:
        return EVP_aes_128_gcm();
    case 24:
        return EVP_aes_192_gcm();
    case 32:
        return EVP_aes_256_gcm();
    default:
        return nullptr;
    }
}

Error wrongKey() { return invalidInput("The encryption key must have 16, 24 or 32 bytes."); }

Error notDecryptable() { return invalidInput("The value cannot be decrypted with this key."); }

} // namespace

Result<std::string> encryptAesGcm(std::string_view plaintext,
                                  std::string_view key,
                                  std::string_view nonce)
{
    const EVP_CIPHER *const cipher = cipherFor(key.size());
    if (cipher == nullptr) {
        return wrongKey();
    }
    SOCLE_ENSURE(nonce.size() == kNonceBytes);
    std::string out(nonce);
    out.resize(kNonceBytes + plaintext.size() + kTagBytes);
    const Context context(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    int length = 0;
    const bool isDone
        = EVP_EncryptInit_ex(context.get(), cipher, nullptr, bytesOf(key), bytesOf(nonce)) == 1
        && EVP_EncryptUpdate(context.get(),
                             writableBytes(out, kNonceBytes),
                             &length,
                             bytesOf(plaintext),
                             static_cast<int>(plaintext.size()))
            == 1
        && EVP_EncryptFinal_ex(
               context.get(), writableBytes(out, kNonceBytes + plaintext.size()), &length)
            == 1
        && EVP_CIPHER_CTX_ctrl(context.get(),
                               EVP_CTRL_GCM_GET_TAG,
                               kTagBytes,
                               writableBytes(out, kNonceBytes + plaintext.size()))
            == 1;
    SOCLE_ENSURE(isDone);
    return base64Encode(out);
}

Result<std::string> encryptAesGcm(std::string_view plaintext, std::string_view key)
{
    std::string nonce(kNonceBytes, '\0');
    SOCLE_ENSURE(RAND_bytes(writableBytes(nonce), kNonceBytes) == 1);
    return encryptAesGcm(plaintext, key, nonce);
}

Result<std::string> decryptAesGcm(std::string_view base64, std::string_view key)
{
    const EVP_CIPHER *const cipher = cipherFor(key.size());
    if (cipher == nullptr) {
        return wrongKey();
    }
    auto value = base64Decode(base64);
    if (!value || value->size() < kNonceBytes + kTagBytes) {
        return notDecryptable();
    }
    const std::size_t textBytes = value->size() - kNonceBytes - kTagBytes;
    std::string out(textBytes, '\0');
    const Context context(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    int length = 0;
    unsigned char rest[kTagBytes];
    const bool isDone
        = EVP_DecryptInit_ex(context.get(), cipher, nullptr, bytesOf(key), bytesOf(*value)) == 1
        && EVP_DecryptUpdate(context.get(),
                             writableBytes(out),
                             &length,
                             writableBytes(*value, kNonceBytes),
                             static_cast<int>(textBytes))
            == 1
        && EVP_CIPHER_CTX_ctrl(context.get(),
                               EVP_CTRL_GCM_SET_TAG,
                               kTagBytes,
                               writableBytes(*value, kNonceBytes + textBytes))
            == 1
        && EVP_DecryptFinal_ex(context.get(), rest, &length) == 1;
    if (!isDone) {
        return notDecryptable();
    }
    return out;
}

} // namespace socle::crypto
