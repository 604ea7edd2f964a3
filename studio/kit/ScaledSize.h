// Sizes that follow the size of text while a widget lives.
//
// A token size times the scale, set once, is wrong as soon as somebody makes the text larger: the
// widget keeps its width and cuts its words. Whoever limits a widget to a token says so here, and
// the limit is set again with every change of scale.
#pragma once

class QWidget;

namespace socle::studio {

/// Which limit of a widget a token sets; Width and Height set the least and the most.
enum class Extent { Width, LeastWidth, MostWidth, Height, LeastHeight, MostHeight };

/// Limits `widget` to `pixels` (at scale 1) times the scale, now and after each change of it. A
/// later call for the same extent replaces an earlier one. UI thread.
void keepScaled(QWidget *widget, Extent extent, int pixels);

} // namespace socle::studio
