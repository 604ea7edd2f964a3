// The page beside the pictures: one row a state, one picture a theme or language, grouped by view.
#pragma once

class QDir;

namespace socle::studio {

/// Writes index.html for the PNG files of the folder; false when it cannot be written.
bool writeContactSheet(const QDir &folder);

} // namespace socle::studio
