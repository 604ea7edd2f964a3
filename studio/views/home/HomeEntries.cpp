// What Home does with one entry of its list, and with the list as a file.
#include "studio/kit/FieldRow.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/MenuPlace.h"
#include "studio/kit/Sheet.h"
#include "studio/kit/TextField.h"
#include "studio/platform/ConnectionBook.h"
#include "studio/platform/ProjectFolder.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/Actions.h"
#include "studio/shell/Connections.h"
#include "studio/shell/LogSheet.h"
#include "studio/shell/MainWindow.h"
#include "studio/views/home/ConnectionSheet.h"
#include "studio/views/home/HomeView.h"
#include "studio/views/home/ProjectList.h"

#include <QAction>
#include <QDesktopServices>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QSaveFile>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

void HomeView::toggleKeepRunning(const QString &id)
{
    auto known = m_connections.workspace().connection(id);
    if (!known) {
        return;
    }
    known->keepRunning = !known->keepRunning;
    if (Result<ProjectFolder> project = ProjectFolder::open(known->folder)) {
        discard(project->setKeepRunning(known->keepRunning),
                "the list of connections remembers it too");
    }
    m_connections.workspace().saveConnection(*known);
    const bool isOpen = m_connections.session(id) != nullptr;
    m_window.toast(
        Tone::Info,
        !known->keepRunning ? tr("%1 stops with the studio").arg(known->name)
            : isOpen ? tr("%1 goes on when the studio closes, from its next start").arg(known->name)
                     : tr("%1 goes on when the studio closes").arg(known->name));
}

void HomeView::removeEntry(const QString &id)
{
    const auto profile = m_connections.workspace().connection(id);
    if (!profile) {
        return;
    }
    auto *sheet = new Sheet(&m_window, tr("Remove %1 from the list?").arg(profile->name));
    sheet->setObjectName(u"home.remove"_s);
    sheet->setSubtitle(
        profile->isLocal()
            ? tr("The folder %1 and its data stay where they are.").arg(shortPath(profile->folder))
            : tr("The server is not touched. Its saved sign-in is forgotten."));
    sheet->addStandardButtons(tr("Remove from list"), ButtonVariant::Danger);
    connect(sheet, &Sheet::accepted, this, [this, id] { m_connections.remove(id); });
    sheet->open();
}

void HomeView::editEntry(const QString &id)
{
    const auto profile = m_connections.workspace().connection(id);
    if (!profile) {
        return;
    }
    QStringList groups;
    for (const ConnectionProfile &known : m_connections.workspace().connections()) {
        if (!known.group.isEmpty() && !groups.contains(known.group)) {
            groups << known.group;
        }
    }
    auto *sheet = new ConnectionSheet(*profile, groups, &m_window);
    connect(sheet, &ConnectionSheet::saved, this, [this, id](const ConnectionProfile &changed) {
        m_connections.workspace().saveConnection(changed);
        if (changed.isLocal()) {
            if (Result<ProjectFolder> project = ProjectFolder::open(changed.folder)) {
                discard(project->setKeepRunning(changed.keepRunning),
                        "the list of connections remembers it too");
            }
        }
        if (ConnectionSession *session = m_connections.session(id)) {
            session->setProfile(changed);
        }
    });
    sheet->open();
}

void HomeView::trashEntry(const QString &id)
{
    const auto profile = m_connections.workspace().connection(id);
    if (!profile || !profile->isLocal()) {
        return;
    }
    auto *sheet = new Sheet(&m_window, tr("Move %1 to the trash?").arg(profile->name));
    sheet->setObjectName(u"home.trash"_s);
    sheet->setSubtitle(tr("Its server is stopped, it leaves the list, and the folder %1 with all "
                          "its data goes to the trash of your desktop.")
                           .arg(shortPath(profile->folder)));
    auto *typed = new TextField(profile->name);
    typed->setObjectName(u"home.trash.name"_s);
    auto *row = new FieldRow(tr("Type the name of the project to go on"), typed);
    sheet->body()->addWidget(row);
    Button *accept = sheet->addStandardButtons(tr("Move to trash"), ButtonVariant::Danger);
    accept->setObjectName(u"home.trash.accept"_s);
    accept->setEnabled(false);
    connect(typed,
            &TextField::textChanged,
            accept,
            [accept, name = profile->name](const QString &text) {
                accept->setEnabled(text.trimmed() == name);
            });
    connect(sheet, &Sheet::accepted, this, [this, id, name = profile->name] {
        m_connections.removeWithFolder(id, [this, name](const QString &problem) {
            m_window.toast(problem.isEmpty() ? Tone::Success : Tone::Danger,
                           problem.isEmpty() ? tr("%1 is in the trash").arg(name) : problem);
        });
    });
    sheet->open();
}

