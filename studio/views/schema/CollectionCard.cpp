#include "studio/views/schema/CollectionCard.h"

#include "studio/kit/Icon.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Text.h"
#include "studio/views/schema/SchemaMetrics.h"

#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kShadowLevel = 1;

int scaled(int pixels) { return Theme::current().scaled(pixels); }

QString typeWord(const DraftField &field)
{
    return field.name == u"id" && field.isSystem ? u"id"_s : field.type;
}

} // namespace

QString collectionIcon(CollectionType type, bool isSystem)
{
    switch (type) {
    case CollectionType::Auth:
        return u"users"_s;
    case CollectionType::View:
        return u"view"_s;
    case CollectionType::Base:
        return isSystem ? u"lock"_s : u"table"_s;
    }
    return {};
}

CollectionCard::CollectionCard(QWidget *parent)
    : QAbstractButton(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setCheckable(false);
    setCursor(Qt::PointingHandCursor);
}

void CollectionCard::setCard(const CardContent &content)
{
    m_card = content;
    setObjectName(u"schema.card."_s + content.name);
    const QString state = content.mark == CardContent::Mark::Added ? tr("new")
        : content.mark == CardContent::Mark::Removed               ? tr("to be deleted")
                                                                   : QString();
    QString words
        = tr("%1, %n fields", nullptr, static_cast<int>(content.fields.size())).arg(content.name);
    if (!state.isEmpty()) {
        words = tr("%1, %2", "card and its state").arg(words, state);
    }
    setAccessibleName(words);
    setToolTip(m_card.type == CollectionType::View ? tr("View: read only") : QString());
    resize(sizeHint());
    update();
}

void CollectionCard::setCount(qint64 count)
{
    m_card.count = count;
    update();
}

void CollectionCard::setSelected(bool selected)
{
    if (selected != m_selected) {
        m_selected = selected;
        update();
    }
}

int CollectionCard::shownRows() const
{
    const int all = static_cast<int>(m_card.fields.size());
    return all > schema::kCardMaxRows ? schema::kCardMaxRows : all;
}

QRect CollectionCard::cardRect() const
{
    return rect().marginsRemoved(shadowMargins(kShadowLevel));
}

int CollectionCard::fieldY(const QString &fieldId) const
{
    const QRect card = cardRect();
    for (int i = 0; i < shownRows(); ++i) {
        if (m_card.fields[static_cast<std::size_t>(i)].id == fieldId) {
            return card.top() + scaled(schema::kCardHeader) + scaled(schema::kCardRow) * i
                + scaled(schema::kCardRow) / 2;
        }
    }
    return card.top() + scaled(schema::kCardHeader) / 2;
}

QSize CollectionCard::sizeHint() const
{
    const int rows = shownRows() + (static_cast<int>(m_card.fields.size()) > shownRows() ? 1 : 0);
    const int height = scaled(schema::kCardHeader) + rows * scaled(schema::kCardRow) + space::k2;
    return QSize(scaled(schema::kCardWidth), height).grownBy(shadowMargins(kShadowLevel));
}

void CollectionCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setLayoutDirection(layoutDirection());
    const QRectF card = cardRect();
    drawShadow(&painter, card, radius::kLg, kShadowLevel);
    drawRounded(&painter, card, radius::kLg, colorOf(Color::Surface));

    QPainterPath shape;
    shape.addRoundedRect(card, radius::kLg, radius::kLg);
    painter.save();
    painter.setClipPath(shape);
    QRectF line(card.left(), card.top(), card.width(), scaled(schema::kCardHeader));
    paintHeader(painter, line);
    line.setHeight(scaled(schema::kCardRow));
    line.moveTop(card.top() + scaled(schema::kCardHeader));
    for (int i = 0; i < shownRows(); ++i) {
        paintRow(painter, line, m_card.fields[static_cast<std::size_t>(i)]);
        line.translate(0, line.height());
    }
    if (static_cast<int>(m_card.fields.size()) > shownRows()) {
        const int more = static_cast<int>(m_card.fields.size()) - shownRows();
        drawLine(&painter,
                 line.adjusted(space::k4, 0, -space::k4, 0),
                 tr("%n more fields", nullptr, more),
                 studio::font(TextRole::Small),
                 colorOf(Color::TextMuted));
    }
    painter.restore();

    QColor edge = colorOf(isDown() || underMouse() ? Color::BorderStrong : Color::Border);
    double width = 1.0;
    if (m_card.mark != CardContent::Mark::None || m_selected) {
        edge = colorOf(m_card.mark == CardContent::Mark::Added         ? Color::InsBar
                           : m_card.mark == CardContent::Mark::Removed ? Color::DelBar
                                                                       : Color::Accent);
        width = 2.0;
    }
    drawRounded(&painter, card, radius::kLg, QColor(), edge, width);
    if (hasFocus()) {
        drawFocusRing(&painter, card, radius::kLg);
    }
}

