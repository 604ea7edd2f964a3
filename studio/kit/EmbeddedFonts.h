// The two families the studio brings along, under names of their own.
//
// Data is shown as it is stored: Inter's substitutions make a times sign of the x in "86x7" and an
// arrow of "->", JetBrains Mono's join `!=` into one glyph. Qt 6.4 can turn a font's features off
// only together with its kerning, and a system that has the same families would offer those in
// place of ours. So ours come without their table of substitutions, and with names nobody else has.
#pragma once

#include <QString>

namespace socle::studio {

/// Family of the embedded Inter; like Inter but for the substitutions.
inline constexpr char16_t kOwnUiFamily[] = u"Socle";
/// Family of the embedded JetBrains Mono.
inline constexpr char16_t kOwnMonoFamily[] = u"SocleCode Mono";

/// Adds the embedded fonts; once, before the first widget.
void registerFonts();

} // namespace socle::studio
