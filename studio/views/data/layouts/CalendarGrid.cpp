#include "studio/views/data/layouts/CalendarGrid.h"

#include "studio/kit/AccessibleRole.h"
#include "studio/kit/MenuPlace.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Text.h"
#include "studio/views/data/layouts/UnscheduledTray.h"

#include <QApplication>
#include <QDropEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMenu>
#include <QMimeData>
#include <QMouseEvent>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kDays = 7;

int headHeight() { return Theme::current().scaled(grid::kHeader); }

int numberHeight() { return Theme::current().scaled(space::k7); }

} // namespace

CalendarGrid::CalendarGrid(CalendarPane &pane)
    : m_pane(pane)
{
    setObjectName(u"data.calendar.grid"_s);
    setAccessibleRole(this, QAccessible::Table);
    setAccessibleName(CalendarPane::tr("Days"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAcceptDrops(true);
}

QSize CalendarGrid::minimumSizeHint() const
{
    return {Theme::current().scaled(space::k10 * 5), Theme::current().scaled(space::k10 * 5)};
}

int CalendarGrid::rows() const { return m_pane.daysShown() / kDays; }

QRectF CalendarGrid::cellRect(const QDate &day) const
{
    const int at = static_cast<int>(m_pane.firstShown().daysTo(day));
    const double w = width() / double(kDays);
    const double h = (height() - headHeight()) / double(rows());
    int column = at % kDays;
    if (layoutDirection() == Qt::RightToLeft) {
        column = kDays - 1 - column;
    }
    return {column * w, headHeight() + at / kDays * h, w, h};
}

QDate CalendarGrid::dayAt(const QPointF &point) const
{
    for (int i = 0; i < m_pane.daysShown(); ++i) {
        const QDate day = m_pane.firstShown().addDays(i);
        if (cellRect(day).contains(point)) {
            return day;
        }
    }
    return {};
}

QRectF CalendarGrid::chipRect(const QRectF &cell, int line) const
{
    const int height = Theme::current().scaled(grid::kPillHeight);
    return {cell.left() + space::k2,
            cell.top() + numberHeight() + line * (height + space::k1),
            cell.width() - 2 * space::k2,
            static_cast<double>(height)};
}

int CalendarGrid::linesIn(const QRectF &cell) const
{
    const int height = Theme::current().scaled(grid::kPillHeight) + space::k1;
    return std::max(1, static_cast<int>(cell.height() - numberHeight() - space::k1) / height);
}

QString CalendarGrid::eventAt(const QPointF &point) const
{
    const QDate day = dayAt(point);
    if (!day.isValid()) {
        return {};
    }
    const QRectF cell = cellRect(day);
    const auto events = m_pane.eventsOn(day);
    const int lines = linesIn(cell);
    const bool overflows = static_cast<int>(events.size()) > lines;
    for (int i = 0;
         i < std::min<int>(static_cast<int>(events.size()), overflows ? lines - 1 : lines);
         ++i) {
        if (chipRect(cell, i).contains(point)) {
            return events[static_cast<std::size_t>(i)].record.id;
        }
    }
    return {};
}

void CalendarGrid::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme &theme = Theme::current();
    painter.fillRect(rect(), theme.color(Color::Surface));
    painter.fillRect(QRect(0, 0, width(), headHeight()), theme.color(Color::SurfaceAlt));
    const QLocale locale;
    for (int i = 0; i < kDays; ++i) {
        const QDate day = m_pane.firstShown().addDays(i);
        const QRectF cell = cellRect(day);
        drawLine(&painter,
                 QRectF(cell.left() + space::k3, 0, cell.width() - 2 * space::k3, headHeight()),
                 locale.standaloneDayName(day.dayOfWeek(), QLocale::ShortFormat),
                 studio::font(TextRole::SmallStrong),
                 theme.color(Color::TextMuted));
    }
    for (int i = 0; i < m_pane.daysShown(); ++i) {
        paintDay(&painter, m_pane.firstShown().addDays(i));
    }
    if (hasFocus()) {
        drawFocusRing(&painter, cellRect(m_pane.day()).adjusted(2, 2, -2, -2), radius::kSm, 0);
    }
}

void CalendarGrid::paintDay(QPainter *painter, const QDate &day) const
{
    const Theme &theme = Theme::current();
    const QRectF cell = cellRect(day);
    const bool isOutside = !m_pane.isWeek() && day.month() != m_pane.day().month();
    const bool isToday = day == QDate::currentDate();
    if (isOutside) {
        painter->fillRect(cell, theme.color(Color::SurfaceAlt));
        if (theme.isHighContrast()) { // where all grounds are one, a pattern tells them apart
            painter->fillRect(cell, QBrush(theme.color(Color::TextDisabled), Qt::Dense6Pattern));
        }
    }
    if (day == m_dropDay) {
        painter->fillRect(cell, theme.color(Color::AccentSoft));
    }
    drawHairline(painter, cell.topLeft(), cell.topRight(), theme.color(Color::Border));
    drawHairline(painter, cell.topRight(), cell.bottomRight(), theme.color(Color::Border));
    QRectF number(cell.left() + space::k2, cell.top() + 1, numberHeight(), numberHeight() - 2);
    if (layoutDirection() == Qt::RightToLeft) {
        number.moveRight(cell.right() - space::k2);
    }
    if (isToday) {
        drawRounded(painter, number, radius::kFull, theme.color(Color::Accent));
    }
    drawLine(painter,
             number,
             QLocale().toString(day.day()),
             studio::font(isToday ? TextRole::SmallStrong : TextRole::Small),
             theme.color(isToday         ? Color::OnAccent
                             : isOutside ? Color::TextSubtle
                                         : Color::TextMuted),
             Qt::AlignCenter);
    const auto events = m_pane.eventsOn(day);
    const int lines = linesIn(cell);
    const int count = static_cast<int>(events.size());
    const int shown = count > lines ? lines - 1 : count;
    for (int i = 0; i < shown; ++i) {
        const CalendarEvent &event = events[static_cast<std::size_t>(i)];
        const QRectF chip = chipRect(cell, i);
        const bool isSelected = event.record.id == m_pane.selected();
        drawRounded(painter,
                    chip,
                    radius::kSm,
                    theme.color(event.isDeleted      ? Color::DelRow
                                    : event.isStaged ? Color::ModCell
                                                     : Color::AccentSoft),
                    isSelected ? theme.color(Color::Accent) : QColor(),
                    2);
        QFont font = studio::font(TextRole::Small);
        font.setStrikeOut(event.isDeleted);
        const bool hasTime = event.start.date() == day && event.start.time() != QTime(0, 0)
            && cell.width() > theme.scaled(space::k10 * 2);
        const QString text = hasTime
            ? u"%1  %2"_s.arg(QLocale().toString(event.start.time(), QLocale::ShortFormat),
                              event.title)
            : event.title;
        drawLine(
            painter,
            chip.adjusted(space::k2 + space::k1, 0, -space::k2, 0),
            text,
            font,
            theme.color(event.isStaged || event.isDeleted ? Color::Text : Color::OnAccentSoft));
    }
    if (count > shown) {
        drawLine(painter,
                 chipRect(cell, shown).adjusted(space::k2 + space::k1, 0, 0, 0),
                 CalendarPane::tr("+%1 more", "events of a day").arg(count - shown),
                 studio::font(TextRole::Small),
                 theme.color(Color::TextMuted));
    }
}

void CalendarGrid::openRest(const QDate &day)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setAccessibleName(QLocale().toString(day, QLocale::LongFormat));
    for (const CalendarEvent &event : m_pane.eventsOn(day)) {
        QAction *action = menu->addAction(event.title);
        connect(action, &QAction::triggered, &m_pane, [this, id = event.record.id] {
            m_pane.openEvent(id);
        });
    }
    popupAt(menu, mapToGlobal(cellRect(day).bottomLeft().toPoint()));
}

