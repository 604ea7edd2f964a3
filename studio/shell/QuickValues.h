// What "=" in the palette answers: a new id, the time, a UUID, a hash, and sums with dates.
//
// Understood: "now", "today", "tomorrow", "yesterday", a date or time as the server writes it, each
// followed by steps like "+3d -2h"; steps alone start now; "2026-03-14 - 2025-12-25" is the
// distance; a number of seconds since 1970 is that moment. Units: s, min (m), h, d, w, mo, y; none
// means days.
//
// Source: studio.md 3.8.
#pragma once

#include <QDateTime>
#include <QList>
#include <QString>

namespace socle::studio {

struct QuickValue
{
    QString id; // stable, for frecency: "id", "now", "date"
    QString title;
    QString value; // what Enter copies
};

/// `now` is UTC. Without text only the values that need none.
QList<QuickValue> quickValues(const QString &text, const QDateTime &now);

} // namespace socle::studio
