#include "studio/domain/SchemaStore.h"

#include "studio/api/Text.h"

#include <QCryptographicHash>

#include <algorithm>

namespace socle::studio {

namespace {

const QString kDraftKind = QStringLiteral("schema");
const QString kNewPrefix = QStringLiteral("new-");

QString draftKey(const QString &id) { return kDraftKind + u'/' + id; }

/// What may lie on disk: a draft without the secrets typed into it (studio.md 2.6).
Json withoutSecrets(Json collection)
{
    for (const char *token : {"authToken",
                              "fileToken",
                              "passwordResetToken",
                              "verificationToken",
                              "emailChangeToken"}) {
        if (Json *options = collection.asObject().find(token)) {
            options->asObject().erase("secret");
        }
    }
    if (Json *oauth2 = collection.asObject().find("oauth2")) {
        if (Json *providers = oauth2->asObject().find("providers")) {
            for (Json &provider : providers->asArray()) {
                provider.asObject().erase("clientSecret");
            }
        }
    }
    return collection;
}

} // namespace

SchemaStore::SchemaStore(ApiClient &client, DraftStore *drafts, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_draftStore(drafts)
{
    restoreDrafts();
}

CollectionPtr SchemaStore::find(QStringView idOrName) const
{
    const QString key = idOrName.toString();
    if (const auto it = m_byId.find(key); it != m_byId.end()) {
        return *it;
    }
    return m_byName.value(key.toLower());
}

std::vector<std::pair<CollectionPtr, QString>> SchemaStore::referencesTo(
    const QString &collectionId) const
{
    std::vector<std::pair<CollectionPtr, QString>> result;
    for (const CollectionPtr &collection : m_collections) {
        for (const fields::Field &field : collection->fields) {
            if (CollectionSchema::relationTarget(field) == collectionId) {
                result.emplace_back(collection, toQString(field.name));
            }
        }
    }
    return result;
}

QFuture<Result<void>> SchemaStore::refresh()
{
    const Pending<void> pending;
    m_waiting.push_back(pending);
    if (m_waiting.size() > 1) {
        return pending.future();
    }
    if (m_collections.empty()) {
        setState(State::Loading);
    }
    onResult(m_source ? m_source() : CollectionsEndpoint(m_client).all(),
             this,
             [this](Result<std::vector<Json>> result) { finishRefresh(std::move(result)); });
    return pending.future();
}

void SchemaStore::finishRefresh(Result<std::vector<Json>> result)
{
    Result<void> outcome;
    if (!result) {
        m_error = apiError(result.error());
        outcome = result.takeError();
        setState(m_collections.empty() ? State::Failed : State::Ready);
    } else {
        outcome = assign(*result);
    }
    const auto waiting = std::exchange(m_waiting, {});
    for (const Pending<void> &pending : waiting) {
        pending.settle(outcome);
    }
}

Result<void> SchemaStore::assign(const std::vector<Json> &collections)
{
    std::vector<CollectionPtr> next;
    QHash<QString, CollectionPtr> byId;
    QHash<QString, CollectionPtr> byName;
    QCryptographicHash hash(QCryptographicHash::Sha1);
    QStringList added;
    QStringList changed;
    for (const Json &json : collections) {
        CollectionSchema schema = SOCLE_TRY(CollectionSchema::fromJson(json));
        hash.addData(toBytes(json.dumpSorted()));
        const CollectionPtr old = m_byId.value(schema.id);
        CollectionPtr current;
        if (old != nullptr && old->json == schema.json) {
            current = old; // pointers stay equal where nothing changed
        } else {
            (old == nullptr ? added : changed).append(schema.id);
            current = std::make_shared<const CollectionSchema>(std::move(schema));
        }
        byId.insert(current->id, current);
        byName.insert(current->name.toLower(), current);
        next.push_back(std::move(current));
    }
    QStringList removed;
    for (const CollectionPtr &old : m_collections) {
        if (!byId.contains(old->id)) {
            removed.append(old->id);
        }
    }
    m_collections = std::move(next);
    m_byId = std::move(byId);
    m_byName = std::move(byName);
    m_etag = hash.result().toHex();
    m_error = {};
    setState(State::Ready);
    if (!added.isEmpty() || !changed.isEmpty() || !removed.isEmpty()) {
        emit collectionsChanged(added, changed, removed);
    }
    return {};
}

void SchemaStore::setState(State state)
{
    m_state = state;
    emit stateChanged();
}

// Drafts
// --------------------------------------------------------------------------------------------------------------

std::optional<Json> SchemaStore::draft(const QString &id) const
{
    const auto it = m_drafts.find(id);
    return it != m_drafts.end() ? std::optional(*it) : std::nullopt;
}

QStringList SchemaStore::draftIds() const
{
    QStringList ids = m_drafts.keys();
    for (const QString &id : m_removed) {
        if (!m_drafts.contains(id)) {
            ids.append(id);
        }
    }
    return ids;
}

bool SchemaStore::isNew(const QString &id) const { return id.startsWith(kNewPrefix); }

void SchemaStore::setDraft(const QString &id, const Json &collection)
{
    const CollectionPtr current = m_byId.value(id);
    if (current != nullptr && current->json == collection) {
        m_drafts.remove(id); // edited back: nothing to apply
    } else {
        m_drafts.insert(id, collection);
    }
    storeDraft(id);
    emit draftChanged(id);
}

QString SchemaStore::addDraft(const Json &collection)
{
    const QString id = kNewPrefix + makeRecordId();
    m_drafts.insert(id, collection);
    storeDraft(id);
    emit draftChanged(id);
    return id;
}

void SchemaStore::setRemoved(const QString &id, bool removed)
{
    if (removed && isNew(id)) {
        discardDraft(id);
        return;
    }
    if (removed) {
        m_removed.insert(id);
    } else {
        m_removed.remove(id);
    }
    storeDraft(id);
    emit draftChanged(id);
}

bool SchemaStore::isRemoved(const QString &id) const { return m_removed.contains(id); }

void SchemaStore::discardDraft(const QString &id)
{
    m_drafts.remove(id);
    m_removed.remove(id);
    storeDraft(id);
    emit draftChanged(id);
}

void SchemaStore::discardAllDrafts()
{
    const QStringList ids = draftIds();
    for (const QString &id : ids) {
        discardDraft(id);
    }
}

JsonArray SchemaStore::draftedCollections() const
{
    JsonArray result;
    for (auto it = m_drafts.begin(); it != m_drafts.end(); ++it) {
        if (m_removed.contains(it.key())) {
            continue;
        }
        Json collection = it.value();
        if (isNew(it.key())) {
            collection.asObject().erase("id");
        }
        result.push_back(std::move(collection));
    }
    return result;
}

void SchemaStore::restoreDrafts()
{
    if (m_draftStore == nullptr) {
        return;
    }
    for (const StoredDraft &stored : m_draftStore->all(kDraftKind)) {
        const auto json = parseJson(viewOf(stored.value));
        const QString id = stored.id.mid(kDraftKind.size() + 1);
        if (!json || id.isEmpty()) {
            continue;
        }
        if ((*json)["removed"].toBool()) {
            m_removed.insert(id);
        }
        if (const Json *collection = json->find("collection")) {
            m_drafts.insert(id, *collection);
        }
    }
}

void SchemaStore::storeDraft(const QString &id)
{
    if (m_draftStore == nullptr) {
        return;
    }
    const auto draft = m_drafts.find(id);
    const bool isGone = m_removed.contains(id);
    if (draft == m_drafts.end() && !isGone) {
        m_draftStore->remove(draftKey(id));
        return;
    }
    JsonObject stored{{"removed", isGone}};
    if (draft != m_drafts.end()) {
        stored.set("collection", withoutSecrets(*draft));
    }
    m_draftStore->put({draftKey(id), kDraftKind, toBytes(Json(stored).dump())});
}

} // namespace socle::studio
