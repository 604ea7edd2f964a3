#include "studio/platform/ColorScheme.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCall>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QGuiApplication>
#include <QPalette>

#include <optional>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr uint kPreferDark = 1;
constexpr uint kPreferLight = 2;

const QString &service()
{
    static const QString name = u"org.freedesktop.portal.Desktop"_s;
    return name;
}

const QString &path()
{
    static const QString name = u"/org/freedesktop/portal/desktop"_s;
    return name;
}

const QString &settings()
{
    static const QString name = u"org.freedesktop.portal.Settings"_s;
    return name;
}

const QString &appearance()
{
    static const QString name = u"org.freedesktop.appearance"_s;
    return name;
}

bool paletteIsDark()
{
    if (qobject_cast<QGuiApplication *>(QCoreApplication::instance()) == nullptr) {
        return false;
    }
    const QPalette palette = QGuiApplication::palette();
    return palette.color(QPalette::Window).lightness()
        < palette.color(QPalette::WindowText).lightness();
}

} // namespace

struct ColorScheme::Impl
{
    std::optional<bool> portalIsDark; // nothing: no portal, or "no preference"
    bool startedDark = false; // the platform's palette before the studio set its own
    bool highContrast = false;
    bool reducedMotion = false;

    /// True when something is different now.
    bool take(const QString &key, uint value)
    {
        if (key == u"color-scheme"_s) {
            const auto before = portalIsDark;
            portalIsDark = value == kPreferDark ? std::optional(true)
                : value == kPreferLight         ? std::optional(false)
                                                : std::nullopt;
            return before != portalIsDark;
        }
        if (key == u"contrast"_s) {
            return std::exchange(highContrast, value == 1) != highContrast;
        }
        if (key == u"reduced-motion"_s) {
            return std::exchange(reducedMotion, value == 1) != reducedMotion;
        }
        return false;
    }
};

ColorScheme::ColorScheme(QObject *parent)
    : QObject(parent)
    , m_impl(std::make_unique<Impl>())
{
    m_impl->startedDark = paletteIsDark();
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) {
        return;
    }
    bus.connect(service(),
                path(),
                settings(),
                u"SettingChanged"_s,
                this,
                SLOT(settingChanged(QString, QString, QDBusVariant)));
    for (const QString &key : {u"color-scheme"_s, u"contrast"_s, u"reduced-motion"_s}) {
        QDBusMessage call
            = QDBusMessage::createMethodCall(service(), path(), settings(), u"Read"_s);
        call << appearance() << key;
        auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(call), this);
        connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher, key] {
            watcher->deleteLater();
            const QDBusPendingReply<QDBusVariant> reply = *watcher;
            if (!reply.isError()) {
                settingChanged(appearance(), key, reply.value());
            }
        });
    }
}

ColorScheme::~ColorScheme() = default;

bool ColorScheme::isDark() const { return m_impl->portalIsDark.value_or(m_impl->startedDark); }

bool ColorScheme::wantsHighContrast() const { return m_impl->highContrast; }

bool ColorScheme::wantsReducedMotion() const { return m_impl->reducedMotion; }

void ColorScheme::settingChanged(const QString &space,
                                 const QString &key,
                                 const QDBusVariant &value)
{
    if (space != appearance()) {
        return;
    }
    // Read wraps its answer in one variant more than the signal does.
    QVariant inner = value.variant();
    if (inner.canConvert<QDBusVariant>()) {
        inner = inner.value<QDBusVariant>().variant();
    }
    if (m_impl->take(key, inner.toUInt())) {
        emit changed();
    }
}

} // namespace socle::studio
