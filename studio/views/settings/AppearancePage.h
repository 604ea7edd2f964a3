// How the studio looks: theme, accent, density, size, motion. Every choice applies at once; there
// is nothing to save.
//
// Object names: settings.appearance.theme|accent|density|scale|motion.
//
// Source: studio.md 3.21, 4.14.
#pragma once

#include <QWidget>

namespace socle::studio {

class Workspace;

class AppearancePage : public QWidget
{
    Q_OBJECT

public:
    explicit AppearancePage(Workspace &workspace, QWidget *parent = nullptr);

private:
    Workspace &m_workspace;
};

} // namespace socle::studio
