// The data browser: one collection as a grid with filter, staging, form (studio.md 4.3).
//
// It wires parts and owns no rules of its own: the model holds the rows, the staging engine the
// edits, the filter bar the filter. Whatever the state, toolbar and footer stay, so that a filter
// which matches nothing can be changed. Objects: data.columns, data.sort, data.new, data.grid and
// those of its parts. UI thread.
#pragma once

#include "studio/domain/CommitRunner.h"
#include "studio/domain/PagedRecordModel.h"
#include "studio/shell/View.h"
#include "studio/views/data/ColumnLayout.h"
#include "studio/views/data/GridColumns.h"

#include <QElapsedTimer>
#include <QHash>
#include <QPointer>

#include <functional>

class QMenu;
class QStackedLayout;
class QTimer;

namespace socle::studio {

class Banner;
class Button;
class ConnectionContext;
class DataFooter;
class EmptyState;
class FilterBar;
class GridCommands;
class GroupPanel;
class HoverPeek;
class IconButton;
class LayoutPane;
class RecordPanel;
class Segmented;
class Shell;
class Skeleton;
class StagedBar;
class Strip;
struct StagedRecord;
class Text;

class DataView : public View
{
    Q_OBJECT

public:
    DataView(ConnectionContext &context, Shell &shell, const ViewTarget &target);
    ~DataView() override;

    QList<QAction *> viewActions() const override { return m_actions; }

    void navigate(const ViewTarget &target) override;
    void refresh() override;
    void activated() override;
    void deactivated() override;
    bool find() override;
    bool createNew() override;
    bool save() override;
    QJsonObject saveState() const override;
    void restoreState(const QJsonObject &state) override;
    bool canGoBack() const override;
    bool canGoForward() const override;
    void goBack() override;
    void goForward() override;

    PagedRecordModel *model() const { return m_model; }

    /// "table", "board", "calendar", "gallery", "map", "chart".
    const QString &layoutKind() const { return m_layoutKind; }

    /// The pane of a layout, made when it is first asked for; null for the table.
    LayoutPane *pane(const QString &kind);
    void setLayoutKind(const QString &kind);
    /// Groups by a field; empty: no groups.
    void setGrouping(const QString &field);

    void openReview();
    void askInWords();

private:
    // DataView.cpp: building and the life of the tab
    void build();
    QWidget *makeToolbar();
    void connectGrid();
    void schemaChanged();
    void openCollection(const CollectionPtr &collection);
    void openQuery();
    void rebuildColumns();
    void applyColumns();
    void setLayout(const ColumnLayout &layout);
    void setSort(const QStringList &sort);
    /// Shows a field of a related record ("author.country") as a column, or no longer.
    void setRelated(const QString &path, bool isShown);
    void requestSort(int column, Qt::SortOrder order, bool addLevel);
    void filterChanged(const QString &filter);
    void showGone();
    // DataViewState.cpp: what the state of model and stage looks like
    void modelStateChanged();
    void showState();
    void showEmptyPage();
    void showErrorPage(const ApiError &error);
    void countAll();
    void showTotals();
    void showLive();
    void lockChanged();
    void reportVisible();
    void selectionMoved();
    void showRecord(int row);
    void noteRestored();
    // DataViewActions.cpp: what can be done
    void makeActions();
    QAction *addAction(const QString &verb,
                       const QString &text,
                       const QString &icon,
                       const QString &keys,
                       std::function<void()> run,
                       bool destructive = false);
    void updateActions();
    void newRecord();
    void commit();
    void runCommit(const std::vector<const StagedRecord *> &records);
    void startCommit(CommitPlan plan);
    void focusAfterCommit();
    void showFirstProblem();
    void commitFinished(const CommitRunner::Summary &summary);
    void discard();
    void merge(const RecordKey &key);
    void openColumns();
    void openSort();
    void findColumn();
    void openColumnMenu();
    void openHeaderMenu(int column, const QPoint &at);
    void openCellMenu(const QModelIndex &index, const QPoint &at);
    void follow(const QModelIndex &index);
    void filterByCell(const QModelIndex &index, bool exclude);
    void openBulk();
    void offerNewRows(const QList<QStringList> &rows, const QList<int> &columns);
    void liveTick();
    void openExport();
    void openCopyAs();
    QString copyAs(const QString &format) const;
    void jump(const QString &collectionId, const QString &recordId);
    void openPeek(const QModelIndex &index, bool isHover = false);
    void copyName(const QString &name);
    void addFormatMenu(QMenu *menu, const QString &name);
    void addExpandMenu(QMenu *menu, const fields::Field &relation);
    QString groupObstacle(const fields::Field &field) const;
    // DataViewLayouts.cpp: table, board, calendar, gallery, map, chart; groups
    QWidget *makeLayoutSwitch();
    void openPane();
    void showPane();
    QString effectiveFilter() const;
    // DataViewViews.cpp: what a tab remembers, saved views, the way back
    QJsonObject viewState() const;
    void applyViewState(const QJsonObject &state);
    void openViews();
    void saveViewAs();
    void updateViewButton();
    void startAsUsual();
    void notePlace();
    void goTo(const QJsonObject &place);
    // DataViewLive.cpp: the subscription
    void subscribe();
    void unsubscribe();

