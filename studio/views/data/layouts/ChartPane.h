// One picture of the result: a measure by a field, as bars, a line or a ring (studio.md 4.3.17).
//
// Exact where the server aggregates; elsewhere over at most kMostRows fetched records, and the
// label says so. A bar is a filter: click or Enter. Object names: data.chart.x, .bucket, .measure,
// .y, .type, .copyImage, .copyData, data.chart.plot.
#pragma once

#include "studio/views/data/layouts/LayoutPane.h"

#include <vector>

namespace socle::studio {

class ChartPlot;
class Segmented;

struct ChartBar
{
    Json value = {}; // of the x field; a date bucket is its text
    QString label = {};
    double amount = 0;
};

class ChartPane : public LayoutPane
{
    Q_OBJECT

public:
    static constexpr int kMostRows = 10'000;
    static constexpr int kMostBars = 60;

    explicit ChartPane(ConnectionContext &context, QWidget *parent = nullptr);

    void refresh() override;

    void recordChanged(const RecordKey &) override { } // committed data only

    const std::vector<ChartBar> &bars() const { return m_bars; }

    /// The chart as a picture, and its groups as a table, on the clipboard.
    void copyImage();
    void copyData();
    /// The bar as a condition of the filter.
    void choose(int bar);

protected:
    void reload() override;

private:
    void askServer();
    void readRows();
    void tellTotal();
    void take(std::vector<ChartBar> bars, const QString &note);
    QString wordsOfGroup(const Json &value) const;
    QString bucketOf(const Json &value) const;

    Select *const m_xSelect;
    Select *const m_bucketSelect;
    Select *const m_measureSelect;
    Select *const m_ySelect;
    Segmented *const m_type;
    Text *const m_note;
    ChartPlot *const m_plot;
    QString m_x;
    QString m_bucket; // of a date
    QString m_measure;
    QString m_y;
    std::vector<ChartBar> m_bars;
    quint64 m_generation = 0;
    friend class ChartPlot;
};

} // namespace socle::studio
