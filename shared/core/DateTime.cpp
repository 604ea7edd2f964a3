// Calendar arithmetic (proleptic Gregorian, days-from-civil) and a small hand-written reader of the accepted layouts.
//
// The layouts are those of data-directory.md B3.6. The reader is a cursor with a few primitives rather than one regular
// expression per layout, because fractions and offsets may follow any seconds part.
#include "shared/core/DateTime.h"

#include "shared/core/Text.h"

#include <array>
#include <cstdio>

namespace socle {

namespace {

constexpr std::array<std::string_view, 12> kMonths{
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 7> kLongDays{
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

std::int64_t daysFromCivil(std::int64_t y, int m, int d)
{
    y -= m <= 2 ? 1 : 0;
    const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
    const std::int64_t yoe = y - era * 400;
    const std::int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    const std::int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

std::int64_t floorDiv(std::int64_t a, std::int64_t b)
{
    return a / b - ((a % b != 0 && (a < 0) != (b < 0)) ? 1 : 0);
}

int daysInMonth(int year, int month)
{
    constexpr std::array<int, 12> days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[static_cast<std::size_t>(month - 1)];
}

// Reads left to right; every reader returns false and leaves the position alone when it does not match.
class Cursor
{
public:
    explicit Cursor(std::string_view text) : m_rest(text) { }

    bool atEnd() const { return m_rest.empty(); }

    bool literal(char c)
    {
        if (m_rest.empty() || m_rest.front() != c) {
            return false;
        }
        m_rest.remove_prefix(1);
        return true;
    }

    bool digits(std::size_t count, int &value)
    {
        if (m_rest.size() < count) {
            return false;
        }
        int read = 0;
        for (std::size_t i = 0; i < count; ++i) {
            if (m_rest[i] < '0' || m_rest[i] > '9') {
                return false;
            }
            read = read * 10 + (m_rest[i] - '0');
        }
        m_rest.remove_prefix(count);
        value = read;
        return true;
    }

    // "_2" of the ANSI C layout: one or two digits, perhaps behind a blank.
    bool paddedDay(int &value)
    {
        const auto saved = m_rest;
        literal(' ');
        if (digits(2, value) || digits(1, value)) {
            return true;
        }
        m_rest = saved;
        return false;
    }

    template <std::size_t N> bool name(const std::array<std::string_view, N> &names, int &index)
    {
        for (std::size_t i = 0; i < N; ++i) {
            if (m_rest.size() >= names[i].size()
                && equalsIgnoreCase(m_rest.substr(0, names[i].size()), names[i])) {
                m_rest.remove_prefix(names[i].size());
                index = static_cast<int>(i);
                return true;
            }
        }
        return false;
    }

    bool zoneName()
    {
        std::size_t n = 0;
        while (n < m_rest.size() && m_rest[n] >= 'A' && m_rest[n] <= 'Z') {
            ++n;
        }
        if (n < 3 || n > 5) {
            return false;
        }
        m_rest.remove_prefix(n);
        return true;
    }

    void skipFraction(int &millisecond)
    {
        if (m_rest.size() < 2 || (m_rest[0] != '.' && m_rest[0] != ',') || m_rest[1] < '0'
            || m_rest[1] > '9') {
            return;
        }
        m_rest.remove_prefix(1);
        int scale = 100;
        while (!m_rest.empty() && m_rest.front() >= '0' && m_rest.front() <= '9') {
            millisecond += (m_rest.front() - '0') * scale;
            scale /= 10;
            m_rest.remove_prefix(1);
        }
    }

    bool clock(CivilTime &t)
    {
        const auto saved = m_rest;
        if (digits(2, t.hour) && literal(':') && digits(2, t.minute) && literal(':')
            && digits(2, t.second)) {
            skipFraction(t.millisecond);
            return true;
        }
        m_rest = saved;
        return false;
    }

    // Z, ±HH:MM or ±HHMM.
    bool offset(int &minutes)
    {
        const auto saved = m_rest;
        if (literal('Z')) {
            minutes = 0;
            return true;
        }
        int sign = 0;
        if (literal('+')) {
            sign = 1;
        } else if (literal('-')) {
            sign = -1;
        } else {
            return false;
        }
        int hours = 0;
        int rest = 0;
        if (digits(2, hours)) {
            literal(':');
            if (digits(2, rest) && hours < 24 && rest < 60) {
                minutes = sign * (hours * 60 + rest);
                return true;
            }
        }
        m_rest = saved;
        return false;
    }

private:
    std::string_view m_rest; // whose bytes: the argument of parse()
};

bool isCalendarTime(const CivilTime &t)
{
    return t.month >= 1 && t.month <= 12 && t.day >= 1 && t.day <= daysInMonth(t.year, t.month)
        && t.hour < 24 && t.minute < 60 && t.second < 60;
}

// YYYY-MM-DD, then perhaps a clock (T or blank), then perhaps an offset.
bool readIso(Cursor c, CivilTime &t, int &offset)
{
    if (!(c.digits(4, t.year) && c.literal('-') && c.digits(2, t.month) && c.literal('-')
          && c.digits(2, t.day))) {
        return false;
    }
    if (c.atEnd()) {
        return true;
    }
    const bool blank = c.literal(' ');
    if (!blank && !c.literal('T')) {
        return false;
    }
    if (!c.clock(t)) {
        return false;
    }
    if (c.atEnd()) {
        return true;
    }
    if (c.offset(offset)) {
        if (c.atEnd()) {
            return true;
        }
        return blank && c.literal(' ') && c.zoneName() && c.atEnd();
    }
    if (!c.literal(' ')) {
        return false;
    }
    if (c.offset(offset)) { // "2006-01-02 15:04:05 -0700 MST"
        return c.atEnd() || (c.literal(' ') && (c.zoneName() || c.offset(offset)) && c.atEnd());
    }
    return c.zoneName() && c.atEnd();
}

// RFC 1123, 822, 850 and "02 Jan 2006".
bool readRfc(Cursor c, CivilTime &t, int &offset)
{
    int ignored = 0;
    if (c.name(kLongDays, ignored) || c.name(kDays, ignored)) {
        if (!c.literal(',') || !c.literal(' ')) {
            return false;
        }
    }
    if (!c.digits(2, t.day) && !c.digits(1, t.day)) {
        return false;
    }
    const bool dashes = c.literal('-');
    if (!dashes && !c.literal(' ')) {
        return false;
    }
    int month = 0;
    if (!c.name(kMonths, month) || !(dashes ? c.literal('-') : c.literal(' '))) {
        return false;
    }
    t.month = month + 1;
    if (!c.digits(4, t.year)) {
        if (!c.digits(2, t.year)) {
            return false;
        }
        t.year += t.year >= 69 ? 1900 : 2000;
    }
    if (c.atEnd()) {
        return true;
    }
    if (!c.literal(' ')) {
        return false;
    }
    if (!c.clock(t) && !(c.digits(2, t.hour) && c.literal(':') && c.digits(2, t.minute))) {
        return false;
    }
    if (c.atEnd()) {
        return true;
    }
    return c.literal(' ') && (c.offset(offset) || c.zoneName()) && c.atEnd();
}

// "Mon Jan _2 15:04:05 2006", with a zone before the year in the Unix and Ruby forms.
bool readAnsi(Cursor c, CivilTime &t, int &offset)
{
    int ignored = 0;
    int month = 0;
    if (!(c.name(kDays, ignored) && c.literal(' ') && c.name(kMonths, month) && c.literal(' ')
          && c.paddedDay(t.day) && c.literal(' ') && c.clock(t) && c.literal(' '))) {
        return false;
    }
    t.month = month + 1;
    if (!c.digits(4, t.year)) {
        if (!(c.offset(offset) || c.zoneName()) || !c.literal(' ') || !c.digits(4, t.year)) {
            return false;
        }
    }
    return c.atEnd();
}

} // namespace

DateTime DateTime::fromCivil(const CivilTime &c)
{
    const std::int64_t days = daysFromCivil(c.year, c.month, c.day);
    return DateTime(((days * 24 + c.hour) * 60 + c.minute) * 60000 + c.second * 1000 + c.millisecond);
}

std::optional<DateTime> DateTime::parse(std::string_view text)
{
    using Reader = bool (*)(Cursor, CivilTime &, int &);
    for (const Reader read : {&readIso, &readRfc, &readAnsi}) {
        CivilTime civil;
        int offsetMinutes = 0;
        if (read(Cursor(text), civil, offsetMinutes)) {
            if (!isCalendarTime(civil)) {
                return std::nullopt;
            }
            return DateTime(fromCivil(civil).milliseconds() - offsetMinutes * 60000LL);
        }
    }
    return std::nullopt;
}

CivilTime DateTime::civil() const
{
    const std::int64_t days = floorDiv(m_ms, 86400000);
    auto rest = static_cast<int>(m_ms - days * 86400000);
    const std::int64_t z = days + 719468;
    const std::int64_t era = floorDiv(z, 146097);
    const std::int64_t doe = z - era * 146097;
    const std::int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    const std::int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    const std::int64_t mp = (5 * doy + 2) / 153;
    CivilTime c;
    c.day = static_cast<int>(doy - (153 * mp + 2) / 5 + 1);
    c.month = static_cast<int>(mp < 10 ? mp + 3 : mp - 9);
    c.year = static_cast<int>(yoe + era * 400 + (c.month <= 2 ? 1 : 0));
    c.millisecond = rest % 1000;
    rest /= 1000;
    c.second = rest % 60;
    rest /= 60;
    c.minute = rest % 60;
    c.hour = rest / 60;
    return c;
}

int DateTime::weekday() const
{
    const std::int64_t days = floorDiv(m_ms, 86400000);
    return static_cast<int>(((days + 4) % 7 + 7) % 7);
}

std::string DateTime::toString() const
{
    const CivilTime c = civil();
    std::array<char, 48> buffer{};
    const int n = std::snprintf(buffer.data(), buffer.size(), "%04d-%02d-%02d %02d:%02d:%02d.%03dZ",
                                c.year, c.month, c.day, c.hour, c.minute, c.second, c.millisecond);
    return {buffer.data(), static_cast<std::size_t>(n)};
}

std::string DateTime::toRfc3339() const
{
    std::string text = toString();
    text[text.find(' ')] = 'T';
    if (endsWith(text, ".000Z")) {
        text.replace(text.size() - 5, 5, "Z");
    }
    return text;
}

} // namespace socle
