// What the server did, as it happens: bars over time, facets, the list, and the entry under the
// cursor in the inspector.
//
// New entries come by the server's stream where there is one, by asking once a second elsewhere,
// and only while the tab is visible. Scrolled away from the newest, the list keeps its place and
// counts what came ("37 new").
//
// Source: studio.md 4.11.
#pragma once

#include "studio/shell/PlaceTrail.h"
#include "studio/shell/View.h"
#include "studio/views/logs/LogFilter.h"

#include <QPointer>
#include <QTimer>

class QStackedLayout;

namespace socle::studio {

class Button;
class ConnectionContext;
class DataGrid;
class EmptyState;
class LogDetail;
class LogFacets;
class LogHistogram;
class LogModel;
class LogToolbar;
class ProcessLog;
class Shell;
class Skeleton;
class StatusDot;
class Text;

class LogsView : public View
{
    Q_OBJECT

public:
    LogsView(ConnectionContext &context, Shell &shell, const ViewTarget &target);
    ~LogsView() override;

    QList<QAction *> viewActions() const override { return m_actions; }

    void navigate(const ViewTarget &target) override;
    void refresh() override;
    void activated() override;
    void deactivated() override;
    bool find() override;
    QJsonObject saveState() const override;
    void restoreState(const QJsonObject &state) override;

    LogModel &model() { return *m_model; }

    const LogFilter &filter() const { return m_filter; }

    void setFilter(const LogFilter &filter);
    void setLive(bool live);

    void setInspectorPinned(bool isPinned) override;
    QWidget *makeSecondPanel() override;

    bool canGoBack() const override { return m_trail.canGoBack(); }

    bool canGoForward() const override { return m_trail.canGoForward(); }

    void goBack() override;
    void goForward() override;

    bool isLive() const { return m_isLive; }

    /// Entries that came while the list is scrolled away from the newest.
    int unseen() const { return m_unseen; }

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *makeBody();
    QWidget *makeFooter();
    void makeActions();
    void reload();
    void loadHistogram();
    void histogramFromEntries(const QDateTime &now);
    void stateChanged();
    void entriesAdded(int count);
    void applyLive();
    LogDetail *makeDetail();
    void showSelection();
    void showFacets();
    void showUnseen();
    void refreshFooter();
    void setProcess(bool on);
    void goToNewest();
    /// A stored or handed-over filter; what it does not say is as this connection starts.
    LogFilter filterOf(QJsonObject stored) const;

    ConnectionContext &m_context;
    Shell &m_shell;
    LogModel *const m_model;
    LogFilter m_filter;
    PlaceTrail<LogFilter> m_trail;
    QList<QAction *> m_actions;
    LogToolbar *m_toolbar = nullptr;
    LogHistogram *m_histogram = nullptr;
    LogFacets *m_facets = nullptr;
    QWidget *m_facetLine = nullptr;
    DataGrid *m_grid = nullptr;
    EmptyState *m_empty = nullptr;
    QStackedLayout *m_list = nullptr; // grid, skeleton, empty or error
    QStackedLayout *m_source = nullptr; // requests, process
    ProcessLog *m_process = nullptr; // local projects only
    Button *m_new = nullptr;
    Text *m_count = nullptr;
    StatusDot *m_tail = nullptr;
    QPointer<LogDetail> m_detail; // shown by the inspector
    QTimer m_quiet; // facets and footer after a burst of entries
    QTimer m_statistics; // bars while live
    quint64 m_generation = 0;
    int m_unseen = 0;
    bool m_isLive = true;
    bool m_isActive = false;
    bool m_wantsFacets = true;
    bool m_isProcess = false;
    bool m_isDetailPinned = false;
};

View *makeLogsView(ConnectionContext &context, Shell &shell, const ViewTarget &target);

} // namespace socle::studio
