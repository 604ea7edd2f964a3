// See the header.
#include "studio/kit/Popover.h"

#include "studio/kit/Paint.h"
#include "studio/kit/TabOrder.h"

#include <QKeyEvent>
#include <QScreen>
#include <QVBoxLayout>

namespace socle::studio {

Popover::Popover(QWidget *parent)
    : QWidget(parent, Qt::Popup | Qt::FramelessWindowHint | Qt::NoDropShadowWindowHint)
    , m_body(new QVBoxLayout(this))
{
    setAttribute(Qt::WA_TranslucentBackground);
    setPadding(space::k3);
    m_body->setSpacing(space::k3);
    // Its words need more at another size of text; after they have it.
    connect(&Theme::current(), &Theme::changed, this, [this] {
        QMetaObject::invokeMethod(
            this,
            [this] {
                // Twice: how high wrapped words are is known once they have their new width.
                adjustSize();
                layout()->activate();
                adjustSize();
            },
            Qt::QueuedConnection);
    });
}

void Popover::setPadding(int pixels)
{
    const QMargins room = shadowMargins(2);
    m_body->setContentsMargins(room + QMargins(pixels, pixels, pixels, pixels));
}

/// Where a popover of that size may stand: in the window it belongs to when it fits there, as
/// nothing says what lies beside it, else anywhere on the screen.
static QRect roomFor(const QWidget &anchor, QSize panel)
{
    const QRect screen = anchor.screen()->availableGeometry();
    const QWidget *window = anchor.window();
    while (window->windowType() == Qt::Popup && window->parentWidget() != nullptr) {
        window = window->parentWidget()->window(); // a list that belongs to a popover
    }
    const QRect own = QRect(window->mapToGlobal(QPoint()), window->size()) & screen;
    QRect room = screen;
    if (panel.width() + 2 * space::k2 <= own.width()) {
        room.setLeft(own.left());
        room.setRight(own.right());
    }
    if (panel.height() + 2 * space::k2 <= own.height()) {
        room.setTop(own.top());
        room.setBottom(own.bottom());
    }
    return room;
}

void Popover::showFor(QWidget *anchor, Side side) { showForRect(anchor, anchor->rect(), side); }

void Popover::showForRect(QWidget *widget, const QRect &rect, Side side)
{
    adjustSize();
    const QMargins room = shadowMargins(2);
    const QPoint topLeft = widget->mapToGlobal(rect.topLeft());
    const QRect anchor(topLeft, rect.size());
    const QSize panel = size().shrunkBy(room);
    const QRect area = roomFor(*widget, panel);
    int x = widget->layoutDirection() == Qt::RightToLeft ? anchor.right() + 1 - panel.width()
                                                         : anchor.left();
    x = std::clamp(x,
                   area.left() + space::k2,
                   std::max(area.left() + space::k2, area.right() - panel.width() - space::k2));
    int y = anchor.bottom() + 1 + space::k2;
    const int above = anchor.top() - space::k2 - panel.height();
    if ((side == Side::Above || y + panel.height() > area.bottom()) && above >= area.top()) {
        y = above;
    }
    // Rather over its anchor than over the edge, where half of it could not be reached.
    y = std::clamp(y, area.top(), std::max(area.top(), area.bottom() - panel.height() - space::k2));
    move(x - room.left(), y - room.top());
    show();
    if (focusWidget() == nullptr) {
        focusNextPrevChild(true);
    }
}

void Popover::setDeleteOnClose(bool on) { setAttribute(Qt::WA_DeleteOnClose, on); }

/// Grows with what arrives while it is open; a least width of its own keeps Qt from doing so.
bool Popover::event(QEvent *event)
{
    const bool isDone = QWidget::event(event);
    if (event->type() == QEvent::LayoutRequest && isVisible()) {
        const QSize least = layout()->totalMinimumSize();
        if (least.width() > width() || least.height() > height()) {
            resize(size().expandedTo(least));
        }
    }
    return isDone;
}

void Popover::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QRectF box = QRectF(rect()).marginsRemoved(shadowMargins(2));
    drawShadow(&painter, box, radius::kLg, 2);
    drawRounded(&painter, box, radius::kLg, colorOf(Color::Surface), floatingEdge());
}

void Popover::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        close();
        return;
    }
    QWidget::keyPressEvent(event);
}

bool Popover::focusNextPrevChild(bool next) { return goToTabStop(*this, next); }

void Popover::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    emit closed();
}

} // namespace socle::studio
