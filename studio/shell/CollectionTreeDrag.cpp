// Dragging in the collection tree: out of it to a pane, and one collection onto another to make or
// join a group. "Move to group" in the menu is the keyboard's way.
//
// Source: studio.md 3.4.
#include "studio/shell/CollectionTree.h"
#include "studio/shell/CollectionTreeModel.h"
#include "studio/shell/PaneDrop.h"

#include <QApplication>
#include <QDragEnterEvent>
#include <QMimeData>

using namespace Qt::StringLiterals;

namespace socle::studio {

bool CollectionTree::dragFilter(QEvent *event)
{
    switch (event->type()) {
    case QEvent::MouseButtonPress: {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        m_pressed = mouse->button() == Qt::LeftButton
            ? collectionAt(m_list->indexAt(mouse->position().toPoint()))
            : QString();
        m_pressedAt = mouse->position().toPoint();
        return false;
    }
    case QEvent::MouseMove: {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        const int moved = (mouse->position().toPoint() - m_pressedAt).manhattanLength();
        if (m_pressed.isEmpty() || !mouse->buttons().testFlag(Qt::LeftButton)
            || moved < QApplication::startDragDistance()) {
            return false;
        }
        // Later: a drag has an event loop of its own, which must not run inside this event.
        QMetaObject::invokeMethod(
            this,
            [this, name = std::exchange(m_pressed, {})] { emit dragRequested(name); },
            Qt::QueuedConnection);
        return true;
    }
    case QEvent::DragEnter:
    case QEvent::DragMove: {
        auto *drag = static_cast<QDragMoveEvent *>(event);
        const QString over = collectionAt(m_list->indexAt(drag->position().toPoint()));
        const QString name = QString::fromUtf8(drag->mimeData()->data(kCollectionMime));
        drag->setAccepted(
            !name.isEmpty()
            && (event->type() == QEvent::DragEnter
                || (over != name && m_list->indexAt(drag->position().toPoint()).isValid())));
        return true;
    }
    case QEvent::Drop: {
        auto *drop = static_cast<QDropEvent *>(event);
        dropOnRow(QString::fromUtf8(drop->mimeData()->data(kCollectionMime)),
                  m_list->indexAt(drop->position().toPoint()));
        drop->acceptProposedAction();
        return true;
    }
    default:
        return false;
    }
}

void CollectionTree::dropOnRow(const QString &name, const QModelIndex &row)
{
    if (name.isEmpty() || !row.isValid()) {
        return;
    }
    if (row.data(CollectionTreeModel::IsSectionRole).toBool()) {
        // A group's heading takes it in, any other heading takes it out of its group.
        const QString key = row.data(CollectionTreeModel::SectionKeyRole).toString();
        m_model->moveToGroup(name, key.startsWith(u"group/") ? key.section(u'/', 1) : QString());
        return;
    }
    const QString onto = collectionAt(row);
    if (onto == name) {
        return;
    }
    if (const QString group = m_model->groupOf(onto); !group.isEmpty()) {
        m_model->moveToGroup(name, group);
    } else {
        askForGroup({name, onto});
    }
}

} // namespace socle::studio
