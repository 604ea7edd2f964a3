#include "studio/views/data/layouts/ChartPlot.h"

#include "studio/kit/AccessibleRole.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Text.h"

#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainterPath>

#include <cmath>
#include <numbers>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kTicks = 5;
constexpr double kWidestBar = 96;
constexpr double kLargestRing = 380;
constexpr std::size_t kFewBars = 12; // each carries its amount
constexpr int kRingSlices = 7; // the eighth is the rest

/// A round step that divides `span` into about `ticks` parts.
double niceStep(double span, int ticks)
{
    const double raw = span / ticks;
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    for (const double factor : {1.0, 2.0, 2.5, 5.0}) {
        if (power * factor >= raw) {
            return power * factor;
        }
    }
    return power * 10;
}

QString amountText(double amount)
{
    const bool isWhole = std::floor(amount) == amount;
    return QLocale().toString(amount, 'f', isWhole ? 0 : 2);
}

} // namespace

ChartPlot::ChartPlot(ChartPane &pane)
    : m_pane(pane)
{
    setObjectName(u"data.chart.plot"_s);
    setAccessibleRole(this, QAccessible::Chart);
    setAccessibleName(ChartPane::tr("Chart"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
}

void ChartPlot::setKind(const QString &kind)
{
    m_kind = kind;
    update();
}

void ChartPlot::barsChanged()
{
    m_hovered = m_current = -1;
    QStringList words;
    for (const ChartBar &bar : m_pane.bars()) {
        words.append(u"%1 %2"_s.arg(bar.label, wordsOf(bar)));
    }
    setAccessibleDescription(words.join(u", "_s));
    update();
}

QString ChartPlot::wordsOf(const ChartBar &bar) const
{
    if (!hasSeries()) {
        return amountText(bar.amount);
    }
    QStringList words;
    for (std::size_t i = 0; i < bar.parts.size(); ++i) {
        if (bar.parts[i] != 0) {
            words.append(u"%1 %2"_s.arg(m_pane.series()[i].label, amountText(bar.parts[i])));
        }
    }
    return words.join(u", "_s);
}

QRectF ChartPlot::plotRect() const
{
    const Theme &theme = Theme::current();
    const bool hasLegend = hasSeries() && m_kind != u"ring"_s;
    return QRectF(rect()).adjusted(theme.scaled(space::k10 + space::k5),
                                   theme.scaled(hasLegend ? space::k9 : space::k7),
                                   -theme.scaled(space::k7),
                                   -theme.scaled(space::k9));
}

double ChartPlot::top() const
{
    double most = 0;
    for (const ChartBar &bar : m_pane.bars()) {
        most = std::max(most, bar.amount);
    }
    if (most <= 0) {
        return bottom() < 0 ? 0 : 1;
    }
    const double step = niceStep(most - bottom(), kTicks);
    return std::ceil(most / step) * step;
}

double ChartPlot::bottom() const
{
    double least = 0;
    double most = 0;
    for (const ChartBar &bar : m_pane.bars()) {
        least = std::min(least, bar.amount);
        for (const double part : bar.parts) {
            least = std::min(least, part);
        }
        most = std::max(most, bar.amount);
    }
    if (least >= 0) {
        return 0;
    }
    const double step = niceStep(most - least, kTicks);
    return std::floor(least / step) * step;
}

double ChartPlot::yOf(double amount) const
{
    const QRectF plot = plotRect();
    return plot.bottom() - (amount - bottom()) / (top() - bottom()) * plot.height();
}

QRectF ChartPlot::slotRect(int bar) const
{
    const QRectF plot = plotRect();
    const double w = plot.width() / std::max<double>(1, static_cast<double>(m_pane.bars().size()));
    return {plot.left() + bar * w, plot.top(), w, plot.height()};
}

int ChartPlot::barAt(const QPointF &at) const
{
    for (int i = 0; i < static_cast<int>(m_pane.bars().size()); ++i) {
        if (slotRect(i).adjusted(0, 0, 0, space::k9).contains(at)) {
            return i;
        }
    }
    return -1;
}

void ChartPlot::paintScale(QPainter *painter) const
{
    const Theme &theme = Theme::current();
    const QRectF plot = plotRect();
    const double step = niceStep(top() - bottom(), kTicks);
    for (double y = bottom(); y <= top() + step / 2; y += step) {
        const double at = yOf(y);
        drawHairline(painter,
                     {plot.left(), at},
                     {plot.right(), at},
                     theme.color(std::abs(y) < step / 1000 ? Color::BorderStrong : Color::Border));
        drawTabular(painter,
                    QRectF(0, at - space::k4, plot.left() - space::k3, 2 * space::k4),
                    amountText(y),
                    studio::font(TextRole::Small),
                    theme.color(Color::TextMuted));
    }
}

void ChartPlot::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setLayoutDirection(Qt::LeftToRight); // charts do not mirror
    const Theme &theme = Theme::current();
    painter.fillRect(rect(), theme.color(Color::Surface));
    if (m_pane.bars().empty()) {
        return;
    }
    if (m_kind == u"ring"_s) {
        paintRing(&painter);
    } else {
        paintAxes(&painter);
    }
    if (hasFocus()) {
        drawFocusRing(&painter, QRectF(rect()).adjusted(1, 1, -1, -1), radius::kSm, 0);
    }
}

/// Bars or lines, over their scale and above their names.
void ChartPlot::paintAxes(QPainter *painter) const
{
    const Theme &theme = Theme::current();
    const auto &bars = m_pane.bars();
    paintScale(painter);
    paintLegend(painter);
    const QFont small = studio::font(TextRole::Small);
    if (m_kind == u"line"_s) {
        paintLines(painter);
    }
    double labelEnd = 0;
    for (int i = 0; i < static_cast<int>(bars.size()); ++i) {
        const ChartBar &bar = bars[static_cast<std::size_t>(i)];
        const QRectF room = slotRect(i);
        const bool isHot = i == m_hovered || (hasFocus() && i == m_current);
        const QPointF at(room.center().x(), yOf(bar.amount));
        if (m_kind != u"line"_s) {
            paintBar(painter, i, isHot);
        }
        if (isHot || (bars.size() <= kFewBars && m_kind == u"bar"_s)) {
            drawLine(painter,
                     QRectF(at.x() - space::k10, at.y() - space::k7, 2 * space::k10, space::k7),
                     amountText(bar.amount),
                     studio::font(TextRole::SmallStrong),
                     theme.color(Color::Text),
                     Qt::AlignCenter);
        }
        // As many labels as fit without touching.
        const double w = std::min(QFontMetricsF(small).horizontalAdvance(bar.label),
                                  std::max<double>(room.width() - space::k2, space::k10));
        if (room.center().x() - w / 2 >= labelEnd) {
            drawLine(painter,
                     QRectF(room.center().x() - w / 2 - 1,
                            plotRect().bottom() + space::k3,
                            w + 2,
                            lineHeightOf(TextRole::Small)),
                     bar.label,
                     small,
                     theme.color(Color::TextMuted),
                     Qt::AlignCenter);
            labelEnd = room.center().x() + w / 2 + space::k3;
        }
    }
}

/// One bar: whole, its parts on each other, or side by side where they do not add up.
void ChartPlot::paintBar(QPainter *painter, int at, bool isHot) const
{
    const Theme &theme = Theme::current();
    const ChartBar &bar = m_pane.bars()[static_cast<std::size_t>(at)];
    const QRectF room = slotRect(at);
    const double inset
        = std::max(room.width() * 0.18, (room.width() - kWidestBar) / 2); // never a wall
    const QRectF column = room.adjusted(inset, 0, -inset, 0);
    const auto block = [&](double left, double right, double from, double to, const QColor &color) {
        const QRectF body(QPointF(left, std::min(yOf(from), yOf(to))),
                          QPointF(right, std::max(yOf(from), yOf(to))));
        drawRounded(painter, body, std::min<double>(radius::kSm, body.height() / 2), color);
    };
    const double zero = std::clamp(0.0, bottom(), top());
    if (!hasSeries()) {
        block(column.left(),
              column.right(),
              zero,
              bar.amount,
              isHot ? theme.color(Color::AccentHover) : theme.chart(0));
        return;
    }
    double above = zero;
    double below = zero;
    const double width = column.width() / static_cast<double>(bar.parts.size());
    for (std::size_t i = 0; i < bar.parts.size(); ++i) {
        const double part = bar.parts[i];
        const QColor color = theme.chart(static_cast<int>(i));
        if (!m_pane.isStacked()) {
            const double left = column.left() + static_cast<double>(i) * width;
            block(left, left + width - 1, zero, part, color);
            continue;
        }
        double &edge = part < 0 ? below : above;
        block(column.left(), column.right(), edge, edge + part, color);
        edge += part;
    }
    if (isHot) {
        drawRounded(painter,
                    QRectF(QPointF(column.left() - 2, yOf(bar.amount) - 2),
                           QPointF(column.right() + 2, yOf(zero) + 2)),
                    radius::kSm,
                    {},
                    theme.color(Color::Accent),
                    2);
    }
}

/// A line a series; without a split one for the amounts.
void ChartPlot::paintLines(QPainter *painter) const
{
    const Theme &theme = Theme::current();
    const auto &bars = m_pane.bars();
    const std::size_t lines = hasSeries() ? m_pane.series().size() : 1;
    for (std::size_t each = 0; each < lines; ++each) {
        const QColor color = theme.chart(static_cast<int>(each));
        const auto pointAt = [&](int i) {
            const ChartBar &bar = bars[static_cast<std::size_t>(i)];
            return QPointF(slotRect(i).center().x(),
                           yOf(hasSeries() ? bar.parts[each] : bar.amount));
        };
        QPainterPath line(pointAt(0));
        for (int i = 1; i < static_cast<int>(bars.size()); ++i) {
            line.lineTo(pointAt(i));
        }
        painter->setPen(QPen(color, 2));
        painter->setBrush(Qt::NoBrush);
        painter->drawPath(line);
        for (int i = 0; i < static_cast<int>(bars.size()); ++i) {
            const double r = i == m_hovered ? space::k2 + 1 : space::k1 + 1;
            drawRounded(painter,
                        QRectF(pointAt(i) - QPointF(r, r), QSizeF(2 * r, 2 * r)),
                        r,
                        color,
                        theme.color(Color::Surface),
                        1.5);
        }
    }
}

void ChartPlot::paintLegend(QPainter *painter) const
{
    const Theme &theme = Theme::current();
    const QFont font = studio::font(TextRole::Small);
    const double line = lineHeightOf(TextRole::Small);
    double x = plotRect().left();
    const double y = space::k4;
    for (std::size_t i = 0; i < m_pane.series().size(); ++i) {
        const QString &label = m_pane.series()[i].label;
        const double dot = space::k4;
        const double w = QFontMetricsF(font).horizontalAdvance(label) + 1;
        if (x + dot + space::k2 + w > width() - space::k4) {
            break; // the names are in the accessible text and in the copied table
        }
        drawRounded(painter,
                    QRectF(x, y + (line - dot) / 2, dot, dot),
                    radius::kSm,
                    theme.chart(static_cast<int>(i)));
        drawLine(painter,
                 QRectF(x + dot + space::k2, y, w, line),
                 label,
                 font,
                 theme.color(Color::TextMuted));
        x += dot + space::k2 + w + space::k5;
    }
}

void ChartPlot::paintRing(QPainter *painter) const
{
    const Theme &theme = Theme::current();
    const auto &bars = m_pane.bars();
    double total = 0;
    for (const ChartBar &bar : bars) {
        total += std::max(0.0, bar.amount);
    }
    if (total <= 0) {
        return;
    }
    const double side = std::min({width() / 2.0, height() - 2.0 * space::k9, kLargestRing});
    QRectF ring(0, 0, side, side);
    ring.moveCenter(QPointF(width() * 0.33, height() / 2.0));
    const double legendLeft = ring.right() + space::k9;
    double start = 90;
    double rest = total;
    double y = std::max<double>(space::k7, height() / 2.0 - 4.0 * lineHeightOf(TextRole::Large));
    const int count = std::min<int>(static_cast<int>(bars.size()), kRingSlices + 1);
    for (int i = 0; i < count; ++i) {
        const bool isRest = i == kRingSlices && bars.size() > std::size_t(kRingSlices + 1);
        const double amount
            = isRest ? rest : std::max(0.0, bars[static_cast<std::size_t>(i)].amount);
        rest -= amount;
        const double span = amount / total * 360;
        painter->setPen(QPen(theme.color(Color::Surface), 2));
        painter->setBrush(theme.chart(i));
        painter->drawPie(ring, static_cast<int>(start * 16), static_cast<int>(-span * 16));
        start -= span;
        const QString label
            = isRest ? ChartPane::tr("all others") : bars[static_cast<std::size_t>(i)].label;
        const double dot = space::k4;
        drawRounded(painter,
                    QRectF(legendLeft, y + (lineHeightOf(TextRole::Base) - dot) / 2, dot, dot),
                    radius::kSm,
                    theme.chart(i));
        drawLine(painter,
                 QRectF(legendLeft + space::k6,
                        y,
                        width() - legendLeft - space::k10 * 2,
                        lineHeightOf(TextRole::Base)),
                 label,
                 studio::font(TextRole::Base),
                 theme.color(Color::Text));
        drawTabular(painter,
                    QRectF(width() - space::k10 * 2 - space::k5,
                           y,
                           space::k10 * 2,
                           lineHeightOf(TextRole::Base)),
                    u"%1 · %2 %"_s.arg(amountText(amount),
                                       QLocale().toString(amount / total * 100, 'f', 1)),
                    studio::font(TextRole::Small),
                    theme.color(Color::TextMuted));
        y += lineHeightOf(TextRole::Large) + space::k2;
    }
    const double hole = side * 0.58;
    QRectF inner(0, 0, hole, hole);
    inner.moveCenter(ring.center());
    drawRounded(painter, inner, hole / 2, theme.color(Color::Surface));
    drawLine(painter,
             inner,
             amountText(total),
             studio::font(TextRole::Title),
             theme.color(Color::Text),
             Qt::AlignCenter);
}

void ChartPlot::mouseMoveEvent(QMouseEvent *event)
{
    const int bar = m_kind == u"ring"_s ? -1 : barAt(event->position());
    if (bar != m_hovered) {
        m_hovered = bar;
        setCursor(bar >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
        const bool hasMore = bar >= 0 && hasSeries();
        setToolTip(hasMore ? wordsOf(m_pane.bars()[static_cast<std::size_t>(bar)]) : QString());
        update();
    }
}

void ChartPlot::mousePressEvent(QMouseEvent *event)
{
    const int bar = m_kind == u"ring"_s ? -1 : barAt(event->position());
    if (bar >= 0) {
        m_pane.choose(bar);
    }
}

void ChartPlot::leaveEvent(QEvent *)
{
    m_hovered = -1;
    update();
}

void ChartPlot::keyPressEvent(QKeyEvent *event)
{
    const int count = static_cast<int>(m_pane.bars().size());
    if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right) {
        const int by = event->key() == Qt::Key_Left ? -1 : 1;
        m_current = std::clamp(m_current + by, 0, std::max(0, count - 1));
        update();
    } else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && m_current >= 0
               && m_current < count) {
        m_pane.choose(m_current);
    } else {
        QWidget::keyPressEvent(event);
    }
}

} // namespace socle::studio
