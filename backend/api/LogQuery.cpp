// See LogQuery.h.
#include "backend/api/LogQuery.h"

#include "backend/api/ListParameters.h"
#include "backend/rules/QueryBuilder.h"
#include "backend/rules/RequestContext.h"
#include "backend/schema/Catalogue.h"
#include "backend/storage/Dialect.h"
#include "backend/storage/ReadTransaction.h"
#include "shared/json/JsonWriter.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace socle::api {

namespace {

using rules::QueryBuilder;
using storage::Next;
using storage::ReadTransaction;
using storage::Row;
using storage::SqlFragment;

constexpr int kErrorLevel = 8; // admin-api.md A3.1

// What writeRow() reads, in its order.
const std::array<std::string, 5> kRowColumns{"id", "created", "data", "message", "level"};

const schema::Collection &logsCollection()
{
    static const schema::Collection collection = [] {
        schema::Collection logs;
        logs.id = "_logs";
        logs.name = "_logs";
        logs.system = true;
        for (const auto &[type, name] : {std::pair("text", "id"),
                                         std::pair("text", "created"),
                                         std::pair("number", "level"),
                                         std::pair("text", "message"),
                                         std::pair("json", "data")}) {
            logs.fields.push_back(fields::makeField(type, name));
        }
        fields::deriveMissingIds(logs.fields);
        return logs;
    }();
    return collection;
}

/// A builder over `_logs` with what it refers to.
struct LogQuery
{
    LogQuery(ReadTransaction &transaction, DateTime now)
        : dialect(transaction.dialect())
        , context{.catalogue = &catalogue, .now = now}
        , builder(logsCollection(), context, dialect)
    {
    }

    std::string column(std::string_view name) const { return builder.baseColumn(name); }

    /// kRowColumns for a SELECT of our own.
    std::string rowColumns() const
    {
        std::string columns;
        for (const std::string &name : kRowColumns) {
            columns += (columns.empty() ? "" : ", ") + column(name);
        }
        return columns;
    }

    const storage::Dialect &dialect;
    schema::Catalogue catalogue; // empty: a log is related to nothing
    rules::RequestContext context;
    QueryBuilder builder;
};

void writeRow(JsonWriter &writer, const Row &row, int first = 0)
{
    writer.startObject();
    writer.member("id", row.text(first));
    writer.member("created", row.text(first + 1));
    writer.key("data");
    // Rows written by hand may hold anything.
    const std::string_view data = row.text(first + 2);
    isJson(data) ? writer.raw(data) : writer.null();
    writer.member("message", row.text(first + 3));
    writer.member("level", row.integer(first + 4));
    writer.endObject();
}

std::string truncated(const LogQuery &query, LogGroup group)
{
    std::string_view format = "%Y-%m-%d %H:00:00";
    switch (group) {
    case LogGroup::Minute:
        format = "%Y-%m-%d %H:%M:00";
        break;
    case LogGroup::Hour:
        break;
    case LogGroup::Day:
        format = "%Y-%m-%d 00:00:00";
        break;
    }
    // Spelled as in idx_logs_created_hour, so that the hourly counts can use it.
    const std::array<std::string, 2> arguments{query.dialect.textLiteral(format),
                                               query.column("created")};
    return query.dialect.formatTime(arguments);
}

/// The builder with the filter of a statistics route.
Result<void> applyStatsFilter(LogQuery &query, const std::string &filter)
{
    if (!query.builder.where(filter, rules::Access::Full)) {
        return invalidInput("Invalid filter format.");
    }
    return {};
}

Result<void> orStatsError(Result<void> result)
{
    if (!result && !storage::isSliceExpired(result.error())) {
        Error error = result.takeError();
        return Error{.kind = ErrorKind::InvalidInput,
                     .message = "Failed to generate logs stats.",
                     .cause = std::move(error.cause)};
    }
    return result;
}

/// The value below which `share` of the sorted `values` lie (nearest rank).
double percentile(const std::vector<double> &values, double share)
{
    const auto rank
        = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
    return values[std::clamp<std::size_t>(rank, 1, values.size()) - 1];
}

struct Bucket
{
    std::string date = {};
    std::int64_t total = 0;
    std::int64_t errors = 0;
    std::vector<double> times = {}; // execTime, ms

    void writeTo(JsonWriter &writer)
    {
        std::sort(times.begin(), times.end());
        writer.startObject();
        writer.member("date", std::string_view(date));
        writer.member("total", total);
        writer.member("errors", errors);
        for (const auto &[name, share] :
             {std::pair("p50", 0.5), std::pair("p95", 0.95), std::pair("p99", 0.99)}) {
            writer.key(name);
            times.empty() ? writer.null() : writer.number(percentile(times, share));
        }
        writer.endObject();
    }
};

} // namespace

