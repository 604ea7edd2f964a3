#include "backend/rules/QueryBuilder.h"

#include "backend/rules/Caller.h"
#include "backend/rules/Compiler.h"
#include "backend/rules/KeyScopes.h"
#include "backend/rules/RequestContext.h"
#include "backend/schema/Catalogue.h"
#include "backend/storage/Dialect.h"
#include "shared/core/Text.h"
#include "shared/fields/FieldType.h"
#include "shared/protocol/Limits.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace socle::rules {

namespace {

// "$" cannot be part of a collection's name.
constexpr std::string_view kCandidate = "new$";
constexpr std::string_view kTemporaryId = "__socle_candidate__";

storage::Value toSqlValue(fields::StoredValue stored)
{
    return std::visit(
        [](auto &&value) -> storage::Value { return std::forward<decltype(value)>(value); },
        std::move(stored));
}

void appendAnd(SqlFragment &conditions, const SqlFragment &condition)
{
    conditions.append(conditions.isEmpty() ? "" : " AND ") += condition;
}

/// "a, -b" -> items with their place in the text.
std::vector<filter::Span> sortItems(std::string_view text)
{
    std::vector<filter::Span> items;
    for (std::size_t start = 0; start <= text.size();) {
        const std::size_t comma = std::min(text.find(',', start), text.size());
        items.push_back({start, comma});
        start = comma + 1;
    }
    return items;
}

} // namespace

struct QueryBuilder::Impl
{
    Impl(const schema::Collection &baseCollection,
         const RequestContext &requestContext,
         const storage::Dialect &sqlDialect)
        : base(baseCollection)
        , request(requestContext)
        , dialect(sqlDialect)
        , scope{base, base.name, base.name, "", request, dialect, joins}
    {
    }

    PathResolver::Constrain constrain(Access access)
    {
        return [this, access](const schema::Collection &target,
                              const std::string &alias) -> Result<void> {
            if (!isInScope(callerOf(request), target.name, "list")) {
                return cannotCompile("The key does not reach \"" + target.name + "\".");
            }
            return access == Access::Restricted ? addListRule(target, alias) : Result<void>();
        };
    }

    /// ANDs the list rule of a joined collection, seen from the joined row: 3.13.
    Result<void> addListRule(const schema::Collection &target, const std::string &alias);
    Result<void> addSortItem(std::string_view text, const filter::Span &place, Access access);

    Result<void> fail(Error error, filter::FilterError where)
    {
        problem = std::move(where);
        return error;
    }

    SqlFragment fromWhere() const;
    SqlFragment with() const;

    const schema::Collection &base;
    const RequestContext &request;
    const storage::Dialect &dialect;
    JoinSet joins;
    Scope scope;
    SqlFragment candidate = {}; // "SELECT ? AS id, …"
    SqlFragment conditions = {};
    SqlFragment order = {};
    int sortItemCount = 0;
    std::optional<filter::FilterError> problem = {};
};

Access clientAccess(const Caller &caller)
{
    if (!caller.isSuperuser()) {
        return Access::Restricted;
    }
    return caller.key ? Access::Keyed : Access::Full;
}

Result<void> QueryBuilder::Impl::addListRule(const schema::Collection &target,
                                             const std::string &alias)
{
    if (!target.listRule) {
        return cannotCompile("The records of \"" + target.name + "\" are not open to clients.");
    }
    if (target.listRule->empty()) {
        return {};
    }
    const auto rule = SOCLE_TRY(filter::parseFilter(*target.listRule));
    const Scope joined{target, alias, target.name, "(" + alias + ")", request, dialect, joins};
    Compiler compiler(joined, Access::Full, {});
    const SqlFragment condition = SOCLE_TRY(compiler.compile(rule));
    const std::string id = dialect.column(alias, "id");
    SqlFragment constraint;
    constraint.append("((" + id + " = '' OR " + id + " IS NULL) OR (") += condition;
    appendAnd(conditions, constraint.append("))"));
    return {};
}

