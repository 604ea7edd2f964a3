#include "studio/shell/CollectionNews.h"

#include "studio/api/RealtimeClient.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/shell/CollectionTreeModel.h"

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kFollowed = 60; // more topics would cost the server more than the dots are worth
constexpr int kCountMs = 2000;

} // namespace

CollectionNews::CollectionNews(ConnectionContext &context,
                               CollectionTreeModel &model,
                               QObject *parent)
    : QObject(parent)
    , m_context(context)
    , m_model(model)
{
    m_count.setSingleShot(true);
    m_count.setInterval(kCountMs);
    connect(&m_count, &QTimer::timeout, this, [this] {
        for (const QString &id : std::exchange(m_changed, {})) {
            m_model.recount(id);
        }
    });
    connect(&context.schema(), &SchemaStore::stateChanged, this, &CollectionNews::follow);
    connect(&context.schema(), &SchemaStore::collectionsChanged, this, &CollectionNews::follow);
    connect(&context, &ConnectionContext::stateChanged, this, &CollectionNews::follow);
    connect(&context.realtime(), &RealtimeClient::recordEvent, this, &CollectionNews::take);
    follow();
}

CollectionNews::~CollectionNews()
{
    for (auto topic = m_topics.cbegin(); topic != m_topics.cend(); ++topic) {
        m_context.realtime().unsubscribe(topic.key());
    }
}

void CollectionNews::follow()
{
    if (!m_context.isSignedIn()) {
        return;
    }
    QSet<QString> wanted;
    for (const CollectionPtr &collection : m_context.schema().collections()) {
        if (!collection->isSystem && !collection->isView() && wanted.size() < kFollowed) {
            wanted.insert(collection->id);
        }
    }
    for (auto topic = m_topics.begin(); topic != m_topics.end();) {
        if (wanted.remove(topic.value())) {
            ++topic;
        } else {
            m_context.realtime().unsubscribe(topic.key());
            topic = m_topics.erase(topic);
        }
    }
    for (const QString &id : std::as_const(wanted)) {
        m_topics.insert(m_context.realtime().subscribe(id + u"/*"_s, {{u"fields"_s, u"id"_s}}), id);
    }
}

void CollectionNews::setCurrent(const QString &name)
{
    const CollectionPtr shown = m_context.schema().find(name);
    m_current = shown == nullptr ? QString() : shown->id;
    if (!m_current.isEmpty()) {
        m_model.setLive(m_current, false);
    }
}

void CollectionNews::take(const RecordEvent &event)
{
    const QString id = m_topics.value(event.topic);
    if (id.isEmpty()) {
        return;
    }
    if (id != m_current) {
        m_model.setLive(id, true);
    }
    if (event.action != RecordEvent::Action::Update) {
        m_changed.insert(id);
        if (!m_count.isActive()) {
            m_count.start();
        }
    }
}

} // namespace socle::studio
