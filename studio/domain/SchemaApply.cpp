#include "studio/domain/SchemaApply.h"

#include "studio/api/Text.h"
#include "studio/domain/SchemaDiff.h"

#include <algorithm>
#include <array>

namespace socle::studio {

namespace {

QString keyOf(const QString &id, SchemaChangeKind kind)
{
    return id + u'/' + QString::number(static_cast<int>(kind)) + u'/';
}

/// The id the server would derive for a new collection (data-directory.md B5.2): an import names
/// its relations by it.
QString derivedCollectionId(const Json &collection)
{
    std::uint32_t crc = 0xFFFFFFFFu;
    const std::string text = collection["type"].toText() + collection["name"].toText();
    for (const char c : text) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit) {
            crc = (crc >> 1) ^ ((crc & 1u) != 0 ? 0xEDB88320u : 0u);
        }
    }
    return QStringLiteral("pbc_") + QString::number(crc ^ 0xFFFFFFFFu);
}

Json mapped(const Json &body, const QHash<QString, QString> &ids)
{
    Json result = body;
    if (const Json *list = body.find("fields"); list != nullptr && !ids.isEmpty()) {
        JsonArray fields = list->array();
        for (Json &field : fields) {
            const auto it = ids.find(toQString(field["collectionId"].text()));
            if (it != ids.end()) {
                field.asObject().set("collectionId", toUtf8(*it));
            }
        }
        result.asObject().set("fields", std::move(fields));
    }
    return result;
}

/// True when a relation of `body` points to the drafted collection `id`.
bool pointsTo(const Json &body, const QString &id)
{
    const JsonArray &list = body["fields"].array();
    return std::any_of(list.begin(), list.end(), [&](const Json &field) {
        return toQString(field["collectionId"].text()) == id;
    });
}

std::vector<SchemaStep> writes(const SchemaStore &store, const QSet<QString> &left)
{
    std::vector<SchemaStep> creates;
    std::vector<SchemaStep> rest;
    std::vector<SchemaStep> views;
    const QStringList ids = store.draftIds();
    for (const QString &id : ids) {
        const auto draft = store.draft(id);
        if (!draft || store.isRemoved(id)) {
            continue;
        }
        const bool isView = (*draft)["type"].text() == "view";
        SchemaStep step{SchemaStep::Kind::Create, id, toQString((*draft)["name"].text()), *draft};
        if (store.isNew(id)) {
            if (!left.contains(keyOf(id, SchemaChangeKind::CollectionCreate))) {
                (isView ? views : creates).push_back(std::move(step));
            }
            continue;
        }
        const CollectionPtr current = store.find(id);
        if (!current) {
            continue;
        }
        step.kind = SchemaStep::Kind::Update;
        step.name = current->name;
        step.body = patchBody(current->json, withoutChanges(id, current->json, *draft, left));
        if (!step.body.object().empty()) {
            (isView ? views : rest).push_back(std::move(step));
        }
    }
    // A target before what points to it; a ring keeps its order and is refused by the server in its
    // words.
    for (std::size_t round = 0; round < creates.size(); ++round) {
        for (std::size_t i = 0; i + 1 < creates.size(); ++i) {
            if (pointsTo(creates[i].body, creates[i + 1].id)
                && !pointsTo(creates[i + 1].body, creates[i].id)) {
                std::swap(creates[i], creates[i + 1]);
            }
        }
    }
    for (auto *list : {&rest, &views}) {
        std::move(list->begin(), list->end(), std::back_inserter(creates));
    }
    return creates;
}

} // namespace

bool SchemaApply::canBeTogether(const SchemaStore &store, const QSet<QString> &left)
{
    int collections = 0;
    QString last;
    for (const SchemaChange &change : draftedChanges(store)) {
        if (left.contains(change.key)) {
            continue;
        }
        if (change.kind == SchemaChangeKind::FieldRemove
            || change.kind == SchemaChangeKind::CollectionDrop) {
            return false;
        }
        collections += 1;
        last = change.collectionId;
    }
    return collections > 0 && writes(store, left).size() > 1;
}

std::vector<SchemaStep> schemaSteps(const SchemaStore &store,
                                    const QSet<QString> &left,
                                    SchemaApply::Mode mode)
{
    std::vector<SchemaStep> steps = writes(store, left);
    if (mode == SchemaApply::Mode::Together && SchemaApply::canBeTogether(store, left)) {
        QHash<QString, QString> ids;
        for (const SchemaStep &step : steps) {
            if (step.kind == SchemaStep::Kind::Create) {
                ids.insert(step.id, derivedCollectionId(step.body));
            }
        }
        JsonArray collections;
        QStringList names;
        for (const SchemaStep &step : steps) {
            Json body = mapped(step.body, ids);
            body.asObject().set("id", toUtf8(ids.value(step.id, step.id)));
            collections.push_back(std::move(body));
            names.append(step.name);
        }
        steps = {SchemaStep{
            SchemaStep::Kind::Import,
            {},
            names.join(QStringLiteral(", ")),
            JsonObject{{"collections", std::move(collections)}, {"deleteMissing", false}}}};
    }
    for (const CollectionPtr &collection : store.collections()) {
        if (store.isRemoved(collection->id)
            && !left.contains(keyOf(collection->id, SchemaChangeKind::CollectionDrop))) {
            steps.push_back({SchemaStep::Kind::Remove, collection->id, collection->name, {}});
        }
    }
    return steps;
}

