// See FilterCheck.h.
#include "backend/ai/FilterCheck.h"

#include "backend/rules/Caller.h"
#include "backend/rules/QueryBuilder.h"
#include "backend/rules/RequestContext.h"
#include "backend/storage/ReadTransaction.h"
#include "shared/core/DateTime.h"
#include "shared/core/Text.h"
#include "shared/filter/Parser.h"
#include "shared/filter/Printer.h"

#include <algorithm>

namespace socle::ai {

namespace {

using namespace filter::ast;

constexpr std::size_t kMaxFilterLength = 2000;
constexpr int kMaxDepth = 20;
constexpr int kMaxComparisons = 40;
constexpr int kMaxLikes = 10;
constexpr int kMaxHops = 4;

AiError invalid(std::string message, std::size_t position)
{
    return {.code = AiCode::FilterInvalid, .message = std::move(message), .position = static_cast<std::int64_t>(position)};
}

class Checker
{
public:
    Checker(const CardCollection &card, std::vector<std::string> &assumptions) : m_card(card), m_assumptions(assumptions) { }

    std::optional<AiError> walk(Expression &expression, int depth)
    {
        if (depth > kMaxDepth) {
            return invalid("The filter is nested too deeply.", expression.span.start);
        }
        for (Term &term : expression.terms) {
            if (auto *group = std::get_if<Group>(&term.content)) {
                if (auto error = walk(*group->expression, depth + 1)) {
                    return error;
                }
                continue;
            }
            auto &comparison = std::get<Comparison>(term.content);
            if (++m_comparisons > kMaxComparisons) {
                return invalid("The filter has too many conditions.", comparison.span.start);
            }
            if ((comparison.sign == Sign::Like || comparison.sign == Sign::NotLike) && ++m_likes > kMaxLikes) {
                return invalid("The filter has too many text searches.", comparison.span.start);
            }
            for (const Operand *operand : {&comparison.left, &comparison.right}) {
                if (auto error = checkOperand(*operand)) {
                    return error;
                }
            }
            if (auto error = checkTypes(comparison.left, comparison)) {
                return error;
            }
        }
        return std::nullopt;
    }

private:
    std::optional<AiError> checkOperand(const Operand &operand)
    {
        if (operand.kind == Operand::Kind::Identifier) {
            if (startsWith(operand.text, "@request") || startsWith(operand.text, "@collection")) {
                return invalid("\"" + operand.text + "\" is not allowed in a generated filter.", operand.span.start);
            }
            if (std::count(operand.text.begin(), operand.text.end(), '.') > kMaxHops) {
                return invalid("\"" + operand.text + "\" goes through too many relations.", operand.span.start);
            }
        }
        for (const Operand &argument : operand.arguments) {
            if (auto error = checkOperand(argument)) {
                return error;
            }
        }
        return std::nullopt;
    }

    std::optional<AiError> checkTypes(const Operand &left, Comparison &comparison)
    {
        if (left.kind != Operand::Kind::Identifier) {
            return std::nullopt;
        }
        const CardField *field = m_card.field(left.text.substr(0, left.text.find_first_of(".:")));
        const bool direct = field != nullptr && left.text.find('.') == std::string::npos;
        Operand &right = comparison.right;
        if (!direct || right.kind == Operand::Kind::Identifier || right.kind == Operand::Kind::Function) {
            return std::nullopt;
        }
        const bool compares = comparison.sign != Sign::Like && comparison.sign != Sign::NotLike;
        if (field->type == "number" && compares && left.text == field->name && right.kind == Operand::Kind::Text
            && !right.text.empty()) {
            return invalid("\"" + field->name + "\" is a number and is compared with a text.", right.span.start);
        }
        const bool isDate = field->type == "date" || field->type == "autodate";
        if (isDate && compares && right.kind == Operand::Kind::Text && !right.text.empty()) {
            const auto date = DateTime::parse(right.text);
            if (!date) {
                return invalid("\"" + right.text + "\" is no date.", right.span.start);
            }
            right.text = date->toString();
        }
        if (field->type == "select" && compares && right.kind == Operand::Kind::Text && !right.text.empty()) {
            return checkOption(*field, right);
        }
        return std::nullopt;
    }

    std::optional<AiError> checkOption(const CardField &field, Operand &value)
    {
        const auto exact = std::find(field.options.begin(), field.options.end(), value.text);
        if (exact != field.options.end()) {
            return std::nullopt;
        }
        for (const std::string &option : field.options) {
            if (equalsIgnoreCase(option, value.text)) {
                m_assumptions.push_back("\"" + value.text + "\" = the option " + option + " of " + field.name);
                value.text = option;
                return std::nullopt;
            }
        }
        return invalid("\"" + value.text + "\" is no option of \"" + field.name + "\".", value.span.start);
    }

    const CardCollection &m_card; // the caller's, for the length of one check
    std::vector<std::string> &m_assumptions;
    int m_comparisons = 0;
    int m_likes = 0;
};

} // namespace

Result<FilterVerdict> checkFilter(storage::ReadTransaction &tx, const schema::Collection &collection, const CardCollection &card,
                                  std::string_view filter, std::string_view sort, const rules::RequestContext &request)
{
    CheckedFilter checked;
    checked.sort = sort;
    if (filter.size() > kMaxFilterLength) {
        return FilterVerdict(invalid("The filter is longer than 2,000 characters.", kMaxFilterLength));
    }
    if (!trimmed(filter).empty()) {
        filter::FilterError problem;
        auto parsed = filter::parseFilter(filter, &problem);
        if (!parsed) {
            return FilterVerdict(invalid(problem.message, problem.start));
        }
        if (auto error = Checker(card, checked.assumptions).walk(*parsed, 0)) {
            return FilterVerdict(std::move(*error));
        }
        checked.filter = filter::printFilter(*parsed);
    }
    const rules::Access access = rules::clientAccess(rules::callerOf(request));
    rules::QueryBuilder query(collection, request, tx.dialect());
    if (const auto compiled = query.where(checked.filter, access); !compiled) {
        const auto &problem = query.problem();
        return FilterVerdict(invalid(problem ? problem->message : "The filter does not fit the collection.", problem ? problem->start : 0));
    }
    if (const auto compiled = query.sort(checked.sort, access); !compiled) {
        return FilterVerdict(invalid("The sort \"" + checked.sort + "\" does not fit the collection.", 0));
    }
    // LIMIT 0: the engine prepares and checks every name without reading a row.
    const std::string id = "id";
    const auto prepared = tx.query(query.select({&id, 1}, {.limit = 0}), [](const storage::Row &) { return storage::Next::Stop; });
    if (!prepared && prepared.error().kind != ErrorKind::Internal) {
        return prepared.error();
    }
    if (!prepared) {
        return FilterVerdict(invalid("The filter cannot be run on this collection.", 0));
    }
    return FilterVerdict(std::move(checked));
}

} // namespace socle::ai
