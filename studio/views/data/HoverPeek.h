// Peek at a related record by resting on its chip for 400 ms (studio.md 4.3.14).
//
// Watches the viewport of a grid and asks for a look when the pointer rests on a relation; closes
// the card again when the pointer has left both cell and card, unless the card was clicked or
// pinned by then. UI thread.
#pragma once

#include <QObject>
#include <QPersistentModelIndex>
#include <QPointer>
#include <QRect>
#include <QTimer>

namespace socle::studio {

class DataGrid;
class PeekPopover;

class HoverPeek : public QObject
{
    Q_OBJECT

public:
    static constexpr int kRestMs = 400;

    explicit HoverPeek(DataGrid &grid, QObject *parent = nullptr);

    /// The card this look opened: it is closed when the pointer leaves it and its cell.
    void follow(PeekPopover *card, const QRect &globalCell);

signals:
    void peekRequested(const QModelIndex &index);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    bool isRelation(const QModelIndex &index) const;
    void rested();
    void cardMoved(const QPoint &globalPos);

    DataGrid &m_grid;
    QTimer m_rest;
    QTimer m_leave;
    QPersistentModelIndex m_index;
    QPointer<PeekPopover> m_card;
    QRect m_cell; // global
};

} // namespace socle::studio
