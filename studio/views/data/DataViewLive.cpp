// The live subscription of a tab: open while it is shown, kept for a minute after
// (studio.md 4.3.16).
#include "studio/api/OnResult.h"
#include "studio/api/RealtimeClient.h"
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/FilterChips.h"
#include "studio/domain/IdSet.h"
#include "studio/domain/LabelCache.h"
#include "studio/domain/LiveFields.h"
#include "studio/domain/RecordQueryText.h"
#include "studio/domain/StagingEngine.h"
#include "studio/kit/DataGrid.h"
#include "studio/views/data/DataView.h"
#include "studio/views/data/LiveNote.h"
#include "studio/views/data/ValueWords.h"
#include "studio/views/data/layouts/LayoutPane.h"

#include <QScrollBar>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kStruckMs = 2000;
constexpr int kBusyEvents = 50; // a second; more are shown by one refresh (studio.md 4.3.16)

} // namespace

void DataView::activated()
{
    m_isActive = true;
    m_unsubscribeDelay->stop();
    subscribe();
    m_grid->setFocus(Qt::OtherFocusReason);
}

void DataView::deactivated()
{
    m_isActive = false;
    m_unsubscribeDelay->start();
}

void DataView::subscribe()
{
    if (m_collection == nullptr || m_collection->isView() || !m_topic.isEmpty()) {
        return;
    }
    RealtimeClient &realtime = m_context.realtime();
    m_topic = realtime.subscribe(m_collection->name + u"/*"_s, liveOptions());
    connect(
        m_grid, &DataGrid::editFinished, this, &DataView::releaseHeldBack, Qt::QueuedConnection);
    connect(&realtime, &RealtimeClient::recordEvent, this, &DataView::hearEvent);
    connect(&realtime, &RealtimeClient::resynced, this, [this] { m_model->refresh(); });
    connect(&realtime, &RealtimeClient::stateChanged, this, &DataView::showLive);
    showLive();
}

QMap<QString, QString> DataView::liveOptions()
{
    const RecordQuery query = recordQuery();
    QMap<QString, QString> options;
    if (const QString expand = expandText(query, *m_collection); !expand.isEmpty()) {
        options.insert(u"expand"_s, expand);
    }
    if (m_match.filter() != query.filter) {
        m_match = FilterMatch(query.filter, m_collection);
    }
    const QString fields
        = liveFieldsText(query, *m_collection, m_context.schema(), m_match.fields());
    if (!fields.isEmpty()) {
        options.insert(u"fields"_s, fields);
    }
    return options;
}

void DataView::followColumns()
{
    if (m_topic.isEmpty() || m_collection == nullptr) {
        return;
    }
    // The new one first: the same topic again costs nothing, and another takes the old one's place
    // in one request.
    RealtimeClient &realtime = m_context.realtime();
    const QString next = realtime.subscribe(m_collection->name + u"/*"_s, liveOptions());
    realtime.unsubscribe(m_topic);
    if (next != m_topic) {
        m_formerTopic = std::exchange(m_topic, next);
    }
}

void DataView::hearEvent(const RecordEvent &event)
{
    if (m_collection == nullptr || (event.topic != m_topic && event.topic != m_formerTopic)) {
        return;
    }
    ++m_liveEvents;
    if (!m_liveTimer->isActive()) {
        m_liveTimer->start();
    }
    RecordEvent heard = event;
    if (heard.record.isPartial) {
        splitExcerpts(heard.record, columnsOf(RecordQuery(), *m_collection));
    }
    if (isEdited(heard.record.id)) {
        holdBack(heard);
    } else if (m_liveEvents <= kBusyEvents) { // beyond, one refresh at the next tick shows all
        takeEvent(heard);
    }
}

void DataView::unsubscribe()
{
    if (m_topic.isEmpty()) {
        return;
    }
    RealtimeClient &realtime = m_context.realtime();
    realtime.disconnect(this);
    disconnect(m_grid, &DataGrid::editFinished, this, &DataView::releaseHeldBack);
    realtime.unsubscribe(std::exchange(m_topic, {}));
    m_formerTopic.clear();
}

/// The record under the open cell editor never changes under the cursor.
bool DataView::isEdited(const QString &recordId) const
{
    return m_grid->isEditing() && m_grid->currentIndex().isValid()
        && m_model->keyAt(m_grid->currentIndex().row()).record == recordId;
}

void DataView::takeEvent(const RecordEvent &event)
{
    const QString &id = event.record.id;
    const RecordKey key{m_collection->id, id};
    const bool isShown = m_model->rowOf(key) >= 0;
    if (event.action == RecordEvent::Action::Delete) {
        m_toMatch.remove(id);
        if (!isShown) {
            m_model->applyRemoval(id);
            return;
        }
        strike(id, true);
        return;
    }
    m_context.labels().forget(m_collection->id, id);
    std::optional<bool> matches = true;
    if (const QString filter = effectiveFilter(); !filter.isEmpty()) {
        if (m_match.filter() != filter) {
            m_match = FilterMatch(filter, m_collection);
        }
        matches = m_match.matches(event.record);
        m_toMatch.remove(id);
        if (!matches) {
            m_toMatch.insert(id, event.record); // the server says whether it belongs here
        }
    }
    if (isShown) {
        m_model->applyRecord(event.record);
        m_grid->flashRow(id);
    } else if (event.action == RecordEvent::Action::Create && effectiveFilter().isEmpty()) {
        m_model->applyRecord(event.record);
    } else {
        m_context.staging().noteServerRecord(key, event.record);
    }
    if (matches && !effectiveFilter().isEmpty()) {
        settleMatch(event.record, *matches);
    }
}

