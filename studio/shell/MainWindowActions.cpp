// The global half of the keyboard map: actions, menus and palette sources of the window.
//
// A file of its own because it is a table more than code.
#include "studio/api/OnResult.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/Actions.h"
#include "studio/shell/Appearance.h"
#include "studio/shell/CollectionTree.h"
#include "studio/shell/CommandPalette.h"
#include "studio/shell/Connections.h"
#include "studio/shell/MainWindow.h"
#include "studio/shell/RecordFinder.h"
#include "studio/shell/TabArea.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDateTime>
#include <QMenu>
#include <QMenuBar>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace socle::studio {

void MainWindow::makeActions()
{
    const auto add = [this](const QString &id,
                            const QString &text,
                            const QString &icon,
                            const QString &keys,
                            const QString &subject,
                            std::function<void()> run) {
        return m_actions->add(
            {.id = u"act.app."_s + id,
             .text = text,
             .icon = icon,
             .keys = QKeySequence::listFromString(keys, QKeySequence::PortableText),
             .subject = subject,
             .help = {}},
            std::move(run));
    };
    const auto onBench = [this](auto run) {
        return [this, run] {
            if (Workbench *shown = workbench()) {
                run(*shown);
            }
        };
    };
    const auto onView = [this](auto run) {
        return [this, run] {
            View *view = workbench() == nullptr ? m_home : workbench()->currentView();
            if (view != nullptr) {
                run(*view);
            }
        };
    };
    const QString file = tr("File");
    add(u"new"_s, tr("New"), u"plus"_s, u"Ctrl+N"_s, file, [this] {
        View *view = workbench() == nullptr ? nullptr : workbench()->currentView();
        if (workbench() == nullptr) {
            emit newProjectRequested();
        } else if (view == nullptr || !view->createNew()) {
            status(tr("There is nothing to create here"));
        }
    });
    const auto fromHome = [this](auto signal) {
        return [this, signal] {
            showHome();
            emit(this->*signal)();
        };
    };
    add(u"newProject"_s,
        tr("New local project"),
        u"plus"_s,
        {},
        file,
        fromHome(&MainWindow::newProjectRequested));
    add(u"openData"_s,
        tr("Open existing data"),
        u"folder-open"_s,
        u"Ctrl+O"_s,
        file,
        fromHome(&MainWindow::openDataRequested));
    add(u"connect"_s,
        tr("Connect to a server"),
        u"globe"_s,
        u"Ctrl+Shift+N"_s,
        file,
        fromHome(&MainWindow::connectRequested));
    add(u"newCollection"_s,
        tr("New collection"),
        u"schema"_s,
        {},
        file,
        onBench([](Workbench &bench) {
            bench.open(ViewTarget{u"schema"_s, {}, {}, {{u"create"_s, true}}}, OpenMode::Lasting);
        }));
    add(u"import"_s, tr("Import data"), u"upload"_s, {}, file, onBench([](Workbench &bench) {
            bench.open(ViewTarget{u"import"_s, bench.currentCollection(), {}, {}},
                       OpenMode::Lasting);
        }));
    add(u"switch"_s, tr("Switch connection"), u"plug"_s, u"Ctrl+Shift+O"_s, file, [this] {
        showSwitcher();
    });
    add(u"home"_s, tr("All connections"), u"server"_s, {}, file, [this] { showHome(); });
    add(u"save"_s, tr("Save or commit"), u"check"_s, u"Ctrl+S"_s, file, onView([](View &view) {
            view.save();
        }));
    add(u"stopServer"_s, tr("Stop server"), u"stop"_s, {}, file, onBench([this](Workbench &bench) {
            m_connections.stop(bench.connectionId());
        }));
    add(u"settings"_s, tr("Settings"), u"settings"_s, u"Ctrl+,"_s, file, [this] {
        showSettings();
    });
    add(u"quit"_s, tr("Quit"), u"x"_s, u"Ctrl+Q"_s, file, [this] { close(); });

    const QString edit = tr("Edit");
    add(u"palette"_s, tr("Command palette"), u"command"_s, u"Ctrl+K"_s, edit, [this] {
        m_palette->open();
    });
    add(u"goTo"_s, tr("Go to"), u"search"_s, u"Ctrl+P"_s, edit, [this] {
        m_palette->open(u"@"_s);
    });
    add(u"find"_s, tr("Find"), u"search"_s, u"Ctrl+F"_s, edit, onView([](View &view) {
            view.find();
        }));
    add(u"filterCollections"_s,
        tr("Filter collections"),
        u"filter"_s,
        u"Ctrl+L"_s,
        edit,
        onBench([](Workbench &bench) { bench.tree()->focusFilter(); }));

    const QString tabs = tr("Tabs");
    add(u"newTab"_s, tr("New tab"), u"plus"_s, u"Ctrl+T"_s, tabs, onBench([this](Workbench &) {
            m_palette->open(u"@"_s);
        }));
    add(u"closeTab"_s, tr("Close tab"), u"x"_s, u"Ctrl+W"_s, tabs, onBench([](Workbench &bench) {
            bench.tabs()->closeCurrent();
        }));
    add(u"reopenTab"_s,
        tr("Reopen closed tab"),
        u"undo"_s,
        u"Ctrl+Shift+T"_s,
        tabs,
        onBench([](Workbench &bench) { bench.tabs()->reopenClosed(); }));
    add(u"nextTab"_s,
        tr("Next tab"),
        u"chevron-right"_s,
        u"Ctrl+Tab"_s,
        tabs,
        onBench([](Workbench &bench) { bench.tabs()->activateNext(1); }));
    add(u"previousTab"_s,
        tr("Previous tab"),
        u"chevron-left"_s,
        u"Ctrl+Shift+Tab"_s,
        tabs,
        onBench([](Workbench &bench) { bench.tabs()->activateNext(-1); }));
    add(u"keepTab"_s, tr("Keep preview tab"), u"pin"_s, {}, tabs, onBench([](Workbench &bench) {
            bench.tabs()->makeLasting();
        }));

    const QString go = tr("Go");
    m_back
        = add(u"back"_s, tr("Back"), u"chevron-left"_s, u"Alt+Left"_s, go, onView([](View &view) {
                  view.goBack();
              }));
    m_forward = add(
        u"forward"_s, tr("Forward"), u"chevron-right"_s, u"Alt+Right"_s, go, onView([](View &view) {
            view.goForward();
        }));
    add(u"nextRegion"_s, tr("Next region"), {}, u"F6"_s, go, [this] { cycleRegion(1); });
    add(u"previousRegion"_s, tr("Previous region"), {}, u"Shift+F6"_s, go, [this] {
        cycleRegion(-1);
    });

    const QString view = tr("View");
    add(u"refresh"_s, tr("Refresh"), u"refresh"_s, u"F5"_s, view, onView([](View &shown) {
            shown.refresh();
        }));
    add(u"reloadSchema"_s,
        tr("Reload schema"),
        u"refresh"_s,
        u"Ctrl+Shift+F5"_s,
        view,
        onBench([this](Workbench &bench) {
            onResult(bench.session().context().reload(), this, [this](const Result<void> &result) {
                status(result ? tr("Schema reloaded") : tr("The schema could not be loaded"));
            });
        }));
    add(u"tree"_s,
        tr("Show or hide collections"),
        u"panel-left"_s,
        u"Ctrl+B"_s,
        view,
        onBench([](Workbench &bench) { bench.toggleTree(); }));
    add(u"railLabels"_s,
        tr("Show or hide rail labels"),
        u"sliders"_s,
        u"Ctrl+Shift+B"_s,
        view,
        onBench([](Workbench &bench) { bench.toggleRailLabels(); }));
    add(u"inspector"_s,
        tr("Show or hide inspector"),
        u"panel-right"_s,
        u"Ctrl+."_s,
        view,
        onBench([](Workbench &bench) { bench.toggleInspector(); }));
    add(u"larger"_s, tr("Larger"), u"zoom-in"_s, u"Ctrl++; Ctrl+="_s, view, [this] {
        m_appearance.stepScale(1);
    });
    add(u"smaller"_s, tr("Smaller"), u"zoom-out"_s, u"Ctrl+-"_s, view, [this] {
        m_appearance.stepScale(-1);
    });
    add(u"actualSize"_s, tr("Actual size"), u"target"_s, u"Ctrl+0"_s, view, [this] {
        m_appearance.stepScale(0);
    });
    add(u"density"_s, tr("Change density"), u"rows"_s, {}, view, [this] {
        m_appearance.nextDensity();
    });
    add(u"fullScreen"_s, tr("Full screen"), u"fullscreen"_s, u"F11"_s, view, [this] {
        setWindowState(windowState() ^ Qt::WindowFullScreen);
    });
    add(u"menuBar"_s, tr("Show menu bar"), u"list"_s, u"F10"_s, view, [this] {
        menuBar()->setVisible(true);
        menuBar()->setActiveAction(menuBar()->actions().value(0));
    });
    add(u"lock"_s, tr("Lock or unlock writes"), u"lock"_s, u"Ctrl+Shift+K"_s, tr("Safety"), [this] {
        toggleLock();
    });
}

