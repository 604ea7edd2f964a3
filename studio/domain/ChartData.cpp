#include "studio/domain/ChartData.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/AdminEndpoint.h"
#include "studio/api/Text.h"

#include <QDate>
#include <QHash>
#include <QMap>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

/// Values as keys: texts as they are, everything else as JSON.
QString groupKeyOf(const Json &value)
{
    return value.isString() ? toQString(value.text()) : toQString(value.dump());
}

QString bucketOf(const Json &value, const QString &bucket)
{
    const QString text = toQString(value.text());
    if (text.isEmpty() || bucket.isEmpty()) {
        return text;
    }
    if (bucket == u"year"_s) {
        return text.left(4);
    }
    if (bucket == u"month"_s) {
        return text.left(7);
    }
    if (bucket == u"week"_s) {
        int year = 0;
        const int week = QDate::fromString(text.left(10), Qt::ISODate).weekNumber(&year);
        return u"%1-W%2"_s.arg(year).arg(week, 2, 10, QChar(u'0'));
    }
    return text.left(10);
}

QString quoted(const QString &name) { return u'"' + QString(name).replace(u'"', u"\"\""_s) + u'"'; }

/// A cell of a SQL answer is a text or nothing; the field says what it was.
Json cellOf(const std::optional<QString> &cell, const fields::Field *field)
{
    if (!cell || field == nullptr) {
        return Json();
    }
    if (field->isType(fields::kBool)) {
        return Json(*cell == u"true"_s || *cell == u"1"_s);
    }
    if (field->isType(fields::kNumber)) {
        const auto number = parseJson(toUtf8(*cell));
        return number && number->isNumber() ? *number : Json(toUtf8(*cell));
    }
    return Json(toUtf8(*cell));
}

/// What has been seen of one group.
struct Sums
{
    Json x;
    Json series;
    double sum = 0;
    double least = 0;
    double most = 0;
    int count = 0;
    QSet<QString> different;

    double amount(const QString &measure) const
    {
        return measure == u"count"_s ? count
            : measure == u"sum"_s    ? sum
            : measure == u"avg"_s    ? sum / std::max(1, count)
            : measure == u"min"_s    ? least
            : measure == u"max"_s    ? most
                                     : static_cast<double>(different.size());
    }
};

} // namespace

QString ChartQuestion::groupKey() const
{
    return bucket.isEmpty() ? x : QString(x + u':' + bucket);
}

QString ChartQuestion::measureKey() const
{
    return measure == u"count"_s ? measure : QString(measure + u':' + y);
}

QString chartSql(const ChartQuestion &question)
{
    const int length = question.bucket.isEmpty() ? -1
        : question.bucket == u"year"_s           ? 4
        : question.bucket == u"month"_s          ? 7
        : question.bucket == u"day"_s            ? 10
                                                 : 0;
    if (length == 0) {
        return {}; // SQLite has no ISO weeks
    }
    const QString field = quoted(question.x);
    const QString x = length < 0 ? field : u"substr(%1, 1, %2)"_s.arg(field).arg(length);
    const QString y = quoted(question.y);
    const QString amount = question.measure == u"count"_s ? u"count(*)"_s
        : question.measure == u"distinct"_s               ? u"count(DISTINCT %1)"_s.arg(y)
                                                          : u"%1(%2)"_s.arg(question.measure, y);
    const bool hasSeries = !question.series.isEmpty();
    return u"SELECT %1 AS x, %2 AS s, %3 AS amount FROM %4 GROUP BY %5 ORDER BY %6 DESC LIMIT 1000"_s
        .arg(x,
             hasSeries ? quoted(question.series) : u"NULL"_s,
             amount,
             quoted(question.collection->name),
             hasSeries ? u"1, 2"_s : u"1"_s,
             question.bucket.isEmpty() ? u"3"_s : u"1"_s);
}

std::vector<ChartRow> chartRows(const ChartQuestion &question, const AggregateReply &reply)
{
    std::vector<ChartRow> rows;
    const auto at = [](const JsonObject &row, const QString &name) {
        const Json *value = row.find(toUtf8(name));
        return value != nullptr ? *value : Json();
    };
    for (const JsonObject &row : reply.groups) {
        rows.push_back({at(row, question.groupKey()),
                        question.series.isEmpty() ? Json() : at(row, question.series),
                        at(row, question.measureKey()).toDouble()});
    }
    return rows;
}

