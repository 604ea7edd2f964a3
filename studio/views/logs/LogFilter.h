// Which entries are asked for: text, chips, facets and a span of time, as one filter of the log's
// own language.
//
// A value; the toolbar edits it, the model and the statistics get toFilter(). Typed text that is no
// filter is searched in message, address line, error and caller.
//
// Source: studio.md 4.11; admin-api.md A3.2.
#pragma once

#include <QDateTime>
#include <QJsonObject>
#include <QString>

#include <optional>
#include <vector>

namespace socle::studio {

struct LogEntry;

/// One value of one property, as a chip: "status is 4xx".
struct LogFacet
{
    QString property = {}; // "level", "status", "method", "route", "user", "address"
    QString value = {};

    bool operator==(const LogFacet &) const = default;
    /// Condition in the log's language; empty for a property that is not known.
    QString clause() const;
    /// Name of the property for people. Translated.
    QString label() const;
};

enum class LogRange { Quarter, Hour, Day, Week };

struct LogFilter
{
    QString text = {};
    bool errorsOnly = false;
    bool withoutSuperusers = true;
    LogRange range = LogRange::Day;
    std::vector<LogFacet> facets = {};
    /// A stretch picked in the histogram; replaces `range` for the list, not for the histogram.
    std::optional<QDateTime> from = {};
    std::optional<QDateTime> to = {};

    /// Conditions without the time; empty when there are none.
    QString conditions() const;
    /// Conditions and time: `now` UTC.
    QString toFilter(const QDateTime &now) const;
    /// For the histogram: the whole range whatever stretch is picked.
    QString toHistogramFilter(const QDateTime &now) const;
    /// True when anything but the time and the default chips narrows the list.
    bool isNarrowed() const;
    void clear();
    void add(const LogFacet &facet);
    void remove(const LogFacet &facet);
    bool operator==(const LogFilter &other) const = default;

    QJsonObject toJson() const;
    static LogFilter fromJson(const QJsonObject &object);
};

qint64 secondsOf(LogRange range);
/// Path without query, record ids folded: "/api/collections/books/records/{id}". Empty for entries
/// that are no requests.
QString routeOf(const LogEntry &entry);
/// "4xx"; empty without a status.
QString statusClass(int status);
/// Value of a facet property of an entry; empty when it has none.
QString facetValue(const LogEntry &entry, const QString &property);

} // namespace socle::studio
