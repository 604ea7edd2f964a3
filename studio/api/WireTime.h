// The one place that reads a moment of the wire: "2026-03-14 09:26:53.123Z", with a space or a T.
#pragma once

#include "shared/json/Json.h"

#include <QDateTime>

namespace socle::studio {

/// In UTC; null when the value is empty or no moment.
QDateTime wireTime(const Json &value);

} // namespace socle::studio
