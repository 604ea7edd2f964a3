// Reads dates as people type them: "tomorrow 9:00", "-2d", "next friday", "3 hours ago", "21 Nov",
// ISO.
//
// Relative words count from `now`; what names no zone is meant in the local zone, or in UTC when
// `utc` is set. English words always, those of the interface's language as well.
#pragma once

#include <QDateTime>
#include <QString>

#include <optional>

namespace socle::studio {

/// A moment in UTC, nothing when the text is no date. A day without a time is its midnight.
std::optional<QDateTime> parseNaturalDate(const QString &text, const QDateTime &now, bool utc);

} // namespace socle::studio
