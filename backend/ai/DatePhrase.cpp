// See DatePhrase.h. Everything is computed on the local wall clock and turned into UTC at the end.
#include "backend/ai/DatePhrase.h"

#include "shared/core/Text.h"

#include <unicode/calendar.h>
#include <unicode/timezone.h>

#include <array>
#include <memory>

namespace socle::ai {

namespace {

constexpr std::int64_t kDay = 86400000;

constexpr std::array<std::string_view, 12> kMonths{"january", "february", "march", "april", "may", "june",
                                                   "july", "august", "september", "october", "november", "december"};
constexpr std::array<std::string_view, 7> kWeekdays{"sunday", "monday", "tuesday", "wednesday",
                                                    "thursday", "friday", "saturday"};
constexpr std::array<std::string_view, 11> kSmallNumbers{"zero", "one", "two", "three", "four", "five",
                                                         "six", "seven", "eight", "nine", "ten"};

enum class Unit { Day, Week, Month, Quarter, Year };

std::optional<Unit> unitOf(std::string_view word)
{
    const std::string one = singular(word);
    if (one == "day") {
        return Unit::Day;
    }
    if (one == "week") {
        return Unit::Week;
    }
    if (one == "month") {
        return Unit::Month;
    }
    if (one == "quarter") {
        return Unit::Quarter;
    }
    return one == "year" ? std::optional(Unit::Year) : std::nullopt;
}

DateTime addMonths(DateTime day, int months)
{
    CivilTime civil = day.civil();
    const int total = civil.year * 12 + civil.month - 1 + months;
    civil.year = total / 12;
    civil.month = total % 12 + 1;
    civil.day = 1;
    return DateTime::fromCivil(civil);
}

// First moment of the unit that holds `local`.
DateTime floorTo(DateTime local, Unit unit)
{
    CivilTime civil = local.civil();
    civil.hour = civil.minute = civil.second = civil.millisecond = 0;
    const DateTime day = DateTime::fromCivil(civil);
    switch (unit) {
    case Unit::Day:
        return day;
    case Unit::Week:
        return DateTime(day.milliseconds() - ((day.weekday() + 6) % 7) * kDay);
    case Unit::Month:
        return addMonths(day, 0);
    case Unit::Quarter:
        return addMonths(day, -((civil.month - 1) % 3));
    case Unit::Year:
        return addMonths(day, -(civil.month - 1));
    }
    return day;
}

DateTime step(DateTime start, Unit unit, int count)
{
    switch (unit) {
    case Unit::Day:
        return DateTime(start.milliseconds() + count * kDay);
    case Unit::Week:
        return DateTime(start.milliseconds() + count * 7 * kDay);
    case Unit::Month:
        return addMonths(start, count);
    case Unit::Quarter:
        return addMonths(start, 3 * count);
    case Unit::Year:
        return addMonths(start, 12 * count);
    }
    return start;
}

struct LocalRange
{
    DateTime from, until;
    std::string assumption = {};
    std::size_t words = 0;
};

class Reader
{
public:
    Reader(const std::vector<Word> &words, DateTime localNow) : m_words(words), m_now(localNow) { }

    // A period named without a preposition: "yesterday", "last month", "March 2024", "2024-05-01", "2024".
    std::optional<LocalRange> period(std::size_t at) const
    {
        const std::string &word = lower(at);
        const DateTime today = floorTo(m_now, Unit::Day);
        if (word == "today") {
            return LocalRange{today, step(today, Unit::Day, 1), {}, 1};
        }
        if (word == "yesterday") {
            return LocalRange{step(today, Unit::Day, -1), today, {}, 1};
        }
        if (word == "tomorrow") {
            return LocalRange{step(today, Unit::Day, 1), step(today, Unit::Day, 2), {}, 1};
        }
        if (word == "this" || word == "current" || word == "last" || word == "previous" || word == "next" || word == "past") {
            if (const auto relative = relativePeriod(at, word)) {
                return relative;
            }
        }
        if (const auto month = monthOf(word)) {
            return namedMonth(at, *month);
        }
        if (const auto date = DateTime::parse(text(at)); date && isCalendarDate(text(at))) {
            return LocalRange{floorTo(*date, Unit::Day), step(floorTo(*date, Unit::Day), Unit::Day, 1), {}, 1};
        }
        if (isNumber(at)) {
            const double number = m_words[at].number;
            if (number >= 1 && number <= 31 && monthOf(lower(at + 1))) { // "3 May [2024]"
                return dayOfMonth(at, static_cast<int>(number), *monthOf(lower(at + 1)), 2);
            }
            if (number >= 1900 && number <= 2100 && text(at).size() == 4) {
                const DateTime from = DateTime::fromCivil({.year = static_cast<int>(number)});
                return LocalRange{from, step(from, Unit::Year, 1), {}, 1};
            }
        }
        return std::nullopt;
    }

