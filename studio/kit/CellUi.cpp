// The stock cells, and the painting of CellContent: one switch, all from tokens.
#include "studio/kit/CellUi.h"

#include "studio/kit/GridRoles.h"
#include "studio/kit/Icon.h"
#include "studio/kit/Paint.h"
#include "studio/kit/PaintCache.h"
#include "studio/kit/StyleParts.h"
#include "studio/kit/Text.h"

#include <QFontMetricsF>
#include <QLocale>
#include <QPainterPath>
#include <QStyle>

#include <cmath>

namespace socle::studio {

namespace {

class StockCellUi : public CellUi
{
public:
    explicit StockCellUi(CellContent::Kind kind)
        : m_kind(kind)
    {
    }

    CellContent content(const QModelIndex &index) const override
    {
        CellContent content = CellUi::content(index);
        if (content.kind == CellContent::Kind::Text) {
            content.kind = m_kind;
            if (m_kind == CellContent::Kind::Check) {
                content.checked = index.data(Qt::EditRole).toBool();
            }
        }
        return content;
    }

    Qt::Alignment alignment() const override
    {
        switch (m_kind) {
        case CellContent::Kind::Number:
            return Qt::AlignRight | Qt::AlignAbsolute | Qt::AlignVCenter; // decimals in a column
        case CellContent::Kind::Check:
            return Qt::AlignHCenter | Qt::AlignVCenter;
        default:
            return CellUi::alignment();
        }
    }

private:
    CellContent::Kind m_kind;
};

QFont textFont(const CellPaint &cell, bool mono)
{
    QFont result = studio::font(mono                ? TextRole::Mono
                                    : cell.isStrong ? TextRole::BaseStrong
                                                    : TextRole::Base);
    if (mono && cell.isStrong) {
        result = studio::font(TextRole::MonoStrong);
    }
    if (cell.isStruck) {
        result.setStrikeOut(true);
    }
    return result;
}

/// Text of the data's own direction inside a cell of the interface's.
void drawData(QPainter *painter,
              const CellPaint &cell,
              const QString &text,
              const QFont &textFont,
              const QColor &color,
              Qt::Alignment alignment)
{
    QString line = text;
    if (line.contains(QLatin1Char('\n'))) {
        line.replace(QLatin1Char('\n'), QStringLiteral(" \u21B5 "));
    }
    if (line.size() > 400) {
        line.truncate(400); // no cell is wide enough for more, and shaping a novel is slow
    }
    drawLine(painter, cell.rect, line, textFont, color, alignment);
}

void drawCode(QPainter *painter, const CellPaint &cell, const CellContent &content)
{
    const QFont mono = textFont(cell, true);
    const QFontMetricsF metrics(mono);
    const double advance = metrics.horizontalAdvance(QLatin1Char('0'));
    const double baseline = cell.rect.center().y() + (metrics.ascent() - metrics.descent()) / 2;
    const int fits = static_cast<int>(cell.rect.width() / advance);
    QString text = content.text;
    const bool isCut = text.size() > fits;
    if (isCut) {
        text.truncate(std::max(0, fits - 1));
        text += QChar(0x2026);
    }
    painter->setFont(mono);
    painter->setLayoutDirection(Qt::LeftToRight); // code never mirrors
    const auto draw = [&](int from, int count, const QColor &color) {
        count = std::min(count, static_cast<int>(text.size()) - from);
        if (count > 0) {
            painter->setPen(color);
            painter->drawText(QPointF(cell.rect.left() + from * advance, baseline),
                              text.mid(from, count));
        }
    };
    int at = 0;
    for (const CellSpan &span : content.spans) {
        draw(at, span.start - at, colorOf(Color::TextMuted));
        draw(span.start, span.length, Theme::current().color(span.syntax));
        at = span.start + span.length;
    }
    draw(at, static_cast<int>(text.size()) - at, colorOf(Color::TextMuted));
    painter->setLayoutDirection(cell.direction);
}

/// Walks items from the leading edge; stops with "+n" when the room ends.
void drawItems(QPainter *painter, const CellPaint &cell, const CellContent &content)
{
    const Theme &theme = Theme::current();
    const QFont small = studio::font(TextRole::Small);
    double x = cell.rect.left();
    const double end = cell.rect.right();
    const auto place = [&](double w, double h) {
        return mirrored(cell.direction, cell.rect, QRectF(x, cell.rect.center().y() - h / 2, w, h));
    };
    for (const CellItem &item : content.items) {
        const double room = end - x;
        if (room < space::k7) {
            break;
        }
        switch (content.kind) {
        case CellContent::Kind::Pills: {
            QColor fill = theme.toneSoft(item.tone);
            QColor text = theme.toneText(item.tone);
            if (item.ground.isValid()) {
                // An option's own hue: pale ground, the hue itself darkened or lightened for the
                // text.
                fill = blended(item.ground, cell.ground, theme.isDark() ? 0.28 : 0.20);
                text = blended(item.ground, theme.color(Color::Text), 0.35);
            }
            if (cell.isStruck) {
                text = theme.color(Color::TextMuted);
                fill = blended(theme.color(Color::Text), cell.ground, 0.08);
            }
            QPainter *none = nullptr;
            const double w = drawPill(none, {}, item.text, fill, text, room, false);
            drawPill(painter,
                     place(w, theme.scaled(grid::kPillHeight)).topLeft(),
                     item.text,
                     fill,
                     text,
                     room);
            x += w + space::k2;
            break;
        }
        case CellContent::Kind::Chips: {
            const double h = theme.scaled(grid::kChipHeight);
            const double dot = theme.scaled(space::k4 + 1);
            const QFont label = studio::font(TextRole::Base);
            const double w = std::min(room,
                                      std::ceil(advanceOf(item.text, label)) + dot + space::k2 + 2
                                          + 2 * (space::k2 + 1));
            const QRectF chip = place(w, h);
            drawRounded(painter,
                        chip,
                        radius::kSm,
                        blended(theme.color(Color::Chip), cell.ground, theme.isDark() ? 0.9 : 1.0));
            const QRectF mark = mirrored(
                cell.direction,
                chip,
                QRectF(chip.left() + space::k2 + 1, chip.center().y() - dot / 2, dot, dot));
            if (!item.picture.isNull()) {
                painter->save();
                painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
                QPainterPath circle;
                circle.addEllipse(mark);
                painter->setClipPath(circle, Qt::IntersectClip);
                painter->drawPixmap(mark, item.picture, QRectF(item.picture.rect()));
                painter->restore();
            } else {
                drawRounded(painter,
                            mark,
                            radius::kFull,
                            item.ground.isValid() ? item.ground : theme.hashColor(item.text));
            }
            const double start = space::k2 + 1 + dot + space::k2 + 2;
            drawLine(painter,
                     mirrored(cell.direction, chip, chip.adjusted(start, 0, -space::k2, 0)),
                     item.text,
                     label,
                     theme.color(cell.isStruck ? Color::TextMuted : Color::Text));
            x += w + space::k2;
            break;
        }
        case CellContent::Kind::Thumbnails: {
            const double h
                = std::min<double>(theme.scaled(grid::kThumbnail), cell.rect.height() - space::k2);
            const double ratio = item.picture.isNull() || item.picture.height() == 0
                ? 1.0
                : static_cast<double>(item.picture.width()) / item.picture.height();
            const double w = std::clamp(h * ratio, h * 0.6, h * 1.6);
            const QRectF frame = place(w, h);
            if (item.picture.isNull()) {
                drawRounded(painter, frame, radius::kSm - 1, theme.color(Color::Chip));
                const QString name
                    = item.iconName.isEmpty() ? QStringLiteral("file") : item.iconName;
                drawIcon(painter,
                         name,
                         frame.adjusted(5, 5, -5, -5),
                         theme.color(Color::TextMuted),
                         cell.direction);
            } else {
                painter->save();
                painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
                QPainterPath path;
                path.addRoundedRect(frame, radius::kSm - 1, radius::kSm - 1);
                painter->setClipPath(path, Qt::IntersectClip);
                painter->drawPixmap(frame, item.picture, QRectF(item.picture.rect()));
                painter->restore();
            }
            x += w + space::k2;
            break;
        }
        default:
            return;
        }
    }
    if (content.more > 0 && x < end) {
        drawLine(painter,
                 mirrored(cell.direction,
                          cell.rect,
                          QRectF(x + space::k1, cell.rect.top(), end - x, cell.rect.height())),
                 QStringLiteral("+%1").arg(content.more),
                 small,
                 theme.color(Color::TextMuted));
    }
}

} // namespace

CellContent CellUi::content(const QModelIndex &index) const
{
    CellContent content;
    if (index.data(IsNullRole).toBool()) {
        content.kind = CellContent::Kind::Null;
        return content;
    }
    content.text = index.data(Qt::DisplayRole).toString();
    if (content.text.isEmpty()) {
        content.kind = CellContent::Kind::Empty;
    }
    return content;
}

bool CellUi::paint(QPainter *, const CellPaint &, const QModelIndex &) const { return false; }

QWidget *CellUi::createEditor(QWidget *, const QModelIndex &) const { return nullptr; }

void CellUi::setEditorValue(QWidget *, const QModelIndex &) const { }

std::optional<QVariant> CellUi::editorValue(QWidget *) const { return std::nullopt; }

QString CellUi::editorError(QWidget *) const { return {}; }

void CellUi::startTyping(QWidget *, const QString &) const { }

QVariant CellUi::toggled(const QModelIndex &index) const
{
    return !index.data(Qt::EditRole).toBool();
}

QString CellUi::clipboardText(const QModelIndex &index) const
{
    return index.data(Qt::DisplayRole).toString();
}

QString CellUi::toolTip(const QModelIndex &index) const
{
    return index.data(Qt::ToolTipRole).toString();
}

QString CellUi::accessibleText(const QModelIndex &index) const { return clipboardText(index); }

const CellUi &plainCellUi()
{
    static const StockCellUi ui(CellContent::Kind::Text);
    return ui;
}

const CellUi &stockCellUi(CellContent::Kind kind)
{
    static const StockCellUi number(CellContent::Kind::Number);
    static const StockCellUi mono(CellContent::Kind::Mono);
    static const StockCellUi check(CellContent::Kind::Check);
    static const StockCellUi code(CellContent::Kind::Code);
    switch (kind) {
    case CellContent::Kind::Number:
        return number;
    case CellContent::Kind::Mono:
        return mono;
    case CellContent::Kind::Check:
        return check;
    case CellContent::Kind::Code:
        return code;
    default:
        return plainCellUi();
    }
}

void paintCellContent(QPainter *painter,
                      const CellPaint &cell,
                      const CellContent &content,
                      Qt::Alignment alignment)
{
    const Theme &theme = Theme::current();
    if (content.bar >= 0) {
        QColor bar = theme.color(Color::Accent);
        bar.setAlphaF(0.14F);
        const QRectF all = cell.rect.adjusted(-space::k2, space::k2, space::k2, -space::k2);
        drawRounded(
            painter,
            mirrored(cell.direction,
                     all,
                     QRectF(all.topLeft(),
                            QSizeF(all.width() * std::min(1.0, content.bar), all.height()))),
            radius::kSm,
            bar);
    }
    QColor text = theme.color(cell.isStruck || content.muted ? Color::TextMuted : Color::Text);
    if (content.textColor.isValid()) {
        text = content.textColor;
    }
    switch (content.kind) {
    case CellContent::Kind::Empty:
        drawLine(painter,
                 cell.rect,
                 QStringLiteral("\u2014"),
                 studio::font(TextRole::Base),
                 theme.color(Color::TextDisabled),
                 alignment);
        return;
    case CellContent::Kind::Null:
        drawLine(painter,
                 cell.rect,
                 QStringLiteral("null"),
                 studio::font(TextRole::MonoSmall),
                 theme.color(Color::TextSubtle),
                 alignment);
        return;
    case CellContent::Kind::Text:
        if (content.text.trimmed().isEmpty()) {
            drawLine(painter,
                     cell.rect,
                     QStringLiteral("\u00B6"),
                     studio::font(TextRole::Base),
                     theme.color(Color::TextDisabled),
                     alignment); // whitespace only
            return;
        }
        drawData(painter, cell, content.text, textFont(cell, false), text, alignment);
        return;
    case CellContent::Kind::Number:
        drawTabular(painter, cell.rect, content.text, textFont(cell, false), text, alignment);
        return;
    case CellContent::Kind::Mono:
        drawLine(painter,
                 cell.rect,
                 content.text,
                 textFont(cell, true),
                 content.textColor.isValid() ? text : theme.color(Color::TextSubtle),
                 alignment);
        return;
    case CellContent::Kind::Code:
        drawCode(painter, cell, content);
        return;
    case CellContent::Kind::Pills:
    case CellContent::Kind::Chips:
    case CellContent::Kind::Thumbnails:
        drawItems(painter, cell, content);
        return;
    case CellContent::Kind::Check: {
        const double side = theme.scaled(static_cast<int>(iconSize::kMd));
        QRectF mark(0, 0, side, side);
        mark.moveCenter(cell.rect.center());
        if (content.checked) {
            drawIcon(painter, QStringLiteral("check"), mark, theme.color(Color::Success));
        } else {
            drawRounded(painter,
                        QRectF(mark.center() - QPointF(3, 0.5), QSizeF(7, 1.25)),
                        0.5,
                        theme.color(Color::TextDisabled));
        }
        return;
    }
    case CellContent::Kind::Icon: {
        const double side = theme.scaled(static_cast<int>(iconSize::kSm));
        drawIcon(painter,
                 content.iconName,
                 mirrored(cell.direction,
                          cell.rect,
                          QRectF(cell.rect.left(), cell.rect.center().y() - side / 2, side, side)),
                 theme.color(Color::TextSubtle),
                 cell.direction);
        drawLine(
            painter,
            mirrored(cell.direction, cell.rect, cell.rect.adjusted(side + space::k3 - 2, 0, 0, 0)),
            content.text,
            textFont(cell, false),
            theme.color(Color::TextMuted));
        return;
    }
    }
}

} // namespace socle::studio