void CollectionCard::paintHeader(QPainter &painter, const QRectF &rect) const
{
    const bool isAdded = m_card.mark == CardContent::Mark::Added;
    const bool isRemoved = m_card.mark == CardContent::Mark::Removed;
    const Color ground = isAdded ? Color::InsRow
        : isRemoved              ? Color::DelRow
        : m_selected             ? Color::AccentSoft
                                 : Color::SurfaceAlt;
    painter.fillRect(rect, colorOf(ground));
    const Qt::LayoutDirection direction = layoutDirection();
    const double side = iconSize::kMd * Theme::current().scale();
    const QRectF icon(rect.left() + space::k4, rect.center().y() - side / 2, side, side);
    drawIcon(&painter,
             collectionIcon(m_card.type, m_card.isSystem),
             mirrored(direction, rect, icon),
             colorOf(m_selected ? Color::Accent : Color::TextMuted),
             direction);

    const QString trailing = isAdded ? tr("new")
        : isRemoved                  ? tr("deleted")
        : m_card.count < 0           ? QString()
                                     : QLocale().toString(m_card.count);
    const double room = tabularWidth(trailing, studio::font(TextRole::Small)) + space::k2;
    const QRectF count(rect.right() - space::k4 - room, rect.top(), room, rect.height());
    drawTabular(&painter,
                mirrored(direction, rect, count),
                trailing,
                studio::font(TextRole::Small),
                colorOf(isAdded         ? Color::Success
                            : isRemoved ? Color::Danger
                                        : Color::TextMuted));
    const double from = icon.right() + space::k3;
    QFont strong = studio::font(TextRole::BaseStrong);
    strong.setStrikeOut(isRemoved);
    drawLine(&painter,
             mirrored(direction,
                      rect,
                      QRectF(from, rect.top(), count.left() - space::k2 - from, rect.height())),
             m_card.name,
             strong,
             colorOf(Color::Text));
    drawHairline(&painter, rect.bottomLeft(), rect.bottomRight(), colorOf(Color::Border));
}

void CollectionCard::paintRow(QPainter &painter, const QRectF &rect, const DraftField &field) const
{
    struct Look
    {
        Color ground;
        Color bar;
    };

    std::optional<Look> look;
    const bool isRemoved = field.state == FieldState::Removed;
    // On a new card everything is new: only the fields somebody made are marked.
    const bool isOwnMark = field.state == FieldState::Added && !field.isSystem;
    if (isOwnMark) {
        look = Look{Color::InsRow, Color::InsBar};
    } else if (field.state == FieldState::Changed) {
        look = Look{Color::ModCell, Color::ModBar};
    } else if (isRemoved) {
        look = Look{Color::DelRow, Color::DelBar};
    }
    const Qt::LayoutDirection direction = layoutDirection();
    if (look) {
        painter.fillRect(rect, colorOf(look->ground));
        painter.fillRect(mirrored(direction,
                                  rect,
                                  QRectF(rect.left(), rect.top(), grid::kRowBar, rect.height())),
                         colorOf(look->bar));
    }
    const double side = iconSize::kSm * Theme::current().scale();
    const QRectF icon(
        rect.left() + space::k4 + space::k1 / 2.0, rect.center().y() - side / 2, side, side);
    const QString word = typeWord(field);
    drawIcon(&painter,
             fieldIconName(word),
             mirrored(direction, rect, icon),
             isRemoved ? colorOf(Color::TextSubtle) : Theme::current().color(fieldHue(word)),
             direction);
    const QFont small = studio::font(TextRole::Small);
    const double room = QFontMetricsF(small).horizontalAdvance(word) + space::k2;
    const QRectF type(rect.right() - space::k4 - room, rect.top(), room, rect.height());
    drawLine(&painter,
             mirrored(direction, rect, type),
             word,
             small,
             colorOf(Color::TextMuted),
             Qt::AlignTrailing | Qt::AlignVCenter);
    QFont base = studio::font(TextRole::Base);
    base.setStrikeOut(isRemoved);
    const double from = icon.right() + space::k3 + space::k1;
    drawLine(&painter,
             mirrored(direction,
                      rect,
                      QRectF(from, rect.top(), type.left() - space::k2 - from, rect.height())),
             field.name,
             base,
             colorOf(isRemoved ? Color::TextMuted : Color::Text));
}

void CollectionCard::mouseDoubleClickEvent(QMouseEvent *) { emit openRequested(); }

void CollectionCard::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        emit openRequested();
        return;
    case Qt::Key_Delete:
        emit removeRequested();
        return;
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
        emit moveRequested(static_cast<Qt::Key>(event->key()));
        return;
    default:
        QAbstractButton::keyPressEvent(event);
    }
}

} // namespace socle::studio
