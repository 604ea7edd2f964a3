// The three columns of a workbench and what a narrow window does to them: below 1200 px the
// inspector lies over the content, below 1080 the tree becomes a flyout beside the rail.
//
// A panel that floats is a child of the workbench itself, raised above the splitter; it goes back
// into its column when there is room again. Widths are kept by column, whatever is shown.
//
// Source: studio.md 3.1.
#include "studio/kit/Button.h"
#include "studio/kit/ScaledSize.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/CollectionTree.h"
#include "studio/shell/Inspector.h"
#include "studio/shell/InspectorWindow.h"
#include "studio/shell/Metrics.h"
#include "studio/shell/Rail.h"
#include "studio/shell/TabArea.h"
#include "studio/shell/Workbench.h"

#include <QApplication>
#include <QJsonArray>
#include <QMouseEvent>
#include <QPointer>
#include <QScopedValueRollback>
#include <QSplitter>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

void Workbench::toggleTree()
{
    if (isTreeFloating()) {
        m_isTreeFlown = !m_isTreeFlown;
    } else {
        const QString here = tabs()->currentTarget().view;
        toggleTreeOf(here);
        layoutChanged(tr("Show or hide collections"), [self = QPointer<Workbench>(this), here] {
            if (self == nullptr) {
                return false;
            }
            self->toggleTreeOf(here);
            self->arrange();
            return true;
        });
    }
    arrange();
    if (m_isTreeFlown) {
        m_tree->focusFilter();
    }
    m_storeDelay->start();
}

void Workbench::toggleTreeOf(const QString &view)
{
    if (!m_treeFlipped.remove(view)) {
        m_treeFlipped.insert(view);
    }
}

void Workbench::toggleRailLabels()
{
    m_rail->setExpanded(!m_rail->isExpanded());
    layoutChanged(tr("Show or hide rail labels"), [self = QPointer<Workbench>(this)] {
        if (self != nullptr) {
            self->m_rail->setExpanded(!self->m_rail->isExpanded());
        }
        return self != nullptr;
    });
    m_storeDelay->start();
}

void Workbench::toggleInspector()
{
    const bool wasShown = m_inspector->isVisible();
    setInspectorVisible(!wasShown);
    layoutChanged(tr("Show or hide inspector"), [self = QPointer<Workbench>(this), wasShown] {
        if (self != nullptr) {
            self->setInspectorVisible(wasShown);
        }
        return self != nullptr;
    });
}

void Workbench::pinInspector()
{
    if (!m_inspector->isVisible()) {
        setInspectorVisible(true);
    }
    m_inspector->setPinned(!m_inspector->isPinned());
}

void Workbench::tearOffInspector()
{
    View *view = m_inspector->shownView();
    QWidget *panel = view == nullptr ? nullptr : view->makeSecondPanel();
    if (panel == nullptr) {
        status(tr("There is nothing here for a second inspector"));
        return;
    }
    auto *second = new InspectorWindow(panel, *m_parts.actions, this);
    second->setLayoutDirection(layoutDirection());
    connect(view, &QObject::destroyed, second, &QWidget::close); // the panel is about its record
    second->show();
    second->activateWindow();
}

void Workbench::undoLayout()
{
    const QString what = m_layoutUndo.undo();
    status(what.isEmpty() ? tr("No layout change to undo") : tr("Undone: %1").arg(what));
    m_storeDelay->start();
}

/// Widths are kept by the class of the window: a panel that is comfortable on a wide screen would
/// take half of a narrow one.
Workbench::Widths &Workbench::widths() { return isInspectorFloating() ? m_narrow : m_wide; }

void Workbench::showInspector(View *owner, QWidget *panel, const QString &title)
{
    m_inspector->setPanel(owner, panel, title);
}

/// An inspector that lies over the panes goes when the keyboard comes to what is below it.
void Workbench::uncover(const QWidget *focus)
{
    if (focus == nullptr || m_isPlacing || !isInspectorFloating() || !m_inspector->isVisible()
        || !m_panes->isAncestorOf(focus)) {
        return;
    }
    // Of an area of rows enough is left beside it; a control is seen whole or not.
    const QRect place(focus->mapTo(this, QPoint()), focus->size());
    const bool isControl = focus->height() <= 2 * controlHeight(ControlSize::Large);
    const QRect over = m_inspector->geometry();
    if (over.contains(place) || (isControl && over.intersects(place))) {
        setInspectorVisible(false);
    }
}

