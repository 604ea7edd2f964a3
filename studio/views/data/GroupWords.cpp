#include "studio/views/data/GroupWords.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/CollectionSchema.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/LabelCache.h"

#include <QCoreApplication>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

struct GroupText
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::GroupWords)
};

} // namespace

bool isDateField(const fields::Field &field)
{
    return field.isType(fields::kDate) || field.isType(fields::kAutodate);
}

QString groupWords(ConnectionContext &context,
                   const fields::Field *field,
                   const Json &value,
                   const QString &monthFormat)
{
    const bool isBool = field != nullptr && field->isType(fields::kBool);
    if (value.isBool() || (isBool && value.isNumber())) { // a database counts bools as 1 and 0
        const bool isOn = value.isBool() ? value.toBool() : value.toDouble() != 0;
        return isOn ? GroupText::tr("Yes") : GroupText::tr("No");
    }
    const QString text = value.isString() ? toQString(value.text())
        : value.isNull()                  ? QString()
                                          : toQString(value.dump());
    if (text.isEmpty()) {
        return GroupText::tr("(empty)");
    }
    if (field != nullptr && field->isType(fields::kRelation)) {
        const QString label
            = context.labels().label(CollectionSchema::relationTarget(*field), text);
        return label.isEmpty() ? text : label;
    }
    if (field != nullptr && isDateField(*field)) {
        if (text.size() == 10) {
            const QDate day = QDate::fromString(text, Qt::ISODate);
            return day.isValid() ? QLocale().toString(day, QLocale::LongFormat) : text;
        }
        const QDate month = QDate::fromString(text + u"-01"_s, u"yyyy-MM-dd"_s);
        return month.isValid() ? QLocale().toString(month, monthFormat) : text;
    }
    return text;
}

} // namespace socle::studio
