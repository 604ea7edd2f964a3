// One connection in the window: rail, collection tree, tabs, inspector, banners; and the Shell its
// views talk to.
//
// Made when a connection opens, before its server runs; each keeps its own tabs. What belongs to
// the whole window (sheets, toasts, status line, actions) is passed on to WindowParts.
//
// Source: studio.md 2.2, 3.1, 3.5, 3.10, 3.11.
#pragma once

#include "studio/shell/Shell.h"
#include "studio/shell/ViewHost.h"

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
class Rail;
class RecordFinder;
class TabArea;
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

    TabArea *tabs() const { return m_tabs; }

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
    void toggleTree();
    void toggleRailLabels();
    void toggleInspector();
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
    Actions &actions() override;
    Workspace &workspace() override;
    QString connectionId() const override;

signals:
    void currentViewChanged(socle::studio::View *view);

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    View *makeView(const ViewTarget &target);
    QWidget *makePlaceholder();
    void sessionPhaseChanged();
    void contextStateChanged();
    void currentTabChanged(View *view);
    void restoreTabs();
    void showSignIn();
    void showBeginning();
    void collectionsAdded(const QStringList &ids);
    void showFailure();
    bool isTreeWanted() const;
    bool isTreeFloating() const;
    bool isInspectorFloating() const;
    void arrange();
    void place(QWidget *panel, bool floats, int column);
    void applyWidths();
    void rememberWidths();

    ConnectionSession &m_session;
    const ViewCatalogue m_catalogue;
    const WindowParts m_parts;
    WriteLock *const m_lock;
    RecordFinder *const m_records;
    Rail *const m_rail;
    CollectionTree *const m_tree;
    QSplitter *const m_splitter;
    QVBoxLayout *const m_banners;
    TabArea *const m_tabs;
    Inspector *const m_inspector;
    QTimer *const m_storeDelay;
    QTimer *const m_offlineTick;
    QHash<QString, QPointer<Banner>> m_shownBanners;
    int m_treeWidth = 0;
    int m_inspectorWidth = 0;
    bool m_isFirstArrangement = true;
    QSet<QString> m_treeFlipped; // views in which the tree is shown or hidden against their default
    bool m_isTreeFlown = false; // shown over the content of a narrow window
    bool m_inspectorWanted = false;
    bool m_wasLost = false;
    bool m_hasBegun = false; // the first view was chosen
    bool m_knowsSchema = false; // later additions are news
};

} // namespace socle::studio
