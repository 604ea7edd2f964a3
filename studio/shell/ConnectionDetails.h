// What the status bar's leading item opens: everything about the shown connection in one small
// place, with the ways from here (switch, network activity, forget the pinned certificate).
//
// Source: studio.md 3.7.
#pragma once

#include "studio/kit/Popover.h"

class QGridLayout;

namespace socle::studio {

class ConnectionSession;

class ConnectionDetails : public Popover
{
    Q_OBJECT

public:
    ConnectionDetails(ConnectionSession &session, const QString &state, QWidget *parent);

signals:
    void switchRequested();
    void networkRequested();

private:
    void addLine(const QString &label, const QString &value, bool isPrivate = false);

    QGridLayout *const m_lines;
};

} // namespace socle::studio