/// On the last few pixels of an event's last day: there the hand stretches it.
bool CalendarGrid::isAtEnd(const QString &id, const QDate &day, const QPointF &at) const
{
    if (id.isEmpty() || m_pane.isReadOnly() || !m_pane.hasEnd()) {
        return false;
    }
    for (const CalendarEvent &each : m_pane.m_events) {
        const QDate last = (each.end.isValid() ? each.end : each.start).date();
        if (each.record.id == id && last == day) {
            const QRectF cell = cellRect(day);
            const double grip = Theme::current().scaled(space::k4);
            return layoutDirection() == Qt::RightToLeft ? at.x() <= cell.left() + grip
                                                        : at.x() >= cell.right() - grip;
        }
    }
    return false;
}

void CalendarGrid::mousePressEvent(QMouseEvent *event)
{
    m_pressed = event->position();
    m_dragged = eventAt(event->position());
    m_dragFrom = dayAt(event->position());
    m_isStretching = isAtEnd(m_dragged, m_dragFrom, event->position());
    if (!m_dragFrom.isValid()) {
        return;
    }
    m_pane.m_day = m_dragFrom;
    if (!m_dragged.isEmpty()) {
        m_pane.selectEvent(m_dragged);
    } else if (chipRect(cellRect(m_dragFrom), linesIn(cellRect(m_dragFrom)) - 1)
                   .contains(event->position())
               && static_cast<int>(m_pane.eventsOn(m_dragFrom).size())
                   > linesIn(cellRect(m_dragFrom))) {
        openRest(m_dragFrom);
    }
    update();
}

