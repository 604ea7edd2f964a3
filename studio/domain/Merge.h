// Three-way merge of a record: base, theirs, mine, field by field (studio.md 4.3.9).
#pragma once

#include "shared/json/Json.h"

#include <QMap>
#include <QString>
#include <QStringList>

namespace socle::studio {

struct MergeResult
{
    QMap<QString, Json> values = {}; // fields of mine that still differ from theirs
    QStringList conflicts = {}; // fields changed on both sides to different values
    QStringList taken = {}; // fields only they changed
};

/// `mine` holds only the fields I changed. Fields changed on one side merge by themselves; equal
/// changes are no conflict.
MergeResult mergeRecord(const JsonObject &base,
                        const JsonObject &theirs,
                        const QMap<QString, Json> &mine);

/// Body of an update from base to value: multi-value fields that only gained or lost items use
/// `name+` and `name-` (records-api.md 1.6), everything else is the bare name.
void appendChange(
    JsonObject &body, const QString &field, bool isMultiple, const Json &base, const Json &value);

} // namespace socle::studio
