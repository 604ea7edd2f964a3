#include "studio/shell/InspectorWindow.h"

#include "studio/kit/Theme.h"

#include <QBoxLayout>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace socle::studio {

InspectorWindow::InspectorWindow(QWidget *panel, QWidget *owner)
    : QWidget(owner, Qt::Window)
{
    setObjectName(u"shell.inspectorWindow"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(panel->windowTitle());
    setAccessibleName(tr("Inspector: %1").arg(panel->windowTitle()));
    const Theme &theme = Theme::current();
    setMinimumWidth(theme.scaled(layout::kInspectorMin));
    resize(theme.scaled(layout::kInspectorMax), owner->height() * 2 / 3);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::k4, 0, 0);
    column->addWidget(panel);
    panel->show();
}

void InspectorWindow::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), colorOf(Color::Canvas));
}

} // namespace socle::studio
