// See RuleExplain.h.
#include "backend/rules/RuleExplain.h"

#include "backend/rules/QueryBuilder.h"
#include "backend/rules/RequestContext.h"
#include "backend/schema/Catalogue.h"
#include "backend/storage/ReadTransaction.h"
#include "shared/fields/FieldType.h"
#include "shared/filter/Printer.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

namespace socle::rules {

namespace {

namespace ast = filter::ast;

constexpr std::int64_t kMaxValues = 20; // shown of a multi-valued path

/// The language's flat list of terms as a tree: AND binds tighter than OR.
struct Node
{
    const ast::Comparison *comparison = nullptr; // null: a group
    ast::Join join = ast::Join::And;
    std::vector<Node> children = {};
    filter::Span span = {};
};

Node nodeOf(const ast::Expression &expression);

Node nodeOf(const ast::Term &term)
{
    if (const auto *group = std::get_if<ast::Group>(&term.content)) {
        return nodeOf(*group->expression);
    }
    const auto &comparison = std::get<ast::Comparison>(term.content);
    return {.comparison = &comparison, .span = comparison.span};
}

Node grouped(ast::Join join, std::vector<Node> children)
{
    if (children.size() == 1) {
        return std::move(children.front());
    }
    const filter::Span span{children.front().span.start, children.back().span.end};
    return {.join = join, .children = std::move(children), .span = span};
}

Node nodeOf(const ast::Expression &expression)
{
    std::vector<Node> alternatives;
    std::vector<Node> run; // terms joined by && so far
    for (std::size_t i = 0; i < expression.terms.size(); ++i) {
        const ast::Term &term = expression.terms[i];
        if (i > 0 && term.join == ast::Join::Or) {
            alternatives.push_back(grouped(ast::Join::And, std::move(run)));
            run.clear();
        }
        run.push_back(nodeOf(term));
    }
    alternatives.push_back(grouped(ast::Join::And, std::move(run)));
    return grouped(ast::Join::Or, std::move(alternatives));
}

/// A copy of the part of the tree below `node`, for the compiler.
ast::Expression expressionOf(const Node &node)
{
    ast::Expression expression;
    expression.span = node.span;
    if (node.comparison != nullptr) {
        expression.terms.push_back({.content = *node.comparison});
        return expression;
    }
    for (const Node &child : node.children) {
        ast::Term term{.join = node.join, .content = ast::Comparison{}};
        if (child.comparison != nullptr) {
            term.content = *child.comparison;
        } else {
            term.content
                = ast::Group{std::make_unique<ast::Expression>(expressionOf(child)), child.span};
        }
        expression.terms.push_back(std::move(term));
    }
    return expression;
}

/// Passwords and token keys decide rules but are not shown.
bool isSecretPath(std::string_view path)
{
    std::string_view last = path.substr(path.rfind('.') + 1); // npos + 1 = 0
    last = last.substr(0, last.find(':'));
    return last == "password" || last == "tokenKey" || last == "passwordConfirm"
        || last == "oldPassword" || last == "authorization";
}

Json jsonOf(const storage::Row &row, int column)
{
    switch (row.type(column)) {
    case storage::ColumnType::Null:
        return {};
    case storage::ColumnType::Integer:
        return row.integer(column);
    case storage::ColumnType::Real:
        return row.real(column);
    case storage::ColumnType::Text:
    case storage::ColumnType::Blob:
        break;
    }
    return row.text(column);
}

class Explainer
{
public:
    Explainer(storage::ReadTransaction &tx, std::string_view rule, const ExplainTarget &target)
        : m_tx(tx)
        , m_rule(rule)
        , m_target(target)
    {
    }

    bool hasRecord() const { return m_target.recordId != nullptr || m_target.candidate != nullptr; }

    QueryBuilder newQuery() const
    {
        QueryBuilder query(m_target.collection, m_target.request, m_tx.dialect());
        if (m_target.candidate != nullptr) {
            query.withCandidate(*m_target.candidate);
        } else if (m_target.recordId != nullptr) {
            query.whereId(*m_target.recordId);
        }
        return query;
    }

    Result<bool> verdict(const Node &node)
    {
        QueryBuilder query = newQuery();
        SOCLE_TRY(query.where(expressionOf(node), Access::Full));
        return m_tx.exists(query.exists());
    }

