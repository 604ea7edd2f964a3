// See Aggregate.h.
//
// Two levels: the inner query has one row per record and group (it undoes the doubling of joins),
// the outer one gathers them. Without joins one level does.
#include "backend/records/Aggregate.h"

#include "backend/records/Expand.h"
#include "backend/records/RecordWriter.h"
#include "backend/rules/BackRelation.h"
#include "backend/rules/Caller.h"
#include "backend/rules/Operand.h"
#include "backend/rules/QueryBuilder.h"
#include "backend/rules/RequestContext.h"
#include "backend/rules/RuleCheck.h"
#include "backend/storage/Dialect.h"
#include "backend/storage/ReadTransaction.h"
#include "shared/core/Text.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/json/JsonWriter.h"
#include "shared/protocol/Messages.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace socle::records {

namespace {

using fields::Field;
using storage::DateBucket;
using storage::SqlFragment;

constexpr std::size_t kMaxGroups = 8;
constexpr std::size_t kMaxMeasures = 16;
constexpr std::size_t kMaxItemBytes = 255;

enum class Function { Count, Sum, Average, Minimum, Maximum, Distinct };

struct FunctionRow
{
    std::string_view name;
    Function function;
};

constexpr std::array kFunctions{FunctionRow{"count", Function::Count},
                                FunctionRow{"sum", Function::Sum},
                                FunctionRow{"avg", Function::Average},
                                FunctionRow{"min", Function::Minimum},
                                FunctionRow{"max", Function::Maximum},
                                FunctionRow{"distinct", Function::Distinct}};

struct BucketRow
{
    std::string_view name;
    DateBucket bucket;
};

constexpr std::array kBuckets{BucketRow{"hour", DateBucket::Hour},
                              BucketRow{"day", DateBucket::Day},
                              BucketRow{"week", DateBucket::Week},
                              BucketRow{"month", DateBucket::Month},
                              BucketRow{"year", DateBucket::Year}};

/// What a path ends at, as far as the schema tells.
struct Target
{
    const Field *field
        = nullptr; // lives as long as the request's catalogue; null below a json value
    bool isMany = false;
    bool isWhole = true; // no modifier: the value has the field's own form
};

/// One column of the answer.
struct Column
{
    std::string name; // as asked for
    std::string expression = {}; // SQL over the joined tables; empty for count
    const Field *field = nullptr; // writes the value; null: by its SQL type
    Function function = Function::Count; // of a measure
    bool isMany = false;
};

/// The same words whether a field is unknown, hidden or of an unfit type: nothing is revealed.
Error cannotUse(std::string_view what, std::string_view item)
{
    return invalidInput("Invalid " + std::string(what) + " \""
                        + std::string(firstCodePoints(item, 80)) + "\".");
}

std::optional<Target> findTarget(std::string_view path,
                                 const schema::Collection &base,
                                 const schema::Catalogue &catalogue)
{
    const schema::Collection *at = &base;
    Target target;
    const std::vector<std::string> segments = split(path, '.');
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const bool isLast = i + 1 == segments.size();
        const std::string_view segment = segments[i];
        const std::string_view name = segment.substr(0, segment.find(':'));
        const Field *field = at->field(isLast ? name : segment);
        schema::CollectionPtr next;
        if (field != nullptr) {
            target.isWhole = name.size() == segment.size();
            if (isLast) {
                target.field = field;
                target.isMany
                    = target.isMany || (field->isMultiple() && endsWith(segment, ":each"));
                return target;
            }
            if (field->isType(fields::kJson) || field->isType(fields::kGeoPoint)) {
                return target;
            }
            target.isMany = target.isMany || field->isMultiple();
            next = catalogue.findById(field->text("collectionId"));
        } else if (const auto back = rules::findBackRelation(segment, *at, catalogue)) {
            target.isMany = target.isMany || back->count == rules::RelatedCount::Many;
            next = back->collection;
        }
        if (!next) {
            return std::nullopt;
        }
        at = next.get(); // the catalogue holds it
    }
    return std::nullopt;
}

