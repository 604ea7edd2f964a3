// See the header.
#include "studio/fields/GeoText.h"

#include <QRegularExpression>

namespace socle::studio {

namespace {

std::optional<QPointF> checked(double latitude, double longitude)
{
    const bool isPlace = latitude >= -90 && latitude <= 90 && longitude >= -180 && longitude <= 180;
    return isPlace ? std::optional(QPointF(longitude, latitude)) : std::nullopt;
}

/// 48°51'24"N
double degrees(const QRegularExpressionMatch &match, int from)
{
    const double value = match.captured(from).toDouble() + match.captured(from + 1).toDouble() / 60
        + match.captured(from + 2).toDouble() / 3600;
    const QChar side = match.captured(from + 3).at(0).toUpper();
    return side == QLatin1Char('S') || side == QLatin1Char('W') ? -value : value;
}

} // namespace

std::optional<QPointF> parseGeoPair(const QString &text)
{
    const QString number = QStringLiteral("(-?\\d{1,3}(?:\\.\\d+)?)");
    static const QRegularExpression pair(QStringLiteral("^[\\[(]?\\s*") % number
                                         % QStringLiteral("\\s*[,;\\s]\\s*") % number
                                         % QStringLiteral("\\s*[\\])]?$"));
    // …/@48.8566,2.3522,12z   …?mlat=48.8&mlon=2.3   #map=12/48.8566/2.3522   geo:48.8,2.3
    // q=48.8,2.3
    static const QRegularExpression link(
        QStringLiteral("(?:@|geo:|[?&](?:q|ll|query)=|#map=\\d+(?:\\.\\d+)?/)") % number
        % QStringLiteral("(?:,|/|%2C)") % number);
    static const QRegularExpression marker(QStringLiteral("mlat=") % number
                                           % QStringLiteral(".*mlon=") % number);
    static const QRegularExpression sexagesimal(
        QStringLiteral("^(\\d{1,3})°\\s*(?:(\\d{1,2}(?:\\.\\d+)?)['′]\\s*)?(?:(\\d{1,2}(?:\\.\\d+)?"
                       ")[\"″]\\s*)?([NSns])[,\\s]+"
                       "(\\d{1,3})°\\s*(?:(\\d{1,2}(?:\\.\\d+)?)['′]\\s*)?(?:(\\d{1,2}(?:\\.\\d+)?)"
                       "[\"″]\\s*)?([EWew])$"));
    const QString trimmed = text.trimmed();
    for (const QRegularExpression &form : {pair, link, marker}) {
        if (const auto match = form.match(trimmed); match.hasMatch()) {
            return checked(match.captured(1).toDouble(), match.captured(2).toDouble());
        }
    }
    if (const auto match = sexagesimal.match(trimmed); match.hasMatch()) {
        return checked(degrees(match, 1), degrees(match, 5));
    }
    return std::nullopt;
}

} // namespace socle::studio
