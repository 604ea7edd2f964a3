#include "studio/views/logs/LogHistogram.h"

#include "studio/api/Text.h"
#include "studio/kit/AccessibleRole.h"
#include "studio/kit/Paint.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/ShownTime.h"
#include "studio/kit/Text.h"
#include "studio/views/logs/LogMetrics.h"

#include <QFontMetrics>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QToolTip>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

/// Steps of time an axis label may stand on, seconds.
constexpr std::array<int, 10> kTicks{
    60, 300, 600, 900, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600};

} // namespace

LogHistogram::LogHistogram(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(u"logs.histogram"_s);
    setAccessibleRole(this, QAccessible::Chart);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    keepScaled(this, Extent::Height, logs::kHistogram);
    updateAccessible();
}

void LogHistogram::setBuckets(const QDateTime &start,
                              const QDateTime &end,
                              int seconds,
                              const std::vector<LogBucket> &buckets)
{
    m_seconds = std::max(1, seconds);
    // Bars stand on whole steps, as the server's do.
    const qint64 first = start.toSecsSinceEpoch() / m_seconds * m_seconds;
    m_start = QDateTime::fromSecsSinceEpoch(first, Qt::UTC);
    const qint64 count
        = std::clamp<qint64>((end.toSecsSinceEpoch() - first) / m_seconds + 1, 1, 2000);
    m_bars.assign(static_cast<std::size_t>(count), {});
    m_knowsErrors = false;
    for (const LogBucket &bucket : buckets) {
        const qint64 at = (bucket.date.toSecsSinceEpoch() - first) / m_seconds;
        if (bucket.date.toSecsSinceEpoch() < first || at >= count) {
            continue;
        }
        Bar &bar = m_bars[static_cast<std::size_t>(at)];
        bar.total += bucket.total;
        if (bucket.errors >= 0) {
            bar.errors += bucket.errors;
            m_knowsErrors = true;
        }
    }
    m_cursor = std::min(m_cursor, static_cast<int>(count) - 1);
    updateAccessible();
    update();
}

void LogHistogram::setPicked(const std::optional<QDateTime> &from,
                             const std::optional<QDateTime> &to)
{
    m_from = from;
    m_to = to;
    update();
}

qint64 LogHistogram::total() const
{
    qint64 sum = 0;
    for (const Bar &bar : m_bars) {
        sum += bar.total;
    }
    return sum;
}

QRectF LogHistogram::plot() const
{
    return QRectF(rect()).adjusted(
        space::k5, space::k4, -space::k5, -Theme::current().scaled(logs::kAxis));
}

int LogHistogram::barAt(double x) const
{
    const QRectF area = plot();
    if (m_bars.empty() || area.width() <= 0) {
        return -1;
    }
    const auto bar
        = static_cast<int>((x - area.left()) / area.width() * static_cast<double>(m_bars.size()));
    return std::clamp(bar, 0, static_cast<int>(m_bars.size()) - 1);
}

QRectF LogHistogram::slot(int bar) const
{
    const QRectF area = plot();
    const double width = area.width() / static_cast<double>(m_bars.size());
    return {area.left() + bar * width, area.top(), width, area.height()};
}

QDateTime LogHistogram::timeOf(int bar) const
{
    return m_start.addSecs(static_cast<qint64>(bar) * m_seconds);
}

QString LogHistogram::describe(int bar) const
{
    const Bar &value = m_bars[static_cast<std::size_t>(bar)];
    const QLocale locale;
    const QString when = locale.toString(shownTime(timeOf(bar)), QLocale::ShortFormat);
    return m_knowsErrors
        ? tr("%1: %Ln entries, %2 of them errors", nullptr, pluralCount(value.total))
              .arg(when, locale.toString(value.errors))
        : tr("%1: %Ln entries", nullptr, pluralCount(value.total)).arg(when);
}

