// Brings the tiles of a connection onto a map and keeps them there when the user names another
// server.
#pragma once

namespace socle::studio {

class MapView;
class TileStore;

/// `store` outlives the map's connections to it, not necessarily the map.
void showTilesOn(MapView &map, TileStore &store);

} // namespace socle::studio
