// A cancel key of one asker: its next question ends its last one, and nobody else's. Two tabs of a
// connection share the client.
#pragma once

#include <QString>

namespace socle::studio {

/// `owner` lives as long as its questions matter.
inline QString cancelKeyOf(const char *purpose, const void *owner)
{
    return QLatin1String(purpose) + u'.' + QString::number(reinterpret_cast<quintptr>(owner), 16);
}

} // namespace socle::studio
