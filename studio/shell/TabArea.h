// The tab strip and what is under it: views by key, one preview tab, recently closed ones. One pane
// of a PaneArea.
//
// Owns the views. A target whose key is open already is brought to the front and told to navigate;
// otherwise the factory makes a view. The preview tab (italic) is replaced by the next preview;
// working in it or double-clicking makes it lasting.
//
// Source: studio.md 3.5, 3.10.
#pragma once

#include "studio/shell/View.h"

#include <QHash>
#include <QJsonArray>
#include <QPointer>
#include <QWidget>

#include <functional>
#include <memory>

class QStackedWidget;

namespace socle::studio {

class IconButton;
class Tabs;

/// Tabs that were closed, newest last; one list for all panes of a connection.
using ClosedTabs = QList<QPair<ViewTarget, QJsonObject>>;

class TabArea : public QWidget
{
    Q_OBJECT

public:
    using Factory = std::function<View *(const ViewTarget &)>;

    /// A tab on its way from one pane to another.
    struct Taken
    {
        ViewTarget target;
        View *view = nullptr; // hidden, without a parent
        bool isPreview = false;
    };

    explicit TabArea(Factory factory, QWidget *parent = nullptr);

    /// Which pane it is, among all there were; one that is put back takes over its number.
    int number() const { return m_number; }

    void setNumber(int number) { m_number = number; }

    /// nullptr when the factory knows no such view.
    View *open(const ViewTarget &target, OpenMode mode);
    View *currentView() const;
    ViewTarget currentTarget() const;
    QList<View *> views() const;
    int count() const;

    void activate(int index);
    void move(int from, int to);
    void activateNext(int step);
    void closeCurrent();
    void close(int index);
    void closeOthers(int index);
    void reopenClosed();

    /// The tab that was closed here last; empty when none was.
    const ViewTarget &lastClosed() const { return m_lastClosed; }

    /// Opens a tab that was closed as it was then, or anew when nobody remembers it.
    void reopen(const ViewTarget &target);

    bool canReopen() const { return !m_closed->isEmpty(); }

    /// Panes come and go, what was closed stays: the list is shared and outlives them.
    void shareClosed(std::shared_ptr<ClosedTabs> closed) { m_closed = std::move(closed); }

    void makeLasting();

    /// The target as it is open here: the same key, or the same view and collection when `target`
    /// does not say which of several is meant. Empty when it is not open.
    ViewTarget openTarget(const ViewTarget &target) const;
    int currentIndex() const;
    ViewTarget targetAt(int index) const;
    /// -1 when no tab has its key.
    int indexOf(const ViewTarget &target) const;
    /// The tab itself, to be seen under the pointer.
    QPixmap pictureOf(int index) const;
    /// Takes a tab out with its view as it is; `emptied` follows when it was the last.
    Taken take(int index);
    /// Puts a tab in and goes to it. One whose key is open here already is dropped.
    void put(Taken tab);
    /// One of several panes: whether the next tab opens here.
    void setActivePane(bool isActive);
    /// Where the strip is, in own coordinates: what is dropped there joins the tabs.
    int stripHeight() const;

    /// Tabs with their targets and view states, for the workspace.
    QJsonObject saveState() const;
    /// Makes the tabs again; views load when they are shown.
    void restoreState(const QJsonObject &state);

    /// Room between strip and view for what the shell has to say about all of them.
    void setBanners(QWidget *banners);
    /// What is shown while no tab is open.
    void setPlaceholder(QWidget *placeholder);

signals:
    void currentChanged(socle::studio::View *view);
    void stateChanged();
    void newTabRequested();
    /// The last tab was closed or taken.
    void emptied();
    void tabDraggedOut(int index);
    /// A tab was pulled to another place in the strip.
    void moved(int from, int to);
    void tabMenuRequested(int index, const QPoint &globalPosition);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Tab
    {
        ViewTarget target;
        View *view = nullptr;
    };

    int indexOf(const View *view) const;
    void connectView(View *view);
    void showMarks(View *view);
    void watchBusy(View *view);
    void showCurrent();
    QString tabKey(const ViewTarget &target) const;
    View *addTab(const ViewTarget &target, bool isPreview);
    void adopt(const QString &key, const ViewTarget &target, View *view, bool isPreview);

    Factory m_factory;
    Tabs *const m_tabs;
    IconButton *const m_plus;
    QStackedWidget *const m_stack;
    QWidget *m_placeholder = nullptr;
    QHash<QString, Tab> m_open; // by tab key
    QString m_preview; // key of the preview tab
    QHash<const View *, int> m_waiting; // views that load, with the number of that wait
    int m_waits = 0;
    QPointer<View> m_current;
    int m_number;
    ViewTarget m_lastClosed;
    std::shared_ptr<ClosedTabs> m_closed; // shared by the panes of a connection
};

} // namespace socle::studio
