#include "studio/views/data/LiveNote.h"

#include "studio/kit/Paint.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"

#include <QAccessible>
#include <QBoxLayout>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace socle::studio {

LiveNote::LiveNote(QWidget *viewport)
    : QWidget(viewport)
    , m_words(new Text({}, TextRole::Small, Color::Text))
{
    setObjectName(u"data.grid.liveNote"_s);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(space::k4, space::k2, space::k4, space::k2);
    row->addWidget(m_words);
}

void LiveNote::showBeside(const QRect &cell, const QString &words)
{
    m_words->setText(words);
    setAccessibleName(words);
    adjustSize();
    resize(std::min(width(), parentWidget()->width()), height());
    const bool fitsBelow = cell.bottom() + space::k1 + height() <= parentWidget()->height();
    const int y = fitsBelow ? cell.bottom() + space::k1 : cell.top() - space::k1 - height();
    const int left = layoutDirection() == Qt::RightToLeft ? cell.right() - width() : cell.left();
    move(std::clamp(left, 0, std::max(0, parentWidget()->width() - width())), std::max(0, y));
    show();
    raise();
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void LiveNote::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    drawRounded(
        &painter, QRectF(rect()), radius::kMd, colorOf(Color::ConRow), colorOf(Color::ConBar));
}

} // namespace socle::studio
