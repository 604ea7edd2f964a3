// See Sealed.h; OpenSSL's EVP behind it.
#include "backend/crypto/Sealed.h"

#include "backend/crypto/Base64.h"
#include "backend/crypto/Hash.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <memory>

namespace socle::crypto {

namespace {

constexpr std::size_t kNonce = 12;
constexpr std::size_t kTag = 16;

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

const unsigned char *bytes(std::string_view text)
{
    return reinterpret_cast<const unsigned char *>(text.data());
}

unsigned char *bytes(std::string &text)
{
    return reinterpret_cast<unsigned char *>(text.data());
}

} // namespace

std::string deriveKey(std::string_view master, std::string_view info, std::size_t length)
{
    const std::string pseudoRandomKey = hmacSha256(std::string(32, '\0'), master);
    std::string out;
    std::string block;
    for (unsigned char counter = 1; out.size() < length; ++counter) {
        block = hmacSha256(pseudoRandomKey, block + std::string(info) + static_cast<char>(counter));
        out += block;
    }
    out.resize(length);
    return out;
}

Result<std::string> seal(std::string_view plaintext, std::string_view key, std::string_view additional)
{
    if (key.size() != 32) {
        return invalidInput("A key of 32 bytes is needed.");
    }
    std::string out(kNonce + plaintext.size() + kTag, '\0');
    if (RAND_bytes(bytes(out), kNonce) != 1) {
        return internalError("no random bytes for a nonce");
    }
    const Context context(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    int written = 0;
    const bool ok = EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytes(key), bytes(out)) == 1
        && EVP_EncryptUpdate(context.get(), nullptr, &written, bytes(additional), static_cast<int>(additional.size())) == 1
        && EVP_EncryptUpdate(context.get(), bytes(out) + kNonce, &written, bytes(plaintext), static_cast<int>(plaintext.size())) == 1
        && EVP_EncryptFinal_ex(context.get(), bytes(out) + kNonce + written, &written) == 1
        && EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kTag, bytes(out) + kNonce + plaintext.size()) == 1;
    if (!ok) {
        return internalError("AES-GCM encryption failed");
    }
    return base64UrlEncode(out);
}

Result<std::string> unseal(std::string_view sealed, std::string_view key, std::string_view additional)
{
    const auto decoded = base64UrlDecode(sealed);
    if (key.size() != 32 || !decoded || decoded->size() < kNonce + kTag) {
        return invalidInput("The sealed value is damaged.");
    }
    const std::string &in = *decoded;
    std::string out(in.size() - kNonce - kTag, '\0');
    std::string tag = in.substr(in.size() - kTag);
    const Context context(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    int written = 0;
    const bool ok = EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytes(key), bytes(in)) == 1
        && EVP_DecryptUpdate(context.get(), nullptr, &written, bytes(additional), static_cast<int>(additional.size())) == 1
        && EVP_DecryptUpdate(context.get(), bytes(out), &written, bytes(in) + kNonce, static_cast<int>(out.size())) == 1
        && EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kTag, tag.data()) == 1
        && EVP_DecryptFinal_ex(context.get(), bytes(out) + written, &written) == 1;
    if (!ok) {
        return invalidInput("The sealed value was made with another key.");
    }
    return out;
}

} // namespace socle::crypto