std::vector<std::string> itemsOf(std::string_view list)
{
    std::vector<std::string> items;
    for (const std::string &part : split(list, ',')) {
        std::string item(trimmed(part));
        if (!item.empty() && std::find(items.begin(), items.end(), item) == items.end()) {
            items.push_back(std::move(item));
        }
    }
    return items;
}

class Aggregator
{
public:
    Aggregator(storage::ReadTransaction &transaction,
               const schema::CollectionPtr &collection,
               const AggregateQuery &query,
               const rules::RequestContext &request)
        : m_transaction(transaction)
        , m_collection(*collection)
        , m_query(query)
        , m_request(request)
        , m_access(rules::clientAccess(callerOf(request)))
        , m_builder(*collection, request, transaction.dialect())
    {
    }

    Result<std::string> run(rules::Gate gate)
    {
        if (gate == rules::Gate::Conditional) {
            SOCLE_TRY(m_builder.where(*m_collection.listRule, rules::Access::Full));
        }
        SOCLE_TRY(m_builder.where(m_query.filter, m_access));
        SOCLE_TRY(readGroups());
        SOCLE_TRY(readMeasures());
        const std::string order = SOCLE_TRY(orderOf());
        const SqlFragment grouped = groupedQuery();
        const auto &dialect = m_transaction.dialect();

        SqlFragment limit;
        SqlFragment offset;
        limit.bind(std::int64_t{m_query.paging.perPage});
        offset.bind(m_query.paging.offset());
        SqlFragment page = grouped;
        page.append(order + " ")
            += rules::fill(dialect.limit(rules::kSlots[0], rules::kSlots[1]), {&limit, &offset});
        std::string items;
        SOCLE_TRY(m_transaction.query(page, [&](const storage::Row &row) {
            items += items.empty() ? "" : ",";
            writeItem(items, row);
            return storage::Next::Continue;
        }));

        std::int64_t total = -1;
        std::int64_t pages = -1;
        if (m_query.paging.total == protocol::Total::Count) {
            SqlFragment count;
            count.append("SELECT COUNT(*) FROM (") += grouped;
            const auto counted = SOCLE_TRY(m_transaction.scalar(count.append(")")));
            total = counted ? storage::integerOf(*counted) : 0;
            pages = (total + m_query.paging.perPage - 1) / m_query.paging.perPage;
        }
        return "{\"items\":[" + items + "],\"page\":" + std::to_string(m_query.paging.page)
            + ",\"perPage\":" + std::to_string(m_query.paging.perPage) + ",\"totalItems\":"
            + std::to_string(total) + ",\"totalPages\":" + std::to_string(pages) + "}";
    }

private:
    /// The operand of `path` for a column of the answer.
    Result<Target> resolve(const std::string &path, Column &column)
    {
        const auto target = findTarget(path, m_collection, *m_request.catalogue);
        if (!target || (target->field != nullptr && target->field->isType(fields::kPassword))) {
            return invalidInput();
        }
        const SqlFragment operand = SOCLE_TRY(m_builder.operand(path, m_access));
        if (!operand.bindings.empty()) {
            return invalidInput();
        }
        column.expression = operand.text;
        column.isMany = target->isMany;
        column.field = target->isWhole ? target->field : nullptr;
        return *target;
    }

