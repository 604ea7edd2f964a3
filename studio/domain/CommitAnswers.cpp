#include "studio/domain/CommitAnswers.h"

#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"

#include <algorithm>

namespace socle::studio {

void replaceIds(Json &value, const QHash<QString, QString> &ids)
{
    if (value.isString()) {
        const auto it = ids.find(toQString(value.text()));
        if (it != ids.end()) {
            value = toUtf8(*it);
        }
    } else if (value.isArray()) {
        for (Json &item : value.asArray()) {
            replaceIds(item, ids);
        }
    }
}

CommitOutcome written(const CommitStep &what, const Json &body)
{
    CommitOutcome outcome;
    outcome.key = what.key;
    outcome.isWritten = true;
    if (body.isObject()) {
        if (auto record = Record::fromJson(body)) {
            outcome.newId = record->id;
            outcome.record = record.takeValue();
        }
    }
    return outcome;
}

CommitOutcome refused(const CommitStep &what,
                      int status,
                      const QString &message,
                      QMap<QString, QString> fields)
{
    CommitOutcome outcome;
    outcome.key = what.key;
    outcome.error = message;
    outcome.fieldErrors = std::move(fields);
    outcome.isConflict = status == 412 || status == 409;
    outcome.isMissing = status == 404 && what.kind == ChangeKind::Update;
    outcome.isWritten = status == 404 && what.kind == ChangeKind::Delete; // gone is gone
    return outcome;
}

bool wasPerhapsStored(const CommitStep &what, const QMap<QString, QString> &fields)
{
    return what.kind == ChangeKind::Insert && what.sendsId && fields.contains(QStringLiteral("id"));
}

bool wasWritten(const CommitStep &what, const Result<Record> &record)
{
    if (what.kind == ChangeKind::Delete) {
        return !record && apiError(record.error()).status == 404;
    }
    if (!record) {
        return false;
    }
    if (what.kind == ChangeKind::Insert) {
        return true; // the id was made here: nobody else has it
    }
    return what.files.isEmpty()
        && std::all_of(what.body.begin(), what.body.end(), [&record](const auto &member) {
               const Json *now = record->values.find(member.first);
               return now != nullptr && sameValue(*now, member.second);
           });
}

} // namespace socle::studio
