#include "studio/views/data/Strip.h"

#include "studio/kit/Paint.h"
#include "studio/kit/ScaledSize.h"

namespace socle::studio {

Strip::Strip(int height, int lines, QWidget *parent)
    : QWidget(parent)
    , m_lines(lines)
{
    if (height > 0) {
        keepScaled(this, Extent::Height, height);
    }
}

void Strip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), colorOf(Color::Surface));
    const double right = width();
    if (m_lines & TopLine) {
        drawHairline(&painter, {0, 0}, {right, 0}, colorOf(Color::Border));
    }
    if (m_lines & BottomLine) {
        drawHairline(
            &painter, {0, height() - 1.0}, {right, height() - 1.0}, colorOf(Color::Border));
    }
}

} // namespace socle::studio