SchemaApply::SchemaApply(ApiClient &client, SchemaStore &store, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_store(store)
{
}

void SchemaApply::start(const QSet<QString> &left, Mode mode)
{
    if (m_isRunning) {
        return;
    }
    m_isRunning = true;
    m_left = left;
    m_at = 0;
    m_newIds.clear();
    m_outcomes.clear();
    for (SchemaStep &step : schemaSteps(m_store, left, mode)) {
        m_outcomes.push_back({std::move(step), false, {}});
    }
    next();
}

void SchemaApply::next()
{
    if (m_at >= m_outcomes.size()) {
        finish();
        return;
    }
    SchemaStep &step = m_outcomes[m_at].step;
    emit progress(static_cast<int>(m_at), static_cast<int>(m_outcomes.size()), step.name);
    const CollectionsEndpoint endpoint(m_client);
    const auto nothing = [this](Result<void> result) {
        stepDone(result ? Result<Json>(Json()) : Result<Json>(result.takeError()));
    };
    switch (step.kind) {
    case SchemaStep::Kind::Create:
        step.body = mapped(step.body, m_newIds);
        step.body.asObject().erase("id");
        onResult(endpoint.create(step.body), this, [this](Result<Json> result) {
            stepDone(std::move(result));
        });
        break;
    case SchemaStep::Kind::Update:
        step.body = mapped(step.body, m_newIds);
        onResult(endpoint.update(step.id, step.body), this, [this](Result<Json> result) {
            stepDone(std::move(result));
        });
        break;
    case SchemaStep::Kind::Import:
        onResult(endpoint.importAll(step.body["collections"].array(), false), this, nothing);
        break;
    case SchemaStep::Kind::Remove:
        onResult(endpoint.remove(step.id), this, nothing);
        break;
    }
}

void SchemaApply::stepDone(Result<Json> result)
{
    SchemaStepOutcome &outcome = m_outcomes[m_at];
    const bool isGoneAlready = !result && outcome.step.kind == SchemaStep::Kind::Remove
        && apiError(result.error()).status == 404;
    if (!result && !isGoneAlready) {
        outcome.error = apiError(result.error());
        finish();
        return;
    }
    outcome.isDone = true;
    if (outcome.step.kind == SchemaStep::Kind::Create) {
        m_newIds.insert(outcome.step.id, toQString((*result)["id"].text()));
    }
    ++m_at;
    next();
}

void SchemaApply::finish()
{
    // The server's new state first: what is left of a draft is compared with it.
    onResult(m_store.refresh(), this, [this](const Result<void> &) {
        for (const SchemaStepOutcome &outcome : m_outcomes) {
            if (!outcome.isDone) {
                continue;
            }
            if (outcome.step.kind == SchemaStep::Kind::Import) {
                const QStringList ids = m_store.draftIds();
                for (const QString &id : ids) {
                    const bool isLeft
                        = m_left.contains(keyOf(id, SchemaChangeKind::CollectionCreate));
                    if (!m_store.isRemoved(id) && !isLeft) {
                        settle(id);
                    }
                }
            } else {
                settle(outcome.step.id);
            }
        }
        m_isRunning = false;
        emit finished(m_outcomes);
    });
}

void SchemaApply::settle(const QString &id)
{
    const auto draft = m_store.draft(id);
    const CollectionPtr current = m_store.find(id);
    if (m_store.isNew(id) || !draft || !current) {
        m_store.discardDraft(id);
        return;
    }
    const bool isWhole = std::none_of(m_left.begin(), m_left.end(), [&](const QString &key) {
        return key.startsWith(id + u'/');
    });
    if (isWhole) {
        m_store.discardDraft(id);
        return;
    }
    // What was not ticked stays drafted; a draft that says nothing new any more goes.
    Json rest = *draft;
    for (auto &[key, value] : rest.asObject()) {
        const bool isWanted
            = m_left.contains(id + u'/'
                              + QString::number(static_cast<int>(SchemaChangeKind::OptionChange))
                              + u'/' + toQString(key))
            || m_left.contains(id + u'/'
                               + QString::number(static_cast<int>(SchemaChangeKind::RuleChange))
                               + u'/' + toQString(key));
        const bool isCommon
            = key == "name" || key == "fields" || key == "indexes" || key == "viewQuery";
        if (!isWanted && !isCommon) {
            value = current->json[key];
        }
    }
    const bool isOver
        = schemaChanges(id, &current->json, rest, [](const QString &name) { return name; }).empty();
    if (isOver) {
        m_store.discardDraft(id);
    } else {
        m_store.setDraft(id, rest);
    }
}

} // namespace socle::studio
