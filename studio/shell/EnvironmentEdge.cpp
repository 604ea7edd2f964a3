#include "studio/shell/EnvironmentEdge.h"

#include "studio/kit/Theme.h"
#include "studio/shell/Metrics.h"

#include <QPainter>

namespace socle::studio {

EnvironmentEdge::EnvironmentEdge(QWidget *parent)
    : QWidget(parent)
{
    setEnvironment(Environment::Local);
}

void EnvironmentEdge::setEnvironment(Environment environment)
{
    m_environment = environment;
    switch (environment) {
    case Environment::Local:
    case Environment::Development:
        setFixedHeight(0);
        break;
    case Environment::Staging:
        setFixedHeight(metrics::kEdgeStaging);
        break;
    case Environment::Production:
        setFixedHeight(metrics::kEdgeProduction);
        break;
    }
    setVisible(height() > 0);
    update();
}

void EnvironmentEdge::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(
        rect(), colorOf(m_environment == Environment::Production ? Color::DelBar : Color::ModBar));
}

} // namespace socle::studio
