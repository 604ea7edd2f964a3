// The fields of a drafted collection: listed, added, changed, moved, removed and brought back; the
// indexes on them follow.
#include "shared/fields/FieldCatalogue.h"
#include "studio/domain/IndexStatement.h"
#include "studio/domain/SchemaDraft.h"
#include "studio/domain/SchemaJson.h"

#include <algorithm>

namespace socle::studio {

namespace {

JsonArray &fieldsOf(JsonObject &collection) { return collection["fields"].asArray(); }

JsonArray::iterator findField(JsonArray &fields, const QString &id)
{
    const std::string wanted = toUtf8(id);
    return std::find_if(fields.begin(), fields.end(), [&](const Json &field) {
        return field["id"].text() == wanted;
    });
}

/// An id no other field of the list has.
std::string freeFieldId(const JsonArray &list, std::string_view type, std::string_view name)
{
    const std::string base = fields::derivedFieldId(type, name);
    std::string id = base;
    for (int suffix = 2; std::any_of(
             list.begin(), list.end(), [&](const Json &field) { return field["id"].text() == id; });
         ++suffix) {
        id = base + std::to_string(suffix);
    }
    return id;
}

void renameInIndexes(JsonObject &collection, const QString &from, const QString &to)
{
    for (Json &sql : collection["indexes"].asArray()) {
        auto index = IndexStatement::parse(toQString(sql.text()));
        if (index && index->mentions(from)) {
            index->renameColumn(from, to);
            sql = Json(toUtf8(index->toSql()));
        }
    }
}

} // namespace

std::vector<DraftField> SchemaDraft::fields() const
{
    std::vector<DraftField> result;
    const Json *server = before();
    const auto findIn = [](const JsonArray &list, const Json &field) {
        return std::find_if(list.begin(), list.end(), [&](const Json &other) {
            return other["id"] == field["id"];
        });
    };
    const auto add = [&result](const Json &json, FieldState state) {
        result.push_back({json,
                          textOf(json, "id"),
                          textOf(json, "name"),
                          textOf(json, "type"),
                          state,
                          json["system"].toBool()});
    };
    static const JsonArray kNone;
    const JsonArray &old = server != nullptr ? (*server)["fields"].array() : kNone;
    for (const Json &field : m_json["fields"].array()) {
        const auto known = findIn(old, field);
        add(field,
            known == old.end()    ? FieldState::Added
                : *known == field ? FieldState::Same
                                  : FieldState::Changed);
    }
    const JsonArray &now = m_json["fields"].array();
    for (std::size_t i = 0; i < old.size(); ++i) {
        if (findIn(now, old[i]) != now.end()) {
            continue;
        }
        // Behind the field it followed on the server, so that it stays where people look for it.
        auto place = result.begin();
        if (i > 0) {
            const QString previous = textOf(old[i - 1], "id");
            place = std::find_if(result.begin(), result.end(), [&](const DraftField &field) {
                return field.id == previous;
            });
            place = place == result.end() ? place : place + 1;
        }
        result.insert(place,
                      {old[i],
                       textOf(old[i], "id"),
                       textOf(old[i], "name"),
                       textOf(old[i], "type"),
                       FieldState::Removed,
                       old[i]["system"].toBool()});
    }
    return result;
}

const Json *SchemaDraft::field(const QString &fieldId) const
{
    for (const Json &field : m_json["fields"].array()) {
        if (textOf(field, "id") == fieldId) {
            return &field;
        }
    }
    return nullptr;
}

QString SchemaDraft::addField(const QString &type, const QString &name, const JsonObject &options)
{
    const std::string typeName = toUtf8(type);
    Json field = fields::toJson(fields::makeField(typeName, toUtf8(name)));
    const std::string id = freeFieldId(m_json["fields"].array(), typeName, toUtf8(name));
    field.asObject().set("id", id);
    for (const auto &[key, value] : options) {
        field.asObject().set(key, value);
    }
    change(tr("Add the field %1").arg(name), {}, [&](JsonObject &collection) {
        // Before the stamps at the end, where they are.
        JsonArray &list = fieldsOf(collection);
        auto place = list.end();
        while (place != list.begin() && (place - 1)->operator[]("type").text() == "autodate") {
            --place;
        }
        list.insert(place, field);
    });
    return toQString(id);
}

QString SchemaDraft::duplicateField(const QString &fieldId)
{
    const Json *source = field(fieldId);
    if (source == nullptr) {
        return {};
    }
    Json copy = *source;
    const QString stem = textOf(copy, "name");
    QString name;
    const auto isTaken = [this](const QString &candidate) {
        const JsonArray &list = m_json["fields"].array();
        return std::any_of(list.begin(), list.end(), [&](const Json &field) {
            return textOf(field, "name") == candidate;
        });
    };
    for (int n = 2; name.isEmpty() || isTaken(name); ++n) {
        name = stem + QString::number(n);
    }
    const std::string id = freeFieldId(m_json["fields"].array(), copy["type"].text(), toUtf8(name));
    copy.asObject().set("name", toUtf8(name));
    copy.asObject().set("id", id);
    copy.asObject().set("system", false);
    if (copy.find("primaryKey") != nullptr) {
        copy.asObject().set("primaryKey", false);
    }
    change(tr("Duplicate the field %1").arg(stem), {}, [&](JsonObject &collection) {
        JsonArray &list = fieldsOf(collection);
        const auto place = findField(list, fieldId);
        list.insert(place == list.end() ? place : place + 1, copy);
    });
    return toQString(id);
}

void SchemaDraft::setFieldMember(const QString &fieldId, const QString &member, const Json &value)
{
    const Json *current = field(fieldId);
    if (current == nullptr) {
        return;
    }
    Json next = *current;
    next.asObject().set(toUtf8(member), value);
    setField(fieldId, next);
}

void SchemaDraft::setField(const QString &fieldId, const Json &json)
{
    change(tr("Change a field"), QStringLiteral("field/") + fieldId, [&](JsonObject &collection) {
        JsonArray &list = fieldsOf(collection);
        const auto place = findField(list, fieldId);
        if (place == list.end()) {
            return;
        }
        const QString from = textOf(*place, "name");
        const QString to = textOf(json, "name");
        *place = json;
        place->asObject().set("id", toUtf8(fieldId));
        if (from != to && !to.isEmpty()) {
            renameInIndexes(collection, from, to);
        }
    });
}

int SchemaDraft::position(const QString &fieldId) const
{
    const JsonArray &list = m_json["fields"].array();
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (textOf(list[i], "id") == fieldId) {
            return static_cast<int>(i);
        }
    }
    return -1;
}

