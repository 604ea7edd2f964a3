// Conditions that name their field: "price over 20", "status is draft or published", "author is Le
// Guin".
#include "backend/ai/QuestionReader.h"
#include "shared/core/Number.h"
#include "shared/core/Text.h"

#include <algorithm>
#include <array>

namespace socle::ai {

namespace {

// Words that end a run of words that is a value.
bool endsValue(const Word &word)
{
    static constexpr std::array enders{"and",    "or",      "but",   "with",  "without", "by",
                                       "sorted", "ordered", "order", "sort",  "since",   "before",
                                       "after",  "between", "where", "whose", "that",    "which",
                                       "having", "in",      "on",    "from",  "newest",  "oldest",
                                       "latest", "is",      "are",   "not",   "during"};
    return word.kind == Word::Kind::Sign
        || (word.kind == Word::Kind::Word
            && std::find(enders.begin(), enders.end(), word.lower) != enders.end());
}

} // namespace

// "price over 20", "status is draft or published", "title contains moon", "published after May"
std::size_t QuestionReader::fieldCondition(std::size_t at)
{
    std::size_t nameLength = 0;
    const CardField *field = fieldAt(at, nameLength);
    if (field == nullptr) {
        return 0;
    }
    std::size_t opLength = 0;
    const auto op = opAt(at + nameLength, opLength);
    const std::size_t valueAt = at + nameLength + opLength;
    if (op == Op::Empty || op == Op::Set) {
        add(field->name + (op == Op::Empty ? " = \"\"" : " != \"\""),
            field->name + (op == Op::Empty ? " is empty" : " is set"));
        return nameLength + opLength;
    }
    if (isDate(*field)) {
        const std::size_t dateAt = op == Op::Between || !op ? at + nameLength : valueAt;
        const std::size_t taken = dateCondition(*field, dateAt);
        return taken == 0 ? 0 : dateAt - at + taken;
    }
    std::size_t taken = 0;
    if (field->type == "number") {
        taken = numberCondition(*field, op.value_or(Op::Equal), valueAt);
    } else if (field->type == "bool") {
        taken = boolCondition(*field, op, valueAt);
        if (taken == 0 && !(op && *op != Op::Equal)) {
            add(field->name + " = true", field->name + " is true");
            return nameLength;
        }
    } else if (field->type == "select") {
        taken = optionCondition(*field, op.value_or(Op::Equal), valueAt);
    } else if (field->type == "relation") {
        taken = relationCondition(*field, op.value_or(Op::Equal), valueAt);
    } else if (isTextual(*field)) {
        taken = textCondition(*field, op, valueAt);
    }
    return taken == 0 ? 0 : nameLength + opLength + taken;
}

std::size_t QuestionReader::numberCondition(const CardField &field, Op op, std::size_t at)
{
    if (!isNumber(at)) {
        return 0;
    }
    const std::string first = formatPlainNumber(m_words[at].number);
    if (op == Op::Between) {
        if ((lower(at + 1) == "and" || lower(at + 1) == "to") && isNumber(at + 2)) {
            const std::string second = formatPlainNumber(m_words[at + 2].number);
            add("(" + field.name + " >= " + first + " && " + field.name + " <= " + second + ")",
                field.name + " between " + first + " and " + second);
            return 3;
        }
        return 0;
    }
    if (op == Op::Contains || op == Op::StartsWith || op == Op::EndsWith) {
        op = Op::Equal;
    }
    add(field.name + " " + std::string(signOf(op)) + " " + first,
        field.name + " " + std::string(signOf(op)) + " " + first);
    return 1;
}

std::size_t QuestionReader::boolCondition(const CardField &field,
                                          std::optional<Op> op,
                                          std::size_t at)
{
    const std::string &word = lower(at);
    const bool yes = word == "true" || word == "yes" || word == "on";
    const bool no = word == "false" || word == "no" || word == "off";
    if (!op || (!yes && !no)) {
        return 0;
    }
    const bool value = yes != (*op == Op::NotEqual);
    add(field.name + (value ? " = true" : " = false"),
        field.name + (value ? " is true" : " is false"));
    return 1;
}

// The option spelled at `at`; its number of words.
std::size_t QuestionReader::optionAt(const CardField &field,
                                     std::size_t at,
                                     std::string &option) const
{
    std::size_t best = 0;
    for (const std::string &candidate : field.options) {
        if (at < m_words.size() && m_words[at].kind == Word::Kind::Quoted
            && equalsIgnoreCase(m_words[at].text, candidate)) {
            option = candidate;
            return 1;
        }
        const std::size_t length = spelled(at, candidate);
        if (length > best) {
            best = length;
            option = candidate;
        }
    }
    return best;
}

std::size_t QuestionReader::optionCondition(const CardField &field, Op op, std::size_t at)
{
    std::vector<std::string> values;
    std::size_t taken = 0;
    while (true) {
        const std::size_t gap = values.empty() ? 0 : 1;
        if (gap == 1 && lower(at + taken) != "or") {
            break;
        }
        std::string option;
        const std::size_t length = optionAt(field, at + taken + gap, option);
        if (length == 0) {
            break;
        }
        if (!equalsIgnoreCase(option, m_words[at + taken + gap].text) && length == 1) {
            m_draft.assumptions.push_back("\"" + m_words[at + taken + gap].text + "\" = the option "
                                          + option + " of " + field.name);
        }
        values.push_back(option);
        taken += gap + length;
    }
    if (values.empty()) {
        return 0;
    }
    const Op effective = op == Op::NotEqual ? Op::NotEqual : Op::Equal;
    std::vector<std::string> parts;
    for (const std::string &value : values) {
        parts.push_back(comparison(field, effective, quoted(value)));
    }
    const bool negated = effective == Op::NotEqual;
    const std::string joined = join(parts, negated ? " && " : " || ");
    add(parts.size() > 1 ? "(" + joined + ")" : joined,
        field.name + (negated ? " is not " : " is ") + join(values, " or "));
    return taken;
}

// A quoted run, or capitalised words, or one word.
std::size_t QuestionReader::valueAt(std::size_t at, std::string &value) const
{
    if (at >= m_words.size() || m_words[at].placed || endsValue(m_words[at])) {
        return 0;
    }
    value = m_words[at].text;
    if (m_words[at].kind == Word::Kind::Quoted) {
        return 1;
    }
    std::size_t taken = 1;
    while (at + taken < m_words.size() && taken < 6 && !m_words[at + taken].placed
           && !endsValue(m_words[at + taken]) && isCapitalised(m_words[at])
           && (isCapitalised(m_words[at + taken]) || isNumber(at + taken))) {
        value += " " + m_words[at + taken].text;
        ++taken;
    }
    return taken;
}

std::size_t QuestionReader::textCondition(const CardField &field,
                                          std::optional<Op> op,
                                          std::size_t at)
{
    std::string value;
    const std::size_t taken = valueAt(at, value);
    if (taken == 0) {
        return 0;
    }
    // Without a comparator only what is clearly a value counts: "title Dune", "code \"x\"", not
    // "title page".
    if (!op && !isCapitalised(m_words[at]) && m_words[at].kind == Word::Kind::Word) {
        return 0;
    }
    switch (op.value_or(Op::Equal)) {
    case Op::Contains:
        add(field.name + " ~ " + quoted(value), field.name + " contains \"" + value + "\"");
        break;
    case Op::StartsWith:
        add(field.name + " ~ " + quoted(value + "%"),
            field.name + " starts with \"" + value + "\"");
        break;
    case Op::EndsWith:
        add(field.name + " ~ " + quoted("%" + value), field.name + " ends with \"" + value + "\"");
        break;
    default:
        add(field.name + " " + std::string(signOf(op.value_or(Op::Equal))) + " " + quoted(value),
            field.name + (op == Op::NotEqual ? " is not \"" : " is \"") + value + "\"");
        break;
    }
    return taken;
}

std::size_t QuestionReader::relationCondition(const CardField &field, Op op, std::size_t at)
{
    if (field.targetTitle.empty()) {
        return 0;
    }
    std::string value;
    const std::size_t taken = valueAt(at, value);
    if (taken == 0) {
        return 0;
    }
    const bool negated = op == Op::NotEqual;
    const std::string sign = negated ? "!~" : field.multiple ? "?~" : "~";
    add(field.name + "." + field.targetTitle + " " + sign + " " + quoted(value),
        field.name + (negated ? " is not \"" : " is \"") + value + "\"");
    return taken;
}

std::size_t QuestionReader::dateCondition(const CardField &field, std::size_t at)
{
    const auto phrase = datePhrase(m_words, at, m_question.now, m_zone);
    if (!phrase) {
        return 0;
    }
    std::vector<std::string> parts;
    std::string words = field.name;
    if (phrase->range.from) {
        parts.push_back(field.name + " >= " + quoted(phrase->range.from->toString()));
        words += " from " + phrase->range.from->toString().substr(0, 10);
    }
    if (phrase->range.until) {
        parts.push_back(field.name + " < " + quoted(phrase->range.until->toString()));
        words += " before " + phrase->range.until->toString().substr(0, 10);
    }
    if (!phrase->range.assumption.empty()) {
        m_draft.assumptions.push_back(phrase->range.assumption);
    }
    add(join(parts, " && "), words);
    return phrase->words;
}

} // namespace socle::ai
