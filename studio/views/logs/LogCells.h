// How a log entry looks in the grid: level and status as pills, duration as a bar, paths in mono.
#pragma once

#include "studio/kit/CellUi.h"

namespace socle::studio {

/// Cells of LogModel's columns, in its order.
const CellUi &logCellUi(int column);
/// Colour of a level (-4 debug to 8 error) and of a status.
Tone toneOfLevel(int level);
Tone toneOfStatus(int status);
/// "0.46 ms", "1.20 s", in the language of the interface.
QString durationText(double ms);

} // namespace socle::studio