    Result<Json> describe(const Node &node, std::optional<bool> result, bool decides)
    {
        JsonObject object;
        if (node.comparison != nullptr) {
            object.append("expr", m_rule.substr(node.span.start, node.span.end - node.span.start));
            object.append("left", SOCLE_TRY(side(node.comparison->left)));
            object.append("op", filter::signText(node.comparison->sign, node.comparison->any));
            object.append("right", SOCLE_TRY(side(node.comparison->right)));
        } else {
            object.append("op", node.join == ast::Join::And ? "and" : "or");
        }
        object.append("result", result ? Json(*result) : Json());
        object.append("decides", decides);
        if (node.comparison == nullptr) {
            object.append("children", SOCLE_TRY(children(node, result, decides)));
        }
        object.append("start", static_cast<std::int64_t>(node.span.start));
        object.append("end", static_cast<std::int64_t>(node.span.end));
        return Json(std::move(object));
    }

private:
    /// A child decides when its group does and says the same: a true AND needs all of its children,
    /// a false one fails by those that are false.
    Result<Json> children(const Node &node, std::optional<bool> result, bool decides)
    {
        JsonArray list;
        for (const Node &child : node.children) {
            std::optional<bool> own;
            if (result) {
                own = SOCLE_TRY(verdict(child));
            }
            const bool ownDecides = decides && own && *own == *result;
            list.push_back(SOCLE_TRY(describe(child, own, ownDecides)));
        }
        return Json(std::move(list));
    }

    Result<Json> side(const ast::Operand &operand)
    {
        JsonObject object{
            {"text", m_rule.substr(operand.span.start, operand.span.end - operand.span.start)}};
        const bool isPath = operand.kind == ast::Operand::Kind::Identifier;
        if (hasRecord() && !(isPath && isSecretPath(operand.text))) {
            object.append("value", SOCLE_TRY(valueOf(operand)));
        }
        return Json(std::move(object));
    }

    Result<Json> valueOf(const ast::Operand &operand)
    {
        QueryBuilder query = newQuery();
        const storage::SqlFragment expression = SOCLE_TRY(query.operand(operand, Access::Full));
        JsonArray values;
        const auto take = [&](const storage::Row &row) {
            values.push_back(jsonOf(row, 0));
            return storage::Next::Continue;
        };
        SOCLE_TRY(m_tx.query(query.selectValues(std::span(&expression, 1), kMaxValues), take));
        if (values.size() > 1) {
            return Json(std::move(values));
        }
        return values.empty() ? Json() : asField(operand, std::move(values.front()));
    }

    /// A column of the record itself in the shape of its field type: true instead of 1.
    Json asField(const ast::Operand &operand, Json value) const
    {
        const fields::Field *field = operand.kind == ast::Operand::Kind::Identifier
            ? m_target.collection.field(operand.text)
            : nullptr;
        if (field == nullptr) {
            const bool isWord = operand.text == "true" || operand.text == "false";
            return isWord && operand.kind == ast::Operand::Kind::Identifier
                ? Json(value.toInt() != 0)
                : value;
        }
        if (value.isString()) {
            return field->kind->fromStored(value.text(), *field);
        }
        if (value.isInt()) {
            return field->kind->fromStored(value.toInt(), *field);
        }
        return value.isNumber() ? field->kind->fromStored(value.toDouble(), *field) : value;
    }

    storage::ReadTransaction &m_tx;
    const std::string_view m_rule;
    const ExplainTarget &m_target;
};

} // namespace

Result<ExplainedRule> explainRule(storage::ReadTransaction &tx,
                                  std::string_view rule,
                                  const ExplainTarget &target)
{
    const ast::Expression expression = SOCLE_TRY(filter::parseFilter(rule));
    const Node root = nodeOf(expression);
    Explainer explainer(tx, rule, target);
    ExplainedRule explained;
    std::optional<bool> result;
    if (explainer.hasRecord()) {
        explained.isSatisfied = SOCLE_TRY(explainer.verdict(root));
        result = explained.isSatisfied;
    }
    explained.tree = SOCLE_TRY(explainer.describe(root, result, result.has_value()));
    return explained;
}

} // namespace socle::rules
