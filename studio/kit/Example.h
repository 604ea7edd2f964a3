// The example an empty area shows. QPlainTextEdit draws its own by the application's direction,
// not the area's, with no margin at the right, and lets a sentence's full stop come first in a
// mirrored window.
#pragma once

#include <QString>

class QPlainTextEdit;

namespace socle::studio {

/// Draws `text` where the first letter of `area` would stand, wrapped, in the placeholder's colour;
/// nothing once there is text. For the end of the area's paintEvent.
void drawExample(QPlainTextEdit *area, const QString &text);

} // namespace socle::studio
