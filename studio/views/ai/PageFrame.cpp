#include "studio/views/ai/PageFrame.h"

#include "studio/kit/Paint.h"
#include "studio/kit/Theme.h"

#include <QBoxLayout>
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
    : QScrollArea(parent)
    , m_column(nullptr)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    viewport()->setAutoFillBackground(false);
    auto *page = new QWidget;
    page->setAutoFillBackground(false);
    auto *row = new QHBoxLayout(page);
    row->setContentsMargins(space::k7, space::k7, space::k7, space::k7);
    row->setSpacing(0);
    auto *middle = new QWidget;
    middle->setMaximumWidth(Theme::current().scaled(maxWidth));
    m_column = new QVBoxLayout(middle);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(space::k5);
    row->addStretch(1);
    row->addWidget(middle, 1000);
    row->addStretch(1);
    setWidget(page);
    page->setAutoFillBackground(false); // setWidget turned it on
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

void ColumnScroll::paintEvent(QPaintEvent *event)
{
    QPainter(viewport()).fillRect(viewport()->rect(), colorOf(Color::Surface));
    QScrollArea::paintEvent(event);
}

} // namespace socle::studio
