#include "studio/fields/MapTiles.h"

#include "studio/domain/TileStore.h"
#include "studio/kit/MapView.h"

#include <QPointer>

namespace socle::studio {

void showTilesOn(MapView &map, TileStore &store)
{
    const auto apply = [&map, &store] {
        if (!store.server().isSet()) {
            map.setTiles({}, {});
            return;
        }
        map.setTiles(
            [from = QPointer<TileStore>(&store)](const MapTile &tile) {
                return from ? from->tile(tile.zoom, tile.x, tile.y) : QPixmap();
            },
            store.server().attribution);
    };
    QObject::connect(&store, &TileStore::serverChanged, &map, apply);
    QObject::connect(&store, &TileStore::arrived, &map, qOverload<>(&QWidget::update));
    apply();
}

} // namespace socle::studio
