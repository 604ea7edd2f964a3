// Tiles with a cover, for as many records as there are (studio.md 4.3.17).
//
// Shows the rows of the grid's own model, so paging, staging and live changes are the same; only
// tiles in view are painted. Arrow keys move, Enter opens, Space shows the record. Object names:
// data.gallery.cover, .size, data.gallery.tiles.
#pragma once

#include "studio/views/data/layouts/LayoutPane.h"

#include <QAbstractScrollArea>

namespace socle::studio {

class PagedRecordModel;
class Segmented;
class GalleryPane;

class GalleryTiles : public QAbstractScrollArea
{
    Q_OBJECT

public:
    GalleryTiles(GalleryPane &pane, PagedRecordModel &model);

    int current() const { return m_current; }

    void setCurrent(int row);
    void setTileWidth(int pixels);
    void relayout();

    int columns() const { return m_columns; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    QRect tileRect(int row) const; // in viewport coordinates
    int rowAt(const QPoint &point) const;
    void paintTile(QPainter *painter, int row) const;
    void tellVisible();

    GalleryPane &m_pane;
    PagedRecordModel &m_model;
    int m_current = -1;
    int m_tileWidth = 0;
    int m_columns = 1;
    int m_rowHeight = 1;
};

class GalleryPane : public LayoutPane
{
    Q_OBJECT

public:
    GalleryPane(ConnectionContext &context, PagedRecordModel &model, QWidget *parent = nullptr);

    void refresh() override;
    void recordChanged(const RecordKey &key) override;

    const QString &coverField() const { return m_cover; }

    const QStringList &lines() const { return m_lines; }

    using LayoutPane::context;
    using LayoutPane::query;
    void select(int row);
    void activate(int row);

protected:
    void reload() override;

private:
    void showState();
    friend class GalleryTiles;

    PagedRecordModel &m_model;
    Select *const m_coverSelect;
    Segmented *const m_size;
    GalleryTiles *const m_tiles;
    QString m_cover;
    QStringList m_lines;
};

} // namespace socle::studio
