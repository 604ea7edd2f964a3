// The focus ring of areas that draw none themselves: a page of text that is only scrolled, a list
// without a single row.
#pragma once

class QAbstractScrollArea;

namespace socle::studio {

/// Shows the ring along the edge of `area` while it has the keyboard. An item view with a current
/// row leaves it to that row. UI thread.
void showRingWhileFocused(QAbstractScrollArea *area);

} // namespace socle::studio
