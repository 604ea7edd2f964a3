#include "studio/domain/SchemaDraft.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/IndexStatement.h"

#include <QCoreApplication>
#include <QRandomGenerator>
#include <QRegularExpression>

#include <algorithm>

namespace socle::studio {

namespace {

QString memberText(const Json &json, std::string_view member)
{
    return toQString(json[member].text());
}

JsonArray &fieldsOf(JsonObject &collection) { return collection["fields"].asArray(); }

JsonArray::iterator findField(JsonArray &fields, const QString &id)
{
    const std::string wanted = toUtf8(id);
    return std::find_if(fields.begin(), fields.end(), [&](const Json &field) {
        return field["id"].text() == wanted;
    });
}

Json systemField(std::string_view type, std::string_view name, const JsonObject &members)
{
    Json field = fields::toJson(fields::makeField(type, name));
    field.asObject().set("system", true);
    for (const auto &[key, value] : members) {
        field.asObject().set(key, value);
    }
    return field;
}

Json idField()
{
    return systemField(fields::kText,
                       "id",
                       {{"primaryKey", true},
                        {"required", true},
                        {"min", 15},
                        {"max", 15},
                        {"pattern", "^[a-z0-9]+$"},
                        {"autogeneratePattern", "[a-z0-9]{15}"}});
}

/// The fields every auth collection has (admin-api.md A1.4).
JsonArray authFields()
{
    return {systemField(
                fields::kPassword, "password", {{"hidden", true}, {"required", true}, {"min", 8}}),
            systemField(fields::kText,
                        "tokenKey",
                        {{"hidden", true},
                         {"required", true},
                         {"min", 30},
                         {"max", 60},
                         {"autogeneratePattern", "[a-zA-Z0-9]{50}"}}),
            systemField(fields::kEmail, "email", {{"required", true}}),
            systemField(fields::kBool, "emailVisibility", {}),
            systemField(fields::kBool, "verified", {})};
}

JsonArray stampFields()
{
    Json created = fields::toJson(fields::makeField(fields::kAutodate, "created"));
    created.asObject().set("onCreate", true);
    Json updated = fields::toJson(fields::makeField(fields::kAutodate, "updated"));
    updated.asObject().set("onCreate", true);
    updated.asObject().set("onUpdate", true);
    return {created, updated};
}

void setAuthOptions(JsonObject &collection)
{
    collection.set("authRule", "");
    collection.set("manageRule", nullptr);
    collection.set("passwordAuth",
                   JsonObject{{"enabled", true}, {"identityFields", JsonArray{"email"}}});
    const std::pair<const char *, int> tokens[]{{"authToken", 432000},
                                                {"passwordResetToken", 1800},
                                                {"emailChangeToken", 1800},
                                                {"verificationToken", 86400},
                                                {"fileToken", 180}};
    for (const auto &[name, duration] : tokens) {
        collection.set(name, JsonObject{{"duration", duration}});
    }
}

void removeAuthOptions(JsonObject &collection)
{
    for (const char *name : {"authRule",
                             "manageRule",
                             "passwordAuth",
                             "authToken",
                             "passwordResetToken",
                             "emailChangeToken",
                             "verificationToken",
                             "fileToken"}) {
        collection.erase(name);
    }
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

QString nameProblem(const QString &name)
{
    static const QRegularExpression shape(QStringLiteral("^\\w+$"));
    if (name.isEmpty()) {
        return QStringLiteral("Cannot be blank.");
    }
    if (name.contains(QStringLiteral("_via_"), Qt::CaseInsensitive)) {
        return QStringLiteral("The value cannot contain \"_via_\".");
    }
    return shape.match(name).hasMatch() ? QString() : QStringLiteral("Must be in a valid format.");
}

} // namespace

/// One undo step: the collection before and after. Steps with the same key in a row become one.
class SchemaDraft::Step : public QUndoCommand
{
public:
    Step(SchemaDraft &draft, Json before, Json after, const QString &what, const QString &mergeKey)
        : QUndoCommand(what)
        , m_draft(draft)
        , m_before(std::move(before))
        , m_after(std::move(after))
        , m_mergeKey(mergeKey)
    {
    }

