#include "backend/auth/Totp.h"

#include "backend/crypto/Hash.h"
#include "backend/runtime/Random.h"
#include "shared/core/Text.h"

namespace socle::auth {

namespace {

constexpr std::int64_t kStepMs = 30000;
constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
// Without characters that look alike.
constexpr std::string_view kRecoveryAlphabet = "abcdefghijkmnpqrstuvwxyz23456789";

} // namespace

std::string base32(std::string_view bytes)
{
    std::string out;
    std::uint32_t buffer = 0;
    int bits = 0;
    for (const char c : bytes) {
        buffer = (buffer << 8U) | static_cast<unsigned char>(c);
        bits += 8;
        while (bits >= 5) {
            bits -= 5;
            out += kBase32[(buffer >> static_cast<unsigned>(bits)) & 31U];
        }
    }
    if (bits > 0) {
        out += kBase32[(buffer << static_cast<unsigned>(5 - bits)) & 31U];
    }
    return out;
}

std::string totpCode(std::string_view secret, std::int64_t step)
{
    std::string counter(8, '\0');
    for (std::size_t i = 0; i < counter.size(); ++i) {
        counter[7 - i] = static_cast<char>((static_cast<std::uint64_t>(step) >> (8 * i)) & 255U);
    }
    const std::string mac = crypto::hmacSha1(secret, counter);
    const auto byteAt = [&](std::size_t at) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(mac[at]));
    };
    const std::size_t offset = byteAt(19) & 15U;
    const std::uint32_t number = ((byteAt(offset) & 127U) << 24U) | (byteAt(offset + 1) << 16U)
        | (byteAt(offset + 2) << 8U) | byteAt(offset + 3);
    const std::string digits = std::to_string(number % 1000000);
    return std::string(6 - digits.size(), '0') + digits;
}

std::optional<std::int64_t> totpStep(std::string_view secret,
                                     std::string_view code,
                                     DateTime now,
                                     std::int64_t lastStep)
{
    const std::int64_t present = now.milliseconds() / kStepMs;
    std::optional<std::int64_t> found;
    for (std::int64_t step = present - 1; step <= present + 1; ++step) {
        if (crypto::constantTimeEquals(totpCode(secret, step), code) && step > lastStep) {
            found = step;
        }
    }
    return found;
}

std::string totpUri(std::string_view secret, std::string_view issuer, std::string_view account)
{
    return "otpauth://totp/" + percentEncode(issuer) + ":" + percentEncode(account)
        + "?secret=" + base32(secret) + "&issuer=" + percentEncode(issuer);
}

std::string newRecoveryCode(runtime::Random &random)
{
    return random.fromAlphabet(kRecoveryAlphabet, 5) + "-"
        + random.fromAlphabet(kRecoveryAlphabet, 5);
}

std::string recoveryHash(std::string_view code)
{
    std::string plain;
    for (const char c : asciiLower(code)) {
        if (c != '-' && c != ' ') {
            plain += c;
        }
    }
    return crypto::sha256Hex("recovery:" + plain);
}

} // namespace socle::auth
