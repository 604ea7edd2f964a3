// The three columns of a workbench and what a narrow window does to them: below 1200 px the
// inspector lies over the content, below 1080 the tree becomes a flyout beside the rail.
//
// A panel that floats is a child of the workbench itself, raised above the splitter; it goes back
// into its column when there is room again. Widths are kept by column, whatever is shown.
//
// Source: studio.md 3.1.
#include "studio/platform/Workspace.h"
#include "studio/shell/CollectionTree.h"
#include "studio/shell/Inspector.h"
#include "studio/shell/Metrics.h"
#include "studio/shell/Rail.h"
#include "studio/shell/TabArea.h"
#include "studio/shell/Workbench.h"

#include <QApplication>
#include <QJsonArray>
#include <QMouseEvent>
#include <QSplitter>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

void Workbench::toggleTree()
{
    if (isTreeFloating()) {
        m_isTreeFlown = !m_isTreeFlown;
    } else if (const QString here = tabs()->currentTarget().view; !m_treeFlipped.remove(here)) {
        m_treeFlipped.insert(here);
    }
    arrange();
    if (m_isTreeFlown) {
        m_tree->focusFilter();
    }
    m_storeDelay->start();
}

void Workbench::toggleRailLabels()
{
    m_rail->setExpanded(!m_rail->isExpanded());
    m_storeDelay->start();
}

void Workbench::toggleInspector() { setInspectorVisible(!m_inspector->isVisible()); }

void Workbench::showInspector(View *owner, QWidget *panel, const QString &title)
{
    m_inspector->setPanel(owner, panel, title);
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
    const bool treeFloats = isTreeFloating();
    const bool inspectorFloats = isInspectorFloating();
    m_isTreeFlown = m_isTreeFlown && treeFloats;
    const bool showsTree = treeFloats ? m_isTreeFlown : isTreeWanted();
    place(m_tree, treeFloats, 0);
    place(m_inspector, inspectorFloats, m_splitter->count());
    const bool changed = m_tree->isVisibleTo(this) != showsTree
        || m_inspector->isVisibleTo(this) != m_inspectorWanted;
    m_tree->setFloating(treeFloats);
    m_inspector->setFloating(inspectorFloats);
    m_tree->setVisible(showsTree);
    m_inspector->setVisible(m_inspectorWanted);
    if (changed || m_isFirstArrangement) {
        m_isFirstArrangement = false;
        applyWidths();
    }
    const bool isMirrored = layoutDirection() == Qt::RightToLeft;
    if (treeFloats) {
        const int left = m_rail->width();
        m_tree->setGeometry(
            isMirrored ? width() - left - m_treeWidth : left, 0, m_treeWidth, height());
        m_tree->raise();
    }
    if (inspectorFloats) {
        const int top = Theme::current().scaled(layout::kTabStrip);
        const int wide = std::min(m_inspectorWidth, width() - m_rail->width());
        m_inspector->setGeometry(isMirrored ? 0 : width() - wide, top, wide, height() - top);
        m_inspector->raise();
    }
}

/// Gives the columns that are shown the widths they had.
void Workbench::applyWidths()
{
    // The middle gets exactly what is left: sizes that do not add up are scaled, all of them.
    int taken = m_splitter->handleWidth() * (m_splitter->count() - 1);
    for (int i = 0; i < m_splitter->count(); ++i) {
        const QWidget *column = m_splitter->widget(i);
        taken += !column->isVisibleTo(m_splitter) ? 0
            : column == m_tree                    ? m_treeWidth
            : column == m_inspector               ? m_inspectorWidth
                                                  : 0;
    }
    QList<int> sizes;
    for (int i = 0; i < m_splitter->count(); ++i) {
        const QWidget *column = m_splitter->widget(i);
        sizes << (column == m_tree            ? m_treeWidth
                      : column == m_inspector ? m_inspectorWidth
                                              : std::max(1, m_splitter->width() - taken));
    }
    m_splitter->setSizes(sizes);
}

void Workbench::rememberWidths()
{
    if (m_tree->parentWidget() == m_splitter && m_tree->isVisible()) {
        m_treeWidth = m_tree->width();
    }
    if (m_inspector->parentWidget() == m_splitter && m_inspector->isVisible()) {
        m_inspectorWidth = m_inspector->width();
    }
}

void Workbench::storeState()
{
    QJsonObject state;
    storePanes(state);
    state.insert(u"treeWidth"_s, m_treeWidth);
    state.insert(u"inspectorWidth"_s, m_inspectorWidth);
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
    m_treeWidth = std::clamp(state[u"treeWidth"_s].toInt(m_treeWidth),
                             theme.scaled(layout::kSidebarMin),
                             theme.scaled(layout::kSidebarMax));
    m_inspectorWidth = std::clamp(state[u"inspectorWidth"_s].toInt(m_inspectorWidth),
                                  theme.scaled(layout::kInspectorMin),
                                  theme.scaled(layout::kInspectorMax));
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
