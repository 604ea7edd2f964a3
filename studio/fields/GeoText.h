// Reads places as people paste them: "48.8566, 2.3522", degrees with minutes and a letter, map
// links.
#pragma once

#include <QPointF>
#include <QString>

#include <optional>

namespace socle::studio {

/// QPointF(longitude, latitude); nothing when `text` is not a pair or out of range. People write
/// latitude first.
std::optional<QPointF> parseGeoPair(const QString &text);

} // namespace socle::studio
