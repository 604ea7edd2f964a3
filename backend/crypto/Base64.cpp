// Plain loops: the texts are short, and OpenSSL's decoder accepts too much.
#include "backend/crypto/Base64.h"

#include <array>
#include <cstdint>

namespace socle::crypto {

namespace {

constexpr std::string_view kStandard
    = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrl
    = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string encode(std::string_view bytes, std::string_view alphabet, bool isPadded)
{
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const char c : bytes) {
        bits = (bits << 8U) | static_cast<unsigned char>(c);
        held += 8;
        while (held >= 6) {
            held -= 6;
            out += alphabet[(bits >> held) & 63U];
        }
    }
    if (held > 0) {
        out += alphabet[(bits << (6 - held)) & 63U];
    }
    while (isPadded && out.size() % 4 != 0) {
        out += '=';
    }
    return out;
}

std::array<std::int8_t, 256> reversed(std::string_view alphabet)
{
    std::array<std::int8_t, 256> table;
    table.fill(-1);
    for (std::size_t i = 0; i < alphabet.size(); ++i) {
        table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
    }
    return table;
}

std::optional<std::string> decode(std::string_view text, const std::array<std::int8_t, 256> &table)
{
    std::string out;
    out.reserve(text.size() * 3 / 4);
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const char c : text) {
        const int value = table[static_cast<unsigned char>(c)];
        if (value < 0) {
            return std::nullopt;
        }
        bits = (bits << 6U) | static_cast<unsigned>(value);
        held += 6;
        if (held >= 8) {
            held -= 8;
            out += static_cast<char>((bits >> held) & 255U);
        }
    }
    if (held >= 6 || (bits & ((1U << held) - 1U)) != 0) {
        return std::nullopt;
    }
    return out;
}

} // namespace

std::string base64Encode(std::string_view bytes) { return encode(bytes, kStandard, true); }

std::string base64UrlEncode(std::string_view bytes) { return encode(bytes, kUrl, false); }

std::optional<std::string> base64Decode(std::string_view text)
{
    if (text.size() % 4 != 0) {
        return std::nullopt;
    }
    for (int i = 0; i < 2 && !text.empty() && text.back() == '='; ++i) {
        text.remove_suffix(1);
    }
    static const auto table = reversed(kStandard);
    return decode(text, table);
}

std::optional<std::string> base64UrlDecode(std::string_view text)
{
    static const auto table = reversed(kUrl);
    return decode(text, table);
}

std::string hexEncode(std::string_view bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        out += digits[byte >> 4U];
        out += digits[byte & 15U];
    }
    return out;
}

} // namespace socle::crypto
