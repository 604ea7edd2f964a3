// The page beside the pictures: one row a state, one picture a theme or language, grouped by view;
// after a comparison, what differs comes first and stands out.
#pragma once

#include "studio/app/shots/Goldens.h"

class QDir;

namespace socle::studio {

/// Writes index.html for the PNG files of the folder; false when it cannot be written. `marks` by
/// file name: what the comparison of this run said.
bool writeContactSheet(const QDir &folder, const QMap<QString, PictureMark> &marks = {});

} // namespace socle::studio
