#include "studio/views/data/layouts/GalleryPane.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/LabelCache.h"
#include "studio/domain/PagedRecordModel.h"
#include "studio/domain/PictureStore.h"
#include "studio/fields/FileTiles.h"
#include "studio/kit/AccessibleRole.h"
#include "studio/kit/Icon.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Text.h"
#include "studio/views/data/DataMetrics.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainterPath>
#include <QScrollBar>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kLines = 2;

int widthOf(const QString &size)
{
    return size == u"s"_s ? data::kTileSmall
        : size == u"l"_s  ? data::kTileLarge
                          : data::kTileMedium;
}

} // namespace

GalleryTiles::GalleryTiles(GalleryPane &pane, PagedRecordModel &model)
    : m_pane(pane)
    , m_model(model)
    , m_tileWidth(data::kTileMedium)
{
    setObjectName(u"data.gallery.tiles"_s);
    setAccessibleName(GalleryPane::tr("Records as tiles"));
    setAccessibleRole(this, QAccessible::List);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);
}

void GalleryTiles::setTileWidth(int pixels)
{
    m_tileWidth = pixels;
    relayout();
}

void GalleryTiles::relayout()
{
    const Theme &theme = Theme::current();
    const int gap = theme.scaled(space::k5);
    const int room = viewport()->width() - gap;
    m_columns = std::max(1, room / (theme.scaled(m_tileWidth) + gap));
    const int tile = std::max(1, room / m_columns - gap);
    const int text = lineHeightOf(TextRole::BaseMedium)
        + static_cast<int>(m_pane.lines().size()) * lineHeightOf(TextRole::Small)
        + theme.scaled(space::k4) * 2;
    m_rowHeight = tile * 3 / 4 + text + gap;
    const int rows = (m_model.rowCount() + m_columns - 1) / m_columns;
    verticalScrollBar()->setSingleStep(m_rowHeight / 4);
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setRange(0, std::max(0, rows * m_rowHeight + gap - viewport()->height()));
    tellVisible();
    viewport()->update();
}

QRect GalleryTiles::tileRect(int row) const
{
    const int gap = Theme::current().scaled(space::k5);
    const int tile = std::max(1, (viewport()->width() - gap) / m_columns - gap);
    QRect rect(gap + row % m_columns * (tile + gap),
               gap + row / m_columns * m_rowHeight - verticalScrollBar()->value(),
               tile,
               m_rowHeight - gap);
    if (layoutDirection() == Qt::RightToLeft) {
        rect.moveRight(viewport()->width() - 1 - rect.left());
    }
    return rect;
}

int GalleryTiles::rowAt(const QPoint &point) const
{
    const int first = std::max(0, verticalScrollBar()->value() / m_rowHeight) * m_columns;
    const int last = first + (viewport()->height() / m_rowHeight + 2) * m_columns;
    for (int row = first; row < std::min(last, m_model.rowCount()); ++row) {
        if (tileRect(row).contains(point)) {
            return row;
        }
    }
    return -1;
}

void GalleryTiles::tellVisible()
{
    const int first = verticalScrollBar()->value() / m_rowHeight * m_columns;
    const int last = first + (viewport()->height() / m_rowHeight + 2) * m_columns - 1;
    m_model.setVisibleRange(std::min(first, std::max(0, m_model.rowCount() - 1)),
                            std::min(last, m_model.rowCount() - 1),
                            verticalScrollBar()->isSliderDown());
}

void GalleryTiles::setCurrent(int row)
{
    if (row < 0 || row >= m_model.rowCount()) {
        return;
    }
    m_current = row;
    const QRect rect = tileRect(row);
    const int gap = Theme::current().scaled(space::k5);
    if (rect.top() < 0) {
        verticalScrollBar()->setValue(verticalScrollBar()->value() + rect.top() - gap);
    } else if (rect.bottom() > viewport()->height()) {
        verticalScrollBar()->setValue(verticalScrollBar()->value() + rect.bottom()
                                      - viewport()->height() + gap);
    }
    viewport()->update();
    m_pane.select(row);
}

void GalleryTiles::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    painter.fillRect(event->rect(), colorOf(Color::Surface));
    const int first = std::max(0, verticalScrollBar()->value() / m_rowHeight) * m_columns;
    const int last = first + (viewport()->height() / m_rowHeight + 2) * m_columns;
    for (int row = first; row < std::min(last, m_model.rowCount()); ++row) {
        paintTile(&painter, row);
    }
}

