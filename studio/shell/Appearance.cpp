#include "studio/shell/Appearance.h"

#include "studio/kit/ServerAccent.h"
#include "studio/kit/Theme.h"
#include "studio/platform/ColorScheme.h"
#include "studio/platform/Workspace.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr double kMinScale = 0.8;
constexpr double kMaxScale = 1.6;
constexpr Density kDensityOrder[] = {Density::Compact, Density::Comfortable, Density::Spacious};

ThemeKind kindOf(const QString &key, const ColorScheme &desktop)
{
    if (key == u"light"_s) {
        return ThemeKind::Light;
    }
    if (key == u"dark"_s) {
        return ThemeKind::Dark;
    }
    if (key == u"hc-light"_s) {
        return ThemeKind::HighContrastLight;
    }
    if (key == u"hc-dark"_s) {
        return ThemeKind::HighContrastDark;
    }
    if (desktop.wantsHighContrast()) {
        return desktop.isDark() ? ThemeKind::HighContrastDark : ThemeKind::HighContrastLight;
    }
    return desktop.isDark() ? ThemeKind::Dark : ThemeKind::Light;
}

} // namespace

Appearance::Appearance(Workspace &workspace, ColorScheme &desktop, QObject *parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_desktop(desktop)
{
    connect(&desktop, &ColorScheme::changed, this, &Appearance::apply);
    connect(&workspace, &Workspace::preferenceChanged, this, [this](const QString &key) {
        if (key.startsWith(u"appearance."_s)) {
            apply();
        }
    });
    // The accent of the server in front: told by the window.
    connect(
        &workspace, &Workspace::stateChanged, this, [this](const QString &, const QString &key) {
            if (key == u"serverAccent"_s) {
                apply();
            }
        });
}

void Appearance::apply()
{
    Theme &theme = Theme::current();
    theme.setKind(kindOf(m_workspace.preference(u"appearance.theme"_s).toString(), m_desktop));
    const qsizetype density = densityKeys().indexOf(
        m_workspace.preference(u"appearance.density"_s, u"comfortable"_s).toString());
    theme.setDensity(kDensityOrder[std::max<qsizetype>(density, 0)]);
    const qsizetype accent = accentKeys().indexOf(
        m_workspace.preference(u"appearance.accent"_s, u"ultramarine"_s).toString());
    theme.setAccent(accent < 0 ? Accent::Ultramarine : static_cast<Accent>(accent));
    const QString serverColour = m_workspace.state({}, u"serverAccent"_s).toString();
    setServerAccent(m_workspace.preference(u"appearance.accent"_s).toString() == u"server"_s
                        ? QColor(serverColour)
                        : QColor());
    theme.setScale(std::clamp(
        m_workspace.preference(u"appearance.scale"_s, 1.0).toDouble(), kMinScale, kMaxScale));
    theme.setMotion(m_workspace.preference(u"appearance.motion"_s, true).toBool()
                    && !m_desktop.wantsReducedMotion());
}

void Appearance::stepScale(int step)
{
    const double now = Theme::current().scale();
    const double next = step == 0 ? 1.0 : std::round(now * 10 + step) / 10;
    m_workspace.setPreference(u"appearance.scale"_s, std::clamp(next, kMinScale, kMaxScale));
}

void Appearance::nextDensity()
{
    const auto now = std::ranges::find(kDensityOrder, Theme::current().density());
    const auto next = (now - std::begin(kDensityOrder) + 1) % std::ssize(kDensityOrder);
    m_workspace.setPreference(u"appearance.density"_s, densityKeys()[next]);
}

QStringList Appearance::themeKeys()
{
    return {u"system"_s, u"light"_s, u"dark"_s, u"hc-light"_s, u"hc-dark"_s};
}

QStringList Appearance::densityKeys() { return {u"compact"_s, u"comfortable"_s, u"spacious"_s}; }

QStringList Appearance::accentKeys()
{
    return {u"amber"_s,
            u"azure"_s,
            u"green"_s,
            u"rose"_s,
            u"rust"_s,
            u"teal"_s,
            u"ultramarine"_s,
            u"violet"_s};
}

} // namespace socle::studio
