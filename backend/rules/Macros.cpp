#include "backend/rules/Macros.h"

#include <array>
#include <string>

namespace socle::rules {

namespace {

using storage::Value;

constexpr std::int64_t kDayMs = 86400000;

std::int64_t startOf(int year, int month, int day)
{
    return DateTime::fromCivil({.year = year, .month = month, .day = day}).milliseconds();
}

Value text(std::int64_t milliseconds) { return DateTime(milliseconds).toString(); }

struct Macro
{
    std::string_view name;
    Value (*value)(DateTime now, const CivilTime &civil);
};

constexpr auto kMacros = std::to_array<Macro>({
    {"@now", [](DateTime now, const CivilTime &) { return text(now.milliseconds()); }},
    {"@yesterday",
     [](DateTime now, const CivilTime &) { return text(now.milliseconds() - kDayMs); }},
    {"@tomorrow",
     [](DateTime now, const CivilTime &) { return text(now.milliseconds() + kDayMs); }},
    {"@todayStart",
     [](DateTime, const CivilTime &c) { return text(startOf(c.year, c.month, c.day)); }},
    {"@todayEnd",
     [](DateTime, const CivilTime &c) {
         return text(startOf(c.year, c.month, c.day) + kDayMs - 1);
     }},
    {"@monthStart", [](DateTime, const CivilTime &c) { return text(startOf(c.year, c.month, 1)); }},
    {"@monthEnd",
     [](DateTime, const CivilTime &c) {
         const bool last = c.month == 12;
         return text(startOf(last ? c.year + 1 : c.year, last ? 1 : c.month + 1, 1) - 1);
     }},
    {"@yearStart", [](DateTime, const CivilTime &c) { return text(startOf(c.year, 1, 1)); }},
    {"@yearEnd", [](DateTime, const CivilTime &c) { return text(startOf(c.year + 1, 1, 1) - 1); }},
    {"@second", [](DateTime, const CivilTime &c) { return Value(std::int64_t{c.second}); }},
    {"@minute", [](DateTime, const CivilTime &c) { return Value(std::int64_t{c.minute}); }},
    {"@hour", [](DateTime, const CivilTime &c) { return Value(std::int64_t{c.hour}); }},
    {"@day", [](DateTime, const CivilTime &c) { return Value(std::int64_t{c.day}); }},
    {"@month", [](DateTime, const CivilTime &c) { return Value(std::int64_t{c.month}); }},
    {"@year", [](DateTime, const CivilTime &c) { return Value(std::int64_t{c.year}); }},
    {"@weekday",
     [](DateTime now, const CivilTime &) { return Value(std::int64_t{now.weekday()}); }},
});

} // namespace

std::optional<storage::Value> macroValue(std::string_view name, DateTime now)
{
    if (name.empty() || name.front() != '@') {
        return std::nullopt;
    }
    for (const Macro &macro : kMacros) {
        if (macro.name == name) {
            return macro.value(now, now.civil());
        }
    }
    return std::nullopt;
}

} // namespace socle::rules
