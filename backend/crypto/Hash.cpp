// OpenSSL's digests. Failures here mean a broken installation; going on with an empty digest would
// be worse than stopping.
#include "backend/crypto/Hash.h"

#include "backend/crypto/Base64.h"
#include "backend/crypto/OpenSslBytes.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <cstdio>
#include <cstdlib>

namespace socle::crypto {

namespace {

[[noreturn]] void stop(const char *what)
{
    std::fprintf(stderr, "socle: OpenSSL cannot compute %s\n", what);
    std::abort();
}

std::string digest(std::string_view bytes, const EVP_MD *algorithm, const char *name)
{
    std::string out(static_cast<std::size_t>(EVP_MD_get_size(algorithm)), '\0');
    unsigned length = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), writableBytes(out), &length, algorithm, nullptr)
        != 1) {
        stop(name);
    }
    return out;
}

} // namespace

std::string sha256(std::string_view bytes) { return digest(bytes, EVP_sha256(), "SHA-256"); }

std::string sha256Hex(std::string_view bytes) { return hexEncode(sha256(bytes)); }

std::string sha1(std::string_view bytes) { return digest(bytes, EVP_sha1(), "SHA-1"); }

std::string md5(std::string_view bytes) { return digest(bytes, EVP_md5(), "MD5"); }

std::string md5Hex(std::string_view bytes) { return hexEncode(md5(bytes)); }

namespace {

std::string hmac(std::string_view key, std::string_view bytes, const EVP_MD *algorithm)
{
    std::string out(static_cast<std::size_t>(EVP_MD_get_size(algorithm)), '\0');
    unsigned length = 0;
    // An empty key must not be a null pointer: HMAC() would take it for "the key as before".
    const char *const keyBytes = key.empty() ? "" : key.data();
    if (HMAC(algorithm,
             keyBytes,
             static_cast<int>(key.size()),
             bytesOf(bytes),
             bytes.size(),
             writableBytes(out),
             &length)
        == nullptr) {
        stop("HMAC");
    }
    return out;
}

} // namespace

std::string hmacSha256(std::string_view key, std::string_view bytes)
{
    return hmac(key, bytes, EVP_sha256());
}

std::string hmacSha1(std::string_view key, std::string_view bytes)
{
    return hmac(key, bytes, EVP_sha1());
}

std::string signHs256(std::string_view signedPart, std::string_view key)
{
    return base64UrlEncode(hmacSha256(key, signedPart));
}

bool verifyHs256(std::string_view signedPart, std::string_view signature, std::string_view key)
{
    const auto given = base64UrlDecode(signature);
    return given && constantTimeEquals(*given, hmacSha256(key, signedPart));
}

bool constantTimeEquals(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

struct Digest::Impl
{
    explicit Impl(const EVP_MD *algorithm)
    {
        if (context == nullptr || EVP_DigestInit_ex(context, algorithm, nullptr) != 1) {
            stop("a digest");
        }
    }

    ~Impl() { EVP_MD_CTX_free(context); }

    Impl(const Impl &) = delete;
    Impl &operator=(const Impl &) = delete;

    EVP_MD_CTX *context = EVP_MD_CTX_new();
};

Digest::Digest(Algorithm algorithm)
    : m_impl(std::make_unique<Impl>(algorithm == Algorithm::Md5 ? EVP_md5() : EVP_sha256()))
{
}

Digest::~Digest() = default;
Digest::Digest(Digest &&) noexcept = default;
Digest &Digest::operator=(Digest &&) noexcept = default;

void Digest::add(std::string_view bytes)
{
    if (EVP_DigestUpdate(m_impl->context, bytes.data(), bytes.size()) != 1) {
        stop("a digest");
    }
}

std::string Digest::finish()
{
    std::string out(EVP_MAX_MD_SIZE, '\0');
    unsigned length = 0;
    if (EVP_DigestFinal_ex(m_impl->context, writableBytes(out), &length) != 1) {
        stop("a digest");
    }
    out.resize(length);
    return out;
}

} // namespace socle::crypto
