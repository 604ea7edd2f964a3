// Where the ground of maps comes from: the built-in outline, or a tile server of the user's choice
// with its attribution, kept with the connection (studio.md 4.3.17).
//
// Says who will see what before anything is fetched. Object names: data.map.baseAddress,
// .baseAttribution, .baseUse, .baseNone.
#pragma once

class QWidget;

namespace socle::studio {

class ConnectionContext;
class Popover;

/// Opens the choice under `anchor`.
Popover *openMapBase(ConnectionContext &context, QWidget *anchor);

} // namespace socle::studio
