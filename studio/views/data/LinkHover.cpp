#include "studio/views/data/LinkHover.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/RecordRoles.h"
#include "studio/fields/AddressLink.h"
#include "studio/kit/DataGrid.h"

#include <QMouseEvent>

namespace socle::studio {

QUrl linkOf(const QModelIndex &index)
{
    const QString type = index.data(RecordRole::FieldType).toString();
    const bool isEmail = type == toQString(fields::kEmail);
    return isEmail || type == toQString(fields::kUrl)
        ? addressUrl(index.data(RecordRole::RawValue).toString(), isEmail)
        : QUrl();
}

LinkHover::LinkHover(DataGrid &grid, QObject *parent)
    : QObject(parent)
    , m_grid(grid)
{
    grid.viewport()->installEventFilter(this);
}

QUrl LinkHover::linkAt(const QPoint &at) const
{
    const QModelIndex index = m_grid.indexAt(at);
    const bool isOnIcon = index.isValid()
        && addressIconRect(m_grid.visualRect(index), m_grid.layoutDirection()).contains(at);
    return isOnIcon ? linkOf(index) : QUrl();
}

bool LinkHover::eventFilter(QObject *, QEvent *event)
{
    if (event->type() == QEvent::MouseMove) {
        const bool isHand = !linkAt(static_cast<QMouseEvent *>(event)->pos()).isEmpty();
        if (isHand != m_isHand) {
            m_isHand = isHand;
            isHand ? m_grid.viewport()->setCursor(Qt::PointingHandCursor)
                   : m_grid.viewport()->unsetCursor();
        }
    } else if (event->type() == QEvent::MouseButtonPress) {
        const auto *press = static_cast<QMouseEvent *>(event);
        const QUrl link = press->button() == Qt::LeftButton && press->modifiers() == Qt::NoModifier
            ? linkAt(press->pos())
            : QUrl();
        if (!link.isEmpty()) {
            emit openRequested(link);
            return true; // neither selects nor edits
        }
    }
    return false;
}

} // namespace socle::studio
