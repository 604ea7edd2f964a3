// The data browser: one collection as a grid with filter, staging, form (studio.md 4.3).
//
// It wires parts and owns no rules of its own: the model holds the rows, the staging engine the
// edits, the filter bar the filter. Whatever the state, toolbar and footer stay, so that a filter
// which matches nothing can be changed. Objects: data.columns, data.sort, data.new, data.grid and
// those of its parts. UI thread.
#pragma once

#include "studio/api/RealtimeClient.h"
#include "studio/domain/BulkEdit.h"
#include "studio/domain/CommitRunner.h"
#include "studio/domain/FilterMatch.h"
#include "studio/domain/PagedRecordModel.h"
#include "studio/domain/SavedViews.h"
#include "studio/shell/View.h"
#include "studio/views/data/ColumnLayout.h"
#include "studio/views/data/GridColumns.h"

#include <QElapsedTimer>
#include <QHash>
#include <QPointer>
#include <QSet>

#include <functional>

class QMimeData;
class QMenu;
class QStackedLayout;
class QTimer;

namespace socle::studio {

enum class ExportFormat;
class Banner;
class Button;
class ConnectionContext;
class DataFooter;
class EmptyState;
class FilterBar;
class FoldingButton;
class GridCommands;
class HoverPeek;
class IconButton;
class LayoutPane;
class LiveNote;
class RecordPanel;
class Segmented;
class SharedViews;
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
    void setInspectorPinned(bool isPinned) override;
    QWidget *makeSecondPanel() override;
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
    /// Header rows by a field ("status", "created:month"); empty: no groups.
    void setGrouping(const QString &field);

