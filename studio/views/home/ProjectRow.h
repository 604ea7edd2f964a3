// One project or server in the list of Home: icon by kind, name, environment, place and size,
// state, last use, actions.
//
// Source: studio.md 4.1.
#pragma once

#include "studio/kit/ListRow.h"
#include "studio/platform/ConnectionProfile.h"

class QMenu;

namespace socle::studio {

class Button;
class ConnectionSession;
class IconButton;
class StatusDot;
class Text;

class ProjectRow : public ListRow
{
    Q_OBJECT

public:
    ProjectRow(const ConnectionProfile &profile, QWidget *parent = nullptr);

    void show(const ConnectionProfile &profile, ConnectionSession *session);

    const ConnectionProfile &profile() const { return m_profile; }

signals:
    void openRequested(const QString &id);
    void stopRequested(const QString &id);
    void folderRequested(const QString &id);
    void editRequested(const QString &id);
    void removeRequested(const QString &id);
    void logRequested(const QString &id);
    /// The option "keep running" is turned round.
    void keepRequested(const QString &id);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void showMenu();

    ConnectionProfile m_profile;
    StatusDot *const m_state;
    Text *const m_lastUsed;
    Button *const m_open;
    IconButton *const m_stop;
    IconButton *const m_more;
    bool m_isRunning = false;
    bool m_hasLog = false;
};

/// "now", "yesterday", "2 hours ago", "last week": translated.
QString lastUsedText(const QDateTime &then, const QDateTime &now);

} // namespace socle::studio