/// What the filter holds comes in, what it holds no longer goes.
void DataView::settleMatch(const Record &record, bool matches)
{
    const bool isShown = m_model->rowOf({m_collection->id, record.id}) >= 0;
    if (matches && !isShown) {
        m_model->applyRecord(record);
    } else if (!matches && isShown) {
        strike(record.id, false);
    } else if (m_struck.remove(record.id) > 0) {
        m_model->markLeaving(record.id, false); // back in time
    }
}

/// A row that went is struck for a moment before it leaves.
void DataView::strike(const QString &recordId, bool isDeleted)
{
    m_model->markLeaving(recordId);
    m_struck.insert(recordId, ++m_strokes);
    const QString collection = m_collection->id;
    QTimer::singleShot(
        kStruckMs, this, [this, recordId, collection, isDeleted, stroke = m_strokes] {
            const bool isStill = m_struck.value(recordId) == stroke;
            if (isStill && m_collection != nullptr && m_collection->id == collection) {
                m_struck.remove(recordId);
                m_model->applyRemoval(recordId, isDeleted);
            }
        });
}

void DataView::holdBack(const RecordEvent &event)
{
    m_heldBack.insert(event.record.id, event);
    const QModelIndex cell = m_grid->currentIndex();
    const fields::Field *field = m_model->field(cell.column());
    QString words;
    if (event.action == RecordEvent::Action::Delete) {
        words = tr("Deleted on the server meanwhile");
    } else if (field == nullptr || !event.record.has(toQString(field->name))
               || toVariant(event.record.value(toQString(field->name)), *field)
                   == cell.data(RecordRole::BaseValue)) {
        return; // another field of the record
    } else {
        words = tr("On the server now: %1")
                    .arg(shownWords(m_context, event.record.value(toQString(field->name)), *field));
    }
    if (m_liveNote == nullptr) {
        m_liveNote = new LiveNote(m_grid->viewport());
    }
    m_liveNote->showBeside(m_grid->visualRect(cell), words);
}

/// The editor closed: what was typed has its base from before, so a clash shows as a conflict.
void DataView::releaseHeldBack()
{
    if (m_grid->isEditing()) {
        return;
    }
    if (m_liveNote != nullptr) {
        m_liveNote->hide();
    }
    for (const RecordEvent &event : std::exchange(m_heldBack, {})) {
        takeEvent(event);
    }
}

/// Which of the changed records the filter holds now: asked of the server in one request.
void DataView::matchChanged()
{
    if (m_toMatch.isEmpty() || m_collection == nullptr) {
        return;
    }
    const QHash<QString, Record> asked = std::exchange(m_toMatch, {});
    ListQuery query;
    query.perPage = static_cast<int>(asked.size());
    query.skipTotal = true;
    query.fields = u"id"_s;
    // Of a set of ids that is too large for a request the match knows the answer here.
    query.filter = IdSet::isTooLarge(effectiveFilter())
        ? idFilter(asked.keys())
        : FilterChips::combine(effectiveFilter(), idFilter(asked.keys()));
    query.purpose = u"data.live.match"_s;
    onResult(RecordsEndpoint(m_context.client()).list(m_collection->name, query),
             this,
             [this, asked, filter = effectiveFilter(), id = m_collection->id](
                 const Result<RecordPage> &page) {
                 if (!page || m_collection == nullptr || m_collection->id != id
                     || filter != effectiveFilter()) {
                     return;
                 }
                 QSet<QString> matching;
                 for (const Record &record : page->items) {
                     matching.insert(record.id);
                 }
                 for (auto it = asked.begin(); it != asked.end(); ++it) {
                     settleMatch(*it, matching.contains(it.key()));
                 }
             });
}

void DataView::liveTick()
{
    const bool isBusy = std::exchange(m_liveEvents, 0) > kBusyEvents;
    const bool hasPane = m_layoutKind != u"table"_s && paneRefusal().isEmpty();
    LayoutPane *current = hasPane ? pane(m_layoutKind) : nullptr;
    releaseHeldBack();
    if (isBusy) {
        m_toMatch.clear(); // the refresh asks with the filter
    }
    matchChanged();
    m_owesRefresh = m_owesRefresh || isBusy;
    if (current != nullptr) {
        current->refresh();
    } else if (m_grid->isEditing()) {
        m_liveTimer->start(); // nothing moves under an open editor
    } else if (std::exchange(m_owesRefresh, false)
               || (m_model->pendingInserts() > 0 && m_grid->verticalScrollBar()->value() == 0
                   && m_isActive)) {
        m_model->refresh(); // at the top new records appear by themselves
    }
    m_isBusy = isBusy;
    if (isBusy || !m_heldBack.isEmpty()) {
        m_liveTimer->start();
    }
    showLive();
}

} // namespace socle::studio
