// One SQL value on its way in or out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace socle::storage {

/// Bytes that are no text.
struct Blob
{
    std::string bytes = {};

    bool operator==(const Blob &) const = default;
};

/// monostate is NULL. Booleans travel as 0 and 1.
using Value = std::variant<std::monostate, std::int64_t, double, std::string, Blob>;

enum class ColumnType { Null, Integer, Real, Text, Blob };

inline bool isNull(const Value &value) { return std::holds_alternative<std::monostate>(value); }

/// The text of a text value, else empty. Lives as long as `value`.
inline std::string_view textOf(const Value &value)
{
    const auto *text = std::get_if<std::string>(&value);
    return text != nullptr ? std::string_view(*text) : std::string_view();
}

/// The number of an integer or (truncated) real value, else 0.
inline std::int64_t integerOf(const Value &value)
{
    if (const auto *integer = std::get_if<std::int64_t>(&value)) {
        return *integer;
    }
    const auto *real = std::get_if<double>(&value);
    return real != nullptr ? static_cast<std::int64_t>(*real) : 0;
}

} // namespace socle::storage
