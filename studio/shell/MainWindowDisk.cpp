// How the window closes, and what it says when the studio's own file cannot be written: a banner
// where the work is while it lasts, and a question before quitting would lose something.
//
// Source: studio.md 0 ("It never loses my work"), 2.6, 3.17.
#include "studio/kit/Sheet.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/Connections.h"
#include "studio/shell/MainWindow.h"
#include "studio/shell/Workbench.h"

#include <QCloseEvent>
#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

const auto kBanner = QStringLiteral("disk");
constexpr int kLastTryMs = 1500; // at quit: as long as a healthy disk could need

} // namespace

void MainWindow::diskFailed(const QString &reason)
{
    m_diskProblem = reason;
    const QString text
        = tr("The studio cannot store what you do: %1 It is kept in memory and stored as soon as "
             "it can be.")
              .arg(reason);
    for (Workbench *open : std::as_const(m_workbenches)) {
        open->showBanner({kBanner, Tone::Warning, text, {}, {}, false});
    }
    if (workbench() == nullptr) {
        status(text);
    }
}

/// Once a second while it lasts.
void MainWindow::checkDisk()
{
    if (m_diskProblem.isEmpty() || !m_connections.workspace().flush(0)) {
        return;
    }
    m_diskProblem.clear();
    for (Workbench *open : std::as_const(m_workbenches)) {
        open->hideBanner(kBanner);
    }
    status(tr("Everything is stored again"));
}

/// True when quitting now would lose what is not on the disk: the question stands, and answers by
/// closing again.
bool MainWindow::askAboutDisk()
{
    if (m_quitsUnstored || m_connections.workspace().flush(kLastTryMs)) {
        return false;
    }
    if (findChild<Sheet *>(u"shell.unstored"_s) != nullptr) {
        return true;
    }
    auto *sheet = new Sheet(this, tr("Not everything is stored"));
    sheet->setObjectName(u"shell.unstored"_s);
    sheet->setSubtitle(
        tr("%1 Staged edits and tabs of the last minutes are in memory only. Make room and they "
           "are stored by themselves; quit now and they are lost.")
            .arg(m_diskProblem.isEmpty() ? tr("The disk does not answer.") : m_diskProblem));
    Button *quit = sheet->addButton(tr("Quit and lose them"), ButtonVariant::Danger);
    quit->setObjectName(u"shell.unstored.quit"_s);
    connect(quit, &Button::clicked, sheet, &Sheet::accept);
    Button *stay = sheet->addButton(tr("Keep the studio open"), ButtonVariant::Primary);
    stay->setObjectName(u"shell.unstored.stay"_s);
    connect(stay, &Button::clicked, sheet, &Sheet::reject);
    connect(sheet, &Sheet::accepted, this, [this] {
        m_quitsUnstored = true;
        close();
    });
    sheet->open();
    return true;
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (m_isClosing) {
        event->accept();
        return;
    }
    event->ignore();
    if (askAboutTasks()) {
        return;
    }
    storeWindow();
    for (Workbench *open : std::as_const(m_workbenches)) {
        open->storeState();
    }
    if (askAboutDisk()) {
        return;
    }
    m_isClosing = true;
    for (Workbench *open : std::as_const(m_workbenches)) {
        open->hideWindows();
    }
    hide(); // at once; the servers may take a moment
    m_connections.stopAll([this] {
        m_connections.workspace().setState({}, u"running"_s, false);
        m_connections.workspace().flush();
        QMetaObject::invokeMethod(
            this,
            [this] {
                close();
                QCoreApplication::quit();
            },
            Qt::QueuedConnection);
    });
}

} // namespace socle::studio
