#include "studio/domain/CommitCheck.h"

#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/domain/RecordQueryText.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"

namespace socle::studio {

namespace {

// Ids in one filter: below 3,500 characters and 200 comparisons (records-api.md 3).
constexpr qsizetype kStampChunk = 100;
constexpr qsizetype kWholeChunk = 40; // whole records are longer: answers stay small
constexpr int kParallel = 3;

} // namespace

CommitCheck::CommitCheck(ApiClient &client,
                         StagingEngine &staging,
                         const SchemaStore &schema,
                         const Capabilities &capabilities,
                         QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_staging(staging)
    , m_schema(schema)
    , m_hasTags(capabilities.has(Capability::Preconditions))
{
}

void CommitCheck::start(const QList<RecordKey> &keys, Depth depth)
{
    QMap<QString, QStringList> ids;
    QMap<QString, QStringList> blind; // deletions nothing could bring back as they were
    for (const RecordKey &key : keys) {
        const StagedRecord *staged = m_staging.find(key);
        const bool isBlind
            = staged != nullptr && staged->isBasePartial && staged->kind == ChangeKind::Delete;
        (isBlind ? blind : ids)[key.collection].append(key.record);
    }
    for (auto it = blind.begin(); it != blind.end(); ++it) {
        add(it.key(), *it, Depth::Whole);
    }
    for (auto it = ids.begin(); it != ids.end(); ++it) {
        const CollectionPtr collection = m_schema.find(it.key());
        const bool hasStamp = collection != nullptr && !collection->stampField().isEmpty();
        add(it.key(), *it, hasStamp ? depth : Depth::Whole);
    }
    QMetaObject::invokeMethod(this, &CommitCheck::pump, Qt::QueuedConnection);
}

void CommitCheck::add(const QString &collectionId, const QStringList &ids, Depth depth)
{
    const qsizetype most = depth == Depth::Stamps ? kStampChunk : kWholeChunk;
    for (qsizetype i = 0; i < ids.size(); i += most) {
        m_chunks.push_back({collectionId, ids.mid(i, most), depth});
    }
}

void CommitCheck::pump()
{
    while (!m_error && m_inFlight < kParallel && !m_chunks.empty()) {
        const Chunk chunk = m_chunks.front();
        m_chunks.pop_front();
        send(chunk);
    }
    if (m_error ? m_inFlight == 0 : m_inFlight == 0 && m_chunks.empty()) {
        emit finished();
    }
}

void CommitCheck::send(const Chunk &chunk)
{
    const CollectionPtr collection = m_schema.find(chunk.collectionId);
    if (collection == nullptr) {
        return; // dropped meanwhile: the plan made next holds these records back
    }
    ListQuery query;
    query.perPage = static_cast<int>(kStampChunk);
    query.skipTotal = true;
    query.purpose = QStringLiteral("commit.check");
    query.fields = chunk.depth == Depth::Stamps
        ? QString(QStringLiteral("id,") + collection->stampField())
        : QStringLiteral("*");
    if (m_hasTags) {
        query.fields += QStringLiteral(",@etag");
    }
    query.filter = idFilter(chunk.ids);
    ++m_inFlight;
    onResult(RecordsEndpoint(m_client).list(collection->name, query),
             this,
             [this, chunk](const Result<RecordPage> &page) {
                 --m_inFlight;
                 if (!page) {
                     m_error = apiError(page.error());
                 } else if (!m_error) {
                     take(chunk, page->items);
                 }
                 pump();
             });
}

void CommitCheck::take(const Chunk &chunk, const std::vector<Record> &records)
{
    QSet<QString> missing(chunk.ids.begin(), chunk.ids.end());
    for (const Record &record : records) {
        missing.remove(record.id);
    }
    for (const QString &id : std::as_const(missing)) {
        m_staging.noteServerDelete({chunk.collectionId, id});
    }
    if (chunk.depth == Depth::Whole) {
        for (const Record &record : records) {
            m_etags.insert({chunk.collectionId, record.id}, record.etag);
        }
        m_staging.noteServerRecords(chunk.collectionId, records);
        return;
    }
    const QString stampField = m_schema.find(chunk.collectionId)->stampField();
    QStringList changed;
    for (const Record &record : records) {
        if (!chunk.ids.contains(record.id)) {
            continue;
        }
        const RecordKey key{chunk.collectionId, record.id};
        const StagedRecord *staged = m_staging.find(key);
        const QString stamp = toQString(record.value(stampField).text());
        if (staged != nullptr && !stamp.isEmpty() && stamp == staged->baseStamp) {
            m_etags.insert(key, record.etag);
        } else {
            changed.append(record.id);
        }
    }
    add(chunk.collectionId, changed, Depth::Whole);
}

} // namespace socle::studio