    void openReview();
    void askInWords();

private:
    // DataViewBuild.cpp: the parts
    void build();
    QWidget *makeToolbar();
    void showSortChips();
    // DataView.cpp: the life of the tab
    void connectGrid();
    void schemaChanged();
    void openCollection(const CollectionPtr &collection);
    void openQuery();
    RecordQuery recordQuery() const;
    void rebuildColumns();
    void applyColumns();
    void setLayout(const ColumnLayout &layout);
    /// "Undo layout change" brings `before` back.
    void noteLayout(const ColumnLayout &before);
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
    void showMessage(State state);
    void countAll();
    void showTotals();
    void showLive();
    void lockChanged();
    void reportVisible();
    void selectionMoved();
    void noteRestored();
    // DataViewWhole.cpp: values the grid did not ask for
    QStringList shownColumns() const;
    void prepareCells(const QItemSelection &cells, std::function<void(bool)> then);
    /// Runs `then` when everything of these records is here; says so when it cannot be fetched.
    void whenWhole(const QList<int> &rows, std::function<void()> then);
    void showRecord(int row);
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
    void mergeNext();
    void editStaged(const RecordKey &key, const QString &field);
    void revertCommit(qint64 commit);
    void walkUndo(bool isForward);
    void setInstant(bool isInstant);
    void instantFinished(const CommitRunner::Summary &summary);
    void openColumns();
    void openSort();
    void findColumn();
    void openColumnMenu();
    void openHeaderMenu(int column, const QPoint &at);
    void openCellMenu(const QModelIndex &index, const QPoint &at);
    void follow(const QModelIndex &index);
    void filterByCell(const QModelIndex &index, bool exclude);
    void openBulk();
    void openBulkFor(const GatherPlan &plan);
    void openPaste(const QModelIndex &at, const QList<QStringList> &rows);
    /// Of the marked rows, else of the selected ones; a query with exceptions when all are marked.
    GatherPlan chosenRecords() const;
    /// The same with the ids of selected rows that are not loaded; they are asked for.
    void withChosen(std::function<void(const GatherPlan &plan)> then);
    void deleteRecords();
    void deleteChosen(const GatherPlan &plan);
    void compareRecords();
    void showComparison();
    void offerUnfinishedRuns();
    void offerNewRows(const QList<QStringList> &rows, const QList<int> &columns);
    void liveTick();
    void openExport();
    void openCopyAs();
    /// The chosen records as text, a table also as HTML; null when there are none. The caller's.
    QMimeData *copyAs(ExportFormat format) const;
    void jump(const QString &collectionId, const QString &recordId);
    void openPeek(const QModelIndex &index, bool isHover = false);
    void copyName(const QString &name);
    void addFormatMenu(QMenu *menu, const fields::Field &type);
    void addColourMenu(QMenu *menu, const fields::Field &type);
    void setFormat(const QString &name, const ColumnFormat &format);
    void addExpandMenu(QMenu *menu, const fields::Field &relation);
    // DataViewGroups.cpp: header rows of groups
    void connectGroups();
    QString groupObstacle(const fields::Field &field) const;
    void addGroupMenu(QMenu *menu, const fields::Field &field);
    void openGroupMenu(int row, const QPoint &at);
    // DataViewLayouts.cpp: table, board, calendar, gallery, map, chart
    QWidget *makeLayoutSwitch();
    void openPane();
    void showPane();
    /// Why this layout cannot show the result; empty when it can.
    QString paneRefusal() const;
    QString effectiveFilter() const;
    // DataViewQuick.cpp: the filter row, the window of a very large result, the index that is
    // missing
    void connectQuick();
    QString quickCondition() const;
    void stepWindow(int step);
    void offerIndex(const QString &field);
    void createIndex(const QString &field);
    QList<int> visibleRows() const;
    QSet<QString> filledColumns() const;
    // DataViewViews.cpp: what a tab remembers, the way back
    QJsonObject viewState() const;
    void applyViewState(const QJsonObject &state);
    void startAsUsual();
    void notePlace();
    void goTo(const QJsonObject &place);
    // DataViewSaved.cpp: named views
    SavedViews savedViews() const;
    std::optional<SavedView> activeView() const;
    void updateViewButton();
    void readSharedViews();
    void openViews();
    void copyLink();
    void followLink();
    void showSavedView(const SavedView &view);
    void saveAsDefault();
    void storeView(const SavedView &view);
    void saveActiveView();
    void shareActiveView();
    void removeActiveView();
    void saveViewAs();
    // DataViewRecord.cpp: what the record panel's head and keys do
    QAction *addPanelAction(const QString &verb,
                            const QString &text,
                            const QString &icon,
                            const QString &keys,
                            std::function<void()> run);
    void makeRecordActions();
    void updateRecordActions();
    void stepRecord(int step);
    void openRecordTab();
    void anotherRecord();
    void expandCell();
    void seeAsUser();
    void connectFilter();
    // DataViewNotice.cpp: views and system collections
    bool isReadOnly() const;
    QString readOnlyReason() const;
    Banner *makeNotice();
    void showNotice();
    // DataViewLive.cpp: the subscription
    void subscribe();
    void unsubscribe();
    /// The options of the subscription: expand and fields as in the requests of the grid.
    QMap<QString, QString> liveOptions();
    /// Other columns, or another filter: the subscription asks for what is needed now.
    void followColumns();
    void hearEvent(const RecordEvent &event);
    bool isEdited(const QString &recordId) const;
    void takeEvent(const RecordEvent &event);
    void holdBack(const RecordEvent &event);
    void releaseHeldBack();
    void strike(const QString &recordId, bool isDeleted);
    void settleMatch(const Record &record, bool matches);
    void matchChanged();

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
    RecordKey m_awaited; // the inspector's, while the rest of it is fetched
    QString m_layoutKind = QStringLiteral("table");
    QHash<QString, QJsonObject> m_paneOptions; // by layout
    QHash<QString, LayoutPane *> m_panes; // children of the content
    QHash<QString, QString> m_quickFilters; // by column, of the filter row
    std::optional<ColumnLayout> m_lastLayout; // before the columns were chosen anew
    QString m_groupField;
    QString m_viewId; // the saved view that is active
    QString m_linkedView; // of the link that opened the tab, until it is found
    QString m_linkedSort;
    QList<QJsonObject> m_places; // history of this tab
    qsizetype m_place = -1;
    bool m_hasState = false; // of an earlier run, or of a view
    bool m_isGoing = false; // through the history: nothing is noted
    QJsonObject m_cameFrom; // the target that jumped here
    qint64 m_allRecords = -1;
    qint64 m_elapsedMs = -1;
    QElapsedTimer m_fetchClock;
    QString m_topic;
    QString m_formerTopic; // events of the one before may be on their way
    bool m_isActive = false;
    bool m_isSignedOut = false; // the token was refused while it was open
    bool m_wasRestored = false;

