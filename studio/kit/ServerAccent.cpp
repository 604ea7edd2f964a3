#include "studio/kit/ServerAccent.h"

#include "studio/kit/Theme.h"

#include <algorithm>
#include <initializer_list>

namespace socle::studio {

namespace {

constexpr double kText = 4.5;
constexpr float kStep = 0.01F;

QColor &stored()
{
    static QColor color;
    return color;
}

QColor withLightness(const QColor &color, float lightness, float saturation = 1)
{
    return QColor::fromHslF(std::max(0.0F, color.hslHueF()),
                            color.hslSaturationF() * saturation,
                            std::clamp(lightness, 0.0F, 1.0F));
}

/// Walks the lightness by `step` until the colour stands on all `grounds`; ends at black or white.
QColor readableOn(QColor color, float step, std::initializer_list<QColor> grounds)
{
    const auto holds = [&] {
        return std::all_of(grounds.begin(), grounds.end(), [&](const QColor &ground) {
            return contrastRatio(color, ground) >= kText;
        });
    };
    for (float lightness = color.lightnessF(); !holds() && lightness >= 0 && lightness <= 1;) {
        lightness += step;
        color = withLightness(color, lightness);
    }
    return color;
}

} // namespace

AccentColors readableAccent(const QColor &wanted,
                            const QColor &surface,
                            const QColor &canvas,
                            const QColor &text,
                            const QColor &textMuted)
{
    const bool isDark = surface.lightnessF() < 0.5F;
    const float away = isDark ? kStep : -kStep;
    const QColor accent = readableOn(wanted, away, {surface, canvas});
    const QColor hover = withLightness(accent, accent.lightnessF() + 5 * away);
    const QColor pressed = withLightness(accent, accent.lightnessF() + (isDark ? 8 : 10) * away);
    // What is written on it: white on dark accents, nearly black on light ones.
    const QColor on = withLightness(wanted, isDark ? 0.08F : 1.0F, 0.5F);
    const QColor onAccent = readableOn(on, -away, {accent, hover, pressed});
    // The soft ground keeps the texts of the theme readable.
    const QColor soft
        = readableOn(withLightness(wanted, isDark ? 0.22F : 0.94F, 0.6F), -away, {text, textMuted});
    const QColor onSoft = readableOn(accent, away, {soft});
    return {accent, hover, pressed, onAccent, soft, onSoft};
}

void setServerAccent(const QColor &color)
{
    if (color != stored()) {
        stored() = color;
        emit Theme::current().changed();
    }
}

QColor serverAccent() { return stored(); }

} // namespace socle::studio
