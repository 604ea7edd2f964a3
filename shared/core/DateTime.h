// The protocol's one time: UTC, milliseconds, "2024-05-01 10:00:00.000Z"; and every form it accepts as input.
//
// A DateTime is a count of milliseconds since the Unix epoch. An empty stored date is an absent optional, never a DateTime.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace socle {

struct CivilTime
{
    int year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0, millisecond = 0;
};

class DateTime
{
public:
    DateTime() = default;
    explicit DateTime(std::int64_t millisecondsSinceEpoch) : m_ms(millisecondsSinceEpoch) { }

    static DateTime fromCivil(const CivilTime &civil);
    /// Any input form of data-directory.md B3.6; nothing when it is none of them. Fractions are truncated to ms.
    static std::optional<DateTime> parse(std::string_view text);

    std::int64_t milliseconds() const { return m_ms; }
    CivilTime civil() const;
    int weekday() const; // 0 = Sunday
    std::string toString() const; // YYYY-MM-DD HH:MM:SS.mmmZ
    std::string toRfc3339() const; // 2025-01-01T00:00:00Z, fraction only when it is not 0
    auto operator<=>(const DateTime &) const = default;

private:
    std::int64_t m_ms = 0;
};

} // namespace socle
