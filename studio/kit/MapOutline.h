// The shape of the land, for maps without a tile server: continents and the larger islands, drawn
// by hand to about a degree. Enough to see where in the world a place is, not where in a town; a
// map stops drawing it where it would mislead (kOutlineMostScale).
#pragma once

#include <QPolygonF>
#include <QVector>

namespace socle::studio {

/// Above this many pixels for the world's width the outline is coarser than what it stands under.
inline constexpr double kOutlineMostScale = 512.0 * 48;

/// Land, as degrees (longitude, latitude), one closed polygon a piece. None crosses the date line.
const QVector<QPolygonF> &landOutlines();

/// Water inside the land: the Caspian Sea and the largest lakes.
const QVector<QPolygonF> &lakeOutlines();

} // namespace socle::studio
