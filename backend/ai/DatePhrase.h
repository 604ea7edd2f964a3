// Dates in words: "last month", "in March", "since 3 May", "last 10 days" -> a half-open range of UTC times (ai.md A.3).
//
// Calendar units are those of the given zone (ICU knows the zones); weeks begin on Monday. "last month" is the calendar month
// before today's, "last 10 days" counts back from now; the description says which.
#pragma once

#include "backend/ai/QueryWords.h"
#include "shared/core/DateTime.h"

#include <optional>
#include <string>
#include <vector>

namespace socle::ai {

struct DateRange
{
    std::optional<DateTime> from = {}; // inclusive
    std::optional<DateTime> until = {}; // exclusive
    std::string assumption = {}; // "\"last month\" = calendar month before today"
};

struct DatePhrase
{
    DateRange range = {};
    std::size_t words = 0; // how many words it took, with "in", "since", "before"
};

/// An IANA zone ("Europe/Paris"); unknown names and "" mean UTC.
class TimeZone
{
public:
    explicit TimeZone(const std::string &name);
    /// Local wall clock of a UTC time, as if it were UTC.
    DateTime toLocal(DateTime utc) const;
    /// UTC time of a local wall clock.
    DateTime toUtc(DateTime local) const;

private:
    std::string m_name;
};

/// The phrase that begins at `words[start]`, nothing when none does.
std::optional<DatePhrase> datePhrase(const std::vector<Word> &words, std::size_t start, DateTime now, const TimeZone &zone);

} // namespace socle::ai
