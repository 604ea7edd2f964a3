#include "studio/kit/ImageView.h"

#include "studio/kit/AccessibleRole.h"
#include "studio/kit/Paint.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace socle::studio {

namespace {

constexpr double kZoomFactor = 1.25;
constexpr double kMostZoom = 32;
constexpr double kLeastZoom = 0.02;
constexpr int kPan = 60;
constexpr int kSquare = 8; // of the checkered ground
constexpr double kSharpFrom = 2; // pixels are shown as squares

} // namespace

ImageView::ImageView(QWidget *parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleRole(this, QAccessible::Graphic);
    setAccessibleDescription(tr("Plus and minus zoom, 0 fits, 1 shows every pixel."));
}

void ImageView::setPicture(const QPixmap &picture)
{
    m_picture = picture;
    fit();
}

QSize ImageView::sizeHint() const
{
    const Theme &theme = Theme::current();
    return {theme.scaled(space::k10 * 10), theme.scaled(space::k10 * 7)};
}

double ImageView::fitting() const
{
    if (m_picture.isNull() || width() <= 0 || height() <= 0) {
        return 1;
    }
    // A small picture is not blown up.
    return std::min({1.0,
                     static_cast<double>(width()) / m_picture.width(),
                     static_cast<double>(height()) / m_picture.height()});
}

void ImageView::fit()
{
    m_isFitted = true;
    m_zoom = fitting();
    m_offset = {};
    update();
    emit zoomChanged(m_zoom);
}

void ImageView::showPixels() { setZoom(1, QPointF(width() / 2.0, height() / 2.0)); }

void ImageView::zoomBy(double factor, const QPointF &anchor) { setZoom(m_zoom * factor, anchor); }

void ImageView::setZoom(double zoom, const QPointF &anchor)
{
    const QPointF middle(width() / 2.0, height() / 2.0);
    const QPointF under = (anchor - middle - m_offset) / m_zoom; // stays under the pointer
    m_zoom = std::clamp(zoom, std::min(kLeastZoom, fitting()), kMostZoom);
    m_offset = anchor - middle - under * m_zoom;
    m_isFitted = false;
    clampOffset();
    update();
    emit zoomChanged(m_zoom);
}

void ImageView::clampOffset()
{
    const auto room = [](double shown, double side) { return std::max(0.0, (shown - side) / 2); };
    const double x = room(m_picture.width() * m_zoom, width());
    const double y = room(m_picture.height() * m_zoom, height());
    m_offset = {std::clamp(m_offset.x(), -x, x), std::clamp(m_offset.y(), -y, y)};
}

void ImageView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::current();
    painter.fillRect(rect(), theme.color(Color::Sunken));
    const QSizeF size = QSizeF(m_picture.size()) * m_zoom;
    QRectF target(QPointF(), size);
    target.moveCenter(QPointF(width() / 2.0, height() / 2.0) + m_offset);
    if (m_picture.hasAlpha()) {
        painter.save();
        painter.setClipRect(target);
        const QRect seen = target.toAlignedRect().intersected(rect());
        painter.fillRect(seen, theme.color(Color::Surface));
        for (int y = seen.top() - seen.top() % kSquare; y <= seen.bottom(); y += kSquare) {
            for (int x = seen.left() - seen.left() % kSquare; x <= seen.right(); x += kSquare) {
                if ((x / kSquare + y / kSquare) % 2 == 0) {
                    painter.fillRect(x, y, kSquare, kSquare, theme.color(Color::Chip));
                }
            }
        }
        painter.restore();
    }
    painter.setRenderHint(QPainter::SmoothPixmapTransform, m_zoom < kSharpFrom);
    painter.drawPixmap(target, m_picture, QRectF(m_picture.rect()));
    if (hasFocus()) {
        drawFocusRing(&painter, QRectF(rect()).adjusted(1, 1, -1, -1), 0, 0);
    }
}

void ImageView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (m_isFitted) {
        fit();
    } else {
        clampOffset();
    }
}

void ImageView::wheelEvent(QWheelEvent *event)
{
    zoomBy(std::pow(kZoomFactor, event->angleDelta().y() / 120.0), event->position());
    event->accept();
}

void ImageView::mousePressEvent(QMouseEvent *event) { m_last = event->position(); }

void ImageView::mouseMoveEvent(QMouseEvent *event)
{
    m_offset += event->position() - std::exchange(m_last, event->position());
    clampOffset();
    update();
}

void ImageView::keyPressEvent(QKeyEvent *event)
{
    const QPointF middle(width() / 2.0, height() / 2.0);
    const auto pan = [this](double x, double y) {
        const QPointF before = m_offset;
        m_offset += QPointF(x, y);
        clampOffset();
        update();
        return m_offset != before;
    };
    bool isDone = true;
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomBy(kZoomFactor, middle);
        break;
    case Qt::Key_Minus:
        zoomBy(1 / kZoomFactor, middle);
        break;
    case Qt::Key_0:
        fit();
        break;
    case Qt::Key_1:
        showPixels();
        break;
    case Qt::Key_Left:
        isDone = pan(kPan, 0);
        break;
    case Qt::Key_Right:
        isDone = pan(-kPan, 0);
        break;
    case Qt::Key_Up:
        isDone = pan(0, kPan);
        break;
    case Qt::Key_Down:
        isDone = pan(0, -kPan);
        break;
    default:
        isDone = false;
    }
    if (!isDone) {
        QWidget::keyPressEvent(
            event); // a picture that does not move leaves the arrows to its owner
    }
}

} // namespace socle::studio
