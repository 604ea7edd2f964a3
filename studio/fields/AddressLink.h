// A stored mail or web address as something that opens: what may be opened without a question, and
// the icon at the end of a grid cell that does it.
#pragma once

#include <QRectF>
#include <QString>
#include <QUrl>

namespace socle::studio {

/// The address of `text`, for mail, http and https only; empty for anything else a value may hold.
QUrl addressUrl(const QString &text, bool isEmail);

/// Where the icon stands in a cell under the pointer; the whole cell, with its padding, is `cell`.
QRectF addressIconRect(const QRectF &cell, Qt::LayoutDirection direction);

} // namespace socle::studio
