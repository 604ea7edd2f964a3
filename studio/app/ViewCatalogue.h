// The list of views: one line each in ViewCatalogue.cpp. The rail, the palette, Alt+digit and the
// tabs are made from it.
//
// Lives in app/ because it is the one place that sees every view; the shell receives it as a value.
#pragma once

#include "studio/shell/ViewHost.h"

namespace socle::studio {

class Connections;

/// In rail order. `connections`: for the one view that looks at two of them.
ViewCatalogue viewCatalogue(Connections &connections);

} // namespace socle::studio
