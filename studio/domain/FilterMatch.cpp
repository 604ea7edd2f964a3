#include "studio/domain/FilterMatch.h"

#include "shared/fields/FieldCatalogue.h"
#include "shared/filter/Parser.h"
#include "studio/api/Text.h"
#include "studio/domain/IdSet.h"

#include <cctype>
#include <cmath>

namespace socle::studio {

namespace {

using filter::ast::Comparison;
using filter::ast::Expression;
using filter::ast::Group;
using filter::ast::Join;
using filter::ast::Operand;
using filter::ast::Sign;
using filter::ast::Term;

using Answer = std::optional<bool>; // nothing: only the server knows

constexpr double kExactInteger = 9007199254740992.0; // 2^53

template <typename T> Answer compared(const T &left, Sign sign, const T &right)
{
    switch (sign) {
    case Sign::Equal:
        return left == right;
    case Sign::NotEqual:
        return left != right;
    case Sign::Less:
        return left < right;
    case Sign::LessOrEqual:
        return left <= right;
    case Sign::Greater:
        return left > right;
    case Sign::GreaterOrEqual:
        return left >= right;
    case Sign::Like:
    case Sign::NotLike:
        break;
    }
    return std::nullopt;
}

/// "null", "true", "false" in any case; other identifiers are fields or macros.
std::string keywordOf(const Operand &operand)
{
    std::string word;
    for (const char c : operand.text) {
        word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    const bool isKeyword = word == "null" || word == "true" || word == "false";
    return operand.kind == Operand::Kind::Identifier && isKeyword ? word : std::string();
}

Answer textMatches(const std::string &value, Sign sign, const Operand &literal)
{
    if (keywordOf(literal) == "null") {
        return sign == Sign::Equal   ? Answer(value.empty())
            : sign == Sign::NotEqual ? Answer(!value.empty())
                                     : std::nullopt;
    }
    if (literal.kind != Operand::Kind::Text) {
        return std::nullopt; // a text column and a number: what they become is the database's
    }
    if (sign == Sign::Like || sign == Sign::NotLike) {
        return isLike(value, literal.text) == (sign == Sign::Like);
    }
    return compared(value, sign, literal.text); // byte by byte
}

Answer numberMatches(double value, Sign sign, const Operand &literal)
{
    const bool isNothing = keywordOf(literal) == "null"
        || (literal.kind == Operand::Kind::Text && literal.text.empty());
    if (isNothing && (sign == Sign::Equal || sign == Sign::NotEqual)) {
        return sign == Sign::NotEqual; // a number column is never empty
    }
    if (literal.kind != Operand::Kind::Number || std::abs(value) > kExactInteger) {
        return std::nullopt;
    }
    return compared(value, sign, literal.number);
}

Answer boolMatches(bool value, Sign sign, const Operand &literal)
{
    if (sign != Sign::Equal && sign != Sign::NotEqual) {
        return std::nullopt;
    }
    const std::string keyword = keywordOf(literal);
    if (keyword == "true" || keyword == "false") {
        return compared(value, sign, keyword == "true");
    }
    if (literal.kind == Operand::Kind::Number) {
        return compared(value ? 1.0 : 0.0, sign, literal.number);
    }
    return keyword == "null" ? Answer(sign == Sign::NotEqual) : std::nullopt;
}

bool isTextual(const fields::Field &field)
{
    constexpr std::string_view kTextual[] = {fields::kText,
                                             fields::kEditor,
                                             fields::kEmail,
                                             fields::kUrl,
                                             fields::kDate,
                                             fields::kAutodate,
                                             fields::kSelect,
                                             fields::kRelation,
                                             fields::kFile};
    for (const std::string_view type : kTextual) {
        if (field.isType(type)) {
            return true;
        }
    }
    return false;
}

Answer answerOf(const Comparison &comparison,
                const Record &record,
                const CollectionSchema &collection)
{
    if (comparison.left.kind != Operand::Kind::Identifier
        || collection.field(toQString(comparison.right.text)) != nullptr) {
        return std::nullopt;
    }
    const fields::Field *field = collection.field(toQString(comparison.left.text));
    const Json *value = field != nullptr ? record.values.find(field->name) : nullptr;
    // Of an auth record the e-mail may be hidden from who asks, and then does not match.
    const bool isPrivate = field != nullptr && collection.isAuth() && field->name == "email";
    if (value == nullptr || field->isMultiple() || isPrivate) {
        return std::nullopt;
    }
    if (value->isString() && isTextual(*field)) {
        return textMatches(std::string(value->text()), comparison.sign, comparison.right);
    }
    if (value->isNumber() && field->isType(fields::kNumber)) {
        return numberMatches(value->toDouble(), comparison.sign, comparison.right);
    }
    if (value->isBool() && field->isType(fields::kBool)) {
        return boolMatches(value->toBool(), comparison.sign, comparison.right);
    }
    return std::nullopt;
}

Answer answerOf(const Expression &expression,
                const Record &record,
                const CollectionSchema &collection)
{
    // a && b || c && d: one true row of conjuncts is enough.
    bool isOpen = false; // a row nobody can decide here
    Answer row = true;
    for (std::size_t i = 0; i < expression.terms.size(); ++i) {
        const Term &term = expression.terms[i];
        if (i > 0 && term.join == Join::Or) {
            if (row && *row) {
                return true;
            }
            isOpen = isOpen || !row;
            row = true;
        }
        if (row && !*row) {
            continue;
        }
        const auto *group = std::get_if<Group>(&term.content);
        const Answer own = group != nullptr
            ? answerOf(*group->expression, record, collection)
            : answerOf(std::get<Comparison>(term.content), record, collection);
        row = own && !*own ? own : row && own ? row : std::nullopt;
    }
    if (row && *row) {
        return true;
    }
    return isOpen || !row ? std::nullopt : Answer(false);
}

void collectFields(const Expression &expression,
                   const CollectionSchema &collection,
                   QStringList &names)
{
    for (const Term &term : expression.terms) {
        if (const auto *group = std::get_if<Group>(&term.content)) {
            collectFields(*group->expression, collection, names);
            continue;
        }
        const Operand &left = std::get<Comparison>(term.content).left;
        const QString name = toQString(left.text);
        if (left.kind == Operand::Kind::Identifier && collection.field(name) != nullptr
            && !names.contains(name)) {
            names.append(name);
        }
    }
}

/// A literal as a LIKE pattern: unescaped `%` leave it as it is, else it is searched for.
std::string patternOf(std::string_view literal)
{
    for (std::size_t i = 0; i < literal.size(); ++i) {
        if (literal[i] == '\\') {
            ++i; // and what it escapes
        } else if (literal[i] == '%') {
            return std::string(literal);
        }
    }
    std::string escaped;
    for (std::size_t i = literal.size(); i-- > 0;) {
        const char c = literal[i];
        escaped.insert(escaped.begin(), c);
        if (c != '\\' && c != '%' && c != '_') {
            continue;
        }
        escaped.insert(escaped.begin(), '\\');
        if (i > 0 && literal[i - 1] == '\\') {
            --i; // it was escaped already
        }
    }
    return '%' + escaped + '%';
}

std::size_t characterLength(unsigned char first)
{
    return first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

bool isLikePattern(std::string_view text, std::string_view pattern)
{
    std::size_t t = 0;
    std::size_t p = 0;
    std::size_t star = std::string_view::npos; // behind the last `%`
    std::size_t from = 0; // where what it took ends
    while (t < text.size()) {
        bool fits = false;
        std::size_t step = 1;
        std::size_t width = 1;
        if (p < pattern.size() && pattern[p] == '%') {
            star = ++p;
            from = t;
            continue;
        }
        if (p < pattern.size() && pattern[p] == '_') {
            fits = true;
            width = characterLength(static_cast<unsigned char>(text[t]));
        } else if (p < pattern.size()) {
            const bool isEscape = pattern[p] == '\\' && p + 1 < pattern.size();
            const char wanted = isEscape ? pattern[p + 1] : pattern[p];
            step = isEscape ? 2 : 1;
            fits = std::tolower(static_cast<unsigned char>(wanted))
                == std::tolower(static_cast<unsigned char>(text[t]));
        }
        if (fits) {
            t += width;
            p += step;
        } else if (star != std::string_view::npos) {
            from += characterLength(static_cast<unsigned char>(text[from]));
            t = from;
            p = star;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '%') {
        ++p;
    }
    return t == text.size() && p == pattern.size();
}

} // namespace

bool isLike(std::string_view text, std::string_view literal)
{
    return isLikePattern(text, patternOf(literal));
}

FilterMatch::FilterMatch(const QString &filter, CollectionPtr collection)
    : m_filter(filter)
    , m_collection(std::move(collection))
{
    if (auto parsed = filter::parseFilter(toUtf8(filter))) {
        m_expression = parsed.takeValue();
        return;
    }
    if (const QStringList ids = IdSet::partsOf(filter); !ids.isEmpty()) {
        m_expression.emplace(); // more of them than the parser takes
        for (const QString &id : ids) {
            Comparison one;
            one.left = {.kind = Operand::Kind::Identifier, .text = "id"};
            one.right = {.kind = Operand::Kind::Text, .text = toUtf8(id)};
            m_expression->terms.push_back({.join = Join::Or, .content = std::move(one)});
        }
    }
}

QStringList FilterMatch::fields() const
{
    QStringList names;
    if (m_expression && m_collection != nullptr) {
        collectFields(*m_expression, *m_collection, names);
    }
    return names;
}

std::optional<bool> FilterMatch::matches(const Record &record) const
{
    if (!m_expression || m_collection == nullptr) {
        return std::nullopt;
    }
    return answerOf(*m_expression, record, *m_collection);
}

} // namespace socle::studio
