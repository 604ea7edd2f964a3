// See the header.
#include "studio/fields/MonthView.h"

#include "studio/kit/AccessibleRole.h"
#include "studio/kit/Icon.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Text.h"

#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

namespace socle::studio {

namespace {

constexpr int kWeeks = 6;
constexpr int kDays = 7;

} // namespace

MonthView::MonthView(QWidget *parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(tr("Calendar"));
    setAccessibleRole(this, QAccessible::Table);
}

void MonthView::setDate(const QDate &date)
{
    m_date = date;
    m_cursor = date.isValid() ? date : QDate::currentDate();
    setAccessibleDescription(QLocale().toString(m_cursor, QLocale::LongFormat));
    update();
}

int MonthView::cellSide() const { return Theme::current().scaled(space::k8); }

QSize MonthView::sizeHint() const { return {kDays * cellSide(), (kWeeks + 2) * cellSide()}; }

QDate MonthView::firstShown() const
{
    const QDate first(m_cursor.year(), m_cursor.month(), 1);
    const int start = static_cast<int>(QLocale().firstDayOfWeek());
    return first.addDays(-((first.dayOfWeek() - start + kDays) % kDays));
}

QRectF MonthView::cellAt(int row, int column) const
{
    const double side = cellSide();
    return mirrored(layoutDirection(),
                    QRectF(0, 0, kDays * side, height()),
                    QRectF(column * side, (row + 2) * side, side, side));
}

QRectF MonthView::arrow(bool next) const
{
    const double side = cellSide();
    return mirrored(layoutDirection(),
                    rect(),
                    QRectF(next ? (kDays - 1) * side : (kDays - 2) * side, 0, side, side));
}

QDate MonthView::dayAt(const QPointF &pos) const
{
    for (int row = 0; row < kWeeks; ++row) {
        for (int column = 0; column < kDays; ++column) {
            if (cellAt(row, column).contains(pos)) {
                return firstShown().addDays(row * kDays + column);
            }
        }
    }
    return {};
}

void MonthView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setLayoutDirection(layoutDirection());
    const double side = cellSide();
    const QLocale locale;
    const QString title = locale.standaloneMonthName(m_cursor.month()) + QLatin1Char(' ')
        + QString::number(m_cursor.year());
    drawLine(&painter,
             mirrored(layoutDirection(),
                      rect(),
                      QRectF(space::k3, 0, (kDays - 2) * side - space::k3, side)),
             title,
             studio::font(TextRole::BaseStrong),
             colorOf(Color::Text));
    for (const bool next : {false, true}) {
        drawIcon(&painter,
                 next ? QStringLiteral("chevron-right") : QStringLiteral("chevron-left"),
                 arrow(next).marginsRemoved(
                     QMarginsF(space::k3 + 1, space::k3 + 1, space::k3 + 1, space::k3 + 1)),
                 colorOf(Color::TextMuted),
                 layoutDirection());
    }
    const QDate first = firstShown();
    for (int column = 0; column < kDays; ++column) {
        drawLine(&painter,
                 cellAt(-1, column),
                 locale.standaloneDayName(first.addDays(column).dayOfWeek(), QLocale::NarrowFormat),
                 studio::font(TextRole::Micro),
                 colorOf(Color::TextSubtle),
                 Qt::AlignCenter);
    }
    const QDate today = QDate::currentDate();
    for (int i = 0; i < kWeeks * kDays; ++i) {
        const QDate day = first.addDays(i);
        const QRectF mark = cellAt(i / kDays, i % kDays).marginsRemoved(QMarginsF(1, 1, 1, 1));
        Color text = day.month() == m_cursor.month() ? Color::Text : Color::TextDisabled;
        if (day == m_date) {
            drawRounded(&painter, mark, radius::kMd, colorOf(Color::Accent));
            text = Color::OnAccent;
        } else if (day == m_hovered) {
            drawRounded(&painter, mark, radius::kMd, colorOf(Color::Hover));
        }
        if (day == m_cursor && hasFocus()) {
            drawFocusRing(&painter, mark, radius::kMd, 0);
        }
        if (day == today && day != m_date) {
            text = Color::Accent;
        }
        drawLine(
            &painter,
            mark,
            locale.toString(day.day()),
            studio::font(day == today || day == m_date ? TextRole::BaseStrong : TextRole::Base),
            colorOf(text),
            Qt::AlignCenter,
            Qt::ElideNone);
    }
}

void MonthView::mousePressEvent(QMouseEvent *event)
{
    for (const bool next : {false, true}) {
        if (arrow(next).contains(event->position())) {
            moveTo(m_cursor.addMonths(next ? 1 : -1));
            return;
        }
    }
    if (const QDate day = dayAt(event->position()); day.isValid()) {
        setDate(day);
        emit chosen(day);
    }
}

void MonthView::mouseMoveEvent(QMouseEvent *event)
{
    m_hovered = dayAt(event->position());
    update();
}

void MonthView::leaveEvent(QEvent *)
{
    m_hovered = {};
    update();
}

void MonthView::wheelEvent(QWheelEvent *event)
{
    moveTo(m_cursor.addMonths(event->angleDelta().y() > 0 ? -1 : 1));
}

void MonthView::moveTo(const QDate &date)
{
    m_cursor = date;
    setAccessibleDescription(QLocale().toString(m_cursor, QLocale::LongFormat));
    update();
}

void MonthView::keyPressEvent(QKeyEvent *event)
{
    const int forward = layoutDirection() == Qt::RightToLeft ? -1 : 1;
    switch (event->key()) {
    case Qt::Key_Left:
        moveTo(m_cursor.addDays(-forward));
        return;
    case Qt::Key_Right:
        moveTo(m_cursor.addDays(forward));
        return;
    case Qt::Key_Up:
        moveTo(m_cursor.addDays(-kDays));
        return;
    case Qt::Key_Down:
        moveTo(m_cursor.addDays(kDays));
        return;
    case Qt::Key_PageUp:
        moveTo(m_cursor.addMonths(-1));
        return;
    case Qt::Key_PageDown:
        moveTo(m_cursor.addMonths(1));
        return;
    case Qt::Key_Home:
        moveTo(m_cursor.addDays(1 - m_cursor.dayOfWeek()));
        return;
    case Qt::Key_End:
        moveTo(m_cursor.addDays(kDays - m_cursor.dayOfWeek()));
        return;
    case Qt::Key_Space:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        setDate(m_cursor);
        emit chosen(m_date);
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace socle::studio