void SchemaDraft::moveField(const QString &fieldId, int position)
{
    change(tr("Move a field"), {}, [&](JsonObject &collection) {
        JsonArray &list = fieldsOf(collection);
        const auto place = findField(list, fieldId);
        if (place == list.end()) {
            return;
        }
        Json field = *place;
        list.erase(place);
        const auto to = std::clamp(position, 0, static_cast<int>(list.size()));
        list.insert(list.begin() + to, std::move(field));
    });
}

void SchemaDraft::removeField(const QString &fieldId)
{
    const Json *current = field(fieldId);
    if (current == nullptr || (*current)["system"].toBool()) {
        return;
    }
    const QString name = textOf(*current, "name");
    change(tr("Remove the field %1").arg(name), {}, [&](JsonObject &collection) {
        JsonArray &list = fieldsOf(collection);
        list.erase(findField(list, fieldId));
        JsonArray &indexes = collection["indexes"].asArray();
        indexes.erase(std::remove_if(indexes.begin(),
                                     indexes.end(),
                                     [&](const Json &sql) {
                                         const auto index
                                             = IndexStatement::parse(toQString(sql.text()));
                                         return index && index->mentions(name);
                                     }),
                      indexes.end());
    });
}

void SchemaDraft::restoreField(const QString &fieldId)
{
    const Json *server = before();
    if (server == nullptr || field(fieldId) != nullptr) {
        return;
    }
    int place = 0; // among the fields of the draft, removed ones do not count
    Json json;
    for (const DraftField &entry : fields()) {
        if (entry.id == fieldId) {
            json = entry.json;
            break;
        }
        place += entry.state == FieldState::Removed ? 0 : 1;
    }
    if (!json.isObject()) {
        return;
    }
    const QString name = textOf(json, "name");
    change(tr("Keep the field %1").arg(name), {}, [&](JsonObject &collection) {
        JsonArray &list = fieldsOf(collection);
        list.insert(list.begin() + place, json);
        JsonArray &indexes = collection["indexes"].asArray();
        for (const Json &sql : (*server)["indexes"].array()) {
            const auto index = IndexStatement::parse(toQString(sql.text()));
            if (index && index->mentions(name)
                && std::find(indexes.begin(), indexes.end(), sql) == indexes.end()) {
                indexes.push_back(sql);
            }
        }
    });
}

} // namespace socle::studio
