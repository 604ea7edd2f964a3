// See Number.h; std::to_chars gives the shortest digits, this file only chooses the notation.
#include "shared/core/Number.h"

#include <array>
#include <charconv>
#include <cmath>

namespace socle {

std::string formatPlainNumber(double value)
{
    if (!std::isfinite(value)) {
        return "0";
    }
    if (value == 0) {
        return std::signbit(value) ? "-0" : "0";
    }
    if (std::fabs(value) >= 1e16) {
        // Above 2^53 the fixed notation would print digits that the value does not have: shortest digits, then zeros.
        std::array<char, 64> digits{};
        const auto stop = std::to_chars(
            digits.data(), digits.data() + digits.size(), value, std::chars_format::scientific);
        std::string text(digits.data(), stop.ptr);
        const auto e = text.find('e');
        const auto exponent = static_cast<std::size_t>(std::stoi(text.substr(e + 1)));
        text.resize(e);
        const auto dot = text.find('.');
        const std::size_t decimals = dot == std::string::npos ? 0 : text.size() - dot - 1;
        if (dot != std::string::npos) {
            text.erase(dot, 1);
        }
        return text + std::string(exponent - decimals, '0');
    }
    std::array<char, 400> buffer{};
    const auto end
        = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed);
    return {buffer.data(), end.ptr};
}

std::string formatNumber(double value)
{
    const double size = std::fabs(value);
    if (size == 0 || (size >= 1e-6 && size < 1e21) || !std::isfinite(value)) {
        return formatPlainNumber(value);
    }
    std::array<char, 64> buffer{};
    const auto end = std::to_chars(
        buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific);
    std::string text(buffer.data(), end.ptr);
    // "1e-07" -> "1e-7"; "1e+21" stays.
    const auto e = text.find('e');
    if (e != std::string::npos && e + 3 < text.size() && text[e + 2] == '0') {
        text.erase(e + 2, 1);
    }
    return text;
}

std::optional<double> parseNumber(std::string_view text)
{
    if (!text.empty() && text.front() == '+') {
        text.remove_prefix(1);
        if (!text.empty() && text.front() == '-') {
            return std::nullopt;
        }
    }
    if (text.empty() || text.find_first_not_of("0123456789+-.eE") != std::string_view::npos) {
        return std::nullopt;
    }
    double value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ptr != text.data() + text.size()) {
        return std::nullopt;
    }
    if (result.ec == std::errc::result_out_of_range) {
        return std::nullopt;
    }
    return result.ec == std::errc() ? std::optional(value) : std::nullopt;
}

} // namespace socle