void GalleryTiles::paintTile(QPainter *painter, int row) const
{
    const Theme &theme = Theme::current();
    const QRectF tile = tileRect(row);
    const QModelIndex first = m_model.index(row, 0);
    const auto state = static_cast<RecordRowState>(first.data(RecordRole::RowState).toInt());
    const bool isCurrent = row == m_current;
    const Color ground = state == RecordRowState::Inserted ? Color::InsRow
        : state == RecordRowState::Deleted                 ? Color::DelRow
        : state == RecordRowState::Conflict                ? Color::ConRow
                                                           : Color::SurfaceAlt;
    drawRounded(painter,
                tile.adjusted(0.5, 0.5, -0.5, -0.5),
                radius::kLg,
                theme.color(ground),
                theme.color(isCurrent ? Color::Accent : Color::Border),
                isCurrent ? 2 : 1);
    if (isCurrent && hasFocus()) {
        drawFocusRing(painter, tile, radius::kLg);
    }
    const QRectF cover(tile.left() + 1, tile.top() + 1, tile.width() - 2, tile.width() * 3 / 4 - 1);
    const QPainterPath top = topRoundedPath(cover, radius::kLg - 1);
    painter->fillPath(top, theme.color(Color::Sunken));
    if (!first.data(RecordRole::Loaded).toBool()) {
        drawRounded(painter,
                    QRectF(tile.left() + space::k4,
                           cover.bottom() + space::k4,
                           tile.width() * 0.6,
                           lineHeightOf(TextRole::Base) / 2.0),
                    radius::kSm,
                    theme.color(Color::Skeleton));
        return;
    }
    const CollectionPtr collection = m_model.collection();
    const int coverColumn = m_model.columnOf(m_pane.coverField());
    const QStringList names = coverColumn < 0
        ? QStringList()
        : m_model.index(row, coverColumn).data(RecordRole::RawValue).toStringList();
    const QString name = names.value(0);
    QPixmap picture;
    if (!name.isEmpty()) {
        picture = m_pane.context().pictures().picture(
            collection->id,
            first.data(RecordRole::RowKey).toString(),
            name,
            *collection->field(m_pane.coverField()),
            static_cast<int>(cover.width() * devicePixelRatioF()));
    }
    if (picture.isNull()) {
        QRectF glyph(0, 0, space::k8, space::k8);
        glyph.moveCenter(cover.center());
        drawIcon(painter,
                 name.isEmpty() ? u"image"_s : fileIconName(name),
                 glyph,
                 theme.color(Color::TextDisabled));
    } else {
        QRectF target(QPointF(),
                      QSizeF(picture.size()).scaled(cover.size(), Qt::KeepAspectRatioByExpanding));
        target.moveCenter(cover.center());
        painter->save();
        painter->setClipPath(top, Qt::IntersectClip);
        painter->drawPixmap(target, picture, QRectF(picture.rect()));
        painter->restore();
    }
    const int padding = theme.scaled(space::k4);
    QRectF line(tile.left() + padding,
                cover.bottom() + padding,
                tile.width() - 2 * padding,
                lineHeightOf(TextRole::BaseMedium));
    QFont title = studio::font(TextRole::BaseMedium);
    title.setStrikeOut(state == RecordRowState::Deleted);
    const int labelColumn = m_model.columnOf(collection->labelField());
    const QString label
        = labelColumn < 0 ? QString() : m_model.index(row, labelColumn).data().toString();
    drawLine(painter,
             line,
             !label.isEmpty()                        ? label
                 : state == RecordRowState::Inserted ? GalleryPane::tr("New record")
                                                     : first.data(RecordRole::RowKey).toString(),
             title,
             theme.color(Color::Text));
    for (const QString &field : m_pane.lines()) {
        line.translate(0, line.height());
        line.setHeight(lineHeightOf(TextRole::Small));
        const QModelIndex cell = m_model.index(row, m_model.columnOf(field));
        const QStringList labels = cell.data(RecordRole::Labels).toStringList();
        QString words = labels.isEmpty() ? cell.data().toString() : labels.join(u", "_s);
        const bool isEdited
            = cell.data(RecordRole::CellState).toInt() == static_cast<int>(RecordCellState::Edited);
        words = withDecimals(words, m_model.decimalsOf(field));
        drawLine(painter,
                 line,
                 words.isEmpty() ? u"—"_s : words,
                 studio::font(isEdited ? TextRole::SmallStrong : TextRole::Small),
                 theme.color(isEdited ? Color::Warning : Color::TextMuted));
    }
}

/// The keyboard always stands on a tile; which one is only chosen once it moves or asks.
void GalleryTiles::focusInEvent(QFocusEvent *event)
{
    if (m_current < 0 && m_model.rowCount() > 0) {
        m_current = std::min(verticalScrollBar()->value() / m_rowHeight * m_columns,
                             m_model.rowCount() - 1);
    }
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void GalleryTiles::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

void GalleryTiles::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    relayout();
}

void GalleryTiles::scrollContentsBy(int, int)
{
    tellVisible();
    viewport()->update();
}

