// Small words that several field types say: sizes, relative times, errors. Localised.
#pragma once

#include "shared/core/Error.h"

#include <QDateTime>
#include <QString>

#include <cstdint>

namespace socle::studio {

/// "5 MiB", in the interface's number format.
QString sizeText(std::int64_t bytes);
/// "14 min ago", "in 2 h"; empty when further away than seven days.
QString relativeTime(const QDateTime &time, const QDateTime &now);
/// "2026-11-21 09:00", with seconds and milliseconds only when they are not zero; in the local zone
/// or UTC.
QString exactTime(const QDateTime &time, bool utc);
/// First message of an error or its children, with the entry people count from one; "" without any.
QString errorText(const FieldError &error);

} // namespace socle::studio
