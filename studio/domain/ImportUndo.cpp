#include "studio/domain/ImportUndo.h"

#include "shared/core/DateTime.h"
#include "shared/fields/FieldCatalogue.h"
#include "studio/api/BatchEndpoint.h"
#include "studio/api/OnResult.h"
#include "studio/api/RecordsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/RecordQueryText.h"

#include <QFileInfo>
#include <QSet>

#include <algorithm>

namespace socle::studio {

namespace {

constexpr qint64 kSameMomentMs = 1000; // both stamps of one insert; a server may take them apart

/// The stamp that is set once, when the record is made.
QString createdField(const CollectionSchema &collection)
{
    for (const fields::Field &field : collection.fields) {
        if (field.isType(fields::kAutodate) && field.flag("onCreate") && !field.flag("onUpdate")) {
            return toQString(field.name);
        }
    }
    return {};
}

bool isUntouched(const Record &record, const QString &created, const QString &updated)
{
    const auto made = DateTime::parse(record.value(created).text());
    const auto stamped = DateTime::parse(record.value(updated).text());
    return made && stamped && stamped->milliseconds() - made->milliseconds() < kSameMomentMs;
}

} // namespace

QString ImportUndo::obstacle(const ImportEntry &entry, const CollectionPtr &collection)
{
    if (collection == nullptr) {
        return tr("The collection is not there any more");
    }
    if (entry.plan.mode != ImportMode::Insert) {
        return tr("It changed records that were there; their history has the old values");
    }
    if (!entry.hasIds || QFileInfo(entry.idFile()).size() == 0) {
        return tr("The ids of its records are not known");
    }
    if (collection->stampField().isEmpty() || createdField(*collection).isEmpty()) {
        return tr("Without created and updated stamps nobody can tell which records changed since");
    }
    return {};
}

ImportUndo::ImportUndo(ApiClient &client,
                       const Capabilities &capabilities,
                       const CollectionPtr &collection,
                       const ImportEntry &entry,
                       QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_capabilities(capabilities)
    , m_collection(collection)
    , m_createdField(createdField(*collection))
    , m_ids(entry.idFile())
    , m_total(entry.written())
{
}

void ImportUndo::start()
{
    if (!m_ids.open(QIODevice::ReadOnly)) {
        finish(tr("The ids of its records are not known"));
        return;
    }
    next();
}

void ImportUndo::cancel() { m_isCancelled = true; }

void ImportUndo::finish(const QString &reason)
{
    if (!std::exchange(m_isEnded, true)) {
        emit ended(reason);
    }
}

void ImportUndo::next()
{
    QStringList ids;
    while (ids.size() < kChunk && !m_ids.atEnd()) {
        ids.append(QString::fromUtf8(m_ids.readLine().trimmed()));
    }
    if (ids.isEmpty() || m_isCancelled) {
        finish(m_isCancelled ? tr("Cancelled") : QString());
        return;
    }
    const QString updated = m_collection->stampField();
    ListQuery query;
    query.filter = idFilter(ids);
    query.fields = QStringLiteral("id,%1,%2").arg(m_createdField, updated);
    query.perPage = kChunk;
    query.skipTotal = true;
    query.lane = Lane::Bulk;
    query.purpose = QStringLiteral("import.undo");
    onResult(RecordsEndpoint(m_client).list(m_collection->name, query),
             this,
             [this, updated, asked = ids.size()](const Result<RecordPage> &page) {
                 if (!page) {
                     finish(apiError(page.error()).title());
                     return;
                 }
                 QStringList untouched;
                 for (const Record &record : page->items) {
                     if (isUntouched(record, m_createdField, updated)) {
                         untouched.append(record.id);
                     } else {
                         ++m_changed;
                     }
                 }
                 m_done += asked;
                 removeAll(untouched, 0);
             });
}

void ImportUndo::removeAll(const QStringList &ids, qsizetype from)
{
    if (from >= ids.size()) {
        emit progress();
        next();
        return;
    }
    if (m_capabilities.batch.isEnabled) {
        const qsizetype count
            = std::clamp<qsizetype>(m_capabilities.batch.maxRequests, 1, ids.size() - from);
        std::vector<BatchRequest> requests;
        for (const QString &id : ids.mid(from, count)) {
            requests.push_back({.method = "DELETE",
                                .url = QStringLiteral("/api/collections/") + m_collection->name
                                    + QStringLiteral("/records/") + id});
        }
        onResult(BatchEndpoint(m_client).send(requests, QStringLiteral("import.undo")),
                 this,
                 [this, ids, from, count](const Result<BatchReply> &reply) {
                     if (!reply) {
                         finish(apiError(reply.error()).message);
                         return;
                     }
                     m_removed += count;
                     removeAll(ids, from + count);
                 });
        return;
    }
    WriteOptions options;
    options.lane = Lane::Bulk;
    options.purpose = QStringLiteral("import.undo");
    onResult(RecordsEndpoint(m_client).remove(m_collection->name, ids.at(from), options),
             this,
             [this, ids, from](const Result<void> &removed) {
                 if (!removed) {
                     finish(apiError(removed.error()).message);
                     return;
                 }
                 ++m_removed;
                 removeAll(ids, from + 1);
             });
}

} // namespace socle::studio
