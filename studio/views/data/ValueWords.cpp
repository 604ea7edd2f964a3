#include "studio/views/data/ValueWords.h"

#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/LabelCache.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/kit/Privacy.h"

#include <QCoreApplication>

namespace socle::studio {

namespace {

struct ValueWordsWords
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::ValueWords)
};

} // namespace

QString valueWords(ConnectionContext &context, const Json &value, const fields::Field &field)
{
    const QString target = CollectionSchema::relationTarget(field);
    if (target.isEmpty()) {
        return fieldUi(field).displayText(toVariant(value, field), field);
    }
    const CollectionPtr collection = context.schema().find(target);
    QStringList words;
    const QStringList ids = toVariant(value, field).toStringList();
    for (const QString &id : ids) {
        const StagedRecord *fresh = context.staging().find({target, id});
        const QString label = fresh != nullptr && collection != nullptr
            ? stagedLabel(*fresh, *collection)
            : context.labels().label(target, id);
        words.append(label.isEmpty() ? id : label);
    }
    return words.join(QStringLiteral(", "));
}

QString shownWords(ConnectionContext &context, const Json &value, const fields::Field &field)
{
    const QString words = valueWords(context, value, field);
    return Privacy::current().isOn() && isPrivateField(field) && !words.isEmpty()
        ? Privacy::hiddenText()
        : words;
}

QString stagedLabel(const StagedRecord &record, const CollectionSchema &collection)
{
    const Json &label = record.effective(collection.labelField());
    const QString text = label.isString() ? toQString(label.text()) : QString();
    if (!text.isEmpty()) {
        return text;
    }
    return record.kind == ChangeKind::Insert ? ValueWordsWords::tr("New record")
                                             : record.key.record;
}

} // namespace socle::studio