    DateTime now() const { return m_now; }
    const std::string &lower(std::size_t at) const { return at < m_words.size() ? m_words[at].lower : m_none; }
    bool isNumber(std::size_t at) const { return at < m_words.size() && m_words[at].kind == Word::Kind::Number; }

    std::optional<int> count(std::size_t at) const
    {
        if (isNumber(at) && m_words[at].number >= 1 && m_words[at].number <= 10000) {
            return static_cast<int>(m_words[at].number);
        }
        for (std::size_t i = 1; i < kSmallNumbers.size(); ++i) {
            if (lower(at) == kSmallNumbers[i]) {
                return static_cast<int>(i);
            }
        }
        return std::nullopt;
    }

private:
    const std::string &text(std::size_t at) const { return at < m_words.size() ? m_words[at].text : m_none; }

    static bool isCalendarDate(const std::string &text)
    {
        return text.size() >= 10 && text[4] == '-' && text[7] == '-';
    }

    static std::optional<int> monthOf(const std::string &word)
    {
        for (std::size_t i = 0; i < kMonths.size(); ++i) {
            if (word == kMonths[i] || (word.size() == 3 && kMonths[i].substr(0, 3) == word && word != "may")
                || (word == "sept" && i == 8)) {
                return static_cast<int>(i) + 1;
            }
        }
        return std::nullopt;
    }

    std::optional<LocalRange> relativePeriod(std::size_t at, const std::string &word) const
    {
        const bool back = word == "last" || word == "previous" || word == "past";
        if (const auto number = count(at + 1)) { // "last 10 days"
            const auto unit = unitOf(lower(at + 2));
            if (!unit || word == "this" || word == "current") {
                return std::nullopt;
            }
            const DateTime edge = moved(*unit, back ? -*number : *number);
            return back ? LocalRange{edge, m_now, "\"" + word + " " + text(at + 1) + " " + text(at + 2) + "\" = counted back from now", 3}
                        : LocalRange{m_now, edge, {}, 3};
        }
        for (std::size_t i = 0; i < kWeekdays.size(); ++i) {
            if (lower(at + 1) == kWeekdays[i]) {
                const DateTime today = floorTo(m_now, Unit::Day);
                int days = (today.weekday() - static_cast<int>(i) + 7) % 7;
                if (back && days == 0) {
                    days = 7;
                }
                const DateTime day = back ? step(today, Unit::Day, -days) : step(today, Unit::Day, (7 - days) % 7);
                return LocalRange{day, step(day, Unit::Day, 1), {}, 2};
            }
        }
        const auto unit = unitOf(lower(at + 1));
        if (!unit) {
            return std::nullopt;
        }
        const DateTime current = floorTo(m_now, *unit);
        const int shift = back ? -1 : word == "next" ? 1 : 0;
        const DateTime from = step(current, *unit, shift);
        std::string assumption;
        if (shift != 0) {
            assumption = "\"" + word + " " + lower(at + 1) + "\" = the calendar " + singular(lower(at + 1))
                + (back ? " before" : " after") + " the current one";
        }
        return LocalRange{from, step(from, *unit, 1), assumption, 2};
    }

    DateTime moved(Unit unit, int count) const
    {
        if (unit == Unit::Day || unit == Unit::Week) {
            return step(m_now, unit, count);
        }
        const CivilTime clock = m_now.civil();
        CivilTime target = step(floorTo(m_now, Unit::Month), unit, count).civil();
        target.day = std::min(clock.day, 28);
        target.hour = clock.hour;
        target.minute = clock.minute;
        target.second = clock.second;
        return DateTime::fromCivil(target);
    }

    // "March", "March 2024", "March 3", "March 3 2024". Without a year: the last one that has begun.
    std::optional<LocalRange> namedMonth(std::size_t at, int month) const
    {
        if (isNumber(at + 1) && m_words[at + 1].number >= 1 && m_words[at + 1].number <= 31) {
            return dayOfMonth(at, static_cast<int>(m_words[at + 1].number), month, 2);
        }
        std::size_t words = 1;
        const int year = yearAt(at + 1, month, 1, words);
        const DateTime from = DateTime::fromCivil({.year = year, .month = month});
        return LocalRange{from, step(from, Unit::Month, 1), {}, words};
    }