void Workbench::setInspectorVisible(bool visible)
{
    m_inspectorWanted = visible;
    arrange();
    m_storeDelay->start();
}

/// A map or a lab wants the whole width; where one works on rows the collections stand beside them.
bool Workbench::isTreeWanted() const
{
    const QString here = tabs()->currentTarget().view;
    const ViewDescriptor *view = findView(m_catalogue, here);
    return (view == nullptr || view->hasTree) != m_treeFlipped.contains(here);
}

bool Workbench::isTreeFloating() const
{
    return width() < metrics::kTreeFlyoutBelow * Theme::current().scale();
}

bool Workbench::isInspectorFloating() const
{
    return width() < metrics::kInspectorOverlayBelow * Theme::current().scale();
}

/// Into its column, or out of it onto the workbench.
void Workbench::place(QWidget *panel, bool floats, int column)
{
    const bool isDocked = panel->parentWidget() == m_splitter;
    if (floats && isDocked) {
        panel->hide();
        panel->setParent(this);
    } else if (!floats && !isDocked) {
        panel->hide();
        m_splitter->insertWidget(column, panel);
        m_splitter->setStretchFactor(column, 0);
    }
}

void Workbench::arrange()
{
    const QScopedValueRollback<bool> placing(m_isPlacing, true);
    // A panel that changes its place is hidden for a moment, and would lose the keyboard.
    const QPointer<QWidget> focus = window()->focusWidget();
    const bool isInPanel
        = focus != nullptr && (m_inspector->isAncestorOf(focus) || m_tree->isAncestorOf(focus));
    const bool treeFloats = isTreeFloating();
    const bool inspectorFloats = isInspectorFloating();
    m_isTreeFlown = m_isTreeFlown && treeFloats;
    const bool showsTree = treeFloats ? m_isTreeFlown : isTreeWanted();
    place(m_tree, treeFloats, 0);
    place(m_inspector, inspectorFloats, m_splitter->count());
    const bool changed = m_tree->isVisibleTo(this) != showsTree
        || m_inspector->isVisibleTo(this) != m_inspectorWanted
        || std::exchange(m_wasNarrow, inspectorFloats) != inspectorFloats;
    m_tree->setFloating(treeFloats);
    m_inspector->setFloating(inspectorFloats);
    m_tree->setVisible(showsTree);
    m_inspector->setVisible(m_inspectorWanted);
    // What is shown in the middle may have needed more for a while, and the tree gave way.
    const bool isSqueezed
        = showsTree && !treeFloats && m_tree->isVisible() && m_tree->width() != widths().tree;
    if (changed || isSqueezed || m_isFirstArrangement) {
        m_isFirstArrangement = false;
        applyWidths();
    }
    const bool isMirrored = layoutDirection() == Qt::RightToLeft;
    if (treeFloats) {
        const int left = m_rail->width();
        m_tree->setGeometry(
            isMirrored ? width() - left - widths().tree : left, 0, widths().tree, height());
        m_tree->raise();
    }
    if (inspectorFloats) {
        const int top = Theme::current().scaled(layout::kTabStrip);
        const int wide = std::min(widths().inspector, width() - m_rail->width());
        m_inspector->setGeometry(isMirrored ? 0 : width() - wide, top, wide, height() - top);
        m_inspector->raise();
    }
    if (isInPanel && focus != nullptr && focus->isVisible() && !focus->hasFocus()) {
        focus->setFocus(Qt::OtherFocusReason);
    }
}

/// The columns grow and shrink with the text in them.
void Workbench::themeChanged()
{
    const Theme &theme = Theme::current();
    const double by = theme.scale() / std::exchange(m_scale, theme.scale());
    for (Widths *each : {&m_wide, &m_narrow}) {
        each->tree = qRound(each->tree * by);
        each->inspector = qRound(each->inspector * by);
    }
    keepScaled(m_tree, Extent::MostWidth, layout::kSidebarMax);
    keepScaled(m_inspector, Extent::MostWidth, layout::kInspectorMax);
    arrange();
}

