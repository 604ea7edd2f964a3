#include "studio/views/data/QuickFilter.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/RecordsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/CollectionSchema.h"
#include "studio/domain/SchemaStore.h"

#include <QCoreApplication>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

struct QuickWords
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::QuickFilter)
};

QString numberCondition(const QString &name, const QString &typed)
{
    static const QRegularExpression range(uR"(^(-?[\d.]+)\s*\.\.\s*(-?[\d.]+)$)"_s);
    static const QRegularExpression compared(uR"(^(>=|<=|!=|>|<|=)?\s*(-?\d+(?:\.\d+)?)$)"_s);
    if (const auto found = range.match(typed); found.hasMatch()) {
        return u"%1 >= %2 && %1 <= %3"_s.arg(name, found.captured(1), found.captured(2));
    }
    const auto found = compared.match(typed);
    if (!found.hasMatch()) {
        return {};
    }
    const QString sign = found.captured(1).isEmpty() ? u"="_s : found.captured(1);
    return name + u' ' + sign + u' ' + found.captured(2);
}

QString boolCondition(const QString &name, const QString &typed)
{
    const auto begins
        = [&typed](const QString &word) { return word.startsWith(typed, Qt::CaseInsensitive); };
    //: typed into the filter row over a column of yes and no
    const bool isYes = typed == u"1"_s || begins(u"true"_s) || begins(QuickWords::tr("yes"));
    const bool isNo = typed == u"0"_s || begins(u"false"_s) || begins(QuickWords::tr("no"));
    return isYes == isNo ? QString() : name + (isYes ? u" = true"_s : u" = false"_s);
}

} // namespace

QString quickCondition(const fields::Field &field, const QString &typed, const SchemaStore &schema)
{
    const QString text = typed.trimmed();
    const QString name = toQString(field.name);
    if (text.isEmpty()) {
        return {};
    }
    if (field.isType(fields::kNumber)) {
        return numberCondition(name, text);
    }
    if (field.isType(fields::kBool)) {
        return boolCondition(name, text);
    }
    if (text == u"-"_s) {
        return name + u" = ''"_s;
    }
    if (field.isType(fields::kRelation)) {
        const CollectionPtr target = schema.find(CollectionSchema::relationTarget(field));
        const QString label = target == nullptr ? u"id"_s : target->labelField();
        return u"%1.%2 ?~ %3"_s.arg(name, label, filterLiteral(text));
    }
    return name + u" ~ "_s + filterLiteral(text);
}

} // namespace socle::studio
