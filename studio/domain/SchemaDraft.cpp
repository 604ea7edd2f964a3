#include "studio/domain/SchemaDraft.h"

#include "studio/domain/IndexStatement.h"
#include "studio/domain/SchemaJson.h"

#include <algorithm>

namespace socle::studio {

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

const Json *SchemaDraft::before() const
{
    const CollectionPtr collection = isNew() ? nullptr : m_store.find(m_id);
    return collection ? &collection->json : nullptr;
}

QString SchemaDraft::name() const { return textOf(m_json, "name"); }

CollectionType SchemaDraft::type() const
{
    const std::string_view type = m_json["type"].text();
    return type == "auth" ? CollectionType::Auth
        : type == "view"  ? CollectionType::View
                          : CollectionType::Base;
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
    const QString name = json != nullptr ? textOf(*json, "name") : QString();
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
    const QString column = textOf(*json, "name");
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

} // namespace socle::studio
