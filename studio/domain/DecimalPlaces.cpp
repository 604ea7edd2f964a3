// See the header.
#include "studio/domain/DecimalPlaces.h"

#include <algorithm>
#include <numeric>

namespace socle::studio {

QString withoutNoise(const QString &number)
{
    constexpr int kSureDigits = 15; // of a double; the ones behind them are rounding
    constexpr qsizetype kNoise = 3; // so many fewer digits are no chance
    bool isNumber = false;
    const double value = number.toDouble(&isNumber);
    if (!isNumber || !number.contains(QLatin1Char('.')) || number.contains(QLatin1Char('e'))) {
        return number;
    }
    const QString tidy = QString::number(value, 'g', kSureDigits);
    return tidy.size() + kNoise <= number.size() && !tidy.contains(QLatin1Char('e')) ? tidy
                                                                                     : number;
}

namespace {

std::size_t digitsNeeded(const Json &value)
{
    constexpr std::size_t kMany = 99;
    if (!value.isNumber()) {
        return 0;
    }
    const QString text = withoutNoise(QString::fromStdString(value.dump()));
    if (text.contains(QLatin1Char('e'), Qt::CaseInsensitive)) {
        return kMany;
    }
    const qsizetype point = text.indexOf(QLatin1Char('.'));
    const qsizetype digits = point < 0 ? 0 : text.size() - point - 1;
    // "5.0" is a whole number.
    return digits == 1 && text.endsWith(QLatin1Char('0')) ? 0 : static_cast<std::size_t>(digits);
}

} // namespace

void DecimalPlaces::add(const Json &value)
{
    ++m_seen[std::min(digitsNeeded(value), m_seen.size() - 1)];
}

int DecimalPlaces::shared() const
{
    // A price with one digit too many is still among prices.
    constexpr int kOddOnesIn = 10;
    const int all = std::accumulate(m_seen.begin(), m_seen.end(), 0);
    if (m_seen.back() * kOddOnesIn > all) {
        return -1;
    }
    return m_seen[2] > 0 ? 2 : m_seen[1] > 0 ? 1 : -1;
}

} // namespace socle::studio
