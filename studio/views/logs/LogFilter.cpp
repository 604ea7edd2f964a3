#include "studio/views/logs/LogFilter.h"

#include "shared/core/DateTime.h"
#include "studio/api/LogsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/FilterChips.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

struct LogFacetWords
{
    Q_DECLARE_TR_FUNCTIONS(LogFacet)
};

QString quoted(QString text)
{
    text.replace(u'\\', u"\\\\"_s).replace(u'\'', u"\\'"_s);
    return u'\'' + text + u'\'';
}

QString stamp(const QDateTime &time)
{
    return toQString(DateTime(time.toMSecsSinceEpoch()).toString());
}

int levelOf(const QString &word)
{
    return word == u"ERROR" ? 8 : word == u"WARN" ? 4 : word == u"DEBUG" ? -4 : 0;
}

QString searchFilter(const QString &words)
{
    const QString value = quoted(words);
    return u"(message ~ "_s + value + u" || data.url ~ "_s + value + u" || data.error ~ "_s + value
        + u" || data.auth ~ "_s + value + u" || data.userIP ~ "_s + value + u')';
}

QString rangeWord(LogRange range)
{
    switch (range) {
    case LogRange::Quarter:
        return u"15m"_s;
    case LogRange::Hour:
        return u"1h"_s;
    case LogRange::Day:
        return u"24h"_s;
    case LogRange::Week:
        return u"7d"_s;
    }
    return {};
}

} // namespace

QString LogFacet::clause() const
{
    if (property == u"level") {
        const int level = levelOf(value);
        return level == 8 ? u"level >= 8"_s
                          : u"(level >= %1 && level < %2)"_s.arg(level).arg(level + 4);
    }
    if (property == u"status") {
        const int floor = value.left(1).toInt() * 100;
        return u"(data.status >= %1 && data.status < %2)"_s.arg(floor).arg(floor + 100);
    }
    if (property == u"method") {
        return u"data.method = "_s + quoted(value);
    }
    if (property == u"route") {
        QString pattern = value;
        pattern.replace(u"{id}"_s, u"%"_s);
        return u"data.url ~ "_s + quoted(pattern + u'%');
    }
    if (property == u"user") {
        return u"data.auth = "_s + quoted(value);
    }
    if (property == u"address") {
        return u"data.userIP = "_s + quoted(value);
    }
    return {};
}

QString LogFacet::label() const
{
    return property == u"level" ? LogFacetWords::tr("level")
        : property == u"status" ? LogFacetWords::tr("status")
        : property == u"method" ? LogFacetWords::tr("method")
        : property == u"route"  ? LogFacetWords::tr("route")
        : property == u"user"   ? LogFacetWords::tr("user")
                                : LogFacetWords::tr("address");
}

QString LogFilter::conditions() const
{
    QString filter;
    const auto also
        = [&filter](const QString &clause) { filter = FilterChips::combine(filter, clause); };
    if (const QString typed = text.trimmed(); !typed.isEmpty()) {
        FilterChips chips;
        chips.setText(typed);
        also(chips.isValid() && !chips.chips().empty() ? typed : searchFilter(typed));
    }
    if (errorsOnly) {
        also(u"(level >= 8 || data.status >= 400)"_s);
    }
    if (withoutSuperusers) {
        also(u"data.auth != '_superusers'"_s);
    }
    // Values of one property are alternatives, properties add up.
    QStringList properties;
    for (const LogFacet &facet : facets) {
        if (!properties.contains(facet.property)) {
            properties << facet.property;
        }
    }
    for (const QString &property : properties) {
        QStringList values;
        for (const LogFacet &facet : facets) {
            if (facet.property == property) {
                values << facet.clause();
            }
        }
        also(values.size() == 1 ? values.constFirst()
                                : QString(u'(' + values.join(u" || "_s) + u')'));
    }
    return filter;
}

QString LogFilter::toFilter(const QDateTime &now) const
{
    const QDateTime since = from.value_or(now.addSecs(-secondsOf(range)));
    QString filter
        = FilterChips::combine(conditions(), QString(u"created >= '"_s + stamp(since) + u'\''));
    if (to) {
        filter = FilterChips::combine(filter, QString(u"created < '"_s + stamp(*to) + u'\''));
    }
    return filter;
}