bool GalleryTiles::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::LayoutDirectionChange) {
        viewport()->update();
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void GalleryTiles::keyPressEvent(QKeyEvent *event)
{
    const int side = layoutDirection() == Qt::RightToLeft ? -1 : 1;
    const int page = std::max(1, viewport()->height() / m_rowHeight) * m_columns;
    switch (event->key()) {
    case Qt::Key_Left:
        setCurrent(m_current - side);
        return;
    case Qt::Key_Right:
        setCurrent(m_current + side);
        return;
    case Qt::Key_Up:
        setCurrent(m_current - m_columns);
        return;
    case Qt::Key_Down:
        setCurrent(std::min(m_current + m_columns, m_model.rowCount() - 1));
        return;
    case Qt::Key_PageUp:
        setCurrent(std::max(0, m_current - page));
        return;
    case Qt::Key_PageDown:
        setCurrent(std::min(m_current + page, m_model.rowCount() - 1));
        return;
    case Qt::Key_Home:
        setCurrent(0);
        return;
    case Qt::Key_End:
        setCurrent(m_model.rowCount() - 1);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        m_pane.activate(m_current);
        return;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void GalleryTiles::mousePressEvent(QMouseEvent *event)
{
    if (const int row = rowAt(event->pos()); row >= 0) {
        setCurrent(row);
    }
}

void GalleryTiles::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (const int row = rowAt(event->pos()); row >= 0) {
        m_pane.activate(row);
    }
}

GalleryPane::GalleryPane(ConnectionContext &context, PagedRecordModel &model, QWidget *parent)
    : LayoutPane(u"gallery"_s, context, parent)
    , m_model(model)
    , m_coverSelect(addSelect(u"cover"_s, tr("Cover")))
    , m_size(new Segmented)
    , m_tiles(new GalleryTiles(*this, model))
{
    m_size->setObjectName(u"data.gallery.size"_s);
    m_size->setAccessibleName(tr("Size of the tiles"));
    m_size->addSegment(u"s"_s, tr("S", "small tiles"), {}, tr("Small"));
    m_size->addSegment(u"m"_s, tr("M", "medium tiles"), {}, tr("Medium"));
    m_size->addSegment(u"l"_s, tr("L", "large tiles"), {}, tr("Large"));
    addToStrip(m_size);
    setContent(m_tiles);
    connect(m_size, &Segmented::currentChanged, this, [this](const QString &size) {
        setOption(u"size"_s, size);
        m_tiles->setTileWidth(widthOf(size));
    });
    const auto relayout = [this] {
        showState();
        m_tiles->relayout();
    };
    connect(&model, &QAbstractItemModel::rowsInserted, this, relayout);
    connect(&model, &QAbstractItemModel::rowsRemoved, this, relayout);
    connect(&model, &QAbstractItemModel::modelReset, this, relayout);
    connect(&model, &PagedRecordModel::stateChanged, this, relayout);
    connect(&model, &QAbstractItemModel::dataChanged, m_tiles->viewport(), [this] {
        m_tiles->viewport()->update();
    });
    connect(&context.pictures(), &PictureStore::arrived, m_tiles->viewport(), [this] {
        m_tiles->viewport()->update();
    });
    setFocusProxy(m_tiles);
}

void GalleryPane::reload()
{
    m_cover = fillFields(
        m_coverSelect,
        u"cover"_s,
        [](const fields::Field &field) { return field.isType(fields::kFile); },
        tr("none"));
    const QString size = option(u"size"_s).isEmpty() ? u"m"_s : option(u"size"_s);
    m_size->setCurrentKey(size);
    m_lines.clear();
    const QString label = query().collection->labelField();
    for (const fields::Field &field : query().collection->fields) {
        const QString name = toQString(field.name);
        const bool fits = field.isType(fields::kText) || field.isType(fields::kNumber)
            || field.isType(fields::kSelect) || field.isType(fields::kRelation)
            || field.isType(fields::kEmail) || field.isType(fields::kDate);
        if (fits && !field.hidden && name != label && name != u"id"_s && m_lines.size() < kLines
            && m_model.columnOf(name) >= 0) {
            m_lines.append(name);
        }
    }
    m_tiles->setTileWidth(widthOf(size));
    showState();
}

void GalleryPane::showState()
{
    if (m_model.rowCount() > 0) {
        showContent();
    } else if (m_model.state() == PagedRecordModel::State::Failed) {
        showError(m_model.error());
    } else if (m_model.state() == PagedRecordModel::State::Ready) {
        showEmpty(u"images"_s,
                  tr("No records"),
                  query().filter.isEmpty() ? tr("Records appear here as tiles.")
                                           : tr("Nothing matches the filter."));
    } else {
        showLoading();
    }
}

void GalleryPane::refresh() { m_model.refresh(); }

void GalleryPane::recordChanged(const RecordKey &) { m_tiles->viewport()->update(); }

void GalleryPane::select(int row)
{
    const RecordKey key = m_model.keyAt(row);
    if (!key.isEmpty()) {
        emit recordSelected(key, m_model.recordAt(row));
    }
}

void GalleryPane::activate(int row)
{
    const RecordKey key = m_model.keyAt(row);
    if (!key.isEmpty()) {
        select(row);
        emit recordActivated(key);
    }
}

} // namespace socle::studio