void HomeView::showFolder(const QString &id)
{
    if (const auto known = m_connections.workspace().connection(id)) {
        QDesktopServices::openUrl(QUrl::fromLocalFile(known->folder));
    }
}

void HomeView::showLog(const QString &id)
{
    if (ConnectionSession *session = m_connections.session(id)) {
        auto *sheet = new LogSheet(&m_window, session->problem(), session->logTail());
        connect(sheet, &LogSheet::retryRequested, session, &ConnectionSession::open);
        sheet->open();
    }
}

void HomeView::showListMenu()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [&](const QString &name, const QString &text, auto run) {
        QAction *action = menu->addAction(text, this, run);
        action->setObjectName(u"act.home."_s + name);
        return action;
    };
    const bool isOwn = m_list->isOwnOrder();
    QAction *used = add(u"byUse"_s, tr("Last used first"), [this] { m_list->setOwnOrder(false); });
    used->setCheckable(true);
    used->setChecked(!isOwn);
    QAction *own = add(u"ownOrder"_s, tr("My own order"), [this] { m_list->setOwnOrder(true); });
    own->setCheckable(true);
    own->setChecked(isOwn);
    menu->addSeparator();
    for (QAction *action : {m_import, m_export}) {
        menu->addAction(action);
    }
    popupBelow(menu, m_listMenu);
}

void HomeView::makeBookActions()
{
    m_import = Actions::make({.id = u"act.home.import"_s,
                              .text = tr("Import connections…"),
                              .icon = u"download"_s,
                              .keys = {},
                              .subject = {},
                              .help = {}},
                             this,
                             [this] { chooseBook(true); });
    m_export = Actions::make({.id = u"act.home.export"_s,
                              .text = tr("Export connections…"),
                              .icon = u"upload"_s,
                              .keys = {},
                              .subject = {},
                              .help = {}},
                             this,
                             [this] { chooseBook(false); });
    m_actions << m_import << m_export;
}

void HomeView::chooseBook(bool isImport)
{
    auto *dialog = new QFileDialog(&m_window,
                                   isImport ? tr("Import connections") : tr("Export connections"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setNameFilter(tr("Connections (*.json)"));
    dialog->setAcceptMode(isImport ? QFileDialog::AcceptOpen : QFileDialog::AcceptSave);
    dialog->setFileMode(isImport ? QFileDialog::ExistingFile : QFileDialog::AnyFile);
    if (!isImport) {
        dialog->setDefaultSuffix(u"json"_s);
        dialog->selectFile(u"connections.json"_s);
    }
    connect(dialog, &QFileDialog::fileSelected, this, [this, isImport](const QString &path) {
        isImport ? importBook(path) : exportBook(path);
    });
    dialog->open();
}

void HomeView::importBook(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        m_window.toast(Tone::Danger, tr("The file cannot be read: %1").arg(file.errorString()));
        return;
    }
    const auto book = importConnections(file.readAll());
    if (!book) {
        m_window.toast(Tone::Danger, QString::fromStdString(book.error().message));
        return;
    }
    int added = 0;
    int skipped = 0;
    for (const ConnectionProfile &one : *book) {
        // A folder of another machine, or what is in the list already.
        const auto &known = m_connections.workspace().connections();
        const bool isKnown = std::ranges::any_of(known, [&one](const ConnectionProfile &other) {
            return one.isLocal() ? other.folder == one.folder
                                 : other.address == one.address && other.identity == one.identity
                    && other.signInCollection == one.signInCollection;
        });
        if (isKnown || (one.isLocal() && !QFileInfo::exists(one.folder + u"/project.json"_s))) {
            ++skipped;
            continue;
        }
        m_connections.workspace().saveConnection(one);
        ++added;
    }
    const QString text = tr("%n connections added", nullptr, added);
    m_window.toast(
        Tone::Success,
        skipped == 0
            ? text
            : tr("%1, %n left out: known, or not on this machine", nullptr, skipped).arg(text));
}

void HomeView::exportBook(const QString &path)
{
    QSaveFile file(path);
    const auto &all = m_connections.workspace().connections();
    if (!file.open(QIODevice::WriteOnly) || file.write(exportConnections(all)) < 0
        || !file.commit()) {
        m_window.toast(Tone::Danger, tr("The file cannot be written: %1").arg(file.errorString()));
        return;
    }
    m_window.toast(
        Tone::Success,
        tr("%n connections exported, without passwords", nullptr, static_cast<int>(all.size())));
}

} // namespace socle::studio
