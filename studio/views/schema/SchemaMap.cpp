#include "studio/views/schema/SchemaMap.h"

#include "studio/api/Text.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Sideways.h"
#include "studio/views/schema/SchemaMetrics.h"

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QScrollBar>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

int scaled(int pixels) { return Theme::current().scaled(pixels); }

/// A line through `points` with round corners.
QPainterPath rounded(const QVector<QPointF> &points, double corner)
{
    QPainterPath path(points.first());
    for (qsizetype i = 1; i + 1 < points.size(); ++i) {
        const QLineF in(points.at(i), points.at(i - 1));
        const QLineF out(points.at(i), points.at(i + 1));
        const double cut = std::min({corner, in.length() / 2, out.length() / 2});
        path.lineTo(in.length() > 0 ? in.pointAt(cut / in.length()) : points.at(i));
        path.quadTo(points.at(i),
                    out.length() > 0 ? out.pointAt(cut / out.length()) : points.at(i));
    }
    path.lineTo(points.last());
    return path;
}

} // namespace

SchemaMap::SchemaMap(QWidget *parent)
    : QScrollArea(parent)
    , m_ground(new QWidget)
{
    setObjectName(u"schema.cards"_s);
    setAccessibleName(tr("Map of the collections"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
    setWidget(m_ground);
    allowScrollSideways(this);
    viewport()->setAutoFillBackground(false);
    m_ground->setAutoFillBackground(false);
    m_ground->installEventFilter(this);
}

void SchemaMap::setCards(const std::vector<CardContent> &cards)
{
    QHash<QString, CollectionCard *> old = std::exchange(m_cards, {});
    m_order.clear();
    m_edges.clear();
    for (const CardContent &content : cards) {
        CollectionCard *card = old.take(content.id);
        if (card == nullptr) {
            card = new CollectionCard(m_ground);
            const QString id = content.id;
            connect(card, &CollectionCard::clicked, this, [this, id] { setSelected(id); });
            connect(
                card, &CollectionCard::openRequested, this, [this, id] { emit openRequested(id); });
            connect(card, &CollectionCard::removeRequested, this, [this, id] {
                emit removeRequested(id);
            });
            connect(card, &CollectionCard::moveRequested, this, [this, id](Qt::Key key) {
                moveFocus(id, key);
            });
        }
        card->setCard(content);
        card->show();
        m_cards.insert(content.id, card);
        m_order.append(content.id);
        for (const DraftField &field : content.fields) {
            if (field.type == u"relation") {
                m_edges.push_back({content.id,
                                   field.id,
                                   toQString(field.json["collectionId"].text()),
                                   field.state == FieldState::Added,
                                   field.state == FieldState::Removed});
            }
        }
    }
    for (CollectionCard *card : std::as_const(old)) {
        card->hide();
        card->deleteLater();
    }
    for (auto it = m_cards.begin(); it != m_cards.end(); ++it) {
        it.value()->setSelected(it.key() == m_selected);
    }
    arrange();
}

void SchemaMap::setCount(const QString &id, qint64 count)
{
    if (CollectionCard *card = cardOf(id)) {
        card->setCount(count);
    }
}

void SchemaMap::setSelected(const QString &id)
{
    if (id == m_selected) {
        return;
    }
    if (CollectionCard *card = cardOf(m_selected)) {
        card->setSelected(false);
    }
    m_selected = id;
    if (CollectionCard *card = cardOf(id)) {
        card->setSelected(true);
    }
    emit selectedChanged(id);
}

void SchemaMap::focusCard(const QString &id)
{
    if (CollectionCard *card = cardOf(id)) {
        ensureWidgetVisible(card, space::k6, space::k6);
        card->setFocus();
        setSelected(id);
    }
}

QHash<QString, int> SchemaMap::ranks() const
{
    // Longest path along the relations: a target stands before what points to it. Rings end by the
    // number of rounds.
    QHash<QString, int> result;
    for (const QString &id : m_order) {
        result.insert(id, 0);
    }
    for (qsizetype round = 0; round < std::min<qsizetype>(m_order.size(), 6); ++round) {
        bool isSettled = true;
        for (const Edge &edge : m_edges) {
            if (edge.from == edge.to || !result.contains(edge.to)) {
                continue;
            }
            if (result[edge.from] <= result[edge.to] && result[edge.to] + 1 <= 5) {
                result[edge.from] = result[edge.to] + 1;
                isSettled = false;
            }
        }
        if (isSettled) {
            break;
        }
    }
    // A target that points nowhere itself stands right before the first that needs it, so that
    // lines do not pass behind cards.
    for (const QString &id : m_order) {
        const bool pointsOn = std::any_of(m_edges.begin(), m_edges.end(), [&](const Edge &edge) {
            return edge.from == id && edge.to != id && result.contains(edge.to);
        });
        int nearest = std::numeric_limits<int>::max();
        for (const Edge &edge : m_edges) {
            if (edge.to == id && edge.from != id) {
                nearest = std::min(nearest, result.value(edge.from));
            }
        }
        if (!pointsOn && nearest != std::numeric_limits<int>::max()) {
            result[id] = std::max(0, nearest - 1);
        }
    }
    return result;
}

void SchemaMap::arrange()
{
    if (m_order.isEmpty()) {
        m_ground->resize(viewport()->size());
        return;
    }
    const QHash<QString, int> rank = ranks();
    QSet<QString> related;
    for (const Edge &edge : m_edges) {
        if (m_cards.contains(edge.to)) {
            related << edge.from << edge.to;
        }
    }
    QVector<QStringList> columns;
    QStringList loose;
    for (const QString &id : m_order) {
        if (!related.contains(id)) {
            loose.append(id);
            continue;
        }
        const int at = rank.value(id);
        columns.resize(std::max<qsizetype>(columns.size(), at + 1));
        columns[at].append(id);
    }
    const int gap = scaled(schema::kRowGap);
    const auto heightOf = [&](const QStringList &column) {
        int height = 0;
        for (const QString &id : column) {
            height += m_cards.value(id)->sizeHint().height() + gap;
        }
        return height;
    };
    // Cards without relations fill up the shortest columns; as many columns as fit beside each
    // other.
    const int pitch = scaled(schema::kCardWidth) + scaled(schema::kColumnGap);
    const int fitting = std::max(
        1,
        (viewport()->width() - 2 * scaled(schema::kMapMargin) + scaled(schema::kColumnGap))
            / pitch);
    if (!loose.isEmpty()) {
        columns.resize(std::max<qsizetype>(
            columns.size(), std::min<qsizetype>(fitting, columns.size() + loose.size())));
        for (const QString &id : loose) {
            const auto shortest = std::min_element(
                columns.begin(), columns.end(), [&](const QStringList &a, const QStringList &b) {
                    return heightOf(a) < heightOf(b);
                });
            shortest->append(id);
        }
    }
    int tallest = 0;
    for (const QStringList &column : columns) {
        tallest = std::max(tallest, heightOf(column) - gap);
    }
    int x = scaled(schema::kMapMargin);
    int right = 0;
    for (const QStringList &column : columns) {
        // Short columns hang a little lower, so that lines between them do not all lie on each
        // other.
        const int slack = tallest - (heightOf(column) - gap);
        int y = scaled(schema::kMapTop) + std::min(slack / 2, scaled(schema::kRowGap));
        for (const QString &id : column) {
            CollectionCard *card = m_cards.value(id);
            const QSize size = card->sizeHint();
            card->setGeometry(x, y, size.width(), size.height());
            y += size.height() + gap;
            right = std::max(right, x + size.width());
        }
        x += pitch;
    }
    const QSize all(right + scaled(schema::kMapMargin),
                    tallest + scaled(schema::kMapTop) + scaled(schema::kMapMargin) + gap);
    m_ground->resize(all.expandedTo(viewport()->size()));
    m_ground->update();
}

void SchemaMap::paintGround(QPainter &painter) const
{
    painter.fillRect(m_ground->rect(), colorOf(Color::SurfaceAlt));
    const int step = scaled(schema::kGroundStep);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colorOf(Color::Border));
    const QRect seen(-m_ground->pos(), viewport()->size()); // the bars count from the leading edge
    for (int y = seen.top() / step * step + step / 2; y <= seen.bottom(); y += step) {
        for (int x = seen.left() / step * step + step / 2; x <= seen.right(); x += step) {
            painter.drawRect(QRectF(x, y, 1, 1));
        }
    }
}

void SchemaMap::paintEdge(QPainter &painter, const Edge &edge, int lane) const
{
    const CollectionCard *source = m_cards.value(edge.from);
    const CollectionCard *target = m_cards.value(edge.to);
    if (source == nullptr || target == nullptr) {
        return;
    }
    const QRect from = source->cardRect().translated(source->pos());
    const QRect to = target->cardRect().translated(target->pos());
    const double fromY = source->y() + source->fieldY(edge.field);
    const double toY = target->y()
        + (target->card().fields.empty() ? target->fieldY({})
                                         : target->fieldY(target->card().fields.front().id));
    const double half = scaled(schema::kColumnGap) / 2.0;
    const double shift = lane * space::k2;
    const bool isRightwards = from.left() > to.right();
    const bool isLeftwards = from.right() < to.left();
    QVector<QPointF> points;
    double foot = 0; // side of the card the foot stands at: -1 left of it, 1 right of it
    double bar = 0;
    if (isRightwards) {
        const double bend = from.left() - half - shift;
        points
            = {{to.right() + 1.0, toY}, {bend, toY}, {bend, fromY}, {double(from.left()), fromY}};
        foot = -1;
        bar = 1;
    } else if (isLeftwards) {
        const double bend = from.right() + half + shift;
        points
            = {{double(to.left()), toY}, {bend, toY}, {bend, fromY}, {from.right() + 1.0, fromY}};
        foot = 1;
        bar = -1;
    } else { // the same column, or itself: round the leading side
        const double bend = std::min(from.left(), to.left()) - half / 2 - shift;
        points
            = {{double(to.left()), toY}, {bend, toY}, {bend, fromY}, {double(from.left()), fromY}};
        foot = -1;
        bar = -1;
    }
    const Color role = edge.isNew ? Color::InsBar
        : edge.isRemoved          ? Color::DelBar
                                  : Color::BorderStrong;
    QPen pen(colorOf(role), edge.isNew || edge.isRemoved ? 2.0 : 1.25);
    pen.setCapStyle(Qt::FlatCap);
    if (edge.isRemoved) {
        pen.setStyle(Qt::DashLine);
    }
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(rounded(points, scaled(schema::kEdgeCorner)));
    pen.setStyle(Qt::SolidLine);
    painter.setPen(pen);
    const double size = scaled(schema::kFoot);
    const QPointF end = points.last();
    const QPointF knee = end + QPointF(foot * size, 0);
    painter.drawLine(knee, end + QPointF(0, -size / 2));
    painter.drawLine(knee, end + QPointF(0, size / 2));
    const QPointF one = points.first() + QPointF(bar * size, 0);
    painter.drawLine(one + QPointF(0, -size / 2), one + QPointF(0, size / 2));
}

bool SchemaMap::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_ground && event->type() == QEvent::Paint) {
        QPainter painter(m_ground);
        paintGround(painter);
        painter.setRenderHint(QPainter::Antialiasing);
        QHash<QString, int> lanes; // lines to one target share a lane
        for (const Edge &edge : m_edges) {
            if (!lanes.contains(edge.to)) {
                lanes.insert(edge.to, static_cast<int>(lanes.size()) % 5 - 2);
            }
            paintEdge(painter, edge, lanes.value(edge.to));
        }
        return true;
    }
    if (watched == m_ground && event->type() == QEvent::MouseButtonDblClick) {
        emit newRequested();
        return true;
    }
    if (watched == m_ground && event->type() == QEvent::MouseButtonPress) {
        setSelected({});
    }
    return QScrollArea::eventFilter(watched, event);
}

void SchemaMap::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    arrange();
}

void SchemaMap::moveFocus(const QString &from, Qt::Key key)
{
    const CollectionCard *here = cardOf(from);
    const QPoint centre = here->geometry().center();
    QString best;
    int bestDistance = std::numeric_limits<int>::max();
    for (auto it = m_cards.begin(); it != m_cards.end(); ++it) {
        const QPoint way = it.value()->geometry().center() - centre;
        const bool isThere = (key == Qt::Key_Left && way.x() < -space::k6)
            || (key == Qt::Key_Right && way.x() > space::k6)
            || (key == Qt::Key_Up && way.y() < -space::k6)
            || (key == Qt::Key_Down && way.y() > space::k6);
        const bool isSideways = key == Qt::Key_Left || key == Qt::Key_Right;
        const int distance = isSideways ? std::abs(way.x()) + 2 * std::abs(way.y())
                                        : std::abs(way.y()) + 3 * std::abs(way.x());
        if (it.key() != from && isThere && distance < bestDistance) {
            bestDistance = distance;
            best = it.key();
        }
    }
    if (!best.isEmpty()) {
        focusCard(best);
    }
}

} // namespace socle::studio
