// See the header.
#include "studio/kit/SheetBody.h"

#include "studio/kit/Theme.h"

#include <QApplication>
#include <QEvent>
#include <QKeyEvent>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>

namespace socle::studio {

SheetBody::SheetBody(QWidget *parent)
    : QScrollArea(parent)
    , m_content(new QWidget)
    , m_column(new QVBoxLayout(m_content))
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus); // what is in it has it
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setWidget(m_content);
    viewport()->setAutoFillBackground(false);
    m_content->setAutoFillBackground(false);
    m_content->installEventFilter(this);
    connect(qApp, &QApplication::focusChanged, this, [this](const QWidget *, QWidget *now) {
        if (now != nullptr && m_content->isAncestorOf(now)) {
            ensureWidgetVisible(now);
        }
    });
}

int SheetBody::heightForWidth(int width) const
{
    return m_column->hasHeightForWidth() ? m_column->totalHeightForWidth(width - m_taken)
                                         : m_column->totalSizeHint().height();
}

QSize SheetBody::sizeHint() const { return m_column->totalSizeHint() + QSize(m_taken, 0); }

QSize SheetBody::minimumSizeHint() const
{
    const QSize least = m_column->totalMinimumSize();
    return {least.width() + m_taken, std::min(least.height(), Theme::current().scaled(space::k10))};
}

bool SheetBody::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_content && event->type() == QEvent::LayoutRequest) {
        updateGeometry();
        placeContent();
    }
    return QScrollArea::eventFilter(watched, event);
}

/// Arrows belong to the sheet (the next file, the next record); a page up or down is only for what
/// scrolls.
void SheetBody::keyPressEvent(QKeyEvent *event)
{
    const bool isPage = event->key() == Qt::Key_PageUp || event->key() == Qt::Key_PageDown;
    if (isPage && verticalScrollBar()->maximum() > 0) {
        QScrollArea::keyPressEvent(event);
    } else {
        event->ignore();
    }
}

void SheetBody::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    placeContent();
}

void SheetBody::standBack(int bar)
{
    QMargins margins = m_column->contentsMargins();
    const bool isMirrored = layoutDirection() == Qt::RightToLeft;
    const int whole = (isMirrored ? margins.left() : margins.right()) + m_taken;
    m_taken = std::min(bar, whole);
    if (isMirrored) {
        margins.setLeft(whole - m_taken);
    } else {
        margins.setRight(whole - m_taken);
    }
    if (margins != m_column->contentsMargins()) {
        m_column->setContentsMargins(margins);
    }
}

/// Rows of words keep the height they need at this width, what scrolls by itself gives way.
int SheetBody::leastHeight(int width) const
{
    const QMargins margins = m_column->contentsMargins();
    const int inner = width - margins.left() - margins.right();
    int height = margins.top() + margins.bottom();
    int shown = 0;
    for (int i = 0; i < m_column->count(); ++i) {
        const QLayoutItem *item = m_column->itemAt(i);
        if (item->isEmpty()) {
            continue;
        }
        ++shown;
        const bool yields = item->expandingDirections() & Qt::Vertical;
        height += !item->hasHeightForWidth() ? item->minimumSize().height()
            : yields                         ? item->minimumHeightForWidth(inner)
                                             : item->heightForWidth(inner);
    }
    return height + std::max(0, shown - 1) * m_column->spacing();
}

void SheetBody::placeContent()
{
    const QSize room = contentsRect().size();
    const bool scrolls = leastHeight(room.width() - m_taken) > room.height();
    setVerticalScrollBarPolicy(scrolls ? Qt::ScrollBarAlwaysOn : Qt::ScrollBarAlwaysOff);
    const int bar = scrolls ? verticalScrollBar()->sizeHint().width() : 0;
    standBack(bar);
    const int width = room.width() - bar;
    m_content->resize(width, std::max(room.height(), leastHeight(width)));
}

} // namespace socle::studio
