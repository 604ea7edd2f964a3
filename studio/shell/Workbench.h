// One connection in the window: rail, collection tree, panes of tabs, inspector, banners, windows
// that were torn off; and the Shell its views talk to.
//
// The current pane is the one that had the focus last, in whichever window: tabs open there, and
// actions, inspector and title follow it.
//
// Made when a connection opens, before its server runs; each keeps its own tabs. What belongs to
// the whole window (sheets, toasts, status line, actions) is passed on to WindowParts.
//
// Source: studio.md 2.2, 3.1, 3.5, 3.10, 3.11.
#pragma once

#include "studio/shell/LayoutUndo.h"
#include "studio/shell/PaneDrop.h"
#include "studio/shell/Shell.h"
#include "studio/shell/TabArea.h"
#include "studio/shell/ViewHost.h"

#include <QDeadlineTimer>
#include <QHash>
#include <QPointer>
#include <QSet>
#include <QWidget>

class QSplitter;
class QTimer;
class QVBoxLayout;

namespace socle::studio {

class Banner;
class CollectionTree;
class ConnectionSession;
class Inspector;
class PaneArea;
class PaneWindow;
struct PanePlace;
class Rail;
class RecordFinder;
class WriteLock;

/// What a workbench may use of its window.
struct WindowParts
{
    QWidget *window = nullptr;
    Actions *actions = nullptr;
    Workspace *workspace = nullptr;
    std::function<void(const QString &)> status;
    /// Also into the bell list.
    std::function<void(Tone, const QString &, const QString &, std::function<void()>)> toast;
    /// The last run was killed: what came back is said.
    bool hasCrashed = false;
};

class Workbench : public QWidget, public Shell
{
    Q_OBJECT

public:
    Workbench(ConnectionSession &session,
              const ViewCatalogue &catalogue,
              WindowParts parts,
              bool restore,
              QWidget *parent = nullptr);
    ~Workbench() override;

    ConnectionSession &session() { return m_session; }

    /// The current pane.
    TabArea *tabs() const;

    /// The panes of the main window.
    PaneArea &panes() const { return *m_panes; }

    /// The tabs that were torn off.
    const QList<PaneWindow *> &windows() const { return m_windows; }

    /// All open tabs, the one used last first.
    QList<View *> recentViews() const;
    /// Brings an open tab to the front, wherever it is.
    void bringForward(View *view);

    /// One of its torn-off windows has the keyboard.
    bool hasActiveWindow() const;

    CollectionTree *tree() const { return m_tree; }

    Rail *rail() const { return m_rail; }

    Inspector *inspector() const { return m_inspector; }

    WriteLock &writeLock() const { return *m_lock; }

    /// Finds records of this connection for the palette.
    RecordFinder &records() const { return *m_records; }

    View *currentView() const;
    /// Of the tab in front; empty when it is about none.
    QString currentCollection() const;

    /// Goes to a view of the rail: its last tab, or a new one.
    void goToView(const QString &viewId);
    /// A new pane beside the current one: with a copy of its tab where a view can be open twice,
    /// with the tab itself where it cannot, empty when that would leave nothing behind.
    void split(Qt::Orientation orientation);
    /// The current tab goes to the next pane, in reading order.
    void moveTabToNextPane();
    /// The current tab goes into a window of its own.
    void tearOff();
    /// Closes the current tab, or the pane when it is empty.
    void closeTab();
    /// The torn-off windows go when the main window does.
    void hideWindows();
    /// Drags a collection from the tree: to a strip, to an edge of a pane, onto another collection.
    void dragCollection(const QString &name);
    /// A saved view in a tab of its own.
    void openSavedView(const QString &collection, const QString &viewId, OpenMode mode);
    void toggleTree();
    void toggleRailLabels();
    void toggleInspector();
    void pinInspector();
    /// What the inspector shows, once more in a window of its own.
    void tearOffInspector();
    /// Takes the last change of the layout back and says what it was.
    void undoLayout();
    /// Writes tabs and layout now.
    void storeState();

