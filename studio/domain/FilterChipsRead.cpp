// Reading a filter's tree as chips: which clause the builder has a form for, which two are one
// range, which group is a choice or a search.
#include "shared/filter/Parser.h"
#include "studio/api/Text.h"
#include "studio/domain/FilterChipsParts.h"

#include <algorithm>

namespace socle::studio {

using namespace filter;

namespace {

/// Byte offsets of the parser to UTF-16 offsets of the editor.
class Offsets
{
public:
    explicit Offsets(const std::string &utf8)
        : m_utf8(utf8)
    {
    }

    int operator()(std::size_t byte) const
    {
        return static_cast<int>(toQString(std::string_view(m_utf8).substr(0, byte)).size());
    }

private:
    const std::string &m_utf8; // whose bytes: setText's
};

bool isWord(const ast::Operand &operand)
{
    return operand.kind == ast::Operand::Kind::Identifier
        && (operand.text == "true" || operand.text == "false" || operand.text == "null"
            || operand.text.starts_with("@"));
}

bool isValue(const ast::Operand &operand)
{
    return operand.kind == ast::Operand::Kind::Text || operand.kind == ast::Operand::Kind::Number
        || isWord(operand);
}

/// geoDistance(place.lon, place.lat, 2.3, 48.8) < 25
bool readWithin(const ast::Comparison &comparison, FilterChip &chip)
{
    const ast::Operand &call = comparison.left;
    if (call.kind != ast::Operand::Kind::Function || call.text != "geoDistance"
        || call.arguments.size() != 4 || comparison.sign != ast::Sign::Less || comparison.any
        || comparison.right.kind != ast::Operand::Kind::Number) {
        return false;
    }
    const QString lon = toQString(call.arguments[0].text);
    const QString lat = toQString(call.arguments[1].text);
    const bool isPoint = call.arguments[2].kind == ast::Operand::Kind::Number
        && call.arguments[3].kind == ast::Operand::Kind::Number
        && lon.endsWith(QStringLiteral(".lon")) && lat == lon.chopped(4) + QStringLiteral(".lat");
    if (!isPoint) {
        return false;
    }
    chip.field = lon.chopped(4);
    chip.op = ChipOperator::Within;
    chip.valuesAreText = false;
    chip.values = {toQString(call.arguments[2].text),
                   toQString(call.arguments[3].text),
                   toQString(comparison.right.text)};
    return true;
}

/// False: no form of the builder says this.
bool readComparison(const ast::Comparison &comparison, FilterChip &chip)
{
    if (readWithin(comparison, chip)) {
        return true;
    }
    if (comparison.left.kind != ast::Operand::Kind::Identifier || isWord(comparison.left)
        || !isValue(comparison.right)) {
        return false;
    }
    const bool isText = comparison.right.kind == ast::Operand::Kind::Text;
    const QString value = toQString(comparison.right.text);
    const bool isEmpty = isText ? value.isEmpty() : value == QStringLiteral("null");
    chip.field = toQString(comparison.left.text);
    chip.valuesAreText = isText;
    chip.values = {value};
    if (comparison.any) {
        chip.op = ChipOperator::Has;
        return comparison.sign == ast::Sign::Equal;
    }
    switch (comparison.sign) {
    case ast::Sign::Equal:
    case ast::Sign::NotEqual: {
        const bool isEqual = comparison.sign == ast::Sign::Equal;
        if (isEmpty) {
            chip.op = isEqual ? ChipOperator::IsEmpty : ChipOperator::IsNotEmpty;
            chip.values.clear();
        } else {
            chip.op = isEqual ? ChipOperator::Is : ChipOperator::IsNot;
        }
        return true;
    }
    case ast::Sign::Like:
        if (isText && value.size() > 1 && value.indexOf(u'%') == value.size() - 1) {
            chip.op = ChipOperator::StartsWith;
            chip.values = {value.chopped(1)};
            return true;
        }
        chip.op = ChipOperator::Contains;
        return !value.contains(u'%'); // own wildcards: the text says it better
    case ast::Sign::NotLike:
        chip.op = ChipOperator::DoesNotContain;
        return !value.contains(u'%');
    case ast::Sign::Less:
        chip.op = ChipOperator::Less;
        return true;
    case ast::Sign::LessOrEqual:
        chip.op = ChipOperator::LessOrEqual;
        return true;
    case ast::Sign::Greater:
        chip.op = ChipOperator::Greater;
        return true;
    case ast::Sign::GreaterOrEqual:
        chip.op = !isText && value.startsWith(u'@') ? ChipOperator::ChangedSince
                                                    : ChipOperator::GreaterOrEqual;
        return true;
    }
    return false;
}

bool isChoice(const std::vector<FilterChip> &chips)
{
    return chips.size() > 1 && std::all_of(chips.begin(), chips.end(), [&](const FilterChip &chip) {
               return chip.kind == ChipKind::Clause && chip.op == ChipOperator::Is
                   && chip.field == chips.front().field
                   && chip.valuesAreText == chips.front().valuesAreText
                   && (&chip == &chips.front() || chip.joinsWithOr);
           });
}

/// "(title ~ 'x' || isbn ~ 'x')": words looked for in several fields.
bool isSearch(const std::vector<FilterChip> &chips)
{
    return chips.size() > 1 && std::all_of(chips.begin(), chips.end(), [&](const FilterChip &chip) {
               return chip.kind == ChipKind::Clause && chip.op == ChipOperator::Contains
                   && chip.values == chips.front().values
                   && (&chip == &chips.front() || chip.joinsWithOr);
           });
}

bool isRange(const FilterChip &a, const FilterChip &b, bool aloneAround)
{
    return aloneAround && a.kind == ChipKind::Clause && b.kind == ChipKind::Clause && !b.joinsWithOr
        && a.field == b.field && a.op == ChipOperator::GreaterOrEqual
        && b.op == ChipOperator::LessOrEqual && a.valuesAreText == b.valuesAreText;
}

std::vector<FilterChip> chipsBelow(const ast::Expression &expression,
                                   const QString &text,
                                   const Offsets &at)
{
    std::vector<FilterChip> chips;
    for (std::size_t i = 0; i < expression.terms.size(); ++i) {
        const ast::Term &term = expression.terms[i];
        FilterChip chip;
        chip.joinsWithOr = i > 0 && term.join == ast::Join::Or;
        if (const auto *comparison = std::get_if<ast::Comparison>(&term.content)) {
            chip.start = at(comparison->span.start);
            chip.end = at(comparison->span.end);
            if (!readComparison(*comparison, chip)) {
                chip = FilterChip{.kind = ChipKind::Raw,
                                  .joinsWithOr = chip.joinsWithOr,
                                  .start = chip.start,
                                  .end = chip.end};
            }
        } else {
            const auto &group = std::get<ast::Group>(term.content);
            chip.start = at(group.span.start);
            chip.end = at(group.span.end);
            chip.kind = ChipKind::Group;
            chip.children = chipsBelow(*group.expression, text, at);
            if (isChoice(chip.children)) {
                chip.kind = ChipKind::Clause;
                chip.op = ChipOperator::IsAnyOf;
                chip.field = chip.children.front().field;
                chip.valuesAreText = chip.children.front().valuesAreText;
                for (const FilterChip &child : chip.children) {
                    chip.values.append(child.values);
                }
                chip.children.clear();
            } else if (isSearch(chip.children)) {
                chip.kind = ChipKind::Search;
                chip.values = chip.children.front().values;
                QStringList names;
                for (const FilterChip &child : chip.children) {
                    names.append(child.field);
                }
                chip.field = names.join(QStringLiteral(", "));
                chip.children.clear();
            }
        }
        chip.text = text.mid(chip.start, chip.end - chip.start);
        // `a >= 1 && a <= 9 || …` binds as a range too, but only a chip that is not joined with
        // `or` may swallow the next.
        if (!chips.empty() && isRange(chips.back(), chip, !chips.back().joinsWithOr)) {
            FilterChip &range = chips.back();
            range.op = ChipOperator::Between;
            range.values.append(chip.values);
            range.end = chip.end;
            range.text = text.mid(range.start, range.end - range.start);
        } else {
            chips.push_back(std::move(chip));
        }
    }
    return chips;
}

} // namespace

std::vector<FilterChip> readChips(const filter::ast::Expression &expression,
                                  const QString &text,
                                  const std::string &utf8)
{
    return chipsBelow(expression, text, Offsets(utf8));
}

} // namespace socle::studio
