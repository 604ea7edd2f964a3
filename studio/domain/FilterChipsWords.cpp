// Chips as source and in words; which operators a field has, what plain words mean.
#include "shared/fields/FieldCatalogue.h"
#include "shared/filter/Parser.h"
#include "shared/filter/Printer.h"
#include "studio/api/Text.h"
#include "studio/domain/FilterChips.h"
#include "studio/domain/GuessedSchema.h"

#include <QCoreApplication>

namespace socle::studio {

using namespace filter;

namespace {

struct FilterChipWords
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::FilterChips)
};

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
    if ((field.isType(fields::kSelect) && !isGuess(field)) || field.isType(fields::kRelation)) {
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

} // namespace socle::studio