    Result<void> readGroups()
    {
        const auto items = itemsOf(m_query.group);
        if (items.size() > kMaxGroups) {
            return invalidInput("More than 8 groups.");
        }
        for (const std::string &item : items) {
            Column column{.name = item};
            std::optional<DateBucket> bucket;
            std::string path = item;
            const auto colon = item.rfind(':');
            const auto found = std::find_if(kBuckets.begin(), kBuckets.end(), [&](const auto &row) {
                return colon != std::string::npos && item.substr(colon + 1) == row.name;
            });
            if (found != kBuckets.end()) {
                bucket = found->bucket;
                path.resize(colon);
            }
            const auto target = item.size() <= kMaxItemBytes ? resolve(path, column)
                                                             : Result<Target>(invalidInput());
            const bool isDate = target && target->field != nullptr && target->isWhole
                && (target->field->isType(fields::kDate)
                    || target->field->isType(fields::kAutodate));
            if (!target || (bucket && !isDate)) {
                return cannotUse("group", item);
            }
            if (bucket) {
                column.expression = m_transaction.dialect().dateBucket(column.expression, *bucket);
                column.field = nullptr;
            }
            m_groups.push_back(std::move(column));
        }
        return {};
    }

    Result<void> readMeasures()
    {
        auto items = itemsOf(m_query.measure);
        if (items.empty()) {
            items.emplace_back("count");
        }
        if (items.size() > kMaxMeasures) {
            return invalidInput("More than 16 measures.");
        }
        for (const std::string &item : items) {
            const auto colon = item.find(':');
            const std::string_view name = std::string_view(item).substr(0, colon);
            const auto found = std::find_if(kFunctions.begin(),
                                            kFunctions.end(),
                                            [&](const auto &row) { return row.name == name; });
            const bool takesPath = found != kFunctions.end() && found->function != Function::Count;
            if (found == kFunctions.end() || takesPath != (colon != std::string::npos)
                || item.size() > kMaxItemBytes) {
                return cannotUse("measure", item);
            }
            Column column{.name = item, .function = found->function};
            if (takesPath && !fits(resolve(item.substr(colon + 1), column), column)) {
                return cannotUse("measure", item);
            }
            m_measures.push_back(std::move(column));
        }
        return {};
    }

    static bool fits(const Result<Target> &target, Column &column)
    {
        if (!target) {
            return false;
        }
        switch (column.function) {
        case Function::Minimum:
        case Function::Maximum:
            return true;
        case Function::Sum:
        case Function::Average:
            if (target->field != nullptr && !target->field->isType(fields::kNumber)) {
                return false;
            }
            [[fallthrough]];
        case Function::Distinct:
        case Function::Count:
            column.field = nullptr;
            return !column.isMany;
        }
        return false;
    }

    /// " ORDER BY 2 DESC, 1 ASC": what was asked for, then the groups.
    Result<std::string> orderOf() const
    {
        std::string order;
        std::vector<bool> isSorted(m_groups.size() + m_measures.size());
        const auto add = [&](std::size_t position, bool isDescending) {
            if (!isSorted[position]) {
                isSorted[position] = true;
                order += (order.empty() ? " ORDER BY " : ", ") + std::to_string(position + 1)
                    + (isDescending ? " DESC" : " ASC");
            }
        };
        for (const std::string &item : itemsOf(m_query.sort)) {
            const bool isSigned = item.front() == '-' || item.front() == '+';
            const auto position = positionOf(std::string_view(item).substr(isSigned ? 1 : 0));
            if (!position) {
                return cannotUse("sort", item);
            }
            add(*position, item.front() == '-');
        }
        for (std::size_t i = 0; i < m_groups.size(); ++i) {
            add(i, false);
        }
        return order;
    }

    std::optional<std::size_t> positionOf(std::string_view name) const
    {
        std::size_t position = 0;
        for (const auto *columns : {&m_groups, &m_measures}) {
            for (const Column &column : *columns) {
                if (column.name == name) {
                    return position;
                }
                ++position;
            }
        }
        return std::nullopt;
    }

    static std::string applied(Function function, const std::string &value)
    {
        switch (function) {
        case Function::Count:
            return "COUNT(*)";
        case Function::Sum:
            return "COALESCE(SUM(" + value + "), 0)";
        case Function::Average:
            return "AVG(" + value + ")";
        case Function::Minimum:
            return "MIN(" + value + ")";
        case Function::Maximum:
            return "MAX(" + value + ")";
        case Function::Distinct:
            return "COUNT(DISTINCT " + value + ")";
        }
        return {};
    }