    ConnectionContext &m_context;
    Shell &m_shell;
    QString m_collectionName;
    CollectionPtr m_collection;
    QString m_filter;
    QString m_lastGoodFilter;
    QString m_refusal; // the server's words about the filter it refused
    QStringList m_sort;
    ColumnLayout m_layout;
    QString m_selectWhenThere; // record id of the target
    QString m_selectColumn; // and the field
    QString m_layoutKind = QStringLiteral("table");
    QHash<QString, QJsonObject> m_paneOptions; // by layout
    QHash<QString, LayoutPane *> m_panes; // children of the content
    QString m_groupField;
    QString m_viewId; // the saved view that is active
    QList<QJsonObject> m_places; // history of this tab
    qsizetype m_place = -1;
    bool m_hasState = false; // of an earlier run, or of a view
    bool m_isGoing = false; // through the history: nothing is noted
    QJsonObject m_cameFrom; // the target that jumped here
    qint64 m_allRecords = -1;
    qint64 m_elapsedMs = -1;
    QElapsedTimer m_fetchClock;
    QString m_topic;
    bool m_isActive = false;
    bool m_wasRestored = false;

    PagedRecordModel *const m_model;
    GridColumns m_columns;
    DataGrid *m_grid = nullptr;
    GridCommands *m_commands = nullptr;
    FilterBar *m_filterBar = nullptr;
    Strip *m_problemLine = nullptr;
    Text *m_problemText = nullptr;
    Banner *m_hint = nullptr; // missing index
    IconButton *m_columnsButton = nullptr;
    IconButton *m_sortButton = nullptr;
    IconButton *m_viewButton = nullptr;
    Segmented *m_layoutSwitch = nullptr;
    GroupPanel *m_groups = nullptr;
    HoverPeek *m_hoverPeek = nullptr;
    QWidget *m_tablePage = nullptr; // groups and grid
    QTimer *m_placeTimer = nullptr;
    QTimer *m_liveTimer = nullptr;
    int m_liveEvents = 0; // since the last tick
    bool m_isBusy = false; // more events than can be shown one by one
    Button *m_newButton = nullptr;
    QStackedLayout *m_pages = nullptr;
    Skeleton *m_loading = nullptr;
    EmptyState *m_empty = nullptr;
    QWidget *m_emptyPage = nullptr;
    StagedBar *m_stagedBar = nullptr;
    DataFooter *m_footer = nullptr;
    QPointer<RecordPanel> m_panel; // lives in the inspector while this tab is current
    QTimer *m_unsubscribeDelay = nullptr;
    QPointer<CommitRunner> m_runner;
    QPointer<QWidget> m_focusBeforeCommit;

    QList<QAction *> m_actions;
    QAction *m_newAction = nullptr;
    QAction *m_commitAction = nullptr;
    QAction *m_reviewAction = nullptr;
    QAction *m_discardAction = nullptr;
    QAction *m_undoAction = nullptr;
    QAction *m_redoAction = nullptr;
    QAction *m_clearFilterAction = nullptr;
    QAction *m_askAction = nullptr;
    QAction *m_deleteAction = nullptr;
    QAction *m_duplicateAction = nullptr;
    QAction *m_bulkAction = nullptr;
    QAction *m_exportAction = nullptr;
    QAction *m_importAction = nullptr;
};

} // namespace socle::studio
