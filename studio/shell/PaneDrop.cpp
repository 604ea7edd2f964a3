#include "studio/shell/PaneDrop.h"

#include "studio/kit/Paint.h"

#include <QDragEnterEvent>
#include <QMimeData>
#include <QPainter>

namespace socle::studio {

namespace {

constexpr float kVeil = 0.55F;

bool isOurs(const QMimeData *data)
{
    return data->hasFormat(kTabMime) || data->hasFormat(kCollectionMime);
}

} // namespace

PaneDrop::PaneDrop(Find find, QWidget *parent)
    : QWidget(parent)
    , m_find(std::move(find))
{
    setObjectName(QStringLiteral("shell.panes.drop"));
    setAcceptDrops(true);
    hide();
}

void PaneDrop::dragEnterEvent(QDragEnterEvent *event)
{
    if (isOurs(event->mimeData())) {
        event->acceptProposedAction();
    }
}

void PaneDrop::dragMoveEvent(QDragMoveEvent *event)
{
    const DropPlace place = m_find(event->position().toPoint());
    m_shown = place.area;
    update();
    event->setAccepted(place.pane != nullptr);
}

void PaneDrop::dragLeaveEvent(QDragLeaveEvent *)
{
    m_shown = {};
    update();
}

void PaneDrop::dropEvent(QDropEvent *event)
{
    const DropPlace place = m_find(event->position().toPoint());
    m_shown = {};
    if (place.pane != nullptr && isOurs(event->mimeData())) {
        event->acceptProposedAction();
        emit dropped(place, *event->mimeData());
    }
}

void PaneDrop::paintEvent(QPaintEvent *)
{
    if (m_shown.isEmpty()) {
        return;
    }
    QPainter painter(this);
    QColor veil = colorOf(Color::AccentSoft);
    veil.setAlphaF(kVeil);
    drawRounded(&painter,
                QRectF(m_shown).adjusted(space::k2, space::k2, -space::k2, -space::k2),
                radius::kLg,
                veil,
                colorOf(Color::Accent),
                2);
}

} // namespace socle::studio
