// See the header.
#include "studio/kit/Skeleton.h"

#include "studio/kit/Paint.h"

#include <QTimerEvent>

namespace socle::studio {

namespace {

constexpr int kDelayMs = 120;
// Typical text widths, so that bars look like text and not like a barcode.
constexpr double kShares[] = {0.62, 0.44, 0.71, 0.53, 0.38, 0.66, 0.49};

double share(int index) { return kShares[static_cast<std::size_t>(index) % std::size(kShares)]; }

} // namespace

Skeleton::Skeleton(Shape shape, QWidget *parent)
    : QWidget(parent)
    , m_shape(shape)
{
    setAccessibleName(tr("Loading"));
}

void Skeleton::setCount(int count)
{
    m_count = count;
    updateGeometry();
    update();
}

void Skeleton::setImmediate(bool on)
{
    m_immediate = on;
    m_visible = m_visible || on;
    update();
}

QSize Skeleton::sizeHint() const
{
    const int line = Theme::current().densityTokens().row;
    return {space::k10 * 4, m_shape == Shape::Cards ? space::k10 * 2 : m_count * line};
}

void Skeleton::paintEvent(QPaintEvent *)
{
    if (!m_visible) {
        return;
    }
    QPainter painter(this);
    const QColor bar = colorOf(Color::Skeleton);
    const double line = Theme::current().densityTokens().row;
    if (m_shape == Shape::Cards) {
        const double w = (width() - (m_count - 1.0) * space::k5) / m_count;
        for (int i = 0; i < m_count; ++i) {
            const QRectF box
                = mirrored(layoutDirection(), rect(), QRectF(i * (w + space::k5), 0, w, height()));
            drawRounded(&painter, box, radius::kXl, {}, colorOf(Color::Border));
            drawRounded(&painter,
                        QRectF(box.left() + space::k5, box.top() + space::k5, space::k8, space::k8),
                        radius::kLg,
                        bar);
            drawRounded(&painter,
                        QRectF(box.left() + space::k5,
                               box.top() + space::k9 + space::k5,
                               box.width() * share(i),
                               space::k4 - 2),
                        radius::kSm,
                        bar);
        }
        return;
    }
    for (int i = 0; i < m_count && i * line < height(); ++i) {
        const double y = i * line + (line - space::k4 + 2) / 2;
        double x = 0;
        if (m_shape == Shape::Rows) {
            drawRounded(&painter,
                        mirrored(layoutDirection(),
                                 rect(),
                                 QRectF(space::k5, y - 2, space::k5 - 2, space::k5 - 2)),
                        radius::kSm,
                        bar);
            x = space::k5 + space::k7; // where the boxes and the first column of a grid are
        }
        drawRounded(&painter,
                    mirrored(layoutDirection(),
                             rect(),
                             QRectF(x, y, (width() - x) * share(i), space::k4 - 2)),
                    radius::kSm,
                    bar);
    }
}

void Skeleton::showEvent(QShowEvent *)
{
    if (m_immediate) {
        m_visible = true;
    } else if (m_timer == 0) {
        m_visible = false;
        m_timer = startTimer(kDelayMs);
    }
}

void Skeleton::timerEvent(QTimerEvent *)
{
    killTimer(m_timer);
    m_timer = 0;
    m_visible = true;
    update();
}

} // namespace socle::studio
