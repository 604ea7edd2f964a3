// How many digits after the point the numbers of a column share: prices line up, measurements stay
// each as they are stored.
#pragma once

#include "shared/json/Json.h"

#include <QString>

#include <array>

namespace socle::studio {

/// "33.370000000000005", what is left of a calculation with doubles, as "33.37": for eyes only.
QString withoutNoise(const QString &number);

class DecimalPlaces
{
public:
    /// Counts a loaded value; what is no number counts as whole.
    void add(const Json &value);

    /// Digits for the whole column (see withDecimals), or -1: each as it is stored.
    int shared() const;

private:
    std::array<int, 4> m_seen{}; // values that need 0, 1, 2 or more digits
};

} // namespace socle::studio
