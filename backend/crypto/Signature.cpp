// OpenSSL behind the verification and making of signatures.
#include "backend/crypto/Signature.h"

#include "backend/crypto/OpenSslBytes.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>

#include <array>
#include <cstring>
#include <memory>

namespace socle::crypto {

namespace {

template <auto Free> struct Deleter
{
    template <typename T> void operator()(T *object) const { Free(object); }
};

using KeyPtr = std::unique_ptr<EVP_PKEY, Deleter<&EVP_PKEY_free>>;
using KeyContextPtr = std::unique_ptr<EVP_PKEY_CTX, Deleter<&EVP_PKEY_CTX_free>>;
using DigestContextPtr = std::unique_ptr<EVP_MD_CTX, Deleter<&EVP_MD_CTX_free>>;
using NumberPtr = std::unique_ptr<BIGNUM, Deleter<&BN_free>>;
using BuilderPtr = std::unique_ptr<OSSL_PARAM_BLD, Deleter<&OSSL_PARAM_BLD_free>>;
using ParamsPtr = std::unique_ptr<OSSL_PARAM, Deleter<&OSSL_PARAM_free>>;
using EcdsaPtr = std::unique_ptr<ECDSA_SIG, Deleter<&ECDSA_SIG_free>>;
using BioPtr = std::unique_ptr<BIO, Deleter<&BIO_free>>;

constexpr std::size_t kMinRsaBytes = 256; // 2048 bits: what every provider uses at least

struct Algorithm
{
    std::string_view name;
    const char *digest; // null: the algorithm has its own
    PublicKey::Kind kind;
    std::size_t half; // bytes of r and of s, 0: no ECDSA
};

constexpr std::array<Algorithm, 6> kAlgorithms{{
    {"RS256", "SHA256", PublicKey::Kind::Rsa, 0},
    {"RS384", "SHA384", PublicKey::Kind::Rsa, 0},
    {"RS512", "SHA512", PublicKey::Kind::Rsa, 0},
    {"ES256", "SHA256", PublicKey::Kind::P256, 32},
    {"ES384", "SHA384", PublicKey::Kind::P384, 48},
    {"EdDSA", nullptr, PublicKey::Kind::Ed25519, 0},
}};

NumberPtr numberOf(std::string_view bytes)
{
    return NumberPtr(BN_bin2bn(bytesOf(bytes), static_cast<int>(bytes.size()), nullptr));
}

KeyPtr fromParams(const char *type, OSSL_PARAM_BLD *builder)
{
    const ParamsPtr params(OSSL_PARAM_BLD_to_param(builder));
    const KeyContextPtr context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY *key = nullptr;
    if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1
        || EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1) {
        return nullptr;
    }
    return KeyPtr(key);
}

KeyPtr rsaKey(const PublicKey &key)
{
    const NumberPtr n = numberOf(key.n);
    const NumberPtr e = numberOf(key.e);
    const BuilderPtr builder(OSSL_PARAM_BLD_new());
    if (key.n.size() < kMinRsaBytes || key.e.empty() || !n || !e || !builder
        || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1
        || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1) {
        return nullptr;
    }
    return fromParams("RSA", builder.get());
}

KeyPtr ecKey(const PublicKey &key, const char *group, std::size_t half)
{
    if (key.x.size() != half || key.y.size() != half) {
        return nullptr;
    }
    const std::string point = "\x04" + key.x + key.y; // uncompressed
    const BuilderPtr builder(OSSL_PARAM_BLD_new());
    if (!builder
        || OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, group, 0) != 1
        || OSSL_PARAM_BLD_push_octet_string(
               builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size())
            != 1) {
        return nullptr;
    }
    return fromParams("EC", builder.get()); // refuses a point that is not on the curve
}

KeyPtr keyOf(const PublicKey &key)
{
    switch (key.kind) {
    case PublicKey::Kind::Rsa:
        return rsaKey(key);
    case PublicKey::Kind::P256:
        return ecKey(key, "P-256", 32);
    case PublicKey::Kind::P384:
        return ecKey(key, "P-384", 48);
    case PublicKey::Kind::Ed25519:
        return KeyPtr(
            EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytesOf(key.x), key.x.size()));
    }
    return nullptr;
}

