// A window of its own for tabs that were torn off: the environment edge and panes, nothing else.
// Keys, sheets and messages are those of the connection it came from.
//
// The workbench owns it. Closing it closes its tabs; they can be reopened.
//
// Source: studio.md 3.5.
#pragma once

#include "studio/platform/ConnectionProfile.h"
#include "studio/shell/PaneArea.h"

namespace socle::studio {

class Actions;
class EnvironmentEdge;

class PaneWindow : public QWidget
{
    Q_OBJECT

public:
    PaneWindow(PaneArea::MakePane make, const Actions &actions);

    PaneArea &panes() const { return *m_panes; }

    void setConnection(const ConnectionProfile &profile);
    /// Geometry and panes.
    QJsonObject saveState() const;
    void restoreState(const QJsonObject &state);

signals:
    /// The user closed it; its tabs are still there.
    void closing();

protected:
    void closeEvent(QCloseEvent *event) override;
    bool focusNextPrevChild(bool next) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void updateTitle();

    EnvironmentEdge *const m_edge;
    PaneArea *const m_panes;
    QString m_connection;
};

} // namespace socle::studio