    std::optional<LocalRange> dayOfMonth(std::size_t at, int day, int month, std::size_t words) const
    {
        const int year = yearAt(at + words, month, day, words);
        const DateTime from = DateTime::fromCivil({.year = year, .month = month, .day = day});
        if (from.civil().day != day) { // 31 February
            return std::nullopt;
        }
        return LocalRange{from, step(from, Unit::Day, 1), {}, words};
    }

    int yearAt(std::size_t at, int month, int day, std::size_t &words) const
    {
        if (isNumber(at) && m_words[at].number >= 1900 && m_words[at].number <= 2100) {
            ++words;
            return static_cast<int>(m_words[at].number);
        }
        const int year = m_now.civil().year;
        return DateTime::fromCivil({.year = year, .month = month, .day = day}) > m_now ? year - 1 : year;
    }

    const std::vector<Word> &m_words; // the caller's, for the length of one call
    DateTime m_now;
    std::string m_none;
};

} // namespace

TimeZone::TimeZone(const std::string &name) : m_name(name.empty() ? "UTC" : name) { }

DateTime TimeZone::toLocal(DateTime utc) const
{
    const std::unique_ptr<icu::TimeZone> zone(icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(m_name)));
    std::int32_t raw = 0;
    std::int32_t dst = 0;
    UErrorCode status = U_ZERO_ERROR;
    zone->getOffset(static_cast<UDate>(utc.milliseconds()), false, raw, dst, status);
    return U_SUCCESS(status) ? DateTime(utc.milliseconds() + raw + dst) : utc;
}

DateTime TimeZone::toUtc(DateTime local) const
{
    const std::unique_ptr<icu::TimeZone> zone(icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(m_name)));
    std::int32_t raw = 0;
    std::int32_t dst = 0;
    UErrorCode status = U_ZERO_ERROR;
    zone->getOffset(static_cast<UDate>(local.milliseconds()), true, raw, dst, status);
    return U_SUCCESS(status) ? DateTime(local.milliseconds() - raw - dst) : local;
}

std::optional<DatePhrase> datePhrase(const std::vector<Word> &words, std::size_t start, DateTime now, const TimeZone &zone)
{
    const Reader reader(words, zone.toLocal(now));
    const auto phrase = [&zone](std::optional<DateTime> from, std::optional<DateTime> until, std::string assumption,
                                std::size_t count) {
        DatePhrase result;
        if (from) {
            result.range.from = zone.toUtc(*from);
        }
        if (until) {
            result.range.until = zone.toUtc(*until);
        }
        result.range.assumption = std::move(assumption);
        result.words = count;
        return result;
    };
    const std::string &word = reader.lower(start);

    if (word == "since" || word == "after" || word == "before" || word == "until" || word == "from") {
        if (const auto period = reader.period(start + 1)) {
            const std::size_t count = period->words + 1;
            if (word == "since") {
                return phrase(period->from, std::nullopt, {}, count);
            }
            if (word == "after") {
                return phrase(period->until, std::nullopt, {}, count);
            }
            if (word == "before") {
                return phrase(std::nullopt, period->from, {}, count);
            }
            if (word == "until") {
                return phrase(std::nullopt, period->until, {}, count);
            }
            const std::string &link = reader.lower(start + count); // "from May to July"
            if (link == "to" || link == "until" || link == "till") {
                if (const auto end = reader.period(start + count + 1)) {
                    return phrase(period->from, end->until, {}, count + 1 + end->words);
                }
            }
            return phrase(period->from, period->until, period->assumption, count);
        }
        return std::nullopt;
    }
    if (word == "between") {
        if (const auto first = reader.period(start + 1); first && reader.lower(start + 1 + first->words) == "and") {
            if (const auto second = reader.period(start + 2 + first->words)) {
                return phrase(first->from, second->until, {}, 2 + first->words + second->words);
            }
        }
        return std::nullopt;
    }
    if (word == "in" || word == "on" || word == "during" || word == "within") {
        std::size_t skip = reader.lower(start + 1) == "the" ? 2 : 1;
        if (const auto period = reader.period(start + skip)) {
            return phrase(period->from, period->until, period->assumption, period->words + skip);
        }
        return std::nullopt;
    }
    // A bare year or day number is a date only behind a preposition.
    if (reader.isNumber(start) && reader.lower(start).find('-') == std::string::npos) {
        const auto period = reader.period(start);
        return period && period->words > 1 ? std::optional(phrase(period->from, period->until, {}, period->words)) : std::nullopt;
    }
    if (word == "may") { // the verb, unless a preposition says otherwise
        return std::nullopt;
    }
    if (const auto period = reader.period(start)) {
        return phrase(period->from, period->until, period->assumption, period->words);
    }
    return std::nullopt;
}

} // namespace socle::ai
