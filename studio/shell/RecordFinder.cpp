#include "studio/shell/RecordFinder.h"

#include "studio/api/OnResult.h"
#include "studio/api/RecordsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/FilterChips.h"
#include "studio/domain/SchemaStore.h"

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kAtOnce = 3;
constexpr int kPerCollection = 5;
constexpr int kCollections = 30; // a palette is no report

} // namespace

RecordFinder::RecordFinder(ConnectionContext &context, QObject *parent)
    : QObject(parent)
    , m_context(context)
{
}

void RecordFinder::cancel()
{
    ++m_generation;
    m_waiting.clear();
    m_running = 0;
    m_found = {};
}

void RecordFinder::search(const QString &words, const QString &first, Found found)
{
    cancel();
    m_words = words;
    m_found = std::move(found);
    for (const CollectionPtr &collection : m_context.schema().collections()) {
        if (collection->name == first) {
            m_waiting.prepend(collection->id);
        } else if (!collection->isSystem && m_waiting.size() < kCollections) {
            m_waiting.append(collection->id);
        }
    }
    for (int i = 0; i < kAtOnce; ++i) {
        askNext(m_generation);
    }
}

void RecordFinder::askNext(quint64 generation)
{
    if (generation != m_generation || m_waiting.isEmpty() || m_running >= kAtOnce) {
        return;
    }
    const CollectionPtr collection = m_context.schema().find(m_waiting.takeFirst());
    const QString filter
        = collection == nullptr ? QString() : FilterChips::searchFilter(m_words, *collection);
    if (filter.isEmpty()) {
        askNext(generation);
        return;
    }
    ++m_running;
    const QString label = collection->labelField();
    ListQuery query;
    query.perPage = kPerCollection;
    query.filter = filter;
    query.fields = u"id,"_s + label;
    query.skipTotal = true;
    query.purpose = u"palette.records"_s;
    onResult(RecordsEndpoint(m_context.client()).list(collection->name, query),
             this,
             [this, generation, label, name = collection->name](const Result<RecordPage> &page) {
                 if (generation != m_generation) {
                     return;
                 }
                 --m_running;
                 QList<FoundRecord> records;
                 if (page) {
                     for (const Record &record : page->items) {
                         const Json *shown = record.values.find(toUtf8(label));
                         const QString text
                             = shown == nullptr ? QString() : toQString(shown->text());
                         records.append({name, record.id, text.isEmpty() ? record.id : text});
                     }
                 }
                 if (!records.isEmpty() && m_found) {
                     m_found(records);
                 }
                 askNext(generation);
             });
}

} // namespace socle::studio
