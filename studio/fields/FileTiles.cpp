#include "studio/fields/FileTiles.h"

#include "studio/domain/FileItems.h"
#include "studio/domain/PictureStore.h"
#include "studio/fields/FileTile.h"
#include "studio/kit/Icon.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMenu>
#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QPointer>

namespace socle::studio {

namespace {

constexpr int kTileWidth = space::k10 + space::k3;
constexpr int kTileHeight = space::k10 + space::k8;

/// The dashed place for more files.
class AddTile final : public QAbstractButton
{
public:
    explicit AddTile(QWidget *parent)
        : QAbstractButton(parent)
    {
        setText(FileTiles::tr("Drop or browse"));
        setAccessibleName(FileTiles::tr("Add files"));
        setFocusPolicy(Qt::StrongFocus);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF frame = QRectF(rect()).adjusted(1, 1, -1, -1);
        const bool isHot = property("drop").toBool() || underMouse();
        QPen pen(
            colorOf(hasFocus() || property("drop").toBool() ? Color::Accent : Color::BorderStrong),
            hasFocus() ? 2 : 1);
        pen.setDashPattern({4, 3});
        painter.setPen(pen);
        painter.setBrush(isHot ? QBrush(colorOf(Color::Hover)) : QBrush(Qt::NoBrush));
        painter.drawRoundedRect(frame, radius::kMd, radius::kMd);
        const double side = Theme::current().scaled(static_cast<int>(iconSize::kMd));
        QRectF glyph(0, 0, side, side);
        glyph.moveCenter(frame.center() - QPointF(0, side * 0.6));
        drawIcon(&painter, QStringLiteral("attach"), glyph, colorOf(Color::TextMuted));
        painter.setFont(studio::font(TextRole::Small));
        painter.setPen(colorOf(Color::TextMuted));
        painter.drawText(QRectF(frame.left(),
                                glyph.bottom() + space::k2,
                                frame.width(),
                                painter.fontMetrics().height()),
                         Qt::AlignCenter,
                         text());
    }
};

} // namespace

FileTiles::FileTiles(const fields::Field &field, const EditorContext &context, QWidget *parent)
    : QWidget(parent)
    , m_field(field)
    , m_context(context)
{
    setAcceptDrops(true);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    if (m_context.pictures != nullptr) {
        connect(m_context.pictures, &PictureStore::arrived, this, [this] {
            for (FileTile *tile : std::as_const(m_tiles)) {
                tile->update();
            }
        });
    }
    auto *add = new AddTile(this);
    m_add = add;
    connect(add, &QAbstractButton::clicked, this, &FileTiles::browse);
}

void FileTiles::setItems(const QStringList &items)
{
    if (m_items != items) {
        m_items = items;
        rebuild();
    }
}

void FileTiles::setRecordId(const QString &recordId)
{
    m_context.recordId = recordId;
    for (FileTile *tile : std::as_const(m_tiles)) {
        tile->update();
    }
}

void FileTiles::setReadOnly(bool readOnly)
{
    m_isReadOnly = readOnly;
    rebuild();
}

bool FileTiles::canAdd() const { return !m_isReadOnly && !m_context.isReadOnly; }

void FileTiles::rebuild()
{
    for (FileTile *tile : std::exchange(m_tiles, {})) {
        tile->hide();
        tile->deleteLater(); // a key of the tile itself may have brought us here
    }
    for (const QString &item : std::as_const(m_items)) {
        auto *tile = new FileTile(item, this);
        tile->show();
        m_tiles.append(tile);
    }
    m_add->setObjectName(objectName() + QStringLiteral(".add"));
    m_add->setText(!m_field.isMultiple() && !m_items.isEmpty() ? tr("Replace")
                                                               : tr("Drop or browse"));
    m_add->setVisible(canAdd());
    m_add->raise();
    // New children stand at the end of the window's chain; they belong where the last tile is.
    QWidget *before = m_add;
    for (FileTile *tile : std::as_const(m_tiles)) {
        setTabOrder(before, tile);
        before = tile;
    }
    if (before != m_add) {
        setTabOrder(before, m_add);
    }
    setFocusProxy(m_tiles.isEmpty() ? m_add : static_cast<QWidget *>(m_tiles.first()));
    placeTiles(width(), true);
    updateGeometry();
}

int FileTiles::placeTiles(int width, bool apply) const
{
    const Theme &theme = Theme::current();
    const int w = theme.scaled(kTileWidth);
    const int h = theme.scaled(kTileHeight);
    const int gap = theme.scaled(space::k3);
    int x = 0;
    int y = 0;
    const auto place = [&](QWidget *tile, int wanted) {
        if (x > 0 && x + wanted > width) {
            x = 0;
            y += h + gap;
        }
        if (apply) {
            QRect rect(x, y, std::min(wanted, std::max(width, w)), h);
            if (layoutDirection() == Qt::RightToLeft) {
                rect.moveRight(width - 1 - x);
            }
            tile->setGeometry(rect);
        }
        x += wanted + gap;
    };
    for (FileTile *tile : m_tiles) {
        place(tile, w);
    }
    if (canAdd()) {
        // The place to drop takes what is left of its line, as in the mockup.
        const int least = w + w / 2;
        const int left = width - x;
        place(m_add, left >= least ? std::min(left, w * 2) : std::min(width, w * 2));
    }
    const bool isBare = m_tiles.isEmpty() && !canAdd();
    return isBare ? theme.scaled(space::k8) : y + h;
}

int FileTiles::heightForWidth(int width) const { return placeTiles(width, false); }

QSize FileTiles::sizeHint() const
{
    const int width = Theme::current().scaled(kTileWidth * 4);
    return {width, heightForWidth(width)};
}

QSize FileTiles::minimumSizeHint() const
{
    return {Theme::current().scaled(kTileWidth), heightForWidth(std::max(width(), kTileWidth))};
}

void FileTiles::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placeTiles(width(), true);
    if (event->oldSize().width() != width()) {
        updateGeometry();
    }
}

