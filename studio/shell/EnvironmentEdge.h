// The line along the top of the window that says "careful": amber on staging, red on production,
// nothing elsewhere.
//
// Source: studio.md 3.1, 3.18.
#pragma once

#include "studio/platform/ConnectionProfile.h"

#include <QWidget>

namespace socle::studio {

class EnvironmentEdge : public QWidget
{
    Q_OBJECT

public:
    explicit EnvironmentEdge(QWidget *parent = nullptr);
    void setEnvironment(Environment environment);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Environment m_environment = Environment::Local;
};

} // namespace socle::studio
