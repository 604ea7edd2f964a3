// Digests, keyed digests and HS256, over bytes.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace socle::crypto {

std::string sha256(std::string_view bytes); // 32 bytes
std::string sha256Hex(std::string_view bytes);
std::string sha1(
    std::string_view bytes); // 20 bytes: the WebSocket handshake, TOTP; never for new secrets
std::string md5(std::string_view bytes); // 16 bytes: ETags and fingerprints the peer defines so
std::string md5Hex(std::string_view bytes);
std::string hmacSha256(std::string_view key, std::string_view bytes); // 32 bytes
std::string hmacSha1(std::string_view key, std::string_view bytes); // 20 bytes: TOTP only

/// The signature part of an HS256 token: base64url of the HMAC over "header.payload"
/// (auth-api.md 1.1).
std::string signHs256(std::string_view signedPart, std::string_view key);
/// Constant time in the signature's content.
bool verifyHs256(std::string_view signedPart, std::string_view signature, std::string_view key);

/// True when both are the same bytes; the time depends on the lengths only.
bool constantTimeEquals(std::string_view a, std::string_view b);

/// A digest fed piece by piece: files on their way to the store.
class Digest
{
public:
    enum class Algorithm { Md5, Sha256 };

    explicit Digest(Algorithm algorithm);
    ~Digest();
    Digest(Digest &&) noexcept;
    Digest &operator=(Digest &&) noexcept;

    void add(std::string_view bytes);
    std::string finish(); // 16 or 32 bytes; once

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace socle::crypto
