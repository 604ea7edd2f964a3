// A second inspector in a window of its own, to compare: a panel that stays on what it was opened
// for. Goes with its workbench.
//
// Source: studio.md 3.6.
#pragma once

#include <QWidget>

namespace socle::studio {

class InspectorWindow : public QWidget
{
    Q_OBJECT

public:
    /// Takes the panel over; its window title is the window's.
    InspectorWindow(QWidget *panel, QWidget *owner);

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace socle::studio