    void undo() override { m_draft.take(m_before); }

    void redo() override { m_draft.take(m_after); }

    int id() const override { return m_mergeKey.isEmpty() ? -1 : 1; }

    bool mergeWith(const QUndoCommand *other) override
    {
        const auto *step = static_cast<const Step *>(other); // same id(): same class
        if (step->m_mergeKey != m_mergeKey) {
            return false;
        }
        m_after = step->m_after;
        return true;
    }

private:
    SchemaDraft &m_draft;
    Json m_before;
    Json m_after;
    QString m_mergeKey;
};

SchemaDraft::SchemaDraft(SchemaStore &store, const QString &id, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_id(id)
{
    draftChanged(id);
    connect(&store, &SchemaStore::draftChanged, this, &SchemaDraft::draftChanged);
    connect(&store, &SchemaStore::collectionsChanged, this, [this] { draftChanged(m_id); });
}

Json SchemaDraft::blank(CollectionType type, const QString &name)
{
    JsonObject collection;
    for (const char *rule : {"listRule", "viewRule", "createRule", "updateRule", "deleteRule"}) {
        collection.set(rule, nullptr);
    }
    collection.set("name", toUtf8(name));
    collection.set("type",
                   type == CollectionType::Auth       ? "auth"
                       : type == CollectionType::View ? "view"
                                                      : "base");
    JsonArray list;
    if (type != CollectionType::View) {
        list.push_back(idField());
        if (type == CollectionType::Auth) {
            for (Json &field : authFields()) {
                list.push_back(std::move(field));
            }
        }
        for (Json &field : stampFields()) {
            list.push_back(std::move(field));
        }
    }
    collection.set("fields", std::move(list));
    collection.set("indexes", JsonArray{});
    collection.set("system", false);
    if (type == CollectionType::View) {
        collection.set("viewQuery", "");
    }
    if (type == CollectionType::Auth) {
        setAuthOptions(collection);
    }
    return collection;
}

const Json *SchemaDraft::before() const
{
    const CollectionPtr collection = isNew() ? nullptr : m_store.find(m_id);
    return collection ? &collection->json : nullptr;
}

QString SchemaDraft::name() const { return memberText(m_json, "name"); }

CollectionType SchemaDraft::type() const
{
    const std::string_view type = m_json["type"].text();
    return type == "auth" ? CollectionType::Auth
        : type == "view"  ? CollectionType::View
                          : CollectionType::Base;
}

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
                          memberText(json, "id"),
                          memberText(json, "name"),
                          memberText(json, "type"),
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
            const QString previous = memberText(old[i - 1], "id");
            place = std::find_if(result.begin(), result.end(), [&](const DraftField &field) {
                return field.id == previous;
            });
            place = place == result.end() ? place : place + 1;
        }
        result.insert(place,
                      {old[i],
                       memberText(old[i], "id"),
                       memberText(old[i], "name"),
                       memberText(old[i], "type"),
                       FieldState::Removed,
                       old[i]["system"].toBool()});
    }
    return result;
}

const Json *SchemaDraft::field(const QString &fieldId) const
{
    for (const Json &field : m_json["fields"].array()) {
        if (memberText(field, "id") == fieldId) {
            return &field;
        }
    }
    return nullptr;
}

QStringList SchemaDraft::indexes() const
{
    QStringList result;
    for (const Json &index : m_json["indexes"].array()) {
        result.append(toQString(index.text()));
    }
    return result;
}

void SchemaDraft::change(const QString &what,
                         const QString &mergeKey,
                         const std::function<void(JsonObject &)> &edit)
{
    Json after = m_json;
    edit(after.asObject());
    if (!(after == m_json)) {
        m_undo.push(new Step(*this, m_json, std::move(after), what, mergeKey));
    }
}

void SchemaDraft::take(const Json &json)
{
    m_json = json;
    m_isWriting = true;
    m_store.setDraft(m_id, json);
    m_isWriting = false;
    emit changed();
}

