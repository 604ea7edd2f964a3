#include "studio/views/home/SampleFill.h"

#include "studio/api/OnResult.h"
#include "studio/domain/ConnectionContext.h"

#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace socle::studio {

SampleFill::SampleFill(ConnectionContext &context,
                       const QString &title,
                       std::vector<SampleStep> steps)
    : QObject(&context)
    , m_context(context)
    , m_steps(std::move(steps))
    , m_task(context.tasks().add(title))
{
    connect(m_task, &Task::started, this, &SampleFill::next);
    connect(m_task, &Task::cancelRequested, this, [this] { m_isCancelled = true; });
}

void SampleFill::next()
{
    if (m_isCancelled) {
        end(false, {});
        return;
    }
    if (m_done == m_steps.size()) {
        end(true, {});
        return;
    }
    if (m_task) {
        m_task->setProgress(static_cast<qint64>(m_done), static_cast<qint64>(m_steps.size()));
    }
    const SampleStep &step = m_steps[m_done];
    ApiRequest request;
    request.method = step.method;
    request.path = step.path;
    request.purpose = u"home.sample"_s;
    request.lane = Lane::Bulk;
    if (step.rows) {
        request.body = step.rows();
        request.headers.append({QByteArrayLiteral("Content-Type"), kSampleRowsType});
    } else {
        request.body = QJsonDocument(step.body).toJson(QJsonDocument::Compact);
    }
    if (!step.file.isEmpty()) {
        request.files
            = {{step.fileField, kSampleFile, QByteArrayLiteral("image/png"), {}, step.file}};
    }
    onResult(m_context.client().requestNothing(std::move(request)),
             this,
             [this](const Result<void> &result) {
                 if (!result) {
                     end(false, apiError(result.error()).message);
                     return;
                 }
                 ++m_done;
                 next();
             });
}

void SampleFill::end(bool isFine, const QString &reason)
{
    if (m_task) {
        if (isFine) {
            m_task->succeed(tr("The sample data is there"));
        } else if (m_isCancelled) {
            m_task->markCancelled();
        } else {
            m_task->fail(reason);
        }
    }
    emit finished(isFine);
    deleteLater();
}

} // namespace socle::studio
