// See the header.
#include "studio/fields/ValueBox.h"

#include "studio/kit/Button.h"
#include "studio/kit/Icon.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Text.h"

#include <QKeyEvent>
#include <QPainter>
#include <QStyle>
#include <QStyleOptionFrame>

#include <cmath>

namespace socle::studio {

ValueBox::ValueBox(QWidget *parent)
    : QAbstractButton(parent)
    , m_placeholder(tr("Choose"))
{
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(this, &QAbstractButton::clicked, this, &ValueBox::openRequested);
}

void ValueBox::setItems(CellContent::Kind kind, const QVector<CellItem> &items)
{
    m_kind = kind;
    m_items = items;
    QStringList texts;
    for (const CellItem &item : items) {
        texts.append(item.text);
    }
    setAccessibleDescription(texts.isEmpty() ? m_placeholder : texts.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

void ValueBox::setPlaceholder(const QString &text)
{
    m_placeholder = text;
    update();
}

void ValueBox::setOpens(bool opens)
{
    m_opens = opens;
    update();
}

int ValueBox::lineHeight() const { return controlHeight(ControlSize::Medium) + space::k1; }

QVector<QRectF> ValueBox::place(int width, int *height) const
{
    const double chevron = m_opens ? space::k7 : space::k3;
    const double end = width - chevron;
    const double start = m_kind == CellContent::Kind::Pills || m_kind == CellContent::Kind::Chips
        ? space::k2 + 1
        : space::k3;
    const double step = lineHeight() - space::k1;
    QVector<QRectF> places;
    double x = start;
    double y = 1;
    for (const CellItem &item : m_items) {
        double wide = 0;
        if (m_kind == CellContent::Kind::Pills) {
            wide = drawPill(nullptr, {}, item.text, {}, {}, end - start, false);
        } else {
            const double mark = Theme::current().scaled(space::k5);
            wide = std::ceil(
                       QFontMetricsF(studio::font(TextRole::Base)).horizontalAdvance(item.text))
                + mark + space::k5;
        }
        wide = std::min(std::max<double>(wide, space::k7 + 1),
                        end - start); // narrower ones are not painted
        if (x > start && x + wide > end) {
            x = start;
            y += step;
        }
        places.append(QRectF(x, y, wide, step));
        x += wide + space::k2;
    }
    if (height != nullptr) {
        *height = static_cast<int>(y + step + 1);
    }
    return places;
}

QSize ValueBox::sizeHint() const
{
    return {space::k10 * 3, heightForWidth(std::max(width(), space::k10 * 2))};
}

QSize ValueBox::minimumSizeHint() const { return {space::k10, lineHeight()}; }

int ValueBox::heightForWidth(int width) const
{
    int height = 0;
    place(width, &height);
    return std::max(height, lineHeight());
}

void ValueBox::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setLayoutDirection(layoutDirection());
    QStyleOptionFrame frame;
    frame.initFrom(this);
    frame.rect = rect();
    frame.lineWidth = 1;
    frame.state |= QStyle::State_Sunken;
    style()->drawPrimitive(QStyle::PE_PanelLineEdit, &frame, &painter, this);
    const QRectF box = rect();
    if (m_opens && isEnabled()) {
        const double side = Theme::current().scaled(static_cast<int>(iconSize::kSm));
        drawIcon(
            &painter,
            QStringLiteral("chevron-down"),
            mirrored(layoutDirection(),
                     box,
                     QRectF(box.right() - side - space::k3, (lineHeight() - side) / 2, side, side)),
            colorOf(Color::TextSubtle));
    }
    if (m_items.isEmpty()) {
        drawLine(&painter,
                 mirrored(layoutDirection(), box, box.adjusted(space::k3, 0, -space::k7, 0)),
                 m_placeholder,
                 studio::font(TextRole::Base),
                 colorOf(Color::TextSubtle));
        return;
    }
    const auto places = place(width(), nullptr);
    const bool isEdited = property("state").toString() == QLatin1String("edited");
    for (qsizetype i = 0; i < m_items.size(); ++i) {
        CellPaint cell;
        cell.rect = mirrored(layoutDirection(), box, places.at(i));
        cell.cell = cell.rect;
        cell.ground = colorOf(isEdited ? Color::ModCell : Color::Surface);
        cell.direction = layoutDirection();
        CellContent content;
        content.kind = m_kind;
        content.items = {m_items.at(i)};
        if (m_kind != CellContent::Kind::Thumbnails) {
            paintCellContent(&painter, cell, content, Qt::AlignLeading | Qt::AlignVCenter);
            continue;
        }
        // A file is its icon and its name.
        const CellItem &item = m_items.at(i);
        const double side = Theme::current().scaled(static_cast<int>(iconSize::kMd));
        drawIcon(&painter,
                 item.iconName,
                 mirrored(layoutDirection(),
                          cell.rect,
                          QRectF(cell.rect.left(), cell.rect.center().y() - side / 2, side, side)),
                 colorOf(Color::TextMuted),
                 layoutDirection());
        drawLine(&painter,
                 mirrored(layoutDirection(),
                          cell.rect,
                          cell.rect.adjusted(side + space::k2 + space::k1, 0, 0, 0)),
                 item.text,
                 studio::font(TextRole::Base),
                 colorOf(Color::Text),
                 Qt::AlignLeading | Qt::AlignVCenter,
                 Qt::ElideMiddle);
    }
}

void ValueBox::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
    case Qt::Key_Down:
    case Qt::Key_F2:
        emit openRequested();
        return;
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        emit clearRequested();
        return;
    default:
        break;
    }
    const bool isPlain
        = !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
    if (isPlain && !event->text().isEmpty() && event->text().at(0).isPrint()) {
        emit typed(event->text());
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

} // namespace socle::studio
