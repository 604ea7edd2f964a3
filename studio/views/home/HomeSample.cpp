// Home's ready-made projects: the sample bookshop, and what a template puts into a new project.
#include "studio/api/OnResult.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/platform/ProjectFolder.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/Connections.h"
#include "studio/shell/MainWindow.h"
#include "studio/views/home/HomeView.h"
#include "studio/views/home/SampleFill.h"

#include <QFileInfo>

#include <memory>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

const QString kSampleKey = u"sample"_s; // workspace state of the seeded project

} // namespace

void HomeView::exploreSample()
{
    const QString folder = ProjectFolder::proposedFolder(tr("Sample bookshop"));
    for (const ConnectionProfile &known : m_connections.workspace().connections()) {
        if (m_connections.workspace().state(known.id, kSampleKey).toBool()
            && QFileInfo::exists(known.folder)) {
            m_connections.open(known.id);
            return;
        }
    }
    const Result<QString> made = m_connections.createProject(folder, tr("Sample bookshop"));
    if (!made) {
        m_window.toast(Tone::Danger, QString::fromStdString(made.error().message));
        return;
    }
    m_connections.workspace().setState(*made, kSampleKey, true);
    fillProject(*made, tr("Sample data"), bookshopSteps(), u"books"_s);
    m_connections.open(*made);
}

void HomeView::fillProject(const QString &id,
                           const QString &title,
                           std::vector<SampleStep> steps,
                           const QString &collection)
{
    if (steps.empty()) {
        return;
    }
    // The session comes with opening it, its server some moments later; both only once.
    auto *wait = new QObject(this);
    auto rest = std::make_shared<std::vector<SampleStep>>(std::move(steps)); // both lambdas need it
    const auto begin = [this, id, title, collection, wait, rest](ConnectionSession &session) {
        wait->deleteLater();
        ConnectionContext &context = session.context();
        auto *fill = new SampleFill(context, title, std::exchange(*rest, {}));
        connect(fill, &SampleFill::finished, this, [this, &context, id, collection](bool isFine) {
            onResult(context.reload(), this, [this, id, collection](const Result<void> &) {
                Workbench *bench = m_window.workbench();
                if (bench != nullptr && bench->connectionId() == id && !collection.isEmpty()) {
                    bench->openCollection(collection, OpenMode::Lasting);
                }
            });
            if (!isFine) {
                m_window.toast(Tone::Danger, tr("The sample data is not complete"));
            }
        });
    };
    connect(
        &m_connections, &Connections::changed, wait, [this, id, wait, begin](const QString &one) {
            ConnectionSession *session = m_connections.session(id);
            if (one == id && session != nullptr
                && session->phase() == ConnectionSession::Phase::Ready) {
                disconnect(&m_connections, nullptr, wait, nullptr);
                begin(*session);
            }
        });
}

} // namespace socle::studio
