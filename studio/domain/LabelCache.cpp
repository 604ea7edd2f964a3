#include "studio/domain/LabelCache.h"

#include "studio/api/OnResult.h"
#include "studio/api/RecordsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/RecordQueryText.h"
#include "studio/domain/SchemaStore.h"

namespace socle::studio {

namespace {

constexpr int kGatherMs = 20;

} // namespace

LabelCache::LabelCache(ApiClient &client, const SchemaStore &schema, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_schema(schema)
{
    m_gather.setSingleShot(true);
    m_gather.setInterval(kGatherMs);
    connect(&m_gather, &QTimer::timeout, this, &LabelCache::ask);
}

QString LabelCache::label(const QString &collectionId, const QString &id)
{
    if (id.isEmpty()) {
        return {};
    }
    if (const Labels *labels = m_labels.value(collectionId)) {
        if (const QString *label = labels->object(id)) {
            return *label;
        }
    }
    if (!m_underWay.value(collectionId).contains(id)) {
        m_wanted[collectionId].insert(id);
        m_gather.start();
    }
    return {};
}

QString LabelCache::known(const QString &collectionId, const QString &id) const
{
    const Labels *labels = m_labels.value(collectionId);
    const QString *label = labels != nullptr ? labels->object(id) : nullptr;
    return label != nullptr ? *label : QString();
}

void LabelCache::add(const QString &collectionId, const QString &id, const QString &label)
{
    Labels *&labels = m_labels[collectionId];
    if (labels == nullptr) {
        m_owned.push_back(std::make_unique<Labels>(kLabelsPerCollection));
        labels = m_owned.back().get();
    }
    labels->insert(id, new QString(label));
}

void LabelCache::add(const CollectionSchema &collection, const JsonObject &record)
{
    const Json *id = record.find("id");
    const Json *label = record.find(toUtf8(collection.labelField()));
    if (id != nullptr && label != nullptr && label->isString() && !label->text().empty()) {
        add(collection.id, toQString(id->text()), toQString(label->text()));
    }
}

void LabelCache::forget(const QString &collectionId, const QString &id)
{
    if (Labels *labels = m_labels.value(collectionId)) {
        labels->remove(id);
    }
}

void LabelCache::clear()
{
    m_labels.clear();
    m_owned.clear();
    m_wanted.clear();
}

void LabelCache::ask()
{
    const auto wanted = std::exchange(m_wanted, {});
    for (auto it = wanted.begin(); it != wanted.end(); ++it) {
        const QStringList ids(it->begin(), it->end());
        m_underWay[it.key()].unite(it.value());
        for (qsizetype i = 0; i < ids.size(); i += kChunk) {
            fetch(it.key(), ids.mid(i, kChunk));
        }
    }
}

void LabelCache::fetch(const QString &collectionId, const QStringList &ids)
{
    const CollectionPtr collection = m_schema.find(collectionId);
    if (collection == nullptr) {
        return;
    }
    ListQuery query;
    query.perPage = kChunk;
    query.skipTotal = true;
    query.filter = idFilter(ids);
    query.fields = QStringLiteral("id,") + collection->labelField();
    query.purpose = QStringLiteral("labels");
    onResult(RecordsEndpoint(m_client).list(collection->name, query),
             this,
             [this, collection, ids](const Result<RecordPage> &page) {
                 for (const QString &id : ids) {
                     m_underWay[collection->id].remove(id);
                 }
                 if (!page) {
                     return; // asked again with the next look
                 }
                 for (const QString &id : ids) {
                     add(collection->id, id, {});
                 }
                 for (const Record &record : page->items) {
                     add(*collection, record.values);
                 }
                 emit arrived(collection->id);
             });
}

} // namespace socle::studio