    static std::string groupBy(std::size_t from, std::size_t count)
    {
        std::string text;
        for (std::size_t i = from; i < from + count; ++i) {
            text += (text.empty() ? " GROUP BY " : ", ") + std::to_string(i);
        }
        return text;
    }

    SqlFragment groupedQuery() const
    {
        const bool isFlat = !m_builder.hasJoins();
        const auto &dialect = m_transaction.dialect();
        std::string outer;
        std::string inner = m_builder.baseColumn("id");
        std::size_t number = 0;
        const auto take = [&](const Column &column, bool isGroup) {
            const std::string alias = dialect.identifier("a$" + std::to_string(++number));
            const std::string value = isFlat ? column.expression : alias;
            outer += outer.empty() ? "" : ", ";
            outer += isGroup ? value : applied(column.function, value);
            if (column.expression.empty()) {
                return;
            }
            // A measure has one value a record, or is the least or greatest of several.
            const Function once
                = column.function == Function::Maximum ? Function::Maximum : Function::Minimum;
            inner += ", " + (isGroup ? column.expression : applied(once, column.expression))
                + " AS " + alias;
        };
        for (const Column &column : m_groups) {
            take(column, true);
        }
        for (const Column &column : m_measures) {
            take(column, false);
        }
        SqlFragment sql;
        sql.append("SELECT " + outer + " ");
        if (isFlat) {
            sql += m_builder.from();
        } else {
            sql.append("FROM (SELECT " + inner + " ") += m_builder.from();
            sql.append(groupBy(1, m_groups.size() + 1) + ")");
        }
        return sql.append(groupBy(1, m_groups.size()));
    }

    void writeItem(std::string &out, const storage::Row &row) const
    {
        JsonWriter writer(out);
        writer.startObject();
        int index = 0;
        for (const auto *columns : {&m_groups, &m_measures}) {
            for (const Column &column : *columns) {
                writer.key(column.name);
                writeCell(writer, cellOf(row, index++), column.field);
            }
        }
        writer.endObject();
    }

    static void writeCell(JsonWriter &writer, const fields::StoredView &cell, const Field *field)
    {
        if (std::holds_alternative<std::monostate>(cell)) {
            writer.null();
        } else if (field != nullptr) {
            field->kind->writeStored(writer, cell, *field);
        } else if (const auto *integer = std::get_if<std::int64_t>(&cell)) {
            writer.integer(*integer);
        } else if (const auto *real = std::get_if<double>(&cell)) {
            writer.number(*real);
        } else {
            writer.string(std::get<std::string_view>(cell));
        }
    }

    storage::ReadTransaction &m_transaction;
    const schema::Collection &m_collection;
    const AggregateQuery &m_query;
    const rules::RequestContext &m_request;
    const rules::Access m_access;
    rules::QueryBuilder m_builder;
    std::vector<Column> m_groups;
    std::vector<Column> m_measures;
};

} // namespace

Result<std::string> aggregate(storage::ReadTransaction &transaction,
                              const schema::CollectionPtr &collection,
                              const AggregateQuery &query,
                              const rules::RequestContext &request)
{
    static const rules::Caller guest;
    const rules::Caller &caller = request.caller != nullptr ? *request.caller : guest;
    const auto gate = rules::gate(collection->listRule, caller);
    if (gate == rules::Gate::Locked) {
        return forbidden(std::string(protocol::kOnlySuperusers));
    }
    SOCLE_TRY(rules::requireClientTokens(query.filter, caller));
    auto answer = Aggregator(transaction, collection, query, request).run(gate);
    if (!answer && !isStorageFailure(answer.error()) && answer.error().message.empty()) {
        return Error{.kind = ErrorKind::InvalidInput, .cause = answer.error().cause};
    }
    return answer;
}

} // namespace socle::records
