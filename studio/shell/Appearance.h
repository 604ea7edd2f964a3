// Turns what the user chose (preferences) and what the desktop asks for (ColorScheme) into the
// theme, live.
//
// Preferences: appearance.theme system|light|dark|hc-light|hc-dark, appearance.density
// compact|comfortable|spacious, appearance.scale 0.8..1.6, appearance.accent by name or "server",
// appearance.motion (bool).
//
// Source: studio.md 3.21.
#pragma once

#include <QObject>
#include <QStringList>

namespace socle::studio {

class ColorScheme;
class Workspace;

class Appearance : public QObject
{
    Q_OBJECT

public:
    Appearance(Workspace &workspace, ColorScheme &desktop, QObject *parent = nullptr);

    /// Applies everything; a theme switch costs one repaint.
    void apply();
    /// Scale by one step of a tenth; 0 resets to 1.
    void stepScale(int step);
    void nextDensity();

    static QStringList themeKeys();
    static QStringList densityKeys();
    /// The eight accents by name, in the order of the tokens.
    static QStringList accentKeys();

private:
    Workspace &m_workspace;
    ColorScheme &m_desktop;
};

} // namespace socle::studio