void CalendarGrid::mouseMoveEvent(QMouseEvent *event)
{
    if (!(event->buttons() & Qt::LeftButton)) {
        const QString id = eventAt(event->position());
        setCursor(isAtEnd(id, dayAt(event->position()), event->position()) ? Qt::SizeHorCursor
                                                                           : Qt::ArrowCursor);
        return;
    }
    if (m_dragged.isEmpty() || m_pane.isReadOnly()) {
        return;
    }
    const bool isFar
        = (event->position() - m_pressed).manhattanLength() >= QApplication::startDragDistance();
    const QDate day = dayAt(event->position());
    if (isFar && day.isValid() && day != m_dropDay) {
        m_dropDay = day;
        setCursor(m_isStretching ? Qt::SizeHorCursor : Qt::ClosedHandCursor);
        update();
    }
}

void CalendarGrid::mouseReleaseEvent(QMouseEvent *)
{
    const QDate drop = std::exchange(m_dropDay, {});
    const QString id = std::exchange(m_dragged, {});
    unsetCursor();
    if (drop.isValid() && !id.isEmpty() && drop != m_dragFrom) {
        m_pane.m_day = drop;
        const int days = static_cast<int>(m_dragFrom.daysTo(drop));
        if (m_isStretching) {
            m_pane.stretchEvent(id, days);
        } else {
            m_pane.moveEvent(id, days);
        }
    }
    update();
}

void CalendarGrid::mouseDoubleClickEvent(QMouseEvent *event)
{
    const QString id = eventAt(event->position());
    const QDate day = dayAt(event->position());
    m_dragged.clear();
    if (!id.isEmpty()) {
        m_pane.openEvent(id);
    } else if (day.isValid()) {
        m_pane.createOn(day);
    }
}

void CalendarGrid::keyPressEvent(QKeyEvent *event)
{
    const int side = layoutDirection() == Qt::RightToLeft ? -1 : 1;
    const int step = event->key() == Qt::Key_Left ? -side
        : event->key() == Qt::Key_Right           ? side
        : event->key() == Qt::Key_Up              ? -kDays
        : event->key() == Qt::Key_Down            ? kDays
                                                  : 0;
    const auto events = m_pane.eventsOn(m_pane.day());
    if (step != 0 && event->modifiers() == (Qt::AltModifier | Qt::ShiftModifier)) {
        if (!m_pane.selected().isEmpty()) {
            const QString id = m_pane.selected();
            m_pane.moveEvent(id, step);
            m_pane.showDay(m_pane.day().addDays(step));
            m_pane.selectEvent(id);
        }
    } else if (step != 0 && event->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier)) {
        m_pane.stretchEvent(m_pane.selected(), step);
    } else if (step != 0) {
        m_pane.showDay(m_pane.day().addDays(step));
    } else if (event->key() == Qt::Key_PageUp || event->key() == Qt::Key_PageDown) {
        const int by = event->key() == Qt::Key_PageUp ? -1 : 1;
        m_pane.showDay(m_pane.isWeek() ? m_pane.day().addDays(by * kDays)
                                       : m_pane.day().addMonths(by));
    } else if (event->key() == Qt::Key_Space && !events.empty()) {
        // The next event of the day.
        std::size_t at = 0;
        for (std::size_t i = 0; i < events.size(); ++i) {
            at = events[i].record.id == m_pane.selected() ? (i + 1) % events.size() : at;
        }
        m_pane.selectEvent(events[at].record.id);
    } else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        if (events.empty()) {
            m_pane.createOn(m_pane.day());
        } else {
            m_pane.openEvent(events.front().record.id);
        }
    } else {
        QWidget::keyPressEvent(event);
    }
}

void CalendarGrid::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasFormat(UnscheduledTray::kMimeType) && !m_pane.isReadOnly()) {
        event->acceptProposedAction();
    }
}

void CalendarGrid::dragMoveEvent(QDragMoveEvent *event)
{
    m_dropDay = dayAt(event->position());
    event->setAccepted(m_dropDay.isValid());
    update();
}

void CalendarGrid::dragLeaveEvent(QDragLeaveEvent *)
{
    m_dropDay = QDate();
    update();
}

void CalendarGrid::dropEvent(QDropEvent *event)
{
    const QDate day = std::exchange(m_dropDay, {});
    const QByteArrayList ids = event->mimeData()->data(UnscheduledTray::kMimeType).split('\n');
    event->acceptProposedAction();
    for (const QByteArray &id : ids) {
        // From the event loop: the tray is built anew, and the drag still knows its items.
        QMetaObject::invokeMethod(
            &m_pane,
            [pane = &m_pane, id = QString::fromUtf8(id), day] { pane->scheduleOn(id, day); },
            Qt::QueuedConnection);
    }
}

bool CalendarGrid::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const QString id = eventAt(help->pos());
        for (const CalendarEvent &each : m_pane.m_events) {
            if (each.record.id == id) {
                QToolTip::showText(
                    help->globalPos(),
                    u"%1\n%2"_s.arg(each.title,
                                    QLocale().toString(each.start, QLocale::ShortFormat)),
                    this);
                return true;
            }
        }
        QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

} // namespace socle::studio
