// Every change that is drafted; a drafted collection without some of them; and what of it is sent.
#include "studio/domain/IndexStatement.h"
#include "studio/domain/SchemaDiff.h"
#include "studio/domain/SchemaJson.h"
#include "studio/domain/SchemaStore.h"

#include <algorithm>

namespace socle::studio {

std::vector<SchemaChange> draftedChanges(const SchemaStore &store)
{
    const CollectionNames names = [&store](const QString &id) {
        if (const auto draft = store.draft(id)) {
            return textOf(*draft, "name");
        }
        const CollectionPtr found = store.find(id);
        return found ? found->name : id;
    };
    std::vector<SchemaChange> changes;
    const auto append = [&changes](std::vector<SchemaChange> more) {
        std::move(more.begin(), more.end(), std::back_inserter(changes));
    };
    const QStringList drafted = store.draftIds();
    for (const QString &id : drafted) {
        if (store.isNew(id)) {
            append(schemaChanges(id, nullptr, *store.draft(id), names));
        }
    }
    for (const CollectionPtr &collection : store.collections()) {
        if (store.isRemoved(collection->id)) {
            changes.push_back(collectionDrop(collection->id, collection->json));
        } else if (const auto draft = store.draft(collection->id)) {
            append(schemaChanges(collection->id, &collection->json, *draft, names));
        }
    }
    std::stable_sort(changes.begin(),
                     changes.end(),
                     [](const SchemaChange &a, const SchemaChange &b) { return a.risk < b.risk; });
    return changes;
}

Json withoutChanges(const QString &id,
                    const Json &before,
                    const Json &after,
                    const QSet<QString> &left)
{
    if (left.isEmpty()) {
        return after;
    }
    const auto stays = [&](SchemaChangeKind kind, const QString &subject) {
        return left.contains(id + u'/' + QString::number(static_cast<int>(kind)) + u'/' + subject);
    };
    Json result = after;
    JsonObject &object = result.asObject();
    if (stays(SchemaChangeKind::CollectionRename, {})) {
        object.set("name", before["name"]);
    }
    if (stays(SchemaChangeKind::ViewChange, QStringLiteral("viewQuery"))) {
        object.set("viewQuery", before["viewQuery"]);
    }
    // Fields, and with them the names that indexes use.
    JsonArray fields;
    QMap<QString, QString> backTo; // new name -> name that stays
    QStringList notAdded;
    for (const Json &field : after["fields"].array()) {
        const QString fieldId = textOf(field, "id");
        const Json *old = fieldById(before, field["id"].text());
        if (old == nullptr) {
            if (stays(SchemaChangeKind::FieldAdd, fieldId)) {
                notAdded.append(textOf(field, "name"));
            } else {
                fields.push_back(field);
            }
            continue;
        }
        Json kept = stays(SchemaChangeKind::FieldChange, fieldId) ? *old : field;
        const bool keepsName = stays(SchemaChangeKind::FieldRename, fieldId);
        kept.asObject().set("name", keepsName ? (*old)["name"] : field["name"]);
        if (keepsName) {
            backTo.insert(textOf(field, "name"), textOf(*old, "name"));
        }
        fields.push_back(std::move(kept));
    }
    QStringList keptColumns;
    const JsonArray &oldFields = before["fields"].array();
    for (std::size_t i = 0; i < oldFields.size(); ++i) {
        const bool isGone = fieldById(after, oldFields[i]["id"].text()) == nullptr;
        if (!isGone || !stays(SchemaChangeKind::FieldRemove, textOf(oldFields[i], "id"))) {
            continue;
        }
        keptColumns.append(textOf(oldFields[i], "name"));
        // Back behind the field it followed.
        auto place = fields.begin();
        if (i > 0) {
            place = std::find_if(fields.begin(), fields.end(), [&](const Json &field) {
                return field["id"] == oldFields[i - 1]["id"];
            });
            place = place == fields.end() ? place : place + 1;
        }
        fields.insert(place, oldFields[i]);
    }
    if (stays(SchemaChangeKind::FieldOrder, {})) {
        const auto rank = [&](const Json &field) {
            const auto it = std::find_if(oldFields.begin(), oldFields.end(), [&](const Json &old) {
                return old["id"] == field["id"];
            });
            return it - oldFields.begin();
        };
        std::stable_sort(fields.begin(), fields.end(), [&](const Json &a, const Json &b) {
            return rank(a) < rank(b);
        });
    }
    object.set("fields", std::move(fields));

    JsonArray indexes;
    for (const QString &sql : textList(after["indexes"])) {
        if (stays(SchemaChangeKind::IndexAdd, sql) || mentionsAny(sql, notAdded)) {
            continue;
        }
        auto index = IndexStatement::parse(sql);
        QString written = sql;
        for (auto it = backTo.begin(); index && it != backTo.end(); ++it) {
            if (index->mentions(it.key())) {
                index->renameColumn(it.key(), it.value());
                written = index->toSql();
            }
        }
        indexes.push_back(Json(toUtf8(written)));
    }
    for (const QString &sql : textList(before["indexes"])) {
        const bool isBack
            = stays(SchemaChangeKind::IndexRemove, sql) || mentionsAny(sql, keptColumns);
        if (isBack
            && std::find(indexes.begin(), indexes.end(), Json(toUtf8(sql))) == indexes.end()) {
            indexes.push_back(Json(toUtf8(sql)));
        }
    }
    object.set("indexes", std::move(indexes));

    for (const auto &[key, value] : after.object()) {
        const QString name = toQString(key);
        if (stays(SchemaChangeKind::RuleChange, name)
            || stays(SchemaChangeKind::OptionChange, name)) {
            object.set(key, before[key]);
        }
    }
    return result;
}

Json patchBody(const Json &before, const Json &after)
{
    JsonObject body;
    for (const auto &[key, value] : after.object()) {
        if (key != "id" && key != "created" && key != "updated" && !(before[key] == value)) {
            body.set(key, value);
        }
    }
    return body;
}

} // namespace socle::studio
