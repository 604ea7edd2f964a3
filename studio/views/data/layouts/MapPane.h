// Records on a map: points, clusters where they are close, the viewport as a filter (studio.md
// 4.3.17).
//
// Offline: a plain graticule in Mercator projection, no tiles. Asks for the records in view, at
// most kMostPoints; with more it says how many are missing. Wheel and drag, or + - and the arrow
// keys. (0, 0) counts as unset. Object names: data.map.field, .fit, .search, data.map.canvas.
#pragma once

#include "studio/views/data/layouts/LayoutPane.h"

#include <QPointF>
#include <QRectF>

#include <vector>

class QTimer;

namespace socle::studio {

class Button;
class MapCanvas;

struct MapPoint
{
    Record record = {};
    QPointF place = {}; // longitude, latitude
    QString label = {};
    bool isStaged = false;
};

class MapPane : public LayoutPane
{
    Q_OBJECT

public:
    static constexpr int kMostPoints = 5000;

    explicit MapPane(ConnectionContext &context, QWidget *parent = nullptr);

    void refresh() override;
    void recordChanged(const RecordKey &key) override;

    const std::vector<MapPoint> &points() const { return m_points; }

    const QString &selected() const { return m_selected; }

    void select(const QString &recordId);
    void activate(const QString &recordId);
    /// The viewport moved: its records are asked for once the hand rests.
    void viewMoved();
    /// Shows all points.
    void fit();
    /// The viewport as conditions of the filter.
    void searchHere();

protected:
    void reload() override;

private:
    void fetch();
    void take(const QString &filter);
    void rebuild();
    QString boxCondition(const QRectF &box) const;

    Select *const m_fieldSelect;
    Text *const m_note;
    Button *const m_fit;
    Button *const m_search;
    MapCanvas *const m_canvas;
    QTimer *const m_rest;
    QString m_field;
    QString m_selected;
    std::vector<Record> m_records;
    std::vector<MapPoint> m_points;
    bool m_isFitted = false;
    bool m_isWhole = false; // every point of the filter is here: moving asks nothing
};

} // namespace socle::studio