Result<void> QueryBuilder::Impl::addSortItem(std::string_view text,
                                             const filter::Span &place,
                                             Access access)
{
    std::string_view name = trimmed(text.substr(place.start, place.end - place.start));
    const auto refuse = [&](std::string reason) {
        return fail(cannotCompile(reason), {reason, place.start, place.end});
    };
    if (name.size() > protocol::kMaxSortItemBytes) {
        return refuse("A sort item is longer than 255 bytes.");
    }
    const bool isDescending = !name.empty() && name.front() == '-';
    if (isDescending || (!name.empty() && name.front() == '+')) {
        name.remove_prefix(1);
    }
    if (name.empty()) {
        return refuse("A sort item is empty.");
    }
    if (++sortItemCount > protocol::kMaxSortItems) {
        return refuse("More than 8 sort items.");
    }
    SqlFragment expression;
    if (name == "@random") {
        expression.append(dialect.random());
    } else if (name == "@rowid") {
        if (base.isView()) {
            return refuse("The records of a view have no @rowid.");
        }
        expression.append(dialect.rowId(scope.baseAlias));
    } else {
        Compiler compiler(scope, access, constrain(access));
        auto operand = compiler.path(std::string(name));
        if (!operand) {
            const std::string reason = operand.error().cause;
            return fail(operand.takeError(), {reason, place.start, place.end});
        }
        if (operand->keyword != Keyword::None || !operand->sql.bindings.empty()) {
            return refuse("Only fields can be sorted by.");
        }
        expression = std::move(operand->sql);
    }
    order.append(order.isEmpty() ? "" : ", ") += expression;
    if (name != "@random") {
        order.append(isDescending ? " DESC" : " ASC");
    }
    return {};
}

SqlFragment QueryBuilder::Impl::fromWhere() const
{
    SqlFragment sql;
    sql.append("FROM ").append(dialect.identifier(scope.baseTable));
    joins.appendTo(sql);
    if (!conditions.isEmpty()) {
        sql.append(" WHERE ") += conditions;
    }
    return sql;
}

SqlFragment QueryBuilder::Impl::with() const
{
    SqlFragment sql;
    if (!candidate.isEmpty()) {
        sql.append("WITH ").append(dialect.identifier(kCandidate)).append(" AS (") += candidate;
        sql.append(") ");
    }
    return sql;
}

QueryBuilder::QueryBuilder(const schema::Collection &base,
                           const RequestContext &request,
                           const storage::Dialect &dialect)
    : m_impl(std::make_unique<Impl>(base, request, dialect))
{
}

QueryBuilder::~QueryBuilder() = default;
QueryBuilder::QueryBuilder(QueryBuilder &&) noexcept = default;

void QueryBuilder::withCandidate(const Json &values, Candidate kind)
{
    SqlFragment columns;
    for (const fields::Field &field : m_impl->base.fields) {
        const Json *given = values.find(field.name);
        storage::Value value = toSqlValue(
            field.kind->toStored(given != nullptr ? *given : field.kind->zeroValue(field), field));
        if (field.name == "id" && storage::textOf(value).empty()) {
            value = std::string(kTemporaryId);
        } else if (kind == Candidate::Unsaved && field.name == "verified"
                   && m_impl->base.isAuth()) {
            value = std::int64_t{0};
        }
        columns.append(columns.isEmpty() ? "SELECT " : ", ").bind(std::move(value));
        columns.append(" AS ").append(m_impl->dialect.identifier(field.name));
    }
    m_impl->candidate = std::move(columns);
    m_impl->scope.baseAlias = kCandidate;
    m_impl->scope.baseTable = kCandidate;
    m_impl->scope.isUnsaved = kind == Candidate::Unsaved;
}

Result<void> QueryBuilder::where(std::string_view text, Access access)
{
    if (text.empty()) {
        return {};
    }
    filter::FilterError found;
    auto expression = filter::parseFilter(text, &found);
    if (!expression) {
        return m_impl->fail(cannotCompile(found.message), found);
    }
    return where(*expression, access);
}

Result<void> QueryBuilder::where(const filter::ast::Expression &expression, Access access)
{
    Compiler compiler(m_impl->scope, access, m_impl->constrain(access));
    auto condition = compiler.compile(expression);
    if (!condition) {
        return m_impl->fail(condition.takeError(), compiler.problem());
    }
    appendAnd(m_impl->conditions, *condition);
    return {};
}

void QueryBuilder::whereId(std::string_view recordId)
{
    SqlFragment condition;
    condition.append(baseColumn("id")).append(" = ").bind(std::string(recordId));
    appendAnd(m_impl->conditions, condition);
}