/// Gives the columns that are shown the widths they had.
void Workbench::applyWidths()
{
    // The middle gets exactly what is left: sizes that do not add up are scaled, all of them.
    int taken = m_splitter->handleWidth() * (m_splitter->count() - 1);
    for (int i = 0; i < m_splitter->count(); ++i) {
        const QWidget *column = m_splitter->widget(i);
        taken += !column->isVisibleTo(m_splitter) ? 0
            : column == m_tree                    ? widths().tree
            : column == m_inspector               ? widths().inspector
                                                  : 0;
    }
    QList<int> sizes;
    for (int i = 0; i < m_splitter->count(); ++i) {
        const QWidget *column = m_splitter->widget(i);
        sizes << (column == m_tree            ? widths().tree
                      : column == m_inspector ? widths().inspector
                                              : std::max(1, m_splitter->width() - taken));
    }
    m_splitter->setSizes(sizes);
}

void Workbench::rememberWidths()
{
    if (!m_resizing->isActive()) {
        layoutChanged(
            tr("Width of a panel"),
            [self = QPointer<Workbench>(this), before = widths(), isWide = !isInspectorFloating()] {
                if (self != nullptr) {
                    (isWide ? self->m_wide : self->m_narrow) = before;
                    self->applyWidths();
                }
                return self != nullptr;
            });
    }
    m_resizing->start();
    if (m_tree->parentWidget() == m_splitter && m_tree->isVisible()) {
        widths().tree = m_tree->width();
    }
    if (m_inspector->parentWidget() == m_splitter && m_inspector->isVisible()) {
        widths().inspector = m_inspector->width();
    }
}

void Workbench::storeState()
{
    QJsonObject state;
    storePanes(state);
    state.insert(u"wide"_s, QJsonArray{m_wide.tree, m_wide.inspector});
    state.insert(u"narrow"_s, QJsonArray{m_narrow.tree, m_narrow.inspector});
    state.insert(u"treeFlipped"_s, QJsonArray::fromStringList(m_treeFlipped.values()));
    state.insert(u"rail"_s, m_rail->isExpanded());
    state.insert(u"inspector"_s, m_inspectorWanted);
    m_parts.workspace->setState(connectionId(), u"window"_s, state);
}

void Workbench::restoreTabs()
{
    const QJsonObject state = m_parts.workspace->state(connectionId(), u"window"_s).toObject();
    if (state.isEmpty()) {
        return;
    }
    const Theme &theme = Theme::current();
    for (const QJsonValue &view : state[u"treeFlipped"_s].toArray()) {
        m_treeFlipped.insert(view.toString());
    }
    m_rail->setExpanded(state[u"rail"_s].toBool());
    const auto read = [&](const QString &key, Widths &into) {
        const QJsonArray stored = state[key].toArray();
        into.tree = std::clamp(stored.at(0).toInt(into.tree),
                               theme.scaled(layout::kSidebarMin),
                               theme.scaled(layout::kSidebarMax));
        into.inspector = std::clamp(stored.at(1).toInt(into.inspector),
                                    Inspector::leastWidth(),
                                    theme.scaled(layout::kInspectorMax));
    };
    read(u"wide"_s, m_wide);
    read(u"narrow"_s, m_narrow);
    setInspectorVisible(state[u"inspector"_s].toBool());
    restorePanes(state);
}

void Workbench::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

bool Workbench::eventFilter(QObject *watched, QEvent *event)
{
    // The flyout goes away with a press anywhere else, and with Esc.
    if (m_isTreeFlown && m_tree->isVisible()) {
        const auto *widget = qobject_cast<QWidget *>(watched);
        const bool isOutside = event->type() == QEvent::MouseButtonPress && widget != nullptr
            && widget->window() == QWidget::window() && widget != m_tree
            && !m_tree->isAncestorOf(widget);
        const bool isEscape = event->type() == QEvent::KeyPress
            && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape;
        if (isOutside || isEscape) {
            m_isTreeFlown = false;
            QMetaObject::invokeMethod(
                this, [this] { arrange(); }, Qt::QueuedConnection);
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace socle::studio