    PagedRecordModel *const m_model;
    SharedViews *m_sharedViews = nullptr;
    GridColumns m_columns;
    DataGrid *m_grid = nullptr;
    GridCommands *m_commands = nullptr;
    FilterBar *m_filterBar = nullptr;
    Strip *m_sortRow = nullptr; // several sort keys
    Strip *m_problemLine = nullptr;
    Text *m_problemText = nullptr;
    Banner *m_hint = nullptr; // missing index
    Banner *m_notice = nullptr; // a view, a system collection
    Button *m_noticeButton = nullptr;
    bool m_editsSystem = false; // the user said so, in this tab
    bool m_hasFaultyIds = false;
    bool m_idsAreMissing = false;
    Button *m_indexButton = nullptr;
    QString m_indexField;
    IconButton *m_columnsButton = nullptr;
    IconButton *m_sortButton = nullptr;
    IconButton *m_viewButton = nullptr;
    Segmented *m_layoutSwitch = nullptr;
    HoverPeek *m_hoverPeek = nullptr;
    QWidget *m_tablePage = nullptr; // groups and grid
    QTimer *m_placeTimer = nullptr;
    QTimer *m_liveTimer = nullptr;
    int m_liveEvents = 0; // since the last tick
    QHash<QString, RecordEvent> m_heldBack; // of the record under the open editor
    QHash<QString, int> m_struck; // records that are about to leave the grid -> which stroke
    int m_strokes = 0;
    FilterMatch m_match; // of the filter as it is
    QHash<QString, Record> m_toMatch; // changed records of which only the server knows
    bool m_owesRefresh = false; // of a busy second, while an editor was open
    LiveNote *m_liveNote = nullptr; // child of the grid's viewport
    bool m_isBusy = false; // more events than can be shown one by one
    FoldingButton *m_newButton = nullptr;
    QStackedLayout *m_pages = nullptr;
    Skeleton *m_loading = nullptr;
    EmptyState *m_empty = nullptr;
    QWidget *m_emptyPage = nullptr;
    StagedBar *m_stagedBar = nullptr;
    DataFooter *m_footer = nullptr;
    bool m_isPanelPinned = false;
    QPointer<RecordPanel> m_panel; // lives in the inspector while this tab is current
    QTimer *m_unsubscribeDelay = nullptr;
    QPointer<CommitRunner> m_runner;
    QPointer<QWidget> m_focusBeforeCommit;
    QString m_fieldBeforeCommit; // of the record panel, when the keyboard was there
    ViewTarget m_target; // as the tab was opened
    bool m_isRecordTab = false; // one record as a form instead of the grid

    QList<QAction *> m_actions;
    QAction *m_newAction = nullptr;
    QAction *m_commitAction = nullptr;
    QAction *m_reviewAction = nullptr;
    QAction *m_discardAction = nullptr;
    QAction *m_undoAction = nullptr;
    QAction *m_redoAction = nullptr;
    QAction *m_instantAction = nullptr;
    QAction *m_clearFilterAction = nullptr;
    QAction *m_askAction = nullptr;
    QAction *m_deleteAction = nullptr;
    QAction *m_duplicateAction = nullptr;
    QAction *m_bulkAction = nullptr;
    QAction *m_compareAction = nullptr;
    QAction *m_changesAction = nullptr;
    QAction *m_exportAction = nullptr;
    QAction *m_importAction = nullptr;
    QAction *m_previousAction = nullptr;
    QAction *m_nextAction = nullptr;
    QAction *m_recordTabAction = nullptr;
    QAction *m_anotherAction = nullptr;
    QAction *m_arrangeAction = nullptr;
    QAction *m_seeAsAction = nullptr;
    QAction *m_expandAction = nullptr;
};

} // namespace socle::studio
