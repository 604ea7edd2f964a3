#include "shared/core/CronExpression.h"

#include "shared/core/Text.h"

#include <vector>

namespace socle {

namespace {

struct Segment
{
    int min;
    int max;
};

struct Macro
{
    std::string_view name;
    std::string_view text;
};

constexpr std::array<Segment, 5> kSegments{
    Segment{0, 59}, Segment{0, 23}, Segment{1, 31}, Segment{1, 12}, Segment{0, 6}};

constexpr std::array kMacros{
    Macro{"@yearly", "0 0 1 1 *"}, Macro{"@annually", "0 0 1 1 *"}, Macro{"@monthly", "0 0 1 * *"},
    Macro{"@weekly", "0 0 * * 0"}, Macro{"@daily", "0 0 * * *"},    Macro{"@midnight", "0 0 * * *"},
    Macro{"@hourly", "0 * * * *"}};

std::string between(int min, int max)
{
    return " must be between " + std::to_string(min) + " and " + std::to_string(max);
}

Result<int> number(const std::string &text)
{
    if (text.empty() || text.size() > 6 || text.find_first_not_of("0123456789") != std::string::npos) {
        return invalidInput("strconv.Atoi: parsing \"" + text + "\": invalid syntax");
    }
    return std::stoi(text);
}

std::uint64_t bits(int first, int last, int step)
{
    std::uint64_t allowed = 0;
    for (int value = first; value <= last; value += step) {
        allowed |= std::uint64_t{1} << value;
    }
    return allowed;
}

// One item of a comma list: `*`, `n`, `a-b`, `*/s`, `a-b/s`.
Result<std::uint64_t> parseItem(const std::string &item, const Segment &segment)
{
    const auto parts = split(item, '/');
    int step = 1;
    if (parts.size() == 2) {
        step = SOCLE_TRY(number(parts[1]));
        if (step < 1 || step > segment.max) {
            return invalidInput("invalid segment step boundary - the step must be between 1 and the "
                                + std::to_string(segment.max));
        }
    } else if (parts.size() > 2) {
        return invalidInput("invalid segment step format - must be in the format */n or 1-30/n");
    }
    if (parts[0] == "*") {
        return bits(segment.min, segment.max, step);
    }
    const auto bounds = split(parts[0], '-');
    const int first = SOCLE_TRY(number(bounds[0]));
    if (bounds.size() == 1) {
        if (step > 1) {
            return invalidInput(
                "invalid segment step - step > 1 could be used only with the wildcard or range format");
        }
        if (first < segment.min || first > segment.max) {
            return invalidInput("invalid segment value - must be between the min and max of the segment");
        }
        return bits(first, first, 1);
    }
    if (bounds.size() > 2) {
        return invalidInput("invalid segment range format - the range must have 1 or 2 parts");
    }
    if (first < segment.min || first > segment.max) {
        return invalidInput("invalid segment range minimum -" + between(segment.min, segment.max));
    }
    const int last = SOCLE_TRY(number(bounds[1]));
    if (last < first || last > segment.max) {
        return invalidInput("invalid segment range maximum -" + between(first, segment.max));
    }
    return bits(first, last, step);
}

} // namespace

Result<CronExpression> CronExpression::parse(std::string_view text)
{
    CronExpression expression;
    expression.m_text = text;
    for (const Macro &macro : kMacros) {
        if (macro.name == text) {
            expression.m_text = macro.text;
        }
    }
    const auto segments = split(expression.m_text, ' ');
    if (segments.size() != kSegments.size()) {
        return invalidInput("invalid cron expression - must be a valid macro or to have exactly 5 space "
                            "separated segments");
    }
    for (std::size_t i = 0; i < segments.size(); ++i) {
        for (const std::string &item : split(segments[i], ',')) {
            expression.m_allowed[i] |= SOCLE_TRY(parseItem(item, kSegments[i]));
        }
    }
    return expression;
}

bool CronExpression::matches(const DateTime &moment) const
{
    const CivilTime civil = moment.civil();
    const std::array values{civil.minute, civil.hour, civil.day, civil.month, moment.weekday()};
    for (std::size_t i = 0; i < values.size(); ++i) {
        if ((m_allowed[i] >> values[i] & 1U) == 0) {
            return false;
        }
    }
    return true;
}

} // namespace socle
