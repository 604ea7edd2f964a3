// Schedules as people say them: a cron expression checked, in words, and when it runs next
// (admin-api.md A2.3).
//
// The grammar is the server's: a macro or five segments, no names, all five must match, UTC.
#pragma once

#include <QDateTime>
#include <QString>

#include <array>
#include <bitset>
#include <optional>
#include <vector>

namespace socle::studio {

struct CronSchedule
{
    // Which values match: minute, hour, day of the month (1-31), month (1-12), weekday (0 Sunday).
    std::array<std::bitset<64>, 5> parts = {};

    /// Nothing when the server would refuse it.
    static std::optional<CronSchedule> parse(const QString &expression);
    bool matches(const QDateTime &utc) const;
    /// The next `count` minutes that match after `utc`; fewer when there are none within two years.
    std::vector<QDateTime> next(const QDateTime &utc, int count) const;
};

/// "Every day at 03:00", "Every hour at :15"; the expression itself for what has no short words.
/// Empty for an invalid one.
QString cronWords(const QString &expression);

} // namespace socle::studio
