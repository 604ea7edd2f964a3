// One project or server in the list of Home: icon by kind, name, environment, place and size,
// state, last use, actions.
//
// Source: studio.md 4.1.
#pragma once

#include "studio/kit/ListRow.h"
#include "studio/platform/ConnectionProfile.h"

class QMenu;

#include <QElapsedTimer>
#include <QPoint>

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

    /// Reads what its server uses; called while Home is in front.
    void measureLoad(ConnectionSession *session);

signals:
    void openRequested(const QString &id);
    void stopRequested(const QString &id);
    void folderRequested(const QString &id);
    void editRequested(const QString &id);
    void removeRequested(const QString &id);
    void trashRequested(const QString &id);
    /// Alt+Shift+Up and Down: one place up (-1) or down (1).
    void moveRequested(const QString &id, int step);
    /// The pointer pulled the row away: the list carries it.
    void dragRequested(const QString &id);
    void logRequested(const QString &id);
    /// The option "keep running" is turned round.
    void keepRequested(const QString &id);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void showMenu();
    void showWords();

    ConnectionProfile m_profile;
    StatusDot *const m_state;
    Text *const m_lastUsed;
    Button *const m_open;
    IconButton *const m_stop;
    IconButton *const m_more;
    IconButton *const m_log;
    QString m_subtitle;
    QString m_load; // "CPU 1 %, memory 27 MB"
    QPoint m_pressedAt;
    QElapsedTimer m_loadClock;
    qint64 m_processorMs = -1; // at the last reading
    bool m_isRunning = false;
    bool m_hasLog = false;
};

/// "now", "yesterday", "2 hours ago", "last week": translated.
QString lastUsedText(const QDateTime &then, const QDateTime &now);

} // namespace socle::studio
