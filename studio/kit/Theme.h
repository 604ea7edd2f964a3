// What everything looks like right now: theme, accent, density, scale. One per program, read at
// paint time.
//
// Nobody keeps colours: a widget asks Theme::current() while it paints, so a switch is a palette
// change and one repaint. Widgets that cache something (pixmaps, formats) listen to changed().
#pragma once

#include "studio/kit/Tokens.h"

#include <QColor>
#include <QObject>

namespace socle::studio {

enum class ThemeKind { Light, Dark, HighContrastLight, HighContrastDark };

/// Meaning of a coloured mark: pills, banners, dots, toasts, meters.
enum class Tone { Neutral, Accent, Success, Warning, Danger, Info };

class Theme : public QObject
{
    Q_OBJECT

public:
    /// The one theme of the program. UI thread only.
    static Theme &current();

    ThemeKind kind() const { return m_kind; }

    bool isDark() const;
    bool isHighContrast() const;

    Accent accent() const { return m_accent; }

    Density density() const { return m_density; }

    /// Text and control scale, 0.8 to 1.6.
    double scale() const { return m_scale; }

    /// False when motion is reduced: every duration is 0 then (tests, screenshots, the user's
    /// wish).
    bool hasMotion() const { return m_hasMotion; }

    void setKind(ThemeKind kind);
    void setAccent(Accent accent);
    void setDensity(Density density);
    void setScale(double scale);
    void setMotion(bool on);

    QColor color(Color token) const;
    QColor color(FieldHue hue) const;
    QColor color(Syntax token) const;
    /// Series colour `index` (wraps round).
    QColor chart(int index) const;
    /// Strong and soft colour of a tone: text or mark, and the ground below it.
    QColor toneText(Tone tone) const;
    QColor toneSoft(Tone tone) const;
    /// Colour of a small mark without text: state dots, bars at the edge of a card.
    QColor toneMark(Tone tone) const;

    const DensityTokens &densityTokens() const;
    /// A token height or size times the scale, rounded.
    int scaled(int pixels) const;

    /// `milliseconds` (motion::k…), or 0 without motion.
    int duration(int milliseconds) const { return m_hasMotion ? milliseconds : 0; }

    /// A stable colour for anything with a name: avatars, select options without their own colour.
    QColor hashColor(const QString &text) const;

signals:
    /// Before and after every changed(): what is drawn meanwhile would be drawn again.
    void aboutToChange();
    void settled();
    /// Colours, density, scale or motion are other ones now; the application palette and font are
    /// already set.
    void changed();
    void densityChanged();

private:
    Theme() = default;
    void announce();

    ThemeKind m_kind = ThemeKind::Light;
    Accent m_accent = Accent::Ultramarine;
    Density m_density = Density::Comfortable;
    double m_scale = 1.0;
    bool m_hasMotion = true;
};

/// Short form of Theme::current().color(token).
inline QColor colorOf(Color token) { return Theme::current().color(token); }

/// Hue of a field type by its protocol name ("number"); unknown names and "id" are stone.
FieldHue fieldHue(QStringView typeName);

/// WCAG contrast ratio of two opaque colours, 1 to 21.
double contrastRatio(const QColor &a, const QColor &b);

/// `front` laid over `back` with its alpha times `opacity`.
QColor blended(const QColor &front, const QColor &back, double opacity);

} // namespace socle::studio
