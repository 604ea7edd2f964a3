// The sheet over the panes while something is dragged: paints where it would go, takes the drop.
//
// A sheet of its own because views below accept drops themselves (files, cards) and would take it
// first.
//
// Source: studio.md 3.4, 3.5.
#pragma once

#include "studio/shell/TabArea.h"

#include <QPointer>
#include <QRect>
#include <QWidget>

#include <functional>

class QMimeData;

namespace socle::studio {

/// What is dragged: a tab of this program, a collection of the tree (its name as bytes).
inline const QString kTabMime = QStringLiteral("application/x-socle-tab");
inline const QString kCollectionMime = QStringLiteral("application/x-socle-collection");

struct DropPlace
{
    enum class Side { Into, Left, Right, Top, Bottom };

    QPointer<TabArea> pane;
    Side side = Side::Into;
    QRect area; // where it would stand, in coordinates of the PaneArea

    Qt::Orientation orientation() const
    {
        return side == Side::Left || side == Side::Right ? Qt::Horizontal : Qt::Vertical;
    }
};

class PaneDrop : public QWidget
{
    Q_OBJECT

public:
    using Find = std::function<DropPlace(const QPoint &)>;

    PaneDrop(Find find, QWidget *parent);

signals:
    void dropped(const socle::studio::DropPlace &place, const QMimeData &carried);

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragMoveEvent(QDragMoveEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    const Find m_find;
    QRect m_shown;
};

} // namespace socle::studio
