// The line under the grid: how many, what is selected, and how fresh it is (studio.md 4.3.1).
//
// Object name: data.footer.
#pragma once

#include "studio/kit/DataGrid.h"
#include "studio/views/data/Strip.h"

#include <QDateTime>

namespace socle::studio {

class Button;
class IconButton;
class StatusDot;
class Text;

class DataFooter : public Strip
{
    Q_OBJECT

public:
    struct Totals
    {
        qint64 records = -1; // of the whole collection, -1 while unknown
        qint64 matching = -1; // of the filter
        int loaded = 0; // rows here while the total is unknown
        bool isFiltered = false;
        int groups = 0; // shown; 0: not grouped
        qint64 groupTotal = -1; // there
    };

    explicit DataFooter(QWidget *parent = nullptr);

    void setTotals(const Totals &totals);
    void setStatistics(const GridStatistics &statistics);
    /// Which statistics are shown, by key ("sum", "avg", "count", …); empty: the usual ones.
    void setChosen(const QStringList &keys);
    /// The rows of a window of a result that is too large for one table; `last` 0 hides the chip.
    void setWindow(qint64 first, qint64 last, qint64 total);
    /// Marked rows (bulk); 0 hides.
    void setMarked(qint64 count);
    /// `elapsedMs` of the last fetch, -1 before there was one.
    void setLive(bool isLive, const QString &word, qint64 elapsedMs, const QDateTime &fetchedAt);
    /// Records others created since; 0 hides the pill.
    void setPendingInserts(int count);
    QString totalsText() const;

signals:
    void showPendingRequested();
    void chosenChanged(const QStringList &keys);
    void windowRequested(int step); // -1 previous, 1 next

private:
    void showStatistics();
    void openChoice();

    GridStatistics m_numbers;
    QStringList m_chosen;
    QWidget *const m_window;
    Text *const m_windowText;
    IconButton *const m_previous;
    IconButton *const m_next;
    IconButton *const m_choose;
    Text *const m_totals;
    Text *const m_marked;
    Text *const m_statistics;
    Button *const m_pending;
    StatusDot *const m_live;
};

} // namespace socle::studio
