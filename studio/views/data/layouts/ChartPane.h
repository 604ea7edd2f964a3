// One picture of the result: a measure by a field, split by a second one if wanted, as bars, lines
// or a ring (studio.md 4.3.17).
//
// Exact where the server aggregates, or by SQL where it does not and nothing is filtered; elsewhere
// over at most kMostRows fetched records, and the label says so. A bar is a filter: click or Enter.
// Object names: data.chart.x, .bucket, .series, .measure, .y, .type, .copyImage, .copyData,
// data.chart.plot.
#pragma once

#include "studio/domain/ChartData.h"
#include "studio/views/data/layouts/LayoutPane.h"

#include <vector>

namespace socle::studio {

class ChartPlot;
class Segmented;

class ChartPane : public LayoutPane
{
    Q_OBJECT

public:
    static constexpr int kMostRows = 10'000;

    explicit ChartPane(ConnectionContext &context, QWidget *parent = nullptr);

    void refresh() override;

    void recordChanged(const RecordKey &) override { } // committed data only

    const std::vector<ChartBar> &bars() const { return m_table.bars; }

    const std::vector<ChartSeries> &series() const { return m_table.series; }

    /// The parts of a bar stand on each other; else side by side.
    bool isStacked() const { return m_question.isAdditive(); }

    /// The chart as a picture, and its groups as a table, on the clipboard.
    void copyImage();
    void copyData();
    /// The bar as a condition of the filter.
    void choose(int bar);

protected:
    void reload() override;

private:
    void askServer();
    void askSql(const QString &query);
    void readRows();
    void tellTotal();
    void take(const std::vector<ChartRow> &rows, const QString &note);
    void nameAll();

    Select *const m_xSelect;
    Select *const m_bucketSelect;
    Select *const m_seriesSelect;
    Select *const m_measureSelect;
    Select *const m_ySelect;
    Segmented *const m_type;
    Text *const m_note;
    ChartPlot *const m_plot;
    ChartQuestion m_question;
    ChartTable m_table;
    quint64 m_generation = 0;
    friend class ChartPlot;
};

} // namespace socle::studio
