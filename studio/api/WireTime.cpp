#include "studio/api/WireTime.h"

#include "shared/core/DateTime.h"

namespace socle::studio {

QDateTime wireTime(const Json &value)
{
    const auto time = value.text().empty() ? std::nullopt : DateTime::parse(value.text());
    return time ? QDateTime::fromMSecsSinceEpoch(time->milliseconds(), Qt::UTC) : QDateTime();
}

} // namespace socle::studio