/// r ‖ s as the DER form that OpenSSL verifies; empty when the length is wrong.
std::string derOf(std::string_view signature, std::size_t half)
{
    if (signature.size() != 2 * half) {
        return {};
    }
    const EcdsaPtr pair(ECDSA_SIG_new());
    NumberPtr r = numberOf(signature.substr(0, half));
    NumberPtr s = numberOf(signature.substr(half));
    if (!pair || !r || !s || ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1) {
        return {};
    }
    (void)r.release(); // the pair owns them now
    (void)s.release();
    unsigned char *der = nullptr;
    const int length = i2d_ECDSA_SIG(pair.get(), &der);
    const std::string out(reinterpret_cast<char *>(der),
                          length > 0 ? static_cast<std::size_t>(length) : 0);
    OPENSSL_free(der);
    return out;
}

/// The DER form as r ‖ s.
std::string rawOf(const std::string &der, std::size_t half)
{
    const unsigned char *at = bytesOf(der);
    const EcdsaPtr pair(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
    std::string out(2 * half, '\0');
    auto *bytes = reinterpret_cast<unsigned char *>(out.data());
    const auto width = static_cast<int>(half);
    if (!pair || BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), bytes, width) != width
        || BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), bytes + half, width) != width) {
        return {};
    }
    return out;
}

} // namespace

bool verifySignature(std::string_view algorithm,
                     const PublicKey &key,
                     std::string_view signedPart,
                     std::string_view signature)
{
    const Algorithm *known = nullptr;
    for (const Algorithm &candidate : kAlgorithms) {
        known = candidate.name == algorithm ? &candidate : known;
    }
    if (known == nullptr || known->kind != key.kind) {
        return false;
    }
    const KeyPtr parsed = keyOf(key);
    const std::string der
        = known->half != 0 ? derOf(signature, known->half) : std::string(signature);
    const DigestContextPtr context(EVP_MD_CTX_new());
    if (!parsed || der.empty() || !context) {
        return false;
    }
    return EVP_DigestVerifyInit_ex(
               context.get(), nullptr, known->digest, nullptr, nullptr, parsed.get(), nullptr)
        == 1
        && EVP_DigestVerify(
               context.get(), bytesOf(der), der.size(), bytesOf(signedPart), signedPart.size())
        == 1;
}

Result<std::string> signEs256(std::string_view signedPart, std::string_view privateKeyPem)
{
    const Error noKey = invalidInput("the text is no P-256 private key");
    const BioPtr source(
        BIO_new_mem_buf(privateKeyPem.data(), static_cast<int>(privateKeyPem.size())));
    // The callback keeps OpenSSL from asking for a passphrase on the terminal.
    const KeyPtr key(PEM_read_bio_PrivateKey(
        source.get(), nullptr, +[](char *, int, int, void *) { return -1; }, nullptr));
    std::array<char, 32> group{};
    std::size_t length = 0;
    if (!key || EVP_PKEY_is_a(key.get(), "EC") != 1
        || EVP_PKEY_get_group_name(key.get(), group.data(), group.size(), &length) != 1
        || (std::strcmp(group.data(), "prime256v1") != 0
            && std::strcmp(group.data(), "P-256") != 0)) {
        return noKey;
    }
    const DigestContextPtr context(EVP_MD_CTX_new());
    std::size_t size = 0;
    if (!context
        || EVP_DigestSignInit_ex(
               context.get(), nullptr, "SHA256", nullptr, nullptr, key.get(), nullptr)
            != 1
        || EVP_DigestSign(context.get(), nullptr, &size, bytesOf(signedPart), signedPart.size())
            != 1) {
        return internalError("ECDSA signing cannot be started");
    }
    std::string der(size, '\0');
    if (EVP_DigestSign(context.get(),
                       reinterpret_cast<unsigned char *>(der.data()),
                       &size,
                       bytesOf(signedPart),
                       signedPart.size())
        != 1) {
        return internalError("ECDSA signing failed");
    }
    der.resize(size);
    return rawOf(der, 32);
}

} // namespace socle::crypto
