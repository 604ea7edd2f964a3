#include "studio/kit/PinMap.h"

#include "studio/kit/AccessibleRole.h"
#include "studio/kit/Paint.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace socle::studio {

namespace {

constexpr double kHead = 9; // radius of the pin's head
constexpr double kStem = 24; // from its tip to the middle of the head
constexpr int kKeyStep = 4; // pixels a key moves the pin
constexpr double kFirstScale = 512.0 * 8; // a country and its neighbours
constexpr int kEdge = 12; // nearer to the edge than this the map follows

} // namespace

PinMap::PinMap(QWidget *parent)
    : MapView(parent)
{
    setAccessibleRole(this, QAccessible::Graphic);
    setAccessibleDescription(
        tr("Arrow keys move the pin, with Ctrl the map; plus and minus zoom."));
    setCursor(Qt::CrossCursor);
}

QSize PinMap::sizeHint() const
{
    const Theme &theme = Theme::current();
    return {theme.scaled(space::k10 * 5), theme.scaled(space::k10 * 3)};
}

QSize PinMap::minimumSizeHint() const
{
    const Theme &theme = Theme::current();
    return {theme.scaled(space::k10 * 2), theme.scaled(space::k10 * 2)};
}

double PinMap::cornerRadius() const { return radius::kMd; }

void PinMap::setPin(std::optional<QPointF> place)
{
    m_pin = place;
    if (m_pin && m_wasShown && !m_isCarried) {
        bringIntoView();
    }
    update();
}

void PinMap::showEvent(QShowEvent *event)
{
    MapView::showEvent(event);
    m_wasShown = true;
}

void PinMap::resizeEvent(QResizeEvent *event)
{
    MapView::resizeEvent(event);
    if (!m_isCarried) {
        m_pin ? showPlace(*m_pin, std::max(worldWidth(), kFirstScale)) : fit({});
    }
}

void PinMap::bringIntoView()
{
    const QRectF inner = QRectF(rect()).adjusted(kEdge, kStem + kHead, -kEdge, -kEdge);
    if (!inner.contains(project(*m_pin))) {
        showPlace(*m_pin, std::max(worldWidth(), kFirstScale));
    }
}

QPointF PinMap::rounded(const QPointF &place) const
{
    // Digits that are finer than a pixel would be made up.
    const double perPixel = 360 / worldWidth();
    const double unit = std::pow(10.0, std::clamp(std::floor(std::log10(perPixel)), -6.0, 0.0));
    const auto round = [unit](double value, double most) {
        const double places = std::round(1 / unit);
        return std::clamp(std::round(value * places) / places, -most, most);
    };
    return {round(place.x(), 180), round(place.y(), 90)};
}

bool PinMap::isOnPin(const QPointF &at) const
{
    if (!m_pin) {
        return false;
    }
    const QPointF tip = project(*m_pin);
    return QRectF(tip.x() - kHead, tip.y() - kStem - kHead, 2 * kHead, kStem + kHead).contains(at);
}

void PinMap::movePin(const QPointF &at)
{
    m_pin = rounded(unproject(at));
    update();
    emit pinMoved(*m_pin);
}

void PinMap::paintOver(QPainter *painter)
{
    if (!m_pin) {
        return;
    }
    const Theme &theme = Theme::current();
    const QPointF tip = project(*m_pin);
    const QPointF head = tip - QPointF(0, kStem);
    QPainterPath shape;
    shape.moveTo(tip);
    shape.cubicTo(tip - QPointF(2, kStem * 0.5),
                  head + QPointF(-kHead, kHead * 0.9),
                  head - QPointF(kHead, 0));
    shape.arcTo(QRectF(head - QPointF(kHead, kHead), QSizeF(2 * kHead, 2 * kHead)), 180, -180);
    shape.cubicTo(head + QPointF(kHead, kHead * 0.9), tip - QPointF(-2, kStem * 0.5), tip);
    painter->setPen(QPen(theme.color(Color::Surface), 2));
    painter->setBrush(theme.color(m_isCarried ? Color::AccentPressed : Color::Accent));
    painter->drawPath(shape);
    drawRounded(
        painter, QRectF(head - QPointF(3, 3), QSizeF(6, 6)), 3, theme.color(Color::Surface));
}

void PinMap::mousePressEvent(QMouseEvent *event)
{
    MapView::mousePressEvent(event);
    m_isCarried = !m_isReadOnly && event->button() == Qt::LeftButton && isOnPin(event->position());
    if (m_isCarried) {
        m_grip = event->position() - project(*m_pin);
        update();
    }
}

void PinMap::mouseMoveEvent(QMouseEvent *event)
{
    if (m_isCarried) {
        movePin(event->position() - m_grip);
        return;
    }
    if (event->buttons() == Qt::NoButton) {
        setCursor(m_isReadOnly                     ? Qt::ArrowCursor
                      : isOnPin(event->position()) ? Qt::PointingHandCursor
                                                   : Qt::CrossCursor);
    }
    MapView::mouseMoveEvent(event);
}

void PinMap::mouseReleaseEvent(QMouseEvent *event)
{
    const bool wasDragging = isDragging();
    MapView::mouseReleaseEvent(event);
    if (std::exchange(m_isCarried, false)) {
        update();
        emit pinDropped(*m_pin);
    } else if (!wasDragging && !m_isReadOnly && event->button() == Qt::LeftButton) {
        movePin(event->position());
        emit pinDropped(*m_pin);
    }
}

void PinMap::keyPressEvent(QKeyEvent *event)
{
    QPointF by;
    switch (event->key()) {
    case Qt::Key_Left:
        by = {-1, 0};
        break;
    case Qt::Key_Right:
        by = {1, 0};
        break;
    case Qt::Key_Up:
        by = {0, -1};
        break;
    case Qt::Key_Down:
        by = {0, 1};
        break;
    case Qt::Key_Home:
        if (m_pin) {
            showPlace(*m_pin, worldWidth());
        }
        return;
    default:
        break;
    }
    const bool isPlain = !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier));
    if (by.isNull() || !isPlain || m_isReadOnly) {
        MapView::keyPressEvent(event);
        return;
    }
    const double step = event->modifiers() & Qt::ShiftModifier ? kKeyStep * 10 : kKeyStep;
    const QPointF from = m_pin ? project(*m_pin) : QPointF(width() / 2.0, height() / 2.0);
    movePin(m_pin ? from + by * step : from); // the first key sets it into the middle
    bringIntoView();
    emit pinDropped(*m_pin);
}

} // namespace socle::studio
