// The icon that opens an e-mail or web address from a grid cell under the pointer
// (studio.md 4.3.4).
//
// The cell paints the icon (fields/AddressLink.h); here it gets its hand and its click, so that the
// click neither selects nor edits. By keyboard: Alt+Enter on the cell. UI thread.
#pragma once

#include <QModelIndex>
#include <QObject>
#include <QUrl>

namespace socle::studio {

class DataGrid;

/// What the cell opens; empty for other types and for values that are no address.
QUrl linkOf(const QModelIndex &index);

class LinkHover : public QObject
{
    Q_OBJECT

public:
    explicit LinkHover(DataGrid &grid, QObject *parent = nullptr);

signals:
    void openRequested(const QUrl &address);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QUrl linkAt(const QPoint &at) const;

    DataGrid &m_grid;
    bool m_isHand = false;
};

} // namespace socle::studio
