// The live subscription of a tab: open while it is shown, kept for a minute after
// (studio.md 4.3.16).
#include "studio/api/RealtimeClient.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/LabelCache.h"
#include "studio/domain/RecordQueryText.h"
#include "studio/views/data/DataView.h"
#include "studio/views/data/layouts/LayoutPane.h"

#include <QScrollBar>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

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
    QMap<QString, QString> query;
    const QString expand = expandText(m_model->query(), *m_collection);
    if (!expand.isEmpty()) {
        query.insert(u"expand"_s, expand);
    }
    m_topic = realtime.subscribe(m_collection->name + u"/*"_s, query);
    connect(&realtime, &RealtimeClient::recordEvent, this, [this](const RecordEvent &event) {
        if (event.topic != m_topic || m_collection == nullptr) {
            return;
        }
        ++m_liveEvents;
        if (!m_liveTimer->isActive()) {
            m_liveTimer->start();
        }
        if (m_liveEvents > kBusyEvents) {
            return; // one refresh at the next tick shows them all
        }
        if (event.action == RecordEvent::Action::Delete) {
            m_model->applyRemoval(event.record.id);
        } else {
            m_model->applyRecord(event.record);
            m_grid->flashRow(event.record.id);
            m_context.labels().forget(m_collection->id, event.record.id);
        }
    });
    connect(&realtime, &RealtimeClient::resynced, this, [this] { m_model->refresh(); });
    connect(&realtime, &RealtimeClient::stateChanged, this, &DataView::showLive);
    showLive();
}

void DataView::unsubscribe()
{
    if (m_topic.isEmpty()) {
        return;
    }
    RealtimeClient &realtime = m_context.realtime();
    realtime.disconnect(this);
    realtime.unsubscribe(std::exchange(m_topic, {}));
}

void DataView::liveTick()
{
    const bool isBusy = std::exchange(m_liveEvents, 0) > kBusyEvents;
    LayoutPane *current = m_layoutKind == u"table"_s ? nullptr : pane(m_layoutKind);
    if (current != nullptr) {
        current->refresh();
    } else if (isBusy
               || (m_model->pendingInserts() > 0 && m_grid->verticalScrollBar()->value() == 0
                   && m_isActive)) {
        m_model->refresh(); // at the top new records appear by themselves
    }
    m_isBusy = isBusy;
    if (isBusy) {
        m_liveTimer->start();
    }
    showLive();
}

} // namespace socle::studio
