#include "studio/shell/EnvironmentEdge.h"

#include "studio/kit/Theme.h"
#include "studio/shell/Metrics.h"

#include <QPainter>

namespace socle::studio {

EnvironmentEdge::EnvironmentEdge(QWidget *parent)
    : QWidget(parent)
{
    show(Environment::Local, Tone::Neutral);
}

void EnvironmentEdge::show(Environment environment, Tone tone)
{
    m_environment = environment;
    m_tone = tone;
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
    QPainter(this).fillRect(rect(),
                            m_environment == Environment::Production ? colorOf(Color::DelBar)
                                : m_tone == Tone::Warning            ? colorOf(Color::ModBar)
                                                          : Theme::current().toneText(m_tone));
}

} // namespace socle::studio