void MainWindow::makeViewActions()
{
    for (const ViewDescriptor &view : m_catalogue) {
        // Views without a place in the rail are found here: Import.
        const QString id = view.id;
        // Settings has its global key already.
        const QString keys = id == u"settings"_s ? QString() : view.key;
        m_actions->add({.id = u"act.go."_s + id,
                        .text = view.translatedTitle(),
                        .icon = view.icon,
                        .keys = QKeySequence::listFromString(keys, QKeySequence::PortableText),
                        .subject = tr("Go"),
                        .help = {}},
                       [this, id] {
                           if (Workbench *shown = workbench()) {
                               shown->goToView(id);
                           }
                       });
    }
    for (int number = 1; number <= 9; ++number) {
        m_actions->add(
            {.id = u"act.tab.%1"_s.arg(number),
             .text = tr("Tab %1").arg(number),
             .icon = {},
             .keys = {QKeySequence(u"Ctrl+%1"_s.arg(number), QKeySequence::PortableText)},
             .subject = tr("Tabs"),
             .help = {}},
            [this, number] {
                if (Workbench *shown = workbench()) {
                    shown->tabs()->activate(number - 1);
                }
            });
    }
}

void MainWindow::makeMenus()
{
    // Mnemonics live in the menu titles only, so Alt+letter is free while the bar is hidden.
    QHash<QString, QMenu *> menus;
    for (QAction *action : m_actions->all()) {
        const QString subject = action->property("subject").toString();
        QMenu *&menu = menus[subject];
        if (menu == nullptr) {
            menu = menuBar()->addMenu(u'&' + subject);
            menu->setObjectName(u"shell.menu."_s + subject.toLower());
        }
        menu->addAction(action);
    }
    menuBar()->setVisible(false);
    for (QMenu *menu : std::as_const(menus)) {
        connect(menu, &QMenu::aboutToHide, menuBar(), [this] {
            QMetaObject::invokeMethod(
                menuBar(),
                [this] {
                    if (menuBar()->activeAction() == nullptr) {
                        menuBar()->setVisible(false);
                    }
                },
                Qt::QueuedConnection);
        });
    }
}

