// The line along the top of the window that says "careful": amber on staging, red on production,
// nothing elsewhere. A staging server of another colour has its line in that.
//
// Source: studio.md 3.1, 3.18.
#pragma once

#include "studio/kit/Theme.h"
#include "studio/platform/ConnectionProfile.h"

#include <QWidget>

namespace socle::studio {

class EnvironmentEdge : public QWidget
{
    Q_OBJECT

public:
    explicit EnvironmentEdge(QWidget *parent = nullptr);
    /// `tone`: the connection's colour; production stays red whatever it is.
    void show(Environment environment, Tone tone);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Environment m_environment = Environment::Local;
    Tone m_tone;
};

} // namespace socle::studio
