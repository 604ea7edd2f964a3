// See the header.
#include "studio/fields/PickList.h"

#include "studio/kit/CellUi.h"
#include "studio/kit/Icon.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Text.h"

#include <QApplication>
#include <QMouseEvent>
#include <QPainter>
#include <QStyledItemDelegate>

namespace socle::studio {

namespace {

constexpr int kMostRows = 8;
constexpr int kKeyRole = Qt::UserRole;
constexpr int kRowRole = Qt::UserRole + 1;

class PickDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    bool isMultiple = false;
    bool isTall = false;
    QVector<PickRow> rows;

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        const Theme &theme = Theme::current();
        return {space::k10,
                isTall ? theme.scaled(control::kLg + space::k4) : theme.scaled(control::kLg)};
    }

    void paint(QPainter *painter,
               const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        const PickRow &row = rows.at(index.row());
        const Theme &theme = Theme::current();
        painter->save();
        painter->setLayoutDirection(option.direction);
        const QRectF box = QRectF(option.rect).adjusted(1, 1, -1, -1);
        const bool isCurrent = option.state & QStyle::State_Selected;
        const QColor ground
            = theme.color(isCurrent                                    ? Color::AccentSoft
                              : option.state & QStyle::State_MouseOver ? Color::Hover
                                                                       : Color::Surface);
        if (isCurrent || option.state & QStyle::State_MouseOver) {
            drawRounded(painter, box, radius::kMd, ground);
        }
        const double side = theme.scaled(static_cast<int>(iconSize::kMd));
        double x = box.left() + space::k3;
        const auto at = [&](double from, double wide) {
            return mirrored(option.direction, box, QRectF(from, box.top(), wide, box.height()));
        };
        if (isMultiple) {
            drawIcon(painter,
                     row.isChosen ? QStringLiteral("square-check") : QStringLiteral("square"),
                     at(x, side),
                     theme.color(row.isChosen ? Color::Accent : Color::BorderStrong));
            x += side + space::k3;
        }
        if (row.dot.isValid()) {
            const double dot = theme.scaled(space::k4);
            QRectF place = at(x, dot);
            place = QRectF(place.left(), place.center().y() - dot / 2, dot, dot);
            drawRounded(painter, place, radius::kFull, row.dot);
            x += dot + space::k3;
        }
        double end = box.right() - space::k3;
        if (!isMultiple && row.isChosen) {
            drawIcon(
                painter, QStringLiteral("check"), at(end - side, side), theme.color(Color::Accent));
            end -= side + space::k2;
        }
        if (!row.hint.isEmpty()) {
            drawLine(painter,
                     at(end - space::k7, space::k7),
                     row.hint,
                     studio::font(TextRole::Micro),
                     theme.color(Color::TextSubtle),
                     Qt::AlignTrailing | Qt::AlignVCenter);
            end -= space::k6;
        }
        if (row.tone >= 0) {
            CellPaint cell;
            cell.rect = at(x, end - x);
            cell.ground = ground;
            cell.direction = option.direction;
            CellContent content;
            content.kind = CellContent::Kind::Pills;
            content.items = {CellItem{
                .text = row.text, .tone = static_cast<Tone>(row.tone), .ground = row.ground}};
            paintCellContent(painter, cell, content, Qt::AlignLeading | Qt::AlignVCenter);
        } else if (row.detail.isEmpty()) {
            drawLine(painter,
                     at(x, end - x),
                     row.text,
                     studio::font(TextRole::Base),
                     theme.color(Color::Text));
        } else {
            const QRectF text = at(x, end - x);
            const double middle = text.center().y();
            drawLine(painter,
                     QRectF(text.left(), middle - space::k6 + 1, text.width(), space::k6),
                     row.text,
                     studio::font(TextRole::Base),
                     theme.color(Color::Text));
            drawLine(painter,
                     QRectF(text.left(), middle - 1, text.width(), space::k6),
                     row.detail,
                     studio::font(TextRole::Small),
                     theme.color(Color::TextSubtle));
        }
        painter->restore();
    }
};

} // namespace

