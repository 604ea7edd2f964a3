// The import's sources and runs: choosing, pasting and copying files in, starting, going on, and
// the file of failed rows out.
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/Button.h"
#include "studio/shell/Shell.h"
#include "studio/views/import/CopySheet.h"
#include "studio/views/import/ImportRun.h"
#include "studio/views/import/ImportView.h"
#include "studio/views/import/RunPage.h"

#include <QClipboard>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QPointer>
#include <QStackedLayout>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace socle::studio {

void ImportView::start()
{
    if (!m_runs.empty() || m_drafts.empty() || !obstacle().isEmpty() || m_context.isLocked()) {
        return;
    }
    for (const ImportDraft &draft : m_drafts) {
        auto *run = new ImportRun(m_context,
                                  draft.plan(),
                                  draft.fileName(),
                                  draft.preview.isWhole ? draft.preview.rowCount : -1);
        addRun(run);
    }
    m_run->setRuns(m_runs);
    goToStep(Run);
}

void ImportView::addRun(ImportRun *run)
{
    // The task may outlive the tab, and in the tray even the window.
    run->setNextStep(tr("Open collection"),
                     [shell = &m_shell,
                      name = run->targetName(),
                      guard = QPointer<QObject>(dynamic_cast<QObject *>(&m_shell))] {
                         if (guard != nullptr) {
                             shell->openCollection(name, OpenMode::Lasting);
                         }
                     });
    connect(run, &ImportRun::changed, this, &ImportView::refreshFooter);
    m_runs.push_back(run);
}

void ImportView::resumeRun(const ImportEntry &entry)
{
    if (!m_runs.empty() || m_context.isLocked()) {
        return;
    }
    m_drafts.clear();
    addRun(new ImportRun(m_context, entry));
    m_run->setRuns(m_runs);
    goToStep(Run);
}

void ImportView::paste()
{
    const QString text = QGuiApplication::clipboard()->text();
    if (text.trimmed().isEmpty()) {
        m_shell.status(tr("There is no text on the clipboard"));
        return;
    }
    const QString path = m_pasted.filePath(tr("pasted %1").arg(++m_pastes) + u".txt"_s);
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0) {
        m_shell.toast(Tone::Danger, tr("The rows could not be kept: %1").arg(file.errorString()));
        return;
    }
    file.close();
    addFiles({path});
}

/// Records of a collection become a file of JSON lines that is read like any other.
void ImportView::copyFrom()
{
    auto *sheet = new CopySheet(m_context, m_shell, m_pasted.path());
    connect(sheet, &CopySheet::fetched, this, [this](const QString &path) { addFiles({path}); });
    m_shell.showSheet(sheet);
}

void ImportView::startAgain()
{
    for (ImportRun *run : m_runs) {
        run->disconnect(this);
        run->release();
    }
    m_runs.clear();
    m_drafts.clear();
    m_current = 0;
    RunPage *fresh = new RunPage;
    m_pages->insertWidget(Run, fresh);
    m_run->deleteLater();
    m_pages->removeWidget(m_run);
    m_run = fresh;
    connect(m_run, &RunPage::openRequested, this, [this](const QString &name) {
        m_shell.openCollection(name, OpenMode::Lasting);
    });
    connect(m_run, &RunPage::exportRequested, this, &ImportView::chooseExport);
    goToStep(Source);
}

void ImportView::choose()
{
    auto *dialog = new QFileDialog(window(), tr("Choose files to import"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilters(
        {tr("Tables and lists (*.csv *.tsv *.txt *.json *.jsonl *.ndjson *.xlsx)"),
         tr("All files (*)")});
    connect(dialog, &QFileDialog::filesSelected, this, &ImportView::addFiles);
    dialog->open();
}

void ImportView::chooseExport(ImportRun *run)
{
    auto *dialog = new QFileDialog(window(), tr("Export failed rows"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(tr("CSV (*.csv)"));
    dialog->setDirectory(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
    dialog->selectFile(QFileInfo(run->title()).completeBaseName() + u"-failed.csv"_s);
    connect(dialog,
            &QFileDialog::fileSelected,
            this,
            [this, run = QPointer<ImportRun>(run)](const QString &path) {
                if (run == nullptr) {
                    return;
                }
                const Result<void> written = run->exportFailedRows(path);
                if (written) {
                    m_shell.toast(Tone::Success,
                                  tr("Failed rows exported to %1").arg(QFileInfo(path).fileName()));
                } else {
                    m_shell.toast(Tone::Danger, toQString(written.error().message));
                }
            });
    dialog->open();
}

} // namespace socle::studio
