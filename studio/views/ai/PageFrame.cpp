#include "studio/views/ai/PageFrame.h"

#include "studio/kit/Paint.h"
#include "studio/kit/Theme.h"

#include <QPainter>
#include <QScrollBar>

namespace socle::studio {

Band::Band(Color ground, int lines, QWidget *parent)
    : QWidget(parent)
    , m_ground(ground)
    , m_lines(lines)
{
}

void Band::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), colorOf(m_ground));
    const QColor line = colorOf(Color::Border);
    if (m_lines & TopLine) {
        drawHairline(&painter, {0, 0}, {double(width()), 0}, line);
    }
    if (m_lines & BottomLine) {
        drawHairline(&painter, {0, height() - 1.0}, {double(width()), height() - 1.0}, line);
    }
    if (m_lines & LeadingLine) {
        const double x = layoutDirection() == Qt::RightToLeft ? width() - 1.0 : 0.0;
        drawHairline(&painter, {x, 0}, {x, double(height())}, line);
    }
}

ColumnScroll::ColumnScroll(int maxWidth, QWidget *parent)
    : FormPage(maxWidth, parent)
{
    connect(
        verticalScrollBar(), &QScrollBar::valueChanged, this, [this] { m_wasAtEnd = isAtEnd(); });
    connect(verticalScrollBar(), &QScrollBar::rangeChanged, this, [this] {
        if (m_followsEnd && m_wasAtEnd) {
            scrollToEnd();
        }
    });
}

bool ColumnScroll::isAtEnd() const
{
    return verticalScrollBar()->value() >= verticalScrollBar()->maximum() - space::k7;
}

void ColumnScroll::scrollToEnd()
{
    m_wasAtEnd = true;
    verticalScrollBar()->setValue(verticalScrollBar()->maximum());
}

} // namespace socle::studio
