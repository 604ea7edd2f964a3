#include "studio/shell/ServerJobs.h"

#include "studio/api/OnResult.h"
#include "studio/api/RealtimeClient.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/TaskList.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

const QString kJobsTopic = u"@jobs"_s;

QString titleOf(const QString &kind)
{
    // "backup.create" of one version is "backup" of another.
    const QString what = kind.section(u'.', 0, 0);
    if (what == u"backup"_s) {
        return ServerJobs::tr("Backup");
    }
    if (what == u"restore"_s) {
        return ServerJobs::tr("Restore");
    }
    if (what == u"reindex"_s) {
        return ServerJobs::tr("Rebuild indexes");
    }
    if (what == u"import"_s) {
        return ServerJobs::tr("Import");
    }
    if (what == u"export"_s) {
        return ServerJobs::tr("Export");
    }
    if (what == u"verify"_s) {
        return ServerJobs::tr("Verify");
    }
    return kind;
}

} // namespace

ServerJobs::ServerJobs(ConnectionContext &context, QObject *parent)
    : QObject(parent)
    , m_context(context)
{
    connect(&context, &ConnectionContext::capabilitiesChanged, this, &ServerJobs::listen);
    connect(&context, &ConnectionContext::stateChanged, this, &ServerJobs::listen);
    connect(&context.realtime(),
            &RealtimeClient::customEvent,
            this,
            [this](const QString &topic, const QByteArray &json) {
                if (topic == kJobsTopic) {
                    take(QJsonDocument::fromJson(json).object());
                }
            });
    connect(&context.realtime(), &RealtimeClient::resynced, this, &ServerJobs::askOnce);
    listen();
}

ServerJobs::~ServerJobs()
{
    if (!m_topic.isEmpty()) {
        m_context.realtime().unsubscribe(m_topic);
    }
}

void ServerJobs::listen()
{
    if (!m_topic.isEmpty() || !m_context.isSignedIn() || !m_context.isSuperuser()
        || !m_context.capabilities().has(Capability::Jobs)) {
        return;
    }
    m_topic = m_context.realtime().subscribe(kJobsTopic);
    askOnce();
}

void ServerJobs::askOnce()
{
    if (m_topic.isEmpty()) {
        return;
    }
    ApiRequest request = ApiRequest::get(u"/api/socle/jobs"_s, u"shell.jobs"_s);
    request.query = {{u"state"_s, u"running"_s}, {u"perPage"_s, u"20"_s}};
    request.cancelKey = u"shell.jobs"_s;
    onResult(
        m_context.client().send(std::move(request)), this, [this](const Result<ApiReply> &reply) {
            if (!reply) {
                return; // an older server has no list; what happens from now on is told
            }
            const QJsonArray items
                = QJsonDocument::fromJson(reply->body).object()[u"items"_s].toArray();
            for (const QJsonValue &job : items) {
                take(job.toObject());
            }
        });
}

void ServerJobs::take(const QJsonObject &job)
{
    const QString id = job[u"id"_s].toString();
    const QString state = job[u"state"_s].toString();
    const bool isGoing = state == u"running"_s || state == u"queued"_s;
    QPointer<Task> &task = m_tasks[id];
    if (id.isEmpty() || (!isGoing && task == nullptr)) {
        m_tasks.remove(id); // it ended before it was seen
        return;
    }
    if (task == nullptr) {
        task = m_context.tasks().add(titleOf(job[u"kind"_s].toString()));
        connect(task, &Task::cancelRequested, this, [this, id] {
            ApiRequest request
                = ApiRequest::get(u"/api/socle/jobs/"_s + pathSegment(id), u"shell.jobs.cancel"_s);
            request.method = "DELETE";
            // The job's own last word ends the task.
            onResult(m_context.client().requestNothing(std::move(request)),
                     this,
                     [this, id](const Result<void> &result) {
                         if (!result && m_tasks.value(id) != nullptr) {
                             m_tasks.take(id)->fail(apiError(result.error()).message);
                         }
                     });
        });
    }
    const QString message = job[u"message"_s].toString();
    if (isGoing) {
        const qint64 total = job[u"total"_s].toInteger();
        task->setPhase(message);
        task->setProgress(job[u"done"_s].toInteger(), total > 0 ? total : -1);
        return;
    }
    Task *ended = m_tasks.take(id);
    if (state == u"done"_s) {
        ended->succeed(message.isEmpty() ? tr("Done") : message);
    } else if (state == u"cancelled"_s) {
        ended->markCancelled();
    } else {
        const QJsonValue error = job[u"error"_s];
        const QString why
            = error.isObject() ? error.toObject()[u"message"_s].toString() : error.toString();
        ended->fail(why.isEmpty() ? message : why);
    }
}

} // namespace socle::studio