void QueryBuilder::whereIdIn(std::span<const std::string> recordIds)
{
    const auto &dialect = m_impl->dialect;
    SqlFragment ids;
    ids.bind(Json(JsonArray(recordIds.begin(), recordIds.end())).dump());
    SqlFragment condition;
    condition.append(baseColumn("id") + " IN (SELECT " + dialect.column("i$", "value") + " FROM ")
        += fill(dialect.jsonEach(kSlots[0]), {&ids});
    condition.append(" " + dialect.identifier("i$") + ")");
    appendAnd(m_impl->conditions, condition);
}

void QueryBuilder::whereSql(const storage::SqlFragment &condition)
{
    SqlFragment wrapped;
    wrapped.append("(") += condition;
    appendAnd(m_impl->conditions, wrapped.append(")"));
}

Result<void> QueryBuilder::sort(std::string_view text, Access access)
{
    if (text.empty()) {
        return {};
    }
    for (const filter::Span &place : sortItems(text)) {
        SOCLE_TRY(m_impl->addSortItem(text, place, access));
    }
    return {};
}

Result<storage::SqlFragment> QueryBuilder::operand(std::string_view path, Access access)
{
    Compiler compiler(m_impl->scope, access, m_impl->constrain(access));
    auto operand = compiler.path(std::string(path));
    if (!operand) {
        m_impl->problem = filter::FilterError{operand.error().cause, 0, path.size()};
        return operand.takeError();
    }
    if (!operand->condition.empty()) { // an e-mail that is not shown reads as an empty one
        SqlFragment shown;
        shown.append("CASE WHEN " + operand->condition + " THEN ") += operand->sql;
        return shown.append(" ELSE '' END");
    }
    return std::move(operand->sql);
}

Result<storage::SqlFragment> QueryBuilder::operand(const filter::ast::Operand &operand,
                                                   Access access)
{
    Compiler compiler(m_impl->scope, access, m_impl->constrain(access));
    auto compiled = compiler.operand(operand);
    if (!compiled) {
        m_impl->problem = compiler.problem();
        return compiled.takeError();
    }
    return std::move(compiled->sql);
}

std::string QueryBuilder::baseColumn(std::string_view column) const
{
    return m_impl->dialect.column(m_impl->scope.baseAlias, column);
}

bool QueryBuilder::hasJoins() const { return !m_impl->joins.isEmpty(); }

storage::SqlFragment QueryBuilder::select(std::span<const std::string> columns, Slice slice) const
{
    SqlFragment sql = m_impl->with();
    sql.append(hasJoins() ? "SELECT DISTINCT " : "SELECT ");
    for (std::size_t i = 0; i < columns.size(); ++i) {
        sql.append(i == 0 ? "" : ", ").append(baseColumn(columns[i]));
    }
    sql.append(" ") += m_impl->fromWhere();
    if (!m_impl->order.isEmpty()) {
        sql.append(" ORDER BY ") += m_impl->order;
    }
    if (slice.limit >= 0) {
        SqlFragment limit;
        SqlFragment offset;
        limit.bind(slice.limit);
        offset.bind(slice.offset);
        sql.append(" ") += fill(m_impl->dialect.limit(kSlots[0], kSlots[1]), {&limit, &offset});
    }
    return sql;
}

storage::SqlFragment QueryBuilder::selectValues(std::span<const storage::SqlFragment> expressions,
                                                std::int64_t limit) const
{
    SqlFragment sql = m_impl->with();
    sql.append("SELECT DISTINCT ");
    for (std::size_t i = 0; i < expressions.size(); ++i) {
        sql.append(i == 0 ? "" : ", ") += expressions[i];
    }
    sql.append(" ") += m_impl->fromWhere();
    return sql.append(" LIMIT ").bind(limit);
}

storage::SqlFragment QueryBuilder::count() const
{
    SqlFragment sql = m_impl->with();
    if (m_impl->base.isView()) {
        sql.append("SELECT COUNT(DISTINCT " + baseColumn("id") + ") ");
    } else if (hasJoins()) {
        sql.append("SELECT COUNT(DISTINCT " + m_impl->dialect.rowId(m_impl->scope.baseAlias)
                   + ") ");
    } else {
        sql.append("SELECT COUNT(*) ");
    }
    return sql + m_impl->fromWhere();
}

storage::SqlFragment QueryBuilder::exists() const
{
    SqlFragment sql = m_impl->with();
    sql.append("SELECT 1 ") += m_impl->fromWhere();
    return sql.append(" LIMIT 1");
}

storage::SqlFragment QueryBuilder::from() const { return m_impl->fromWhere(); }

const std::optional<filter::FilterError> &QueryBuilder::problem() const { return m_impl->problem; }

} // namespace socle::rules
