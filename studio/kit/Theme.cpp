// Theme values come from the generated token arrays; this file only picks the right one.
#include "studio/kit/Theme.h"

#include "studio/kit/ServerAccent.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>
#include <cmath>

namespace socle::studio {

namespace {

double channel(int value)
{
    const double c = value / 255.0;
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &color)
{
    return 0.2126 * channel(color.red()) + 0.7152 * channel(color.green())
        + 0.0722 * channel(color.blue());
}

/// Position of a colour among the accent-dependent six, or -1.
int accentSlot(Color token)
{
    switch (token) {
    case Color::Accent:
        return 0;
    case Color::AccentHover:
        return 1;
    case Color::AccentPressed:
        return 2;
    case Color::OnAccent:
        return 3;
    case Color::AccentSoft:
        return 4;
    case Color::OnAccentSoft:
        return 5;
    default:
        return -1; // every other colour is independent of the accent
    }
}

} // namespace

Theme &Theme::current()
{
    static Theme theme;
    return theme;
}

bool Theme::isDark() const
{
    return m_kind == ThemeKind::Dark || m_kind == ThemeKind::HighContrastDark;
}

bool Theme::isHighContrast() const
{
    return m_kind == ThemeKind::HighContrastLight || m_kind == ThemeKind::HighContrastDark;
}

void Theme::setKind(ThemeKind kind)
{
    if (kind != m_kind) {
        m_kind = kind;
        announce();
    }
}

void Theme::setAccent(Accent accent)
{
    if (accent != m_accent) {
        m_accent = accent;
        announce();
    }
}

void Theme::setDensity(Density density)
{
    if (density != m_density) {
        m_density = density;
        announce();
        emit densityChanged();
    }
}

void Theme::setScale(double scale)
{
    const double clamped = std::clamp(scale, 0.8, 1.6);
    if (std::abs(clamped - m_scale) > 0.001) {
        m_scale = clamped;
        announce();
        emit densityChanged();
    }
}

void Theme::announce()
{
    emit aboutToChange();
    emit changed();
    emit settled();
}

void Theme::setMotion(bool on) { m_hasMotion = on; }

QColor Theme::color(Color token) const
{
    const auto index = static_cast<std::size_t>(token);
    const auto fromArgb = [](QRgb argb) { return QColor::fromRgba(argb); };
    if (m_kind == ThemeKind::HighContrastLight) {
        return fromArgb(tokens::kHcLightColors.at(index));
    }
    if (m_kind == ThemeKind::HighContrastDark) {
        return fromArgb(tokens::kHcDarkColors.at(index));
    }
    if (const int slot = accentSlot(token); slot >= 0 && serverAccent().isValid()) {
        // Reckoned once per colour and theme: this is asked for at every stroke.
        static QColor reckonedFor;
        static ThemeKind reckonedIn = ThemeKind::HighContrastLight;
        static AccentColors reckoned;
        if (reckonedFor != serverAccent() || reckonedIn != m_kind) {
            reckonedFor = serverAccent();
            reckonedIn = m_kind;
            reckoned = readableAccent(reckonedFor,
                                      color(Color::Surface),
                                      color(Color::Canvas),
                                      color(Color::Text),
                                      color(Color::TextMuted));
        }
        return reckoned.at(static_cast<std::size_t>(slot));
    }
    if (const int slot = accentSlot(token); slot >= 0 && m_accent != Accent::Ultramarine) {
        const auto &accents = isDark() ? tokens::kDarkAccents : tokens::kLightAccents;
        return fromArgb(
            accents.at(static_cast<std::size_t>(m_accent)).at(static_cast<std::size_t>(slot)));
    }
    return fromArgb(isDark() ? tokens::kDarkColors.at(index) : tokens::kLightColors.at(index));
}

QColor Theme::color(FieldHue hue) const
{
    const auto index = static_cast<std::size_t>(hue);
    return QColor::fromRgba(isDark() ? tokens::kDarkFieldHues.at(index)
                                     : tokens::kLightFieldHues.at(index));
}

QColor Theme::color(Syntax token) const
{
    const auto index = static_cast<std::size_t>(token);
    return QColor::fromRgba(isDark() ? tokens::kDarkSyntax.at(index)
                                     : tokens::kLightSyntax.at(index));
}

QColor Theme::chart(int index) const
{
    const auto &colors = isDark() ? tokens::kDarkChart : tokens::kLightChart;
    return QColor::fromRgba(colors.at(static_cast<std::size_t>(std::abs(index)) % colors.size()));
}

QColor Theme::toneText(Tone tone) const
{
    switch (tone) {
    case Tone::Neutral:
        return color(Color::TextMuted);
    case Tone::Accent:
        return color(Color::OnAccentSoft);
    case Tone::Success:
        return color(Color::Success);
    case Tone::Warning:
        return color(Color::Warning);
    case Tone::Danger:
        return color(Color::Danger);
    case Tone::Info:
        return color(Color::Info);
    }
    return {};
}

QColor Theme::toneSoft(Tone tone) const
{
    switch (tone) {
    case Tone::Neutral:
        return color(Color::Chip);
    case Tone::Accent:
        return color(Color::AccentSoft);
    case Tone::Success:
        return color(Color::SuccessSoft);
    case Tone::Warning:
        return color(Color::WarningSoft);
    case Tone::Danger:
        return color(Color::DangerSoft);
    case Tone::Info:
        return color(Color::InfoSoft);
    }
    return {};
}

QColor Theme::toneMark(Tone tone) const
{
    switch (tone) {
    case Tone::Neutral:
        return color(Color::TextDisabled);
    case Tone::Success:
        return color(Color::InsBar);
    case Tone::Warning:
        return color(Color::ModBar);
    case Tone::Danger:
        return color(Color::DelBar);
    case Tone::Accent:
        return color(Color::Accent);
    case Tone::Info:
        return color(Color::Info);
    }
    return {};
}

const DensityTokens &Theme::densityTokens() const
{
    return kDensities.at(static_cast<std::size_t>(m_density));
}

int Theme::scaled(int pixels) const { return static_cast<int>(std::lround(pixels * m_scale)); }

QColor Theme::hashColor(const QString &text) const
{
    quint32 hash = 2166136261u; // FNV-1a: stable between runs, unlike qHash
    for (const QChar c : text) {
        hash = (hash ^ c.unicode()) * 16777619u;
    }
    const int hue = static_cast<int>(hash % 360u);
    return isDark() ? QColor::fromHsl(hue, 110, 115) : QColor::fromHsl(hue, 100, 148);
}

FieldHue fieldHue(QStringView typeName)
{
    static const QHash<QString, FieldHue> hues{
        {QStringLiteral("text"), FieldHue::Text},
        {QStringLiteral("editor"), FieldHue::Editor},
        {QStringLiteral("number"), FieldHue::Number},
        {QStringLiteral("bool"), FieldHue::Bool},
        {QStringLiteral("email"), FieldHue::Email},
        {QStringLiteral("url"), FieldHue::Url},
        {QStringLiteral("date"), FieldHue::Date},
        {QStringLiteral("autodate"), FieldHue::Autodate},
        {QStringLiteral("select"), FieldHue::Select},
        {QStringLiteral("json"), FieldHue::Json},
        {QStringLiteral("file"), FieldHue::File},
        {QStringLiteral("relation"), FieldHue::Relation},
        {QStringLiteral("geoPoint"), FieldHue::GeoPoint},
        {QStringLiteral("password"), FieldHue::Password},
    };
    return hues.value(typeName.toString(), FieldHue::Text);
}

double contrastRatio(const QColor &a, const QColor &b)
{
    const double la = luminance(a);
    const double lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

QColor blended(const QColor &front, const QColor &back, double opacity)
{
    const double a = std::clamp(front.alphaF() * opacity, 0.0, 1.0);
    const auto mix
        = [a](int f, int b) { return static_cast<int>(std::lround(f * a + b * (1 - a))); };
    return QColor(mix(front.red(), back.red()),
                  mix(front.green(), back.green()),
                  mix(front.blue(), back.blue()));
}

} // namespace socle::studio