    // Shell
    View *open(const ViewTarget &target, OpenMode mode = OpenMode::Lasting) override;
    View *open(const RecordRef &record, OpenMode mode = OpenMode::Preview) override;
    View *openCollection(const QString &collection, OpenMode mode = OpenMode::Preview) override;
    void showInspector(View *owner, QWidget *panel, const QString &title) override;
    void setInspectorVisible(bool visible) override;
    void showSheet(Sheet *sheet) override;
    QWidget *window() override;
    void toast(Tone tone,
               const QString &text,
               const QString &actionText = {},
               std::function<void()> action = {}) override;
    void status(const QString &text) override;
    void showBanner(const BannerText &banner) override;
    void hideBanner(const QString &id) override;
    void layoutChanged(const QString &what, std::function<bool()> back) override;
    Actions &actions() override;
    Workspace &workspace() override;
    QString connectionId() const override;

signals:
    void currentViewChanged(socle::studio::View *view);
    /// Where the view in front can go back or forward to.
    void historyChanged();

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    View *makeView(const ViewTarget &target);
    QString refusalOf(const QString &viewId) const;
    QWidget *makePlaceholder();
    TabArea *makePane();
    void runIn(View *view, const QString &actionId);
    View *openTab(const ViewTarget &target, OpenMode mode);
    void makePanes();
    void watch(PaneArea &area);
    void enter(PaneArea &area);
    QList<PaneArea *> areas() const;
    PaneWindow *makeWindow();
    void closeWindow(PaneWindow *window);
    void tearOff(TabArea *pane, int index, const QPoint &globalPosition);
    void dragTab(TabArea *pane, int index);
    void drop(const DropPlace &place, const QMimeData &carried);
    void showTabMenu(TabArea *pane, int index, const QPoint &globalPosition);
    Qt::DropAction runDrag(QMimeData *carried, const QPixmap &picture);
    void storePanes(QJsonObject &state) const;
    void restorePanes(const QJsonObject &state);
    // What can be undone of it (WorkbenchPaneUndo.cpp).
    void tabMoved(const ViewTarget &target, PaneArea &area, const PanePlace &from, int index);
    void paneMade(PaneArea &area, const TabArea &from, const TabArea &made, const ViewTarget &copy);
    void paneGoes(PaneArea &area, const TabArea &pane);
    void sessionPhaseChanged();
    void contextStateChanged();
    void currentTabChanged(View *view);
    void restoreTabs();
    void showSignIn();
    BannerText failedBanner();
    void showCertificate();
    void findProject();
    void showLimit(int ms);
    void runRemedy(Remedy remedy, const ApiError &error);
    void showSpaceTips();
    void showBeginning();
    void showRescued();
    void readServerAccent();
    QString stagedCollection() const;
    void collectionsAdded(const QStringList &ids);
    void showFailure();
    bool isTreeWanted() const;
    bool isTreeFloating() const;
    bool isInspectorFloating() const;
    void uncover(const QWidget *focus);
    void arrange();
    void themeChanged();
    void place(QWidget *panel, bool floats, int column);
    void applyWidths();
    void rememberWidths();

    ConnectionSession &m_session;
    const ViewCatalogue m_catalogue;
    WindowParts m_parts;
    WriteLock *const m_lock;
    RecordFinder *const m_records;
    Rail *const m_rail;
    CollectionTree *const m_tree;
    QSplitter *const m_splitter;
    QWidget *const m_bannerPlace;
    QVBoxLayout *const m_banners;
    const std::shared_ptr<ClosedTabs> m_closedTabs; // one list for panes that come and go
    PaneArea *m_panes = nullptr;
    QList<PaneWindow *> m_windows;
    QList<QPointer<View>> m_recent; // used last first; may hold what is gone
    QPointer<PaneArea> m_current; // m_panes, or those of a torn-off window

    struct Dragged
    {
        QPointer<TabArea> pane;
        ViewTarget target;
    } m_dragged; // while a tab is dragged

    Inspector *const m_inspector;
    QTimer *const m_storeDelay;
    QTimer *const m_offlineTick;
    QDeadlineTimer m_limitEnd{0}; // until reads go on after a 429
    QHash<QString, QPointer<Banner>> m_shownBanners;

    /// Narrow and wide windows have widths of their own.
    struct Widths
    {
        int tree = 0;
        int inspector = 0;
    };

    Widths &widths();
    void toggleTreeOf(const QString &view);
    Widths m_wide;
    Widths m_narrow;
    LayoutUndo m_layoutUndo;
    bool m_isArranging = false; // panes come and go as part of something larger
    QTimer *const m_resizing; // a splitter that is being pulled is one change
    double m_scale = Theme::current().scale(); // of the widths
    bool m_wasNarrow = false;
    bool m_isPlacing = false; // where the keyboard goes meanwhile is nobody's wish
    bool m_isFirstArrangement = true;
    QSet<QString> m_treeFlipped; // views in which the tree is shown or hidden against their default
    bool m_isTreeFlown = false; // shown over the content of a narrow window
    bool m_inspectorWanted = false;
    bool m_wasLost = false;
    bool m_wasGuarded = false; // production or read only
    bool m_hasBegun = false; // the first view was chosen
    bool m_knowsSchema = false; // later additions are news
};

} // namespace socle::studio