void FileTiles::change(const QStringList &items)
{
    if (items == m_items) {
        return;
    }
    m_items = items;
    rebuild();
    emit itemsChanged(m_items);
}

void FileTiles::remove(const QString &item)
{
    if (m_isReadOnly) {
        return;
    }
    QStringList items = m_items;
    const qsizetype at = items.indexOf(item);
    items.removeAll(item);
    change(items);
    if (!m_tiles.isEmpty()) {
        m_tiles.at(std::min(at, m_tiles.size() - 1))->setFocus(Qt::OtherFocusReason);
    } else {
        m_add->setFocus(Qt::OtherFocusReason);
    }
}

void FileTiles::move(const QString &item, int step)
{
    QStringList items = m_items;
    const qsizetype from = items.indexOf(item);
    const qsizetype to = from + step;
    if (m_isReadOnly || step == 0 || from < 0 || to < 0 || to >= items.size()) {
        return;
    }
    items.move(from, to);
    change(items);
    m_tiles.at(to)->setFocus(Qt::OtherFocusReason);
}

void FileTiles::showDrop(const QString &item, const QPoint &at)
{
    const qsizetype from = m_items.indexOf(item);
    qsizetype nearest = from;
    int least = std::numeric_limits<int>::max();
    for (qsizetype i = 0; i < m_tiles.size(); ++i) {
        const int away = (m_tiles.at(i)->geometry().center() - at).manhattanLength();
        if (away < least) {
            least = away;
            nearest = i;
        }
    }
    m_dropAt = nearest;
    update();
}

void FileTiles::drop(const QString &item)
{
    const qsizetype to = std::exchange(m_dropAt, -1);
    update();
    if (to >= 0) {
        move(item, static_cast<int>(to - m_items.indexOf(item)));
    }
}

void FileTiles::paintEvent(QPaintEvent *)
{
    if (m_dropAt < 0 || m_dropAt >= m_tiles.size()) {
        return;
    }
    // Around the tile that would give way: the gap beside it is wide enough for that.
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    drawRounded(&painter,
                QRectF(m_tiles.at(m_dropAt)->geometry()).adjusted(-2, -2, 2, 2),
                radius::kMd + 2,
                {},
                colorOf(Color::Accent),
                2);
}

void FileTiles::setUpload(const QString &path, double share)
{
    for (FileTile *tile : std::as_const(m_tiles)) {
        if (share < 0 || (isLocalFile(tile->item()) && localFilePath(tile->item()) == path)) {
            tile->setUpload(share);
        }
    }
}

void FileTiles::addPaths(const QStringList &paths)
{
    if (!canAdd() || paths.isEmpty()) {
        return;
    }
    if (!m_field.isMultiple()) {
        change({localFileItem(paths.last())});
        return;
    }
    QStringList items = m_items;
    for (const QString &path : paths) {
        const QString item = localFileItem(path);
        if (!items.contains(item)) {
            items.append(item);
        }
    }
    change(items);
}

void FileTiles::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Paste)) {
        paste();
        return;
    }
    QWidget::keyPressEvent(event);
}

void FileTiles::dragEnterEvent(QDragEnterEvent *event)
{
    if (canAdd() && event->mimeData()->hasUrls()) {
        m_add->setProperty("drop", true);
        m_add->update();
        event->acceptProposedAction();
    }
}

void FileTiles::dragLeaveEvent(QDragLeaveEvent *)
{
    m_add->setProperty("drop", false);
    m_add->update();
}

void FileTiles::dropEvent(QDropEvent *event)
{
    m_add->setProperty("drop", false);
    m_add->update();
    QStringList paths;
    const QList<QUrl> urls = event->mimeData()->urls();
    for (const QUrl &url : urls) {
        if (url.isLocalFile() && QFileInfo(url.toLocalFile()).isFile()) {
            paths.append(url.toLocalFile());
        }
    }
    if (!paths.isEmpty()) {
        event->acceptProposedAction();
        addPaths(paths);
    }
}

} // namespace socle::studio
