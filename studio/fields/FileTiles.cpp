#include "studio/fields/FileTiles.h"

#include "studio/domain/FileItems.h"
#include "studio/domain/PictureStore.h"
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
constexpr int kCross = space::k6;

} // namespace

/// One file: its picture, or the icon of its kind above its name; a cross to take it out.
class FileTile final : public QAbstractButton
{
public:
    FileTile(const QString &item, FileTiles *owner)
        : QAbstractButton(owner)
        , m_item(item)
        , m_owner(owner)
    {
        const QString name = fileItemName(item);
        setObjectName(owner->objectName() + QStringLiteral(".tile.") + name);
        setAccessibleName(isLocalFile(item) ? FileTiles::tr("%1, to be uploaded").arg(name) : name);
        setToolTip(name);
        setFocusPolicy(Qt::StrongFocus);
        setMouseTracking(true);
    }

    const QString &item() const { return m_item; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
        const Theme &theme = Theme::current();
        const QRectF frame = QRectF(rect()).adjusted(1, 1, -1, -1);
        QPainterPath path;
        path.addRoundedRect(frame, radius::kMd, radius::kMd);
        painter.fillPath(path, colorOf(Color::Surface));
        const QPixmap picture = pictureOf();
        if (!picture.isNull()) {
            painter.setClipPath(path);
            const QSizeF size
                = QSizeF(picture.size()).scaled(frame.size(), Qt::KeepAspectRatioByExpanding);
            QRectF target(QPointF(), size);
            target.moveCenter(frame.center());
            painter.drawPixmap(target, picture, QRectF(picture.rect()));
            painter.setClipping(false);
        } else {
            const double side = theme.scaled(static_cast<int>(iconSize::kLg));
            QRectF glyph(0, 0, side, side);
            glyph.moveCenter(frame.center() - QPointF(0, side / 2));
            drawIcon(&painter, fileIconName(m_item), glyph, colorOf(Color::TextMuted));
            painter.setFont(studio::font(TextRole::Micro));
            painter.setPen(colorOf(Color::TextMuted));
            const QRectF text(frame.left() + space::k2,
                              glyph.bottom() + space::k2,
                              frame.width() - 2 * space::k2,
                              painter.fontMetrics().height());
            painter.drawText(text,
                             Qt::AlignCenter,
                             painter.fontMetrics().elidedText(fileItemName(m_item),
                                                              Qt::ElideMiddle,
                                                              static_cast<int>(text.width())));
        }
        const bool isNew = isLocalFile(m_item);
        painter.setPen(QPen(colorOf(hasFocus()  ? Color::Accent
                                        : isNew ? Color::InsBar
                                                : Color::Border),
                            hasFocus() || isNew ? 2 : 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawPath(path);
        if (!m_owner->m_isReadOnly && (underMouse() || hasFocus())) {
            const QRectF cross = crossRect();
            painter.setPen(Qt::NoPen);
            painter.setBrush(colorOf(Color::Surface));
            painter.drawEllipse(cross);
            const double inset = cross.width() / 4;
            drawIcon(&painter,
                     QStringLiteral("x"),
                     cross.adjusted(inset, inset, -inset, -inset),
                     colorOf(Color::Text));
        }
    }

    void enterEvent(QEnterEvent *event) override
    {
        update();
        QAbstractButton::enterEvent(event);
    }

    void leaveEvent(QEvent *event) override
    {
        update();
        QAbstractButton::leaveEvent(event);
    }

    void mouseReleaseEvent(QMouseEvent *event) override
    {
        const bool takesOut
            = !m_owner->m_isReadOnly && isDown() && crossRect().contains(event->position());
        QAbstractButton::mouseReleaseEvent(event);
        if (takesOut) {
            m_owner->remove(m_item);
        }
    }

    void mouseDoubleClickEvent(QMouseEvent *) override { emit m_owner->openRequested(m_item); }

    void keyPressEvent(QKeyEvent *event) override
    {
        const bool moves = event->modifiers() == (Qt::AltModifier | Qt::ShiftModifier);
        const int step = event->key() == Qt::Key_Left ? -1 : event->key() == Qt::Key_Right ? 1 : 0;
        if (moves && step != 0) {
            m_owner->move(m_item, layoutDirection() == Qt::RightToLeft ? -step : step);
        } else if (event->key() == Qt::Key_F2) {
            m_owner->rename(m_item, this);
        } else if (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace) {
            m_owner->remove(m_item);
        } else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
            emit m_owner->openRequested(m_item);
        } else {
            QAbstractButton::keyPressEvent(event);
        }
    }

    void contextMenuEvent(QContextMenuEvent *event) override
    {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->setAccessibleName(fileItemName(m_item));
        FileTiles *owner = m_owner;
        const QString item = m_item;
        const auto add = [&](const QString &text, bool isEnabled, auto run) {
            QAction *action = menu->addAction(text);
            action->setEnabled(isEnabled);
            QObject::connect(action, &QAction::triggered, owner, run);
        };
        const bool canEdit = !owner->m_isReadOnly;
        const qsizetype at = owner->m_items.indexOf(item);
        add(FileTiles::tr("Open"), true, [owner, item] { emit owner->openRequested(item); });
        add(FileTiles::tr("Copy name"), true, [item] {
            QGuiApplication::clipboard()->setText(fileItemName(item));
        });
        menu->addSeparator();
        add(FileTiles::tr("Move back"), canEdit && at > 0, [owner, item] {
            owner->move(item, -1);
        });
        add(FileTiles::tr("Move on"), canEdit && at + 1 < owner->m_items.size(), [owner, item] {
            owner->move(item, 1);
        });
        add(FileTiles::tr("Rename before upload"),
            canEdit && isLocalFile(item),
            [owner, item, tile = QPointer<FileTile>(this)] {
                if (tile != nullptr) {
                    owner->rename(item, tile);
                }
            });
        add(FileTiles::tr("Take out"), canEdit, [owner, item] { owner->remove(item); });
        menu->popup(event->globalPos());
    }

private:
    QPixmap pictureOf() const
    {
        PictureStore *pictures = m_owner->m_context.pictures;
        if (pictures == nullptr || m_owner->m_context.collection == nullptr) {
            return {};
        }
        return pictures->picture(m_owner->m_context.collection->id,
                                 m_owner->m_context.recordId,
                                 m_item,
                                 m_owner->m_field,
                                 static_cast<int>(height() * devicePixelRatioF()));
    }

    QRectF crossRect() const
    {
        const double side = Theme::current().scaled(kCross);
        const double left
            = layoutDirection() == Qt::RightToLeft ? space::k2 : width() - side - space::k2;
        return {left, static_cast<double>(space::k2), side, side};
    }

    QString m_item;
    FileTiles *m_owner;
};

namespace {

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
    if (m_isReadOnly || from < 0 || to < 0 || to >= items.size()) {
        return;
    }
    items.move(from, to);
    change(items);
    m_tiles.at(to)->setFocus(Qt::OtherFocusReason);
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
