// Quick filters under the header of a DataGrid: one small field a column, which stays over its
// column while columns are scrolled, moved, resized or pinned (studio.md 4.3.3). Not for use
// outside studio/kit; the grid is asked to show it and tells what was typed.
#pragma once

#include <QHash>
#include <QObject>
#include <QPointer>

class QHeaderView;

namespace socle::studio {

class DataGrid;
class SearchField;

class GridFilterRow : public QObject
{
    Q_OBJECT

public:
    /// Fields go into the lower part of both headers: of the grid and of its pinned overlay.
    GridFilterRow(DataGrid &grid, QHeaderView *header, QHeaderView *pinnedHeader);
    ~GridFilterRow() override;

    /// Made anew for the columns of the grid; texts stay with their keys.
    void rebuild();
    void place();
    void setTexts(const QHash<QString, QString> &texts);
    void focus(int column);
    static int height();

private:
    DataGrid &m_grid;
    QPointer<QHeaderView> m_header;
    QPointer<QHeaderView> m_pinnedHeader;
    QHash<int, QPointer<SearchField>> m_fields; // by column
    QHash<QString, QString> m_texts; // by key of the column
};

} // namespace socle::studio
