// What the desktop asks for: light or dark, more contrast, less motion; and a signal when it
// changes its mind.
//
// On Linux the settings portal (org.freedesktop.portal.Settings) is asked over D-Bus,
// asynchronously, and its signal is followed; without a portal the lightness of the platform
// palette decides. QStyleHints::colorScheme is Qt 6.5.
//
// Source: studio.md 6 ("Dark mode").
#pragma once

#include <QDBusVariant>
#include <QObject>

#include <memory>

namespace socle::studio {

class ColorScheme : public QObject
{
    Q_OBJECT

public:
    explicit ColorScheme(QObject *parent = nullptr);
    ~ColorScheme() override;

    bool isDark() const;
    bool wantsHighContrast() const;
    bool wantsReducedMotion() const;

signals:
    void changed();

private slots:
    void settingChanged(const QString &space, const QString &key, const QDBusVariant &value);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace socle::studio
