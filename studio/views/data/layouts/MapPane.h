// Records on a map: points, clusters where they are close, the viewport as a filter (studio.md
// 4.3.17).
//
// On the built-in outline of the land, or on the tiles of a server the user named (MapBase.h). Asks
// for the records in view, at most kMostPoints; more become squares with their number. Wheel and
// drag, or + - and the arrow keys; Shift and drag draws a box that becomes a filter (its keyboard
// twin: move the view, then "Search this area"). (0, 0) counts as unset. Object names:
// data.map.field, .fit, .search, .base, data.map.canvas.
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

/// A part of the view with more records than can be shown one by one.
struct MapSquare
{
    QRectF box = {}; // longitudes and latitudes
    qint64 count = -1; // not known yet
};

class MapPane : public LayoutPane
{
    Q_OBJECT

public:
    static constexpr int kMostPoints = 5000;
    static constexpr int kSquaresAcross = 6;
    static constexpr int kSquaresDown = 4;

    explicit MapPane(ConnectionContext &context, QWidget *parent = nullptr);

    void refresh() override;
    void recordChanged(const RecordKey &key) override;

    const std::vector<MapPoint> &points() const { return m_points; }

    /// Not empty: there are more than kMostPoints in view.
    const std::vector<MapSquare> &squares() const { return m_squares; }

    const QString &selected() const { return m_selected; }

    void select(const QString &recordId);
    void activate(const QString &recordId);
    /// The viewport moved: its records are asked for once the hand rests.
    void viewMoved();
    /// Shows all points.
    void fit();
    /// The viewport as conditions of the filter.
    void searchHere();
    void searchIn(const QRectF &box);

protected:
    void reload() override;

private:
    void fetch();
    void take(const QString &filter);
    void rebuild();
    void countSquares();
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
    std::vector<MapSquare> m_squares;
    bool m_isFitted = false;
    bool m_isWhole = false; // every point of the filter is here: moving asks nothing
};

} // namespace socle::studio
