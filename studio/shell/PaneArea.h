// Panes side by side: a tree of splitters with a TabArea at each leaf, up to four of them.
//
// One pane is current: the one that had the focus last; tabs open there. A pane whose last tab
// leaves goes, the last pane of all stays. While a tab or a collection is dragged, showDrop() lays
// a sheet over all panes that shows where it would go.
//
// Source: studio.md 3.5, 3.10.
#pragma once

#include "studio/shell/PaneDrop.h"

#include <QJsonObject>
#include <QPointer>
#include <QWidget>

#include <functional>

class QSplitter;

namespace socle::studio {

/// Where a pane stands among the others, told by their numbers: for putting it back when it is
/// gone.
struct PanePlace
{
    int pane = 0;
    QList<int> beside = {}; // the panes next to it in its splitter; empty: it is alone
    Qt::Orientation orientation = Qt::Horizontal;
    bool isBefore = false;
    QList<int> sizes = {}; // of the splitter
};

class PaneArea : public QWidget
{
    Q_OBJECT

public:
    static constexpr int kMaxPanes = 4;
    using MakePane = std::function<TabArea *()>;

    /// Begins with one pane.
    explicit PaneArea(MakePane make, QWidget *parent = nullptr);

    /// In reading order.
    QList<TabArea *> panes() const;

    /// Never null.
    TabArea *current() const { return m_current; }

    void setCurrent(TabArea *pane);
    /// A new, empty pane beside `pane`; nullptr when there are four.
    TabArea *split(TabArea *pane, Qt::Orientation orientation, bool isBefore = false);
    /// Takes an empty pane away; the last one stays.
    void remove(TabArea *pane);
    /// nullptr when it is gone.
    TabArea *pane(int number) const;
    PanePlace placeOf(const TabArea *pane) const;
    /// A pane that is gone, empty, where it was; nullptr when what it stood beside is gone too, or
    /// there are four.
    TabArea *putBack(const PanePlace &place);
    View *currentView() const;
    QList<View *> views() const;

    /// Shown in the first pane, between its strip and its view.
    void setBanners(QWidget *banners);
    /// Lays the drop sheet over the panes, or takes it away.
    void showDrop(bool shows);

    /// Splitters, sizes and the tabs of each pane. With one pane: what TabArea::saveState says.
    QJsonObject saveState() const;
    void restoreState(const QJsonObject &state);

signals:
    /// A pane is about to go.
    void removing(socle::studio::TabArea *pane);
    /// Another view is in front: another tab of the current pane, or another pane.
    void currentChanged(socle::studio::View *view);
    /// The focus came into this area.
    void entered();
    void stateChanged();
    void newTabRequested();
    /// The only pane has no tab any more.
    void emptied();
    void tabDraggedOut(socle::studio::TabArea *pane, int index);
    void tabMenuRequested(socle::studio::TabArea *pane, int index, const QPoint &globalPosition);
    void dropped(const socle::studio::DropPlace &place, const QMimeData &carried);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    TabArea *make();
    void place(QSplitter *splitter, int index, QWidget *node);
    TabArea *splitAt(QWidget *node, Qt::Orientation orientation, bool isBefore);
    void build(QSplitter *splitter, const QJsonObject &node, bool isOutermost);
    QJsonObject stateOf(const QWidget *node) const;
    void panesChanged();
    DropPlace placeAt(const QPoint &position) const;

    const MakePane m_make;
    QSplitter *const m_root;
    QPointer<TabArea> m_current;
    QPointer<QWidget> m_banners;
    PaneDrop *const m_drop;
};

} // namespace socle::studio
