// Icons by meaning: icon(u"table"), never by file. resources/icons.list says which drawing a
// meaning uses.
//
// Drawn from SVG at the exact device pixel ratio in the colour of a role, so a theme switch costs a
// cache miss and nothing else. An unknown meaning draws a magenta square: tests and screenshots
// look for it.
#pragma once

#include "studio/kit/Tokens.h"

#include <QIcon>
#include <QStringList>

#include <optional>

class QPainter;

namespace socle::studio {

/// An icon in the colour of `role` (followed through theme changes); disabled mode uses
/// textDisabled. Directional icons mirror in right-to-left interfaces.
QIcon icon(const QString &meaning, Color role = Color::TextMuted);
/// The small icon of a field type in its own hue ("number"); "id" is a key.
QIcon fieldIcon(const QString &typeName);
/// Meaning of the icon of a field type: fieldIconName(u"number") is "hash".
QString fieldIconName(const QString &typeName);

/// Paints the icon centred in `rect` with side min(width, height).
void drawIcon(QPainter *painter,
              const QString &meaning,
              const QRectF &rect,
              const QColor &color,
              Qt::LayoutDirection direction = Qt::LeftToRight);
QPixmap iconPixmap(const QString &meaning,
                   double side,
                   const QColor &color,
                   double devicePixelRatio);

bool hasIcon(const QString &meaning);
QStringList iconNames();
/// Drops the pixmap cache (theme change).
void clearIconCache();

} // namespace socle::studio