void LogHistogram::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setLayoutDirection(Qt::LeftToRight); // time runs to the right in every language
    painter.fillRect(rect(), colorOf(Color::Surface));
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF area = plot();
    drawHairline(&painter,
                 {area.left(), area.bottom()},
                 {area.right(), area.bottom()},
                 colorOf(Color::Border));
    if (hasFocus() && (m_cursor < 0 || m_bars.empty())) {
        drawFocusRing(&painter, QRectF(rect()).adjusted(2, 2, -2, -2), radius::kSm, 0);
    }
    if (m_bars.empty()) {
        return;
    }
    qint64 most = 1;
    for (const Bar &bar : m_bars) {
        most = std::max(most, bar.total);
    }
    if (m_from && m_to) {
        const double perSecond = area.width() / static_cast<double>(m_bars.size()) / m_seconds;
        const double left = area.left() + static_cast<double>(m_start.secsTo(*m_from)) * perSecond;
        const double right = area.left() + static_cast<double>(m_start.secsTo(*m_to)) * perSecond;
        painter.fillRect(QRectF(QPointF(std::max(left, area.left()), area.top() - space::k2),
                                QPointF(std::min(right, area.right()), area.bottom())),
                         colorOf(Color::AccentSoft));
    }
    if (m_pressed >= 0 && m_hovered >= 0) {
        painter.fillRect(
            slot(std::min(m_pressed, m_hovered)).united(slot(std::max(m_pressed, m_hovered))),
            colorOf(Color::AccentSoft));
    }
    const Theme &theme = Theme::current();
    const QColor fine = theme.isHighContrast() ? theme.color(Color::Accent) : theme.chart(0);
    const QColor bad = colorOf(Color::DelBar);
    for (int i = 0; i < static_cast<int>(m_bars.size()); ++i) {
        const Bar &bar = m_bars[static_cast<std::size_t>(i)];
        const QRectF place = slot(i);
        if (i == m_hovered && m_pressed < 0) {
            painter.fillRect(place, colorOf(Color::Hover));
        }
        if (bar.total > 0) {
            const double gap = place.width() > space::k3 ? space::k1
                : place.width() > space::k2              ? 1.0
                                                         : 0.0;
            const double width
                = std::clamp(place.width() - gap, double(logs::kBarMin), double(logs::kBarMax));
            const double left = place.center().x() - width / 2;
            const double high = std::max(
                2.0, area.height() * static_cast<double>(bar.total) / static_cast<double>(most));
            const double badHigh = bar.errors > 0
                ? std::max(2.0,
                           high * static_cast<double>(bar.errors) / static_cast<double>(bar.total))
                : 0.0;
            painter.fillRect(QRectF(left, area.bottom() - high, width, high - badHigh), fine);
            painter.fillRect(QRectF(left, area.bottom() - badHigh, width, badHigh), bad);
        }
        if (i == m_cursor && hasFocus()) {
            drawFocusRing(&painter, place, radius::kSm, 0);
        }
    }
    // The axis: as many whole steps as there is room for.
    const QFont small = studio::font(TextRole::Micro);
    const double labelRoom = QFontMetrics(small).horizontalAdvance(u"00-00 00:00"_s) + space::k4;
    const double span = static_cast<double>(m_bars.size()) * m_seconds;
    int step = kTicks.back();
    for (const int tick : kTicks) {
        if (area.width() / (span / tick) >= labelRoom) {
            step = tick;
            break;
        }
    }
    const int offset = shownTime(m_start).offsetFromUtc();
    const qint64 first = m_start.toSecsSinceEpoch() + offset;
    for (qint64 at = (first + step - 1) / step * step; at - first <= static_cast<qint64>(span);
         at += step) {
        const double x = area.left() + static_cast<double>(at - first) / span * area.width();
        if (x + labelRoom / 2 > width()) {
            break;
        }
        const QDateTime time = shownTime(QDateTime::fromSecsSinceEpoch(at - offset, Qt::UTC));
        const bool isMidnight = time.time() == QTime(0, 0);
        const QString label
            = isMidnight ? QLocale().toString(time.date(), u"d MMM"_s) : time.toString(u"HH:mm"_s);
        drawHairline(&painter,
                     {x, area.bottom()},
                     {x, area.bottom() + space::k1},
                     colorOf(Color::BorderStrong));
        painter.setFont(small);
        drawLine(&painter,
                 {x - labelRoom / 2,
                  area.bottom() + space::k1,
                  labelRoom,
                  height() - area.bottom() - space::k1},
                 label,
                 small,
                 colorOf(isMidnight ? Color::TextMuted : Color::TextSubtle),
                 Qt::AlignCenter);
    }
    if (total() > 0) {
        drawLine(&painter,
                 {area.left(),
                  double(space::k1),
                  area.width(),
                  double(Theme::current().scaled(lineHeight::kMicro))},
                 QLocale().toString(most),
                 small,
                 colorOf(Color::TextSubtle),
                 // Time runs to the right and the newest bar is often the highest: the scale stands
                 // where it is quiet.
                 Qt::AlignLeft | Qt::AlignVCenter);
    }
}

void LogHistogram::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton) {
        m_pressed = m_hovered = barAt(event->position().x());
        update();
    }
}

void LogHistogram::mouseMoveEvent(QMouseEvent *event)
{
    const int bar = barAt(event->position().x());
    if (bar != m_hovered) {
        m_hovered = bar;
        update();
    }
}

void LogHistogram::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || m_pressed < 0) {
        return;
    }
    const int first = std::min(m_pressed, m_hovered);
    const int last = std::max(m_pressed, m_hovered);
    m_pressed = -1;
    update();
    if (first < 0) {
        return;
    }
    if (m_from && *m_from == timeOf(first) && first == last) {
        emit pickCleared(); // a second click on the picked bar
    } else {
        emit picked(timeOf(first), timeOf(last + 1));
    }
}

void LogHistogram::leaveEvent(QEvent *)
{
    m_hovered = -1;
    update();
}

void LogHistogram::keyPressEvent(QKeyEvent *event)
{
    const int last = static_cast<int>(m_bars.size()) - 1;
    switch (event->key()) {
    case Qt::Key_Left:
        m_cursor = m_cursor < 0 ? last : std::max(0, m_cursor - 1);
        break;
    case Qt::Key_Right:
        m_cursor = m_cursor < 0 ? 0 : std::min(last, m_cursor + 1);
        break;
    case Qt::Key_Home:
        m_cursor = 0;
        break;
    case Qt::Key_End:
        m_cursor = last;
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (m_cursor >= 0 && m_cursor <= last) {
            emit picked(timeOf(m_cursor), timeOf(m_cursor + 1));
        }
        return;
    case Qt::Key_Escape:
        if (m_from) {
            emit pickCleared();
            return;
        }
        [[fallthrough]];
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    updateAccessible();
    update();
}

bool LogHistogram::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && !m_bars.empty()) {
        const auto *help = static_cast<QHelpEvent *>(event);
        QToolTip::showText(help->globalPos(), describe(barAt(help->pos().x())), this);
        return true;
    }
    return QWidget::event(event);
}

void LogHistogram::updateAccessible()
{
    setAccessibleName(tr("Entries over time: %1").arg(QLocale().toString(total())));
    setAccessibleDescription(
        m_cursor >= 0 && m_cursor < barCount()
            ? describe(m_cursor)
            : tr("Arrow keys move, Enter shows only that time, Escape shows all"));
}

} // namespace socle::studio
