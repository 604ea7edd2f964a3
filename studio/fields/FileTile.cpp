#include "studio/fields/FileTile.h"

#include "studio/domain/FileItems.h"
#include "studio/domain/PictureStore.h"
#include "studio/fields/FileTiles.h"
#include "studio/kit/Icon.h"
#include "studio/kit/MenuPlace.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Text.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainterPath>
#include <QPointer>

namespace socle::studio {

namespace {

constexpr int kCross = space::k6;

} // namespace

FileTile::FileTile(const QString &item, FileTiles *owner)
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

void FileTile::paintEvent(QPaintEvent *)
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
    if (m_upload >= 0) {
        const QRectF track(frame.left() + space::k3,
                           frame.bottom() - space::k4,
                           frame.width() - 2 * space::k3,
                           space::k2);
        const QRectF filled(track.topLeft(), QSizeF(track.width() * m_upload, track.height()));
        drawRounded(&painter, track, radius::kSm, colorOf(Color::BorderStrong));
        drawRounded(&painter,
                    mirrored(layoutDirection(), track, filled),
                    radius::kSm,
                    colorOf(Color::Accent));
        return;
    }
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

void FileTile::setUpload(double share)
{
    m_upload = share;
    setAccessibleDescription(share < 0 ? QString()
                                       : FileTiles::tr("%1 % uploaded").arg(qRound(share * 100)));
    update();
}

void FileTile::enterEvent(QEnterEvent *event)
{
    update();
    QAbstractButton::enterEvent(event);
}

void FileTile::mousePressEvent(QMouseEvent *event)
{
    m_pressed = event->pos();
    m_isCarried = false;
    QAbstractButton::mousePressEvent(event);
}

void FileTile::mouseMoveEvent(QMouseEvent *event)
{
    const bool isHeld = event->buttons() & Qt::LeftButton && !m_owner->m_isReadOnly;
    m_isCarried = m_isCarried
        || (isHeld && m_owner->m_items.size() > 1
            && (event->pos() - m_pressed).manhattanLength() >= QApplication::startDragDistance());
    if (m_isCarried) {
        setCursor(Qt::ClosedHandCursor);
        m_owner->showDrop(m_item, mapToParent(event->pos()));
        return;
    }
    QAbstractButton::mouseMoveEvent(event);
}

void FileTile::mouseDoubleClickEvent(QMouseEvent *)
{
    m_owner->m_context.client != nullptr || isLocalFile(m_item)
        ? emit m_owner->previewRequested(m_item)
        : emit m_owner->openRequested(m_item);
}

void FileTile::leaveEvent(QEvent *event)
{
    update();
    QAbstractButton::leaveEvent(event);
}

void FileTile::mouseReleaseEvent(QMouseEvent *event)
{
    if (std::exchange(m_isCarried, false)) {
        unsetCursor();
        setDown(false);
        m_owner->drop(m_item);
        return;
    }
    const bool takesOut
        = !m_owner->m_isReadOnly && isDown() && crossRect().contains(event->position());
    QAbstractButton::mouseReleaseEvent(event);
    if (takesOut) {
        m_owner->remove(m_item);
    }
}

void FileTile::keyPressEvent(QKeyEvent *event)
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
    } else if (event->key() == Qt::Key_Space) {
        emit m_owner->previewRequested(m_item);
    } else {
        QAbstractButton::keyPressEvent(event);
    }
}

void FileTile::contextMenuEvent(QContextMenuEvent *event)
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
    add(FileTiles::tr("Preview"), true, [owner, item] { emit owner->previewRequested(item); });
    add(FileTiles::tr("Open"), true, [owner, item] { emit owner->openRequested(item); });
    add(FileTiles::tr("Copy name"), true, [item] {
        QGuiApplication::clipboard()->setText(fileItemName(item));
    });
    menu->addSeparator();
    add(FileTiles::tr("Move back"), canEdit && at > 0, [owner, item] { owner->move(item, -1); });
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
    popupAt(menu, event->globalPos());
}

QPixmap FileTile::pictureOf() const
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

QRectF FileTile::crossRect() const
{
    const double side = Theme::current().scaled(kCross);
    const double left
        = layoutDirection() == Qt::RightToLeft ? space::k2 : width() - side - space::k2;
    return {left, static_cast<double>(space::k2), side, side};
}

} // namespace socle::studio