PickList::PickList(QWidget *parent)
    : QListWidget(parent)
{
    setItemDelegate(new PickDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setFocusPolicy(Qt::NoFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setUniformItemSizes(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    connect(this, &QListWidget::itemClicked, this, [this](QListWidgetItem *item) {
        emit picked(item->data(kKeyRole).toString());
    });
    connect(this, &QListWidget::itemDoubleClicked, this, [this](QListWidgetItem *item) {
        emit doubleClicked(item->data(kKeyRole).toString());
    });
}

void PickList::setRows(const QVector<PickRow> &rows, bool isMultiple)
{
    const QString before = currentKey();
    auto *delegate = static_cast<PickDelegate *>(itemDelegate());
    delegate->rows = rows;
    delegate->isMultiple = isMultiple;
    delegate->isTall = std::any_of(
        rows.begin(), rows.end(), [](const PickRow &row) { return !row.detail.isEmpty(); });
    clear();
    for (const PickRow &row : rows) {
        auto *item = new QListWidgetItem(this);
        item->setData(kKeyRole, row.key);
        item->setData(Qt::AccessibleTextRole,
                      row.isChosen ? tr("%1, chosen").arg(row.text) : row.text);
        item->setToolTip(row.detail.isEmpty() ? QString() : row.text);
    }
    setCurrentKey(before);
    if (currentRow() < 0 && count() > 0) {
        setCurrentRow(0);
    }
    updateGeometry();
    viewport()->update();
}

bool PickList::canMove(int row) const
{
    const auto &rows = static_cast<PickDelegate *>(itemDelegate())->rows;
    return row >= 0 && row < rows.size() && rows.at(row).canMove;
}

void PickList::mousePressEvent(QMouseEvent *event)
{
    m_pressed = event->pos();
    m_carried = m_target = -1;
    QListWidget::mousePressEvent(event);
}

void PickList::mouseMoveEvent(QMouseEvent *event)
{
    const bool isHeld = event->buttons() & Qt::LeftButton;
    if (isHeld && m_carried < 0
        && (event->pos() - m_pressed).manhattanLength() >= QApplication::startDragDistance()) {
        const int row = indexAt(m_pressed).row();
        m_carried = canMove(row) ? row : -1;
    }
    if (m_carried < 0) {
        QListWidget::mouseMoveEvent(event);
        return;
    }
    const int row = indexAt(QPoint(m_pressed.x(), event->pos().y())).row();
    m_target = canMove(row) ? row : m_target;
    setCursor(Qt::ClosedHandCursor);
    viewport()->update();
}

void PickList::mouseReleaseEvent(QMouseEvent *event)
{
    if (m_carried < 0) {
        QListWidget::mouseReleaseEvent(event);
        return;
    }
    const int from = std::exchange(m_carried, -1);
    const int to = std::exchange(m_target, -1);
    unsetCursor();
    viewport()->update();
    if (to >= 0 && to != from) {
        const QStringList all = keys();
        emit moved(all.at(from), all.at(to));
    }
}

void PickList::paintEvent(QPaintEvent *event)
{
    QListWidget::paintEvent(event);
    if (m_carried >= 0 && m_target >= 0 && m_target != m_carried) {
        QPainter painter(viewport());
        const QRect row = visualItemRect(item(m_target));
        const int y = m_target > m_carried ? row.bottom() : row.top();
        painter.setPen(QPen(colorOf(Color::Accent), 2));
        painter.drawLine(row.left() + space::k2, y, row.right() - space::k2, y);
    }
}

QString PickList::currentKey() const
{
    return currentItem() != nullptr ? currentItem()->data(kKeyRole).toString() : QString();
}

void PickList::setCurrentKey(const QString &key)
{
    for (int i = 0; i < count(); ++i) {
        if (item(i)->data(kKeyRole).toString() == key) {
            setCurrentRow(i);
            return;
        }
    }
}

QStringList PickList::keys() const
{
    QStringList result;
    for (int i = 0; i < count(); ++i) {
        result.append(item(i)->data(kKeyRole).toString());
    }
    return result;
}

bool PickList::handleKey(int key)
{
    int row = currentRow();
    switch (key) {
    case Qt::Key_Up:
        --row;
        break;
    case Qt::Key_Down:
        ++row;
        break;
    case Qt::Key_PageUp:
        row -= kMostRows;
        break;
    case Qt::Key_PageDown:
        row += kMostRows;
        break;
    default:
        return false;
    }
    if (count() > 0) {
        setCurrentRow(std::clamp(row, 0, count() - 1));
    }
    return true;
}

QSize PickList::sizeHint() const
{
    const int row = count() > 0 ? sizeHintForRow(0) : Theme::current().scaled(control::kLg);
    return {space::k10 * 4, std::clamp(count(), 1, kMostRows) * row + space::k1};
}

} // namespace socle::studio
