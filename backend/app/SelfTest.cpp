// See SelfTest.h. The vectors are public ones (FIPS 180, RFC 4231, data-directory.md B5.6).
#include "backend/app/SelfTest.h"

#include "backend/crypto/AesGcm.h"
#include "backend/crypto/Hash.h"
#include "backend/crypto/Password.h"
#include "shared/core/DateTime.h"
#include "shared/core/Text.h"

namespace socle::app {

namespace {

Error differs(std::string_view what)
{
    return Error{.kind = ErrorKind::Internal,
                 .message = "The self-test of " + std::string(what)
                     + " failed: this build must not be used."};
}

std::string hexOf(std::string_view bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const char c : bytes) {
        text.push_back(digits[static_cast<unsigned char>(c) >> 4]);
        text.push_back(digits[static_cast<unsigned char>(c) & 15]);
    }
    return text;
}

} // namespace

Result<void> selfTest()
{
    if (crypto::sha256Hex("abc")
        != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad") {
        return differs("SHA-256");
    }
    if (hexOf(crypto::hmacSha256("Jefe", "what do ya want for nothing?"))
        != "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843") {
        return differs("HMAC");
    }
    const std::string signature = crypto::signHs256("a.b", "key");
    if (!crypto::verifyHs256("a.b", signature, "key")
        || crypto::verifyHs256("a.c", signature, "key")) {
        return differs("token signatures");
    }
    const auto plain = crypto::decryptAesGcm(
        "AAECAwQFBgcICQoLVsfWGa158JbT/hDOAYGwaYMqOaV42RnkAqHGqg0mIVAY1OcP3d/sJMbsgw==",
        "0123456789abcdef0123456789abcdef");
    if (!plain || *plain != R"({"meta":{"appName":"Demo"}})") {
        return differs("AES-GCM");
    }
    if (!crypto::verifyPassword("U*U",
                                "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")) {
        return differs("bcrypt");
    }
    const auto date = DateTime::parse("2024-02-29 12:34:56.789Z");
    if (!date || date->toString() != "2024-02-29 12:34:56.789Z") {
        return differs("dates");
    }
    if (crc32("123456789") != 0xCBF43926U) {
        return differs("CRC-32");
    }
    return {};
}

} // namespace socle::app
