// See the header.
#include "studio/kit/Example.h"

#include <QPainter>
#include <QPlainTextEdit>
#include <QTextBlock>
#include <QTextLayout>

namespace socle::studio {

void drawExample(QPlainTextEdit *area, const QString &text)
{
    const QTextDocument *document = area->document();
    const QTextLayout *layout = document->firstBlock().layout();
    const bool isComposing = layout != nullptr && !layout->preeditAreaText().isEmpty();
    if (text.isEmpty() || !document->isEmpty() || isComposing) {
        return;
    }
    QPainter painter(area->viewport());
    painter.setFont(area->font());
    painter.setPen(area->palette().color(QPalette::PlaceholderText));
    // Where it stands follows the area, how it reads its own words.
    painter.setLayoutDirection(text.isRightToLeft() ? Qt::RightToLeft : Qt::LeftToRight);
    const double margin = document->documentMargin();
    const Qt::Alignment side
        = area->layoutDirection() == Qt::RightToLeft ? Qt::AlignRight : Qt::AlignLeft;
    painter.drawText(QRectF(area->viewport()->rect()).adjusted(margin, margin, -margin, 0),
                     static_cast<int>(side | Qt::AlignAbsolute | Qt::AlignTop) | Qt::TextWordWrap,
                     text);
}

} // namespace socle::studio