std::vector<ChartRow> chartRows(const ChartQuestion &question, const SqlResult &result)
{
    std::vector<ChartRow> rows;
    const fields::Field *x = question.collection->field(question.x);
    const fields::Field *series = question.collection->field(question.series);
    for (const auto &row : result.rows) {
        if (row.size() >= 3) {
            rows.push_back(
                {cellOf(row[0], x), cellOf(row[1], series), row[2] ? row[2]->toDouble() : 0});
        }
    }
    return rows;
}

std::vector<ChartRow> chartRows(const ChartQuestion &question, const std::vector<Record> &records)
{
    QMap<QPair<QString, QString>, Sums> groups;
    for (const Record &record : records) {
        const Json &x = record.value(question.x);
        const Json series = question.series.isEmpty() ? Json() : record.value(question.series);
        const QString key
            = question.bucket.isEmpty() ? groupKeyOf(x) : bucketOf(x, question.bucket);
        Sums &group = groups[{key, question.series.isEmpty() ? QString() : groupKeyOf(series)}];
        group.x = question.bucket.isEmpty() ? x : Json(toUtf8(key));
        group.series = series;
        const double y = question.y.isEmpty() ? 0 : record.value(question.y).toDouble();
        group.least = group.count == 0 ? y : std::min(group.least, y);
        group.most = group.count == 0 ? y : std::max(group.most, y);
        group.sum += y;
        ++group.count;
        if (question.measure == u"distinct"_s) {
            group.different.insert(toQString(record.value(question.y).dump()));
        }
    }
    std::vector<ChartRow> rows;
    for (const Sums &group : std::as_const(groups)) {
        rows.push_back({group.x, group.series, group.amount(question.measure)});
    }
    return rows;
}

ChartTable chartTable(const ChartQuestion &question, const std::vector<ChartRow> &rows)
{
    ChartTable table;
    // The series, the largest first; what is too much for eight hues goes together.
    QHash<QString, std::size_t> seriesAt;
    if (!question.series.isEmpty()) {
        QMap<QString, std::pair<double, Json>> weights;
        for (const ChartRow &row : rows) {
            auto &[weight, value] = weights[groupKeyOf(row.series)];
            weight += std::abs(row.amount);
            value = row.series;
        }
        std::vector<std::pair<QString, std::pair<double, Json>>> order;
        for (auto it = weights.cbegin(); it != weights.cend(); ++it) {
            order.emplace_back(it.key(), it.value());
        }
        std::stable_sort(order.begin(), order.end(), [](const auto &a, const auto &b) {
            return a.second.first > b.second.first;
        });
        const bool hasRest = order.size() > std::size_t(kMostChartSeries) + 1;
        for (std::size_t i = 0; i < order.size(); ++i) {
            const bool isOwn = !hasRest || i < std::size_t(kMostChartSeries);
            if (isOwn) {
                seriesAt.insert(order[i].first, table.series.size());
                table.series.push_back({order[i].second.second, {}, false});
            } else if (question.isAdditive()) {
                if (!table.series.back().isRest) {
                    table.series.push_back({Json(), {}, true});
                }
                seriesAt.insert(order[i].first, table.series.size() - 1);
            } else {
                ++table.leftSeries;
            }
        }
    }
    QHash<QString, std::size_t> barAt;
    for (const ChartRow &row : rows) {
        const auto part = seriesAt.constFind(groupKeyOf(row.series));
        if (!question.series.isEmpty() && part == seriesAt.constEnd()) {
            continue;
        }
        const QString key = groupKeyOf(row.x);
        if (!barAt.contains(key)) {
            barAt.insert(key, table.bars.size());
            table.bars.push_back({row.x, {}, 0, std::vector<double>(table.series.size(), 0)});
        }
        ChartBar &bar = table.bars[barAt.value(key)];
        if (!question.series.isEmpty()) {
            bar.parts[*part] += row.amount;
        }
        bar.amount = question.isAdditive() || question.series.isEmpty()
            ? bar.amount + row.amount
            : std::max(bar.amount, row.amount);
    }
    if (question.bucket.isEmpty()) {
        std::stable_sort(table.bars.begin(), table.bars.end(), [](const auto &a, const auto &b) {
            return a.amount > b.amount;
        });
    } else {
        std::stable_sort(table.bars.begin(), table.bars.end(), [](const auto &a, const auto &b) {
            return groupKeyOf(a.value) < groupKeyOf(b.value);
        });
    }
    const int count = static_cast<int>(table.bars.size());
    table.left = std::max(0, count - kMostChartBars);
    if (table.left > 0 && !question.bucket.isEmpty()) {
        table.bars.erase(table.bars.begin(), table.bars.begin() + table.left); // the newest stay
    }
    table.bars.resize(std::min(table.bars.size(), std::size_t(kMostChartBars)));
    return table;
}

} // namespace socle::studio