Result<std::string> listLogs(ReadTransaction &transaction, const LogListQuery &query)
{
    LogQuery logs(transaction, query.now);
    SOCLE_TRY(logs.builder.where(query.filter, rules::Access::Full));
    SOCLE_TRY(logs.builder.sort(query.sort, rules::Access::Full));

    const protocol::Paging &paging = query.paging;
    std::int64_t total = -1;
    if (paging.total == protocol::Total::Count) {
        const auto count = SOCLE_TRY(transaction.scalar(logs.builder.count()));
        total = count ? storage::integerOf(*count) : 0;
    }
    std::vector<std::string> items;
    const auto page
        = logs.builder.select(kRowColumns, {.limit = paging.perPage, .offset = paging.offset()});
    SOCLE_TRY(transaction.query(page, [&](const Row &row) {
        JsonWriter writer(items.emplace_back());
        writeRow(writer, row);
        return Next::Continue;
    }));
    return listEnvelope(items, paging, total);
}

Result<std::string> viewLog(ReadTransaction &transaction, std::string_view id)
{
    LogQuery logs(transaction, {});
    logs.builder.whereId(id);
    std::string out;
    SOCLE_TRY(transaction.query(logs.builder.select(kRowColumns), [&](const Row &row) {
        JsonWriter writer(out);
        writeRow(writer, row);
        return Next::Stop;
    }));
    if (out.empty()) {
        return notFound();
    }
    return out;
}

Result<std::string> countLogsByHour(ReadTransaction &transaction,
                                    const std::string &filter,
                                    DateTime now)
{
    LogQuery logs(transaction, now);
    SOCLE_TRY(applyStatsFilter(logs, filter));
    const std::string hour = truncated(logs, LogGroup::Hour);
    SqlFragment select{"SELECT " + hour + " AS hour, COUNT(*) ", {}};
    select += logs.builder.from();
    select.append(" GROUP BY " + hour + " ORDER BY 1");

    std::string out;
    JsonWriter writer(out);
    writer.startArray();
    SOCLE_TRY(orStatsError(transaction.query(select, [&](const Row &row) {
        writer.startObject();
        writer.member("date", std::string_view(std::string(row.text(0)) + ".000Z"));
        writer.member("total", row.integer(1));
        writer.endObject();
        return Next::Continue;
    })));
    writer.endArray();
    return out;
}

Result<std::string> logStatistics(ReadTransaction &transaction,
                                  LogGroup group,
                                  const std::string &filter,
                                  DateTime now)
{
    LogQuery logs(transaction, now);
    SOCLE_TRY(applyStatsFilter(logs, filter));
    const SqlFragment time = SOCLE_TRY(logs.builder.operand("data.execTime", rules::Access::Full));
    SqlFragment select{
        "SELECT " + truncated(logs, group) + " AS bucket, " + logs.column("level") + ", ", {}};
    select += time;
    select.append(" ");
    select += logs.builder.from();
    select.append(" ORDER BY 1");

    std::string out;
    JsonWriter writer(out);
    writer.startArray();
    Bucket bucket;
    SOCLE_TRY(orStatsError(transaction.query(select, [&](const Row &row) {
        const std::string date = std::string(row.text(0)) + ".000Z";
        if (bucket.total > 0 && bucket.date != date) {
            bucket.writeTo(writer);
            bucket = {};
        }
        bucket.date = date;
        ++bucket.total;
        bucket.errors += row.integer(1) >= kErrorLevel ? 1 : 0;
        if (row.type(2) == storage::ColumnType::Real
            || row.type(2) == storage::ColumnType::Integer) {
            bucket.times.push_back(row.real(2));
        }
        return Next::Continue;
    })));
    if (bucket.total > 0) {
        bucket.writeTo(writer);
    }
    writer.endArray();
    return out;
}

Result<LogLines> logLines(ReadTransaction &transaction,
                          const std::string &filter,
                          DateTime now,
                          std::int64_t after,
                          std::int64_t limit,
                          bool newest)
{
    LogQuery logs(transaction, now);
    SOCLE_TRY(logs.builder.where(filter, rules::Access::Full));
    const std::string rowId = transaction.dialect().rowId("_logs");

    LogLines found;
    found.last = after;
    // Rows that the filter leaves out are looked at once only: the next call starts behind the
    // newest of all.
    const auto newestRow = SOCLE_TRY(transaction.scalar(storage::sql(
        "SELECT MAX(" + rowId + ") FROM " + transaction.dialect().identifier("_logs"))));
    const std::int64_t end = newestRow ? storage::integerOf(*newestRow) : 0;

    SqlFragment condition{rowId + " > ", {}};
    condition.bind(after).append(" AND " + rowId + " <= ").bind(end);
    logs.builder.whereSql(condition);
    SqlFragment select{"SELECT " + rowId + ", " + logs.rowColumns() + " ", {}};
    select += logs.builder.from();
    select.append(" ORDER BY " + rowId + (newest ? " DESC LIMIT " : " LIMIT ")).bind(limit);
    std::int64_t lastFound = after;
    SOCLE_TRY(transaction.query(select, [&](const Row &row) {
        std::string json;
        JsonWriter writer(json);
        writeRow(writer, row, 1);
        found.lines.push_back({std::string(row.text(1)), std::move(json)});
        lastFound = row.integer(0);
        return Next::Continue;
    }));
    if (newest) {
        std::reverse(found.lines.begin(), found.lines.end());
    }
    const bool isCut = !newest && found.lines.size() == static_cast<std::size_t>(limit);
    found.last = isCut ? lastFound : std::max(after, end);
    return found;
}

} // namespace socle::api