void SchemaDraft::draftChanged(const QString &id)
{
    if (id != m_id || m_isWriting) {
        return;
    }
    if (const auto draft = m_store.draft(m_id)) {
        m_json = *draft;
    } else if (const Json *server = before()) {
        m_json = *server; // applied or discarded: undo starts anew
        m_undo.clear();
    }
    emit changed();
}

void SchemaDraft::setName(const QString &name)
{
    change(tr("Rename the collection"), QStringLiteral("name"), [&](JsonObject &collection) {
        collection.set("name", toUtf8(name));
        for (Json &sql : collection["indexes"].asArray()) {
            if (auto index = IndexStatement::parse(toQString(sql.text()))) {
                index->table = name;
                sql = Json(toUtf8(index->toSql()));
            }
        }
    });
}

void SchemaDraft::setType(CollectionType type)
{
    if (!isNew() || type == this->type()) {
        return;
    }
    change(tr("Change the type"), {}, [&](JsonObject &collection) {
        Json next = blank(type, name());
        JsonArray list = next["fields"].array();
        if (type != CollectionType::View) {
            // The user's own fields stand between the system ones and the stamps.
            const auto stamps = std::find_if(list.begin(), list.end(), [](const Json &field) {
                return field["type"].text() == "autodate";
            });
            JsonArray own;
            for (const Json &field : collection["fields"].array()) {
                const bool isKnown = std::any_of(list.begin(), list.end(), [&](const Json &other) {
                    return other["name"] == field["name"];
                });
                if (!field["system"].toBool() && !isKnown) {
                    own.push_back(field);
                }
            }
            list.insert(stamps, own.begin(), own.end());
        }
        removeAuthOptions(collection);
        collection.erase("viewQuery");
        for (const auto &[key, value] : next.object()) {
            if (!key.ends_with("Rule") || !collection.contains(key)) {
                collection.set(key, value);
            }
        }
        collection.set("fields", std::move(list));
    });
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
    const QString stem = memberText(copy, "name");
    QString name;
    const auto isTaken = [this](const QString &candidate) {
        const JsonArray &list = m_json["fields"].array();
        return std::any_of(list.begin(), list.end(), [&](const Json &field) {
            return memberText(field, "name") == candidate;
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
        const QString from = memberText(*place, "name");
        const QString to = memberText(json, "name");
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
        if (memberText(list[i], "id") == fieldId) {
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
    const QString name = memberText(*current, "name");
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
    const QString name = memberText(json, "name");
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

void SchemaDraft::setIndexes(const QStringList &indexes)
{
    change(tr("Change the indexes"), QStringLiteral("indexes"), [&](JsonObject &collection) {
        JsonArray list;
        for (const QString &sql : indexes) {
            list.push_back(Json(toUtf8(sql)));
        }
        collection.set("indexes", std::move(list));
    });
}

bool SchemaDraft::isUnique(const QString &fieldId) const
{
    const Json *json = field(fieldId);
    const QString name = json != nullptr ? memberText(*json, "name") : QString();
    const QStringList list = indexes();
    return std::any_of(list.begin(), list.end(), [&](const QString &sql) {
        const auto index = IndexStatement::parse(sql);
        return index && index->isUnique && index->columns.size() == 1 && index->mentions(name);
    });
}

void SchemaDraft::setUnique(const QString &fieldId, bool unique)
{
    const Json *json = field(fieldId);
    if (json == nullptr || unique == isUnique(fieldId)) {
        return;
    }
    const QString column = memberText(*json, "name");
    QStringList list = indexes();
    if (unique) {
        IndexStatement index;
        index.name = QStringLiteral("idx_") + name() + u'_' + column;
        index.table = name();
        index.columns = {column};
        index.isUnique = true;
        list.append(index.toSql());
    } else {
        list.removeIf([&](const QString &sql) {
            const auto index = IndexStatement::parse(sql);
            return index && index->isUnique && index->columns.size() == 1
                && index->mentions(column);
        });
    }
    setIndexes(list);
}

void SchemaDraft::setMember(const QString &path, const Json &value)
{
    change(tr("Change %1").arg(path), path, [&](JsonObject &collection) {
        const qsizetype dot = path.indexOf(u'.');
        if (dot < 0) {
            collection.set(toUtf8(path), value);
        } else {
            collection[toUtf8(path.left(dot))].asObject().set(toUtf8(path.mid(dot + 1)), value);
        }
    });
}

QMap<QString, QString> SchemaDraft::problems() const
{
    QMap<QString, QString> result;
    if (QString problem = nameProblem(name()); !problem.isEmpty()) {
        result.insert(QStringLiteral("name"), problem);
    } else {
        bool isTaken = false;
        for (const CollectionPtr &other : m_store.collections()) {
            isTaken = isTaken
                || (other->id != m_id && !m_store.isRemoved(other->id)
                    && other->name.compare(name(), Qt::CaseInsensitive) == 0);
        }
        for (const QString &id : m_store.draftIds()) {
            const auto draft = m_store.draft(id);
            isTaken = isTaken
                || (id != m_id && draft
                    && memberText(*draft, "name").compare(name(), Qt::CaseInsensitive) == 0);
        }
        if (isTaken) {
            result.insert(QStringLiteral("name"),
                          QStringLiteral("Collection name must be unique (case insensitive)."));
        }
    }
    if (type() == CollectionType::View) {
        if (m_json["viewQuery"].text().empty()) {
            result.insert(QStringLiteral("viewQuery"), QStringLiteral("Cannot be blank."));
        }
        return result;
    }
    const auto random
        = [](std::uint32_t bound) { return QRandomGenerator::global()->bounded(bound); };
    QSet<QString> names;
    for (const Json &json : m_json["fields"].array()) {
        const auto field = fields::readField(json);
        if (!field) {
            continue; // a type of a newer server: its own matter
        }
        const QString path = QStringLiteral("fields.") + toQString(field->id) + u'.';
        const QString lower = toQString(field->name).toLower();
        if (names.contains(lower)) {
            result.insert(
                path + QStringLiteral("name"),
                QStringLiteral("Duplicated or invalid field name %1.").arg(toQString(field->name)));
        }
        names.insert(lower);
        const auto messages = fieldMessages(
            fields::validateField(*field, {.patterns = patternMatcher(), .random = random}));
        for (auto it = messages.begin(); it != messages.end(); ++it) {
            if (!result.contains(path + it.key())) {
                result.insert(path + it.key(), it.value());
            }
        }
        if (field->isType(fields::kRelation) && field->text("collectionId").empty()) {
            result.insert(path + QStringLiteral("collectionId"),
                          QStringLiteral("Cannot be blank."));
        }
        if (type() == CollectionType::Auth
            && (lower == u"passwordconfirm" || lower == u"oldpassword")) {
            result.insert(path + QStringLiteral("name"),
                          QStringLiteral("The field name is reserved and cannot be used."));
        }
    }
    const QStringList list = indexes();
    QSet<QString> indexNames;
    for (qsizetype i = 0; i < list.size(); ++i) {
        const QString path = QStringLiteral("indexes.%1").arg(i);
        const auto index = IndexStatement::parse(list.at(i));
        if (!index) {
            result.insert(path, QStringLiteral("Invalid CREATE INDEX expression."));
        } else if (indexNames.contains(index->name.toLower())) {
            result.insert(path, QStringLiteral("The index name already exists."));
        } else {
            indexNames.insert(index->name.toLower());
        }
    }
    return result;
}

QString SchemaDraft::pathByFieldId(const QString &path, const Json &sent)
{
    const QStringList parts = path.split(u'.');
    if (parts.size() < 2 || parts.first() != u"fields") {
        return path;
    }
    bool isNumber = false;
    const int index = parts.at(1).toInt(&isNumber);
    const JsonArray &list = sent["fields"].array();
    if (!isNumber || index < 0 || index >= static_cast<int>(list.size())) {
        return path;
    }
    QStringList named = parts;
    named[1] = memberText(list[static_cast<std::size_t>(index)], "id");
    return named.join(u'.');
}

} // namespace socle::studio
