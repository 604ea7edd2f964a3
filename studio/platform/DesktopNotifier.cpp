#include "studio/platform/DesktopNotifier.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCall>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QVariantMap>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kDesktopDecides = -1; // how long it stays

const QString &notifyService()
{
    static const QString name = u"org.freedesktop.Notifications"_s;
    return name;
}

const QString &notifyPath()
{
    static const QString name = u"/org/freedesktop/Notifications"_s;
    return name;
}

} // namespace

DesktopNotifier::DesktopNotifier(QObject *parent)
    : QObject(parent)
{
}

DesktopNotifier::~DesktopNotifier() = default;

void DesktopNotifier::listen()
{
    if (std::exchange(m_isListening, true)) {
        return;
    }
    QDBusConnection bus = QDBusConnection::sessionBus();
    bus.connect(notifyService(),
                notifyPath(),
                notifyService(),
                u"ActionInvoked"_s,
                this,
                SLOT(actionInvoked(uint, QString)));
    bus.connect(notifyService(),
                notifyPath(),
                notifyService(),
                u"NotificationClosed"_s,
                this,
                SLOT(notificationClosed(uint, uint)));
}

void DesktopNotifier::show(const QString &title,
                           const QString &body,
                           std::function<void()> activate)
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) {
        return;
    }
    listen();
    QDBusMessage call = QDBusMessage::createMethodCall(
        notifyService(), notifyPath(), notifyService(), u"Notify"_s);
    const QVariantMap hints{{u"desktop-entry"_s, u"socle-studio"_s},
                            {u"category"_s, u"transfer.complete"_s}};
    call << u"Socle Studio"_s << 0u << u"socle-studio"_s << title
         << body.toHtmlEscaped() // the service reads markup
         << QStringList{u"default"_s, tr("Show")} << hints << kDesktopDecides;
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(call), this);
    connect(watcher,
            &QDBusPendingCallWatcher::finished,
            this,
            [this, watcher, run = std::move(activate)] {
                watcher->deleteLater();
                const QDBusPendingReply<uint> reply = *watcher;
                if (!reply.isError() && run) {
                    m_shown.insert(reply.value(), run);
                }
            });
}

void DesktopNotifier::actionInvoked(uint id, const QString &)
{
    if (const auto run = m_shown.take(id)) {
        run();
    }
}

void DesktopNotifier::notificationClosed(uint id, uint) { m_shown.remove(id); }

} // namespace socle::studio
