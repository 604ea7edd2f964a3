// The window: environment edge, top bar, Home or one workbench per open connection, status bar; and
// everything that belongs to the window as a whole: the global actions, the palette, the connection
// switcher, messages, the tray of running work.
//
// Closing it stores the state, stops the servers and only then ends: nothing is left behind.
//
// Source: studio.md 3.1, 3.2, 3.8, 3.9, 3.10, 3.16, 3.17.
#pragma once

#include "studio/shell/Popovers.h"
#include "studio/shell/TaskWatch.h"
#include "studio/shell/ViewHost.h"
#include "studio/shell/Workbench.h"

#include <QHash>
#include <QMainWindow>
#include <QPointer>

class QAction;
class QMenu;
class QStackedWidget;
class QTimer;

namespace socle::studio {

class Actions;
class Appearance;
class CommandPalette;
class Connections;
class DesktopNotifier;
class EnvironmentEdge;
class StatusBar;
class TabSwitcher;
class TopBar;

class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    /// The Home view is made by app/, which sees views/home.
    using HomeFactory = std::function<View *(MainWindow &)>;
    /// The studio's own settings page, shown in a sheet on Home and as a tab elsewhere.
    using SettingsFactory = std::function<QWidget *(QWidget *parent)>;

    MainWindow(Connections &connections,
               Appearance &appearance,
               ViewCatalogue catalogue,
               bool restore,
               QWidget *parent = nullptr);
    ~MainWindow() override;

    void setHome(const HomeFactory &factory);

    void setSettings(SettingsFactory factory) { m_settings = std::move(factory); }

    /// One control of the settings, for the palette.
    struct SettingEntry
    {
        QString id; // object name of the control; path of a server's setting
        QString title;
        QString page;
    };

    /// What the palette finds of a server's settings; told by app/, which sees their table.
    void setServerSettings(QList<SettingEntry> settings) { m_serverSettings = std::move(settings); }

    Actions &actions() { return *m_actions; }

    Connections &connections() { return m_connections; }

    /// Shows Home; the connections stay open.
    void showHome();
    /// Shows the workbench of an open connection.
    void showConnection(const QString &id);
    Workbench *workbench() const;
    /// The one actions are meant for: that of a torn-off window with the keyboard, or the shown
    /// one.
    Workbench *activeWorkbench() const;

    TaskWatch &tasks() const { return *m_watch; }

    /// What the bell lists, newest first.
    const QList<Message> &messages() const { return m_messages; }

    /// Opens the connections that were open at the end of the last run.
    void restoreConnections();

    /// Forgets tabs, panes, windows and geometry of all connections; drafts stay.
    void resetWindowState();

    void toast(Tone tone,
               const QString &text,
               const QString &actionText = {},
               std::function<void()> action = {});
    void status(const QString &text);

signals:
    /// Home's three cards by key and menu: the Home view answers.
    void newProjectRequested();
    void openDataRequested();
    void connectRequested();

protected:
    void closeEvent(QCloseEvent *event) override;
    bool event(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    bool focusNextPrevChild(bool next) override;

private:
    void makeActions();
    void makeViewActions();
    void makeMenus();
    void makePaletteSources();
    void connectionOpened(const QString &id);
    void connectionClosed(const QString &id);
    void connectionChanged(const QString &id);
    void updateChrome();
    void showHistory();
    void updateTasks();
    void keep(Message message);
    void announce(const QString &text);
    void taskEnded(const TaskWatch::End &end);
    bool askAboutTasks();
    // MainWindowDisk.cpp
    void diskFailed(const QString &reason);
    void checkDisk();
    bool askAboutDisk();
    void switchTab(int step);
    void mendFocus(QWidget *before, QWidget *now);
    void showSwitcher();
    void showDetails();
    void showNetwork();
    void showLock();
    void toggleLock();
    void togglePrivacy();
    void setTitle(const QString &title);
    void showTasks();
    void showMessages();
    void showHelp();
    void showSettings();
    void showSetting(const QString &field);
    void loadKeymap();
    void cycleRegion(int step);
    bool enterRegion(QWidget &region);
    static void openContextMenu();
    void storeWindow();
    void restoreWindow();
    WindowParts parts();

    Connections &m_connections;
    Appearance &m_appearance;
    const ViewCatalogue m_catalogue;
    const bool m_restore;
    Actions *const m_actions;
    EnvironmentEdge *const m_edge;
    TopBar *const m_top;
    QStackedWidget *const m_stack;
    StatusBar *const m_status;
    CommandPalette *const m_palette;
    QPointer<TabSwitcher> m_switcher; // in the window where it was asked for
    QTimer *const m_pulse;
    TaskWatch *const m_watch;
    DesktopNotifier *const m_notifier;
    SettingsFactory m_settings;
    static inline const QString kUtcKey = QStringLiteral("utc"); // state: times in UTC
    View *m_home = nullptr;
    QHash<QString, Workbench *> m_workbenches; // by connection id
    QList<Message> m_messages; // newest first
    QList<SettingEntry> m_settingEntries;
    QList<SettingEntry> m_serverSettings;
    QAction *m_back = nullptr;
    QAction *m_forward = nullptr;
    bool m_hasCrashed = false; // the last run did not end by itself
    bool m_isClosing = false;
    bool m_quitsAnyway = false; // asked about running work
    bool m_quitsUnstored = false; // asked about what the disk does not take
    QString m_diskProblem; // while the studio's own file cannot be written
    bool m_altAlone = false;
};

} // namespace socle::studio
