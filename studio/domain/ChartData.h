// What a chart asks and what comes back: groups of a field, split by a second one, with a measure
// (studio.md 4.3.17). Three ways lead to the same rows: the server's aggregation, SQL where there
// is no filter, or counting fetched records. Pure functions.
#pragma once

#include "studio/api/AggregateEndpoint.h"
#include "studio/api/RecordsEndpoint.h"
#include "studio/domain/CollectionSchema.h"

#include <vector>

namespace socle::studio {

struct SqlResult;

struct ChartQuestion
{
    CollectionPtr collection = {};
    QString x = {};
    QString bucket = {}; // of a date: "day", "week", "month", "year"
    QString series = {}; // may be empty
    QString measure = QStringLiteral("count"); // sum, avg, min, max, distinct
    QString y = {}; // of any but count

    /// Parts of a whole: their sum says something, so they stand on each other.
    bool isAdditive() const { return measure == u"count" || measure == u"sum"; }

    QString groupKey() const; // "created:month"
    QString measureKey() const; // "sum:price"
};

/// One group, as it comes.
struct ChartRow
{
    Json x = {};
    Json series = {};
    double amount = 0;
};

/// One place on the axis; `parts` has an amount for each series of the table.
struct ChartBar
{
    Json value = {}; // of the x field; a date bucket is its text
    QString label = {};
    double amount = 0; // of all its parts; the largest one where they do not add up
    std::vector<double> parts = {};
};

struct ChartSeries
{
    Json value = {};
    QString label = {};
    bool isRest = false; // several small ones together
};

struct ChartTable
{
    std::vector<ChartBar> bars = {};
    std::vector<ChartSeries> series = {}; // empty without a split
    int left = 0; // bars that were left out
    int leftSeries = 0; // that could not be added up
};

inline constexpr int kMostChartBars = 60;
inline constexpr int kMostChartSeries = 7; // and the rest as the eighth hue

/// The query that counts the whole collection; empty where SQL cannot say it (weeks).
QString chartSql(const ChartQuestion &question);

std::vector<ChartRow> chartRows(const ChartQuestion &question, const AggregateReply &reply);
std::vector<ChartRow> chartRows(const ChartQuestion &question, const SqlResult &result);
std::vector<ChartRow> chartRows(const ChartQuestion &question, const std::vector<Record> &records);

/// Rows as a picture: largest first, or along the time; labels are the caller's.
ChartTable chartTable(const ChartQuestion &question, const std::vector<ChartRow> &rows);

} // namespace socle::studio
