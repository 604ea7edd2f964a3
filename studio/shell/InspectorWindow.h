// A second inspector in a window of its own, to compare: a panel that stays on what it was opened
// for. Goes with its workbench.
//
// It has the keys of the main window; Esc closes it and gives the keyboard back there.
//
// Source: studio.md 3.6, 3.9.
#pragma once

#include <QWidget>

namespace socle::studio {

class Actions;

class InspectorWindow : public QWidget
{
    Q_OBJECT

public:
    /// Takes the panel over; its window title is the window's.
    InspectorWindow(QWidget *panel, const Actions &actions, QWidget *owner);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    bool focusNextPrevChild(bool next) override;
};

} // namespace socle::studio
