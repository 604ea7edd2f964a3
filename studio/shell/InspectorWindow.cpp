#include "studio/shell/InspectorWindow.h"

#include "studio/kit/ScaledSize.h"
#include "studio/kit/TabOrder.h"
#include "studio/kit/Theme.h"
#include "studio/shell/Actions.h"

#include <QAction>
#include <QBoxLayout>
#include <QCloseEvent>
#include <QKeyEvent>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace socle::studio {

InspectorWindow::InspectorWindow(QWidget *panel, const Actions &actions, QWidget *owner)
    : QWidget(owner, Qt::Window)
{
    setObjectName(u"shell.inspectorWindow"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(panel->windowTitle());
    setAccessibleName(tr("Inspector: %1").arg(panel->windowTitle()));
    const Theme &theme = Theme::current();
    keepScaled(this, Extent::LeastWidth, layout::kInspectorMin);
    resize(theme.scaled(layout::kInspectorMax), owner->height() * 2 / 3);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::k4, 0, 0);
    column->addWidget(panel);
    panel->show();
    for (QAction *action : actions.all()) {
        addAction(action);
    }
    const QWidgetList stops = tabStops(*panel);
    if (!stops.isEmpty()) {
        stops.constFirst()->setFocus(Qt::OtherFocusReason);
    }
}

void InspectorWindow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        close();
    } else {
        QWidget::keyPressEvent(event);
    }
}

void InspectorWindow::closeEvent(QCloseEvent *event)
{
    parentWidget()->window()->activateWindow();
    event->accept();
}

bool InspectorWindow::focusNextPrevChild(bool next) { return goToTabStop(*this, next); }

void InspectorWindow::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), colorOf(Color::Canvas));
}

} // namespace socle::studio