void MainWindow::makePaletteSources()
{
    const auto entryOf = [](QAction *action, const QString &section) {
        return PaletteEntry{.id = action->objectName(),
                            .section = section,
                            .title = action->text(),
                            .detail = {},
                            .icon = action->data().toString().isEmpty() ? u"command"_s
                                                                        : action->data().toString(),
                            .keys = action->shortcut().toString(QKeySequence::NativeText),
                            .isDestructive = action->property("destructive").toBool(),
                            .isEnabled = action->isEnabled(),
                            .run = [action](bool) { action->trigger(); }};
    };
    // What can be done in the current view comes first.
    m_palette->addSource([this, entryOf](QChar prefix, const QString &) {
        std::vector<PaletteEntry> entries;
        View *view = workbench() == nullptr ? m_home : workbench()->currentView();
        if (view != nullptr && (prefix.isNull() || prefix == u'>')) {
            for (QAction *action : view->viewActions()) {
                entries.push_back(entryOf(action, view->title()));
            }
        }
        return entries;
    });
    m_palette->addSource([this](QChar prefix, const QString &) {
        std::vector<PaletteEntry> entries;
        Workbench *shown = workbench();
        if (shown == nullptr || (!prefix.isNull() && prefix != u'@')) {
            return entries;
        }
        for (const CollectionPtr &collection : shown->session().context().schema().collections()) {
            const QString name = collection->name;
            entries.push_back({.id = u"collection/"_s + name,
                               .section = tr("Collections"),
                               .title = name,
                               .detail = {},
                               .icon = collection->isView() ? u"view"_s
                                   : collection->isAuth()   ? u"users"_s
                                                            : u"table"_s,
                               .keys = {},
                               .run = [shown, name](bool inNewTab) {
                                   shown->openCollection(
                                       name, inNewTab ? OpenMode::Lasting : OpenMode::Preview);
                               }});
        }
        return entries;
    });
    m_palette->addSource([this, entryOf](QChar prefix, const QString &text) {
        std::vector<PaletteEntry> entries;
        if (!prefix.isNull() && prefix != u'>') {
            return entries;
        }
        for (QAction *action : m_actions->all()) {
            // Numbered tabs are for the keyboard; with nothing typed the list stays short.
            const bool isNumber = action->objectName().startsWith(u"act.tab."_s);
            if (!isNumber && (!text.isEmpty() || prefix == u'>' || !action->shortcut().isEmpty())) {
                entries.push_back(entryOf(action, tr("Actions")));
            }
        }
        return entries;
    });
    m_palette->addSource([this](QChar prefix, const QString &) {
        std::vector<PaletteEntry> entries;
        if (!prefix.isNull()) {
            return entries;
        }
        for (const ConnectionProfile &profile : m_connections.workspace().connections()) {
            entries.push_back({.id = u"connection/"_s + profile.id,
                               .section = tr("Connections"),
                               .title = profile.name,
                               .detail = environmentText(profile.environment),
                               .icon = profile.isLocal() ? u"hard-drive"_s : u"globe"_s,
                               .keys = {},
                               .run = [this, id = profile.id](bool) { m_connections.open(id); }});
        }
        return entries;
    });
    // Settings down to the single field: pages say theirs (Shell::settingFields).
    m_palette->addSource([this](QChar prefix, const QString &text) {
        std::vector<PaletteEntry> entries;
        if (prefix != u':' && (!prefix.isNull() || text.isEmpty())) {
            return entries;
        }
        for (const SettingEntry &setting : m_settingEntries) {
            entries.push_back({.id = u"setting/"_s + setting.id,
                               .section = tr("Settings"),
                               .title = setting.title,
                               .detail = setting.page,
                               .icon = u"settings"_s,
                               .keys = {},
                               .run = [this, id = setting.id](bool) { showSetting(id); }});
        }
        return entries;
    });
    m_palette->setFinder(
        [this](QChar, const QString &text, std::function<void(std::vector<PaletteEntry>)> tell) {
            Workbench *shown = workbench();
            if (shown == nullptr || text.size() < 2) {
                return;
            }
            shown->records().search(
                text,
                shown->currentCollection(),
                [shown = QPointer<Workbench>(shown),
                 tell = std::move(tell)](const QList<FoundRecord> &records) {
                    std::vector<PaletteEntry> entries;
                    for (const FoundRecord &record : records) {
                        entries.push_back(
                            {.id = u"record/"_s + record.collection + u'/' + record.id,
                             .section = tr("Records in %1").arg(record.collection),
                             .title = record.label,
                             .detail = record.id,
                             .icon = u"table"_s,
                             .keys = {},
                             .run = [shown, record](bool inNewTab) {
                                 if (shown != nullptr) {
                                     shown->open(RecordRef{record.collection, record.id},
                                                 inNewTab ? OpenMode::Lasting : OpenMode::Preview);
                                 }
                             }});
                    }
                    tell(std::move(entries));
                });
        });
    m_palette->addSource([this](QChar prefix, const QString &) {
        std::vector<PaletteEntry> entries;
        if (prefix != u'=') {
            return entries;
        }
        const auto add = [&](const QString &id, const QString &title, const QString &value) {
            entries.push_back({.id = u"value/"_s + id,
                               .section = tr("Quick values"),
                               .title = title,
                               .detail = value,
                               .icon = u"copy"_s,
                               .keys = {},
                               .run = [this, value](bool) {
                                   QGuiApplication::clipboard()->setText(value);
                                   status(tr("Copied %1").arg(value));
                               }});
        };
        add(u"id"_s, tr("New record id"), makeRecordId());
        add(u"now"_s,
            tr("Now, UTC"),
            QDateTime::currentDateTimeUtc().toString(u"yyyy-MM-dd HH:mm:ss.zzz'Z'"_s));
        add(u"uuid"_s, tr("UUID"), QUuid::createUuid().toString(QUuid::WithoutBraces));
        return entries;
    });
}

} // namespace socle::studio
