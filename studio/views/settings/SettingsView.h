// The settings tab: the studio's own preferences. Object names: settings.page.<key>.
//
// Source: studio.md 4.14.
#pragma once

#include "studio/shell/View.h"

namespace socle::studio {

class Workspace;

class SettingsView : public View
{
    Q_OBJECT

public:
    explicit SettingsView(Workspace &workspace);

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace socle::studio
