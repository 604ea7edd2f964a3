#include "studio/shell/PaletteDelegate.h"

#include "studio/kit/Icon.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Text.h"

#include <QPainter>
#include <QTextLayout>

#include <cmath>

namespace socle::studio {

namespace {

/// The title with its matched letters in semibold; returns where it ends.
template <typename Place>
double drawMatched(QPainter *painter,
                   const QRectF &box,
                   const QModelIndex &index,
                   const Place &place,
                   double x,
                   const QColor &ink)
{
    const QFont plain = font(TextRole::Base);
    QTextLayout title(index.data().toString(), plain);
    QVector<QTextLayout::FormatRange> matches;
    QTextCharFormat strong;
    strong.setFont(font(TextRole::BaseStrong));
    for (const int at : index.data(PositionsRole).value<QList<int>>()) {
        if (!matches.isEmpty() && matches.last().start + matches.last().length == at) {
            ++matches.last().length; // letters that join are shaped as one
        } else {
            matches.push_back({at, 1, strong});
        }
    }
    title.setFormats(matches);
    QTextOption reading;
    reading.setTextDirection(title.text().isRightToLeft() ? Qt::RightToLeft : Qt::LeftToRight);
    reading.setWrapMode(QTextOption::NoWrap);
    title.setTextOption(reading);
    title.beginLayout();
    QTextLine line = title.createLine();
    line.setLineWidth(box.width());
    const double width = std::ceil(line.naturalTextWidth());
    line.setLineWidth(width);
    title.endLayout();
    const QFontMetricsF metrics(plain);
    const double baseline = box.center().y() + (metrics.ascent() - metrics.descent()) / 2;
    const QRectF room = place({x, box.top(), width, box.height()});
    painter->setPen(ink);
    title.draw(painter, {room.left(), baseline - line.ascent()});
    return x + width;
}

} // namespace

QSize PaletteDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const Theme &theme = Theme::current();
    return {0,
            theme.scaled(index.data(EntryRole).isValid() ? theme.densityTokens().row
                                                         : theme.densityTokens().treeRow)};
}

void PaletteDelegate::paint(QPainter *painter,
                            const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF box = option.rect;
    const auto place = [&](const QRectF &part) { return mirrored(option.direction, box, part); };
    if (!index.data(EntryRole).isValid()) {
        const bool isNote = index.data(NoteRole).toBool();
        drawLine(painter,
                 box.adjusted(space::k3, 0, -space::k3, 0),
                 isNote ? index.data().toString() : index.data().toString().toUpper(),
                 font(isNote ? TextRole::Base : TextRole::Section),
                 colorOf(isNote ? Color::TextMuted : Color::TextSubtle));
        painter->restore();
        return;
    }
    const bool isCurrent = option.state.testFlag(QStyle::State_Selected);
    const bool isEnabled = index.flags().testFlag(Qt::ItemIsEnabled);
    if (isCurrent) {
        drawRounded(painter, box, radius::kMd, colorOf(Color::AccentSoft));
    }
    const QColor ink = colorOf(!isEnabled      ? Color::TextDisabled
                                   : isCurrent ? Color::OnAccentSoft
                                               : Color::Text);
    const double side = iconSize::kMd;
    double x = box.left() + space::k3;
    drawIcon(painter,
             index.data(IconRole).toString(),
             place({x, box.center().y() - side / 2, side, side}),
             isCurrent ? ink : colorOf(Color::TextMuted),
             option.direction);
    x += side + space::k4;
    x = drawMatched(painter, box, index, place, x, ink);
    double right = box.right() - space::k3;
    const QString keys = index.data(KeysRole).toString();
    if (!keys.isEmpty()) {
        const QFont small = font(TextRole::Small);
        const double width = QFontMetricsF(small).horizontalAdvance(keys) + 1;
        drawLine(painter,
                 place({right - width, box.top(), width, box.height()}),
                 keys,
                 small,
                 isCurrent ? ink : colorOf(Color::TextSubtle));
        right -= width + space::k4;
    }
    if (index.data(DestructiveRole).toBool()) {
        const double dot = space::k2 + space::k1;
        painter->setPen(Qt::NoPen);
        painter->setBrush(colorOf(Color::Danger));
        painter->drawEllipse(place({right - dot, box.center().y() - dot / 2, dot, dot}));
        right -= dot + space::k3;
    }
    const QString detail = index.data(DetailRole).toString();
    if (!detail.isEmpty() && x + space::k3 < right) {
        drawLine(painter,
                 place({x + space::k3, box.top(), right - x - space::k3, box.height()}),
                 detail,
                 font(TextRole::Small),
                 isCurrent ? ink : colorOf(Color::TextSubtle));
    }
    painter->restore();
}

} // namespace socle::studio
