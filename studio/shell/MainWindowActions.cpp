// The global half of the keyboard map: actions, menus and palette sources of the window.
//
// A file of its own because it is a table more than code.
#include "studio/api/OnResult.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/Privacy.h"
#include "studio/kit/ShownTime.h"
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
            if (Workbench *shown = activeWorkbench()) {
                run(*shown);
            }
        };
    };
    const auto onView = [this](auto run) {
        return [this, run] {
            Workbench *bench = activeWorkbench();
            View *view = bench == nullptr ? m_home : bench->currentView();
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
        onBench([](Workbench &bench) {
            if (!bench.tree()->isVisible()) {
                bench.toggleTree(); // where one looks for a collection, the list is wanted
            }
            bench.tree()->focusFilter();
        }));

    const QString tabs = tr("Tabs");
    add(u"newTab"_s, tr("New tab"), u"plus"_s, u"Ctrl+T"_s, tabs, onBench([this](Workbench &) {
            m_palette->open(u"@"_s);
        }));
    add(u"closeTab"_s, tr("Close tab"), u"x"_s, u"Ctrl+W"_s, tabs, onBench([](Workbench &bench) {
            bench.closeTab();
        }));
    add(u"closeOtherTabs"_s, tr("Close other tabs"), {}, {}, tabs, onBench([](Workbench &bench) {
            bench.tabs()->closeOthers(bench.tabs()->currentIndex());
        }));
    add(u"reopenTab"_s,
        tr("Reopen closed tab"),
        u"undo"_s,
        u"Ctrl+Shift+T"_s,
        tabs,
        onBench([](Workbench &bench) { bench.tabs()->reopenClosed(); }));
    add(u"recentTabs"_s, tr("Recent tabs"), u"layers"_s, u"Ctrl+Tab"_s, tabs, [this] {
        switchTab(1);
    });
    add(u"recentTabsBack"_s,
        tr("Recent tabs, backwards"),
        u"layers"_s,
        u"Ctrl+Shift+Tab; Ctrl+Shift+Backtab"_s,
        tabs,
        [this] { switchTab(-1); });
    add(u"nextTab"_s,
        tr("Next tab"),
        u"chevron-right"_s,
        u"Ctrl+PgDown"_s,
        tabs,
        onBench([](Workbench &bench) { bench.tabs()->activateNext(1); }));
    add(u"previousTab"_s,
        tr("Previous tab"),
        u"chevron-left"_s,
        u"Ctrl+PgUp"_s,
        tabs,
        onBench([](Workbench &bench) { bench.tabs()->activateNext(-1); }));
    add(u"keepTab"_s, tr("Keep preview tab"), u"pin"_s, {}, tabs, onBench([](Workbench &bench) {
            bench.tabs()->makeLasting();
        }));
    add(u"splitRight"_s,
        tr("Split right"),
        u"split"_s,
        u"Ctrl+\\"_s,
        tabs,
        onBench([](Workbench &bench) { bench.split(Qt::Horizontal); }));
    add(u"splitDown"_s,
        tr("Split down"),
        u"rows"_s,
        u"Ctrl+Shift+\\; Ctrl+|"_s,
        tabs,
        onBench([](Workbench &bench) { bench.split(Qt::Vertical); }));
    add(u"moveTab"_s,
        tr("Move tab to the next pane"),
        u"panel-right"_s,
        u"Ctrl+Alt+Right"_s,
        tabs,
        onBench([](Workbench &bench) { bench.moveTabToNextPane(); }));
    add(u"tearOff"_s,
        tr("Move tab to a new window"),
        u"external-link"_s,
        {},
        tabs,
        onBench([](Workbench &bench) { bench.tearOff(); }));

    add(u"tasks"_s, tr("Running work"), u"activity"_s, {}, tr("View"), [this] { showTasks(); });
    add(u"messages"_s, tr("Messages"), u"bell"_s, {}, tr("View"), [this] { showMessages(); });

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
    add(u"contextMenu"_s, tr("Menu of what has the keyboard"), {}, u"Shift+F10"_s, go, [] {
        openContextMenu();
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
    add(u"pinInspector"_s,
        tr("Pin or release the inspector"),
        u"pin"_s,
        {},
        view,
        onBench([](Workbench &bench) { bench.pinInspector(); }));
    add(u"secondInspector"_s,
        tr("Second inspector in a window"),
        u"external-link"_s,
        {},
        view,
        onBench([](Workbench &bench) { bench.tearOffInspector(); }));
    add(u"treeFields"_s,
        tr("Show or hide the fields of the collection"),
        u"braces"_s,
        {},
        view,
        onBench([](Workbench &bench) {
            bench.tree()->setFieldsShown(!bench.tree()->areFieldsShown());
        }));
    add(u"undoLayout"_s,
        tr("Undo layout change"),
        u"undo"_s,
        {},
        view,
        onBench([](Workbench &bench) { bench.undoLayout(); }));
    add(u"resetWindow"_s, tr("Reset window state"), u"refresh"_s, {}, view, [this] {
        resetWindowState();
        status(tr("Tabs, panes and sizes are forgotten at the next start"));
    });
    QAction *utc = add(u"utc"_s, tr("Show times in UTC"), u"clock"_s, {}, view, [this] {
        if (Workbench *shown = workbench()) {
            const bool isUtc = !ShownTime::current().isUtc();
            m_connections.workspace().setState(shown->connectionId(), kUtcKey, isUtc);
            ShownTime::current().setUtc(isUtc);
            status(isUtc ? tr("Times are shown in UTC") : tr("Times are shown in local time"));
        }
    });
    utc->setCheckable(true);
    connect(&ShownTime::current(), &ShownTime::changed, utc, [utc] {
        utc->setChecked(ShownTime::current().isUtc());
    });
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
    add(u"help"_s, tr("Keys and help for this view"), u"help"_s, u"F1"_s, tr("Help"), [this] {
        showHelp();
    });
    add(u"network"_s, tr("Network activity"), u"activity"_s, {}, tr("Help"), [this] {
        showNetwork();
    });
    add(u"details"_s, tr("Connection details"), u"info"_s, {}, tr("Help"), [this] {
        showDetails();
    });
    QAction *privacy = add(
        u"privacy"_s, tr("Privacy mode"), u"eye-off"_s, u"Ctrl+Shift+H"_s, tr("Safety"), [this] {
            togglePrivacy();
        });
    privacy->setCheckable(true);
    connect(&Privacy::current(), &Privacy::changed, privacy, &QAction::setChecked);
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
                           if (Workbench *shown = activeWorkbench()) {
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
                if (Workbench *shown = activeWorkbench()) {
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

} // namespace socle::studio
