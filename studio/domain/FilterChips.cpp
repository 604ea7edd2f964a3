#include "studio/domain/FilterChips.h"

#include "shared/fields/FieldCatalogue.h"
#include "shared/filter/Parser.h"
#include "shared/filter/Printer.h"
#include "shared/filter/Tokenizer.h"
#include "studio/api/Text.h"

#include <QCoreApplication>

#include <algorithm>

namespace socle::studio {

namespace {

struct FilterChipWords
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::FilterChips)
};

using namespace filter;

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

bool isRange(const FilterChip &a, const FilterChip &b, bool aloneAround)
{
    return aloneAround && a.kind == ChipKind::Clause && b.kind == ChipKind::Clause && !b.joinsWithOr
        && a.field == b.field && a.op == ChipOperator::GreaterOrEqual
        && b.op == ChipOperator::LessOrEqual && a.valuesAreText == b.valuesAreText;
}

std::vector<FilterChip> chipsOf(const ast::Expression &expression,
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
            chip.children = chipsOf(*group.expression, text, at);
            if (isChoice(chip.children)) {
                chip.kind = ChipKind::Clause;
                chip.op = ChipOperator::IsAnyOf;
                chip.field = chip.children.front().field;
                chip.valuesAreText = chip.children.front().valuesAreText;
                for (const FilterChip &child : chip.children) {
                    chip.values.append(child.values);
                }
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

bool endsInComment(const QString &text)
{
    const auto tokens = tokenize(toUtf8(text));
    for (auto it = tokens.rbegin(); it != tokens.rend(); ++it) {
        if (it->kind == TokenKind::Comment) {
            return true;
        }
        if (it->kind != TokenKind::Blank) {
            return false;
        }
    }
    return false;
}

QString wrapped(const QString &text)
{
    return u'(' + text + (endsInComment(text) ? QStringLiteral("\n)") : QStringLiteral(")"));
}

QString literal(const FilterChip &chip, int index)
{
    const QString value = chip.values.value(index);
    return chip.valuesAreText ? toQString(quoteText(toUtf8(value))) : value;
}

QString compared(const FilterChip &chip, const char *sign, int index = 0)
{
    return chip.field + u' ' + QString::fromLatin1(sign) + u' ' + literal(chip, index);
}

} // namespace

void FilterChips::setText(const QString &text)
{
    m_text = text;
    m_problem.reset();
    if (text.trimmed().isEmpty()) {
        m_chips.clear();
        m_validText.clear();
        return;
    }
    const std::string utf8 = toUtf8(text);
    FilterError problem;
    auto parsed = parseFilter(utf8, &problem);
    const Offsets at(utf8);
    if (!parsed) {
        m_problem = FilterProblem{toQString(problem.message), at(problem.start), at(problem.end)};
        return; // the last valid filter stays applied
    }
    m_chips = chipsOf(*parsed, text, at);
    m_validText = text;
}

void FilterChips::splice(int start, int end, const QString &text)
{
    setText(QString(m_text).replace(start, end - start, text));
}

void FilterChips::replace(int index, const FilterChip &chip)
{
    if (m_problem || index < 0 || index >= static_cast<int>(m_chips.size())) {
        return;
    }
    const FilterChip old = m_chips[static_cast<std::size_t>(index)];
    splice(old.start, old.end, print(chip));
}

void FilterChips::remove(int index)
{
    if (m_problem || index < 0 || index >= static_cast<int>(m_chips.size())) {
        return;
    }
    const auto i = static_cast<std::size_t>(index);
    if (m_chips.size() == 1) {
        setText({});
    } else if (i > 0) {
        splice(m_chips[i - 1].end, m_chips[i].end, {});
    } else {
        splice(m_chips[0].start, m_chips[1].start, {});
    }
}

void FilterChips::append(const FilterChip &chip)
{
    if (m_problem) {
        return;
    }
    if (m_chips.empty()) {
        setText(print(chip));
        return;
    }
    const bool hasOr = std::any_of(
        m_chips.begin(), m_chips.end(), [](const FilterChip &c) { return c.joinsWithOr; });
    const QString before = hasOr ? wrapped(m_text) : m_text;
    const QString gap
        = !hasOr && endsInComment(m_text) ? QStringLiteral("\n&& ") : QStringLiteral(" && ");
    setText(before + gap + print(chip));
}

Result<void> FilterChips::replaceText(int index, const QString &clause)
{
    if (m_problem || index < 0 || index >= static_cast<int>(m_chips.size())) {
        return invalidInput("There is no such clause.");
    }
    SOCLE_TRY(parseFilter(toUtf8(clause)));
    const FilterChip old = m_chips[static_cast<std::size_t>(index)];
    splice(old.start, old.end, endsInComment(clause) ? wrapped(clause) : clause);
    return {};
}

void FilterChips::setJoin(int index, bool withOr)
{
    if (m_problem || index < 1 || index >= static_cast<int>(m_chips.size())) {
        return;
    }
    const int from = m_chips[static_cast<std::size_t>(index) - 1].end;
    const int to = m_chips[static_cast<std::size_t>(index)].start;
    const std::string gap = toUtf8(m_text.mid(from, to - from));
    const Offsets at(gap);
    for (const Token &token : tokenize(gap)) {
        if (token.kind == TokenKind::Join) {
            splice(from + at(token.start),
                   from + at(token.end),
                   withOr ? QStringLiteral("||") : QStringLiteral("&&"));
            return;
        }
    }
}

void FilterChips::group(int first, int last)
{
    if (m_problem || first < 0 || last < first || last >= static_cast<int>(m_chips.size())) {
        return;
    }
    const int start = m_chips[static_cast<std::size_t>(first)].start;
    const int end = m_chips[static_cast<std::size_t>(last)].end;
    splice(start, end, wrapped(m_text.mid(start, end - start)));
}

QString FilterChips::print(const FilterChip &chip)
{
    if (chip.kind == ChipKind::Raw || chip.kind == ChipKind::Search) {
        return chip.text;
    }
    if (chip.kind == ChipKind::Group) {
        QString text;
        for (const FilterChip &child : chip.children) {
            text += (text.isEmpty()          ? QString()
                         : child.joinsWithOr ? QStringLiteral(" || ")
                                             : QStringLiteral(" && "))
                + print(child);
        }
        return u'(' + text + u')';
    }
    switch (chip.op) {
    case ChipOperator::Is:
        return compared(chip, "=");
    case ChipOperator::IsNot:
    case ChipOperator::HasNone:
        return compared(chip, "!=");
    case ChipOperator::Contains:
        return compared(chip, "~");
    case ChipOperator::DoesNotContain:
        return compared(chip, "!~");
    case ChipOperator::StartsWith:
        return chip.field + QStringLiteral(" ~ ")
            + toQString(quoteText(toUtf8(QString(chip.values.value(0) + u'%'))));
    case ChipOperator::Greater:
        return compared(chip, ">");
    case ChipOperator::GreaterOrEqual:
    case ChipOperator::ChangedSince:
        return compared(chip, ">=");
    case ChipOperator::Less:
        return compared(chip, "<");
    case ChipOperator::LessOrEqual:
        return compared(chip, "<=");
    case ChipOperator::Between:
        return compared(chip, ">=", 0) + QStringLiteral(" && ") + compared(chip, "<=", 1);
    case ChipOperator::IsEmpty:
        return chip.field
            + (chip.valuesAreText ? QStringLiteral(" = \"\"") : QStringLiteral(" = null"));
    case ChipOperator::IsNotEmpty:
        return chip.field
            + (chip.valuesAreText ? QStringLiteral(" != \"\"") : QStringLiteral(" != null"));
    case ChipOperator::Has:
        return compared(chip, "?=");
    case ChipOperator::IsAnyOf: {
        QString text;
        for (int i = 0; i < static_cast<int>(chip.values.size()); ++i) {
            text += (i > 0 ? QStringLiteral(" || ") : QString()) + compared(chip, "=", i);
        }
        return u'(' + text + u')';
    }
    case ChipOperator::Within:
        return QStringLiteral("geoDistance(%1.lon, %1.lat, %2, %3) < %4")
            .arg(chip.field, chip.values.value(0), chip.values.value(1), chip.values.value(2));
    }
    return {};
}

QString FilterChips::searchFilter(const QString &words, const CollectionSchema &collection)
{
    QStringList clauses;
    const QString value = toQString(quoteText(toUtf8(words.trimmed())));
    for (const fields::Field &field : collection.fields) {
        const bool isTextLike = field.isType(fields::kText) || field.isType(fields::kEditor)
            || field.isType(fields::kEmail) || field.isType(fields::kUrl);
        if (isTextLike && !field.hidden) {
            clauses.append(toQString(field.name) + QStringLiteral(" ~ ") + value);
        }
    }
    return clauses.isEmpty() ? QString()
                             : QString(u'(' + clauses.join(QStringLiteral(" || ")) + u')');
}

QString FilterChips::interpret(const QString &typed,
                               const CollectionSchema &collection,
                               bool *isSearch)
{
    const bool isFilter = typed.trimmed().isEmpty() || parseFilter(toUtf8(typed)).hasValue();
    if (isSearch != nullptr) {
        *isSearch = !isFilter;
    }
    return isFilter ? typed : searchFilter(typed, collection);
}

std::vector<ChipOperator> FilterChips::operatorsFor(const fields::Field &field)
{
    using enum ChipOperator;
    if (field.isMultiple()) {
        return {Has, HasNone, IsEmpty, IsNotEmpty};
    }
    if (field.isType(fields::kNumber)) {
        return {Is, IsNot, Greater, GreaterOrEqual, Less, LessOrEqual, Between, IsAnyOf};
    }
    if (field.isType(fields::kDate) || field.isType(fields::kAutodate)) {
        return {ChangedSince, Between, Greater, Less, Is, IsEmpty, IsNotEmpty};
    }
    if (field.isType(fields::kBool)) {
        return {Is};
    }
    if (field.isType(fields::kSelect) || field.isType(fields::kRelation)) {
        return {Is, IsNot, IsAnyOf, IsEmpty, IsNotEmpty};
    }
    if (field.isType(fields::kGeoPoint)) {
        return {Within};
    }
    if (field.isType(fields::kFile) || field.isType(fields::kJson)) {
        return {Contains, DoesNotContain, IsEmpty, IsNotEmpty};
    }
    return {Contains, DoesNotContain, StartsWith, Is, IsNot, IsAnyOf, IsEmpty, IsNotEmpty};
}

QString FilterChips::operatorWords(ChipOperator op)
{
    switch (op) {
    case ChipOperator::Is:
        return FilterChipWords::tr("is");
    case ChipOperator::IsNot:
        return FilterChipWords::tr("is not");
    case ChipOperator::Contains:
        return FilterChipWords::tr("contains");
    case ChipOperator::DoesNotContain:
        return FilterChipWords::tr("does not contain");
    case ChipOperator::StartsWith:
        return FilterChipWords::tr("starts with");
    case ChipOperator::Greater:
        return FilterChipWords::tr("is greater than");
    case ChipOperator::GreaterOrEqual:
        return FilterChipWords::tr("is at least");
    case ChipOperator::Less:
        return FilterChipWords::tr("is less than");
    case ChipOperator::LessOrEqual:
        return FilterChipWords::tr("is at most");
    case ChipOperator::Between:
        return FilterChipWords::tr("is between");
    case ChipOperator::IsEmpty:
        return FilterChipWords::tr("is empty");
    case ChipOperator::IsNotEmpty:
        return FilterChipWords::tr("is not empty");
    case ChipOperator::IsAnyOf:
        return FilterChipWords::tr("is any of");
    case ChipOperator::Has:
        return FilterChipWords::tr("has");
    case ChipOperator::HasNone:
        return FilterChipWords::tr("has none of");
    case ChipOperator::ChangedSince:
        return FilterChipWords::tr("since");
    case ChipOperator::Within:
        return FilterChipWords::tr("within km of");
    }
    return {};
}

QString FilterChips::combine(const QString &a, const QString &b)
{
    if (a.trimmed().isEmpty()) {
        return b;
    }
    if (b.trimmed().isEmpty()) {
        return a;
    }
    return wrapped(a) + QStringLiteral(" && ") + wrapped(b);
}

} // namespace socle::studio
