// A word on the desktop, outside the studio's window: org.freedesktop.Notifications over D-Bus.
//
// Where no such service is running nothing happens: whatever is said here also stands in the
// studio's own list of messages. UI thread; nothing is waited for.
//
// Source: studio.md 3.17.
#pragma once

#include <QHash>
#include <QObject>
#include <QString>

#include <functional>

namespace socle::studio {

class DesktopNotifier : public QObject
{
    Q_OBJECT

public:
    explicit DesktopNotifier(QObject *parent = nullptr);
    ~DesktopNotifier() override;

    /// Shows it; `activate` runs when the user clicks it. `body` is plain text.
    void show(const QString &title, const QString &body, std::function<void()> activate);

private slots:
    void actionInvoked(uint id, const QString &action);
    void notificationClosed(uint id, uint reason);

private:
    void listen();

    QHash<uint, std::function<void()>> m_shown; // by the desktop's id
    bool m_isListening = false;
};

} // namespace socle::studio
