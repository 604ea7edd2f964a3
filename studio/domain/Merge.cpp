#include "studio/domain/Merge.h"

#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"

#include <algorithm>

namespace socle::studio {

namespace {

const Json &memberOf(const JsonObject &object, const QString &name)
{
    static const Json null;
    const Json *found = object.find(toUtf8(name));
    return found != nullptr ? *found : null;
}

bool contains(const JsonArray &items, const Json &item)
{
    return std::any_of(
        items.begin(), items.end(), [&item](const Json &other) { return sameValue(item, other); });
}

/// Items of `a` that `b` does not have, in order.
JsonArray without(const JsonArray &a, const JsonArray &b)
{
    JsonArray result;
    std::copy_if(a.begin(), a.end(), std::back_inserter(result), [&b](const Json &item) {
        return !contains(b, item);
    });
    return result;
}

} // namespace

MergeResult mergeRecord(const JsonObject &base,
                        const JsonObject &theirs,
                        const QMap<QString, Json> &mine)
{
    MergeResult result;
    for (const auto &[name, theirValue] : theirs) {
        const QString field = toQString(name);
        if (!mine.contains(field) && !sameValue(memberOf(base, field), theirValue)) {
            result.taken.append(field);
        }
    }
    for (auto it = mine.begin(); it != mine.end(); ++it) {
        const Json &baseValue = memberOf(base, it.key());
        const bool theyKnow = theirs.contains(toUtf8(it.key()));
        const Json &theirValue = theyKnow ? memberOf(theirs, it.key()) : baseValue;
        if (sameValue(it.value(), theirValue)) {
            continue; // both did the same
        }
        result.values.insert(it.key(), it.value());
        if (!sameValue(theirValue, baseValue)) {
            result.conflicts.append(it.key());
        }
    }
    return result;
}

void appendChange(
    JsonObject &body, const QString &field, bool isMultiple, const Json &base, const Json &value)
{
    const std::string name = toUtf8(field);
    if (isMultiple && base.isArray() && value.isArray() && !base.array().empty()) {
        const JsonArray added = without(value.array(), base.array());
        const JsonArray removed = without(base.array(), value.array());
        // Only when what stays keeps its order and the new ones are at the end: that is what `+`
        // and `-` can say.
        JsonArray expected = without(base.array(), removed);
        expected.insert(expected.end(), added.begin(), added.end());
        if (sameValue(expected, value) && (added.empty() != removed.empty())) {
            body.set(name + (added.empty() ? "-" : "+"), added.empty() ? removed : added);
            return;
        }
    }
    body.set(name, value);
}

} // namespace socle::studio