QString LogFilter::toHistogramFilter(const QDateTime &now) const
{
    LogFilter whole = *this;
    whole.from.reset();
    whole.to.reset();
    return whole.toFilter(now);
}

bool LogFilter::isNarrowed() const
{
    return !text.trimmed().isEmpty() || errorsOnly || !facets.empty() || from.has_value();
}

void LogFilter::clear()
{
    text.clear();
    errorsOnly = false;
    facets.clear();
    from.reset();
    to.reset();
}

void LogFilter::add(const LogFacet &facet)
{
    if (std::find(facets.begin(), facets.end(), facet) == facets.end()) {
        facets.push_back(facet);
    }
}

void LogFilter::remove(const LogFacet &facet) { std::erase(facets, facet); }

QJsonObject LogFilter::toJson() const
{
    QJsonArray list;
    for (const LogFacet &facet : facets) {
        list.append(QJsonObject{{u"property"_s, facet.property}, {u"value"_s, facet.value}});
    }
    return {{u"text"_s, text},
            {u"errorsOnly"_s, errorsOnly},
            {u"withoutSuperusers"_s, withoutSuperusers},
            {u"range"_s, rangeWord(range)},
            {u"facets"_s, list}};
}

LogFilter LogFilter::fromJson(const QJsonObject &object)
{
    LogFilter filter;
    filter.text = object.value(u"text"_s).toString();
    filter.errorsOnly = object.value(u"errorsOnly"_s).toBool();
    filter.withoutSuperusers = object.value(u"withoutSuperusers"_s).toBool(true);
    const QString word = object.value(u"range"_s).toString();
    for (const LogRange range :
         {LogRange::Quarter, LogRange::Hour, LogRange::Day, LogRange::Week}) {
        if (rangeWord(range) == word) {
            filter.range = range;
        }
    }
    for (const QJsonValue &value : object.value(u"facets"_s).toArray()) {
        const LogFacet facet{value[u"property"_s].toString(), value[u"value"_s].toString()};
        if (!facet.clause().isEmpty()) {
            filter.add(facet);
        }
    }
    // A moment to look at, from the error of another view: five minutes around it.
    if (const QDateTime at
        = QDateTime::fromString(object.value(u"at"_s).toString(), Qt::ISODateWithMs);
        at.isValid()) {
        filter.from = at.toUTC().addSecs(-150);
        filter.to = at.toUTC().addSecs(150);
    }
    return filter;
}

qint64 secondsOf(LogRange range)
{
    switch (range) {
    case LogRange::Quarter:
        return 15 * 60;
    case LogRange::Hour:
        return 60 * 60;
    case LogRange::Day:
        return 24 * 60 * 60;
    case LogRange::Week:
        return 7 * 24 * 60 * 60;
    }
    return 0;
}

QString routeOf(const LogEntry &entry)
{
    const QString url = toQString(entry.data["url"].text());
    QStringList parts = url.section(u'?', 0, 0).split(u'/');
    static const QRegularExpression id(u"^(?=.*[0-9])[a-z0-9]{15}$"_s);
    for (int i = 1; i < parts.size(); ++i) {
        const bool isRecord = parts.at(i - 1) == u"records" && !parts.at(i).isEmpty();
        if (isRecord || id.match(parts.at(i)).hasMatch()) {
            parts[i] = u"{id}"_s;
        }
    }
    return parts.join(u'/');
}

QString statusClass(int status)
{
    return status >= 100 ? QString::number(status / 100) + u"xx" : QString();
}

QString facetValue(const LogEntry &entry, const QString &property)
{
    if (property == u"level") {
        return entry.level >= 8 ? u"ERROR"_s
            : entry.level >= 4  ? u"WARN"_s
            : entry.level >= 0  ? u"INFO"_s
                                : u"DEBUG"_s;
    }
    if (property == u"status") {
        return statusClass(entry.status());
    }
    if (property == u"method") {
        return toQString(entry.data["method"].text());
    }
    if (property == u"route") {
        return routeOf(entry);
    }
    if (property == u"user") {
        return toQString(entry.data["auth"].text());
    }
    return toQString(entry.data["userIP"].text());
}

} // namespace socle::studio
