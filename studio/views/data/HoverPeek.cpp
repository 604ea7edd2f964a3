#include "studio/views/data/HoverPeek.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/RecordRoles.h"
#include "studio/kit/DataGrid.h"
#include "studio/views/data/PeekPopover.h"

#include <QApplication>
#include <QMouseEvent>

namespace socle::studio {

namespace {

constexpr int kLeaveMs = 250; // long enough to cross the gap between cell and card

} // namespace

HoverPeek::HoverPeek(DataGrid &grid, QObject *parent)
    : QObject(parent)
    , m_grid(grid)
{
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRestMs);
    m_leave.setSingleShot(true);
    m_leave.setInterval(kLeaveMs);
    connect(&m_rest, &QTimer::timeout, this, &HoverPeek::rested);
    connect(&m_leave, &QTimer::timeout, this, [this] {
        if (m_card != nullptr) {
            m_card->close();
        }
    });
    grid.viewport()->installEventFilter(this);
}

bool HoverPeek::isRelation(const QModelIndex &index) const
{
    return index.isValid()
        && index.data(RecordRole::FieldType).toString() == toQString(fields::kRelation)
        && !index.data(RecordRole::RawValue).toStringList().value(0).isEmpty();
}

bool HoverPeek::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_card) {
        if (event->type() == QEvent::MouseMove) {
            cardMoved(static_cast<QMouseEvent *>(event)->globalPosition().toPoint());
        } else if (event->type() == QEvent::MouseButtonPress || event->type() == QEvent::KeyPress) {
            m_leave.stop();
            m_card->removeEventFilter(this); // in use: it closes like any other card
            m_card = nullptr;
        }
        return false;
    }
    switch (event->type()) {
    case QEvent::MouseMove: {
        const auto *move = static_cast<QMouseEvent *>(event);
        const QModelIndex index
            = move->buttons() == Qt::NoButton ? m_grid.indexAt(move->pos()) : QModelIndex();
        if (!isRelation(index) || m_grid.isEditing()) {
            m_rest.stop();
            m_index = QPersistentModelIndex();
        } else if (m_index != index || !m_rest.isActive()) {
            const bool isSame = m_index == index;
            m_index = index;
            if (!isSame) { // once a stay: a card that was closed does not come back by a twitch
                m_rest.start();
            }
        }
        break;
    }
    case QEvent::Leave:
    case QEvent::MouseButtonPress:
    case QEvent::Wheel:
        m_rest.stop();
        break;
    default:
        break;
    }
    return false;
}

void HoverPeek::rested()
{
    const bool isFree = QApplication::activePopupWidget() == nullptr
        && QApplication::mouseButtons() == Qt::NoButton && m_grid.isVisible();
    if (isFree && m_index.isValid()) {
        emit peekRequested(m_index);
    }
}

void HoverPeek::follow(PeekPopover *card, const QRect &globalCell)
{
    m_card = card;
    m_cell = globalCell;
    card->setMouseTracking(true);
    card->installEventFilter(this);
}

void HoverPeek::cardMoved(const QPoint &globalPos)
{
    if (m_card->frameGeometry().contains(globalPos) || m_cell.contains(globalPos)) {
        m_leave.stop();
    } else if (!m_leave.isActive()) {
        m_leave.start();
    }
}

} // namespace socle::studio
