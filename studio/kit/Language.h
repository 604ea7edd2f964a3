// The language of the program: which catalogue bends its words, and in which direction it reads.
//
// Even English needs a catalogue: `tr("%n fields")` bends only through one. Two pseudo-languages
// are for tests: "en_XA" makes every text 40 % longer and accented (what is not translated stays
// plain, what has no room is cut), "ar_XB" mirrors the English interface.
//
// Source: studio.md 3.20.
#pragma once

#include <QString>
#include <QStringList>

namespace socle::studio {

/// Installs the catalogue, the default QLocale and the direction of `key` ("en", "en_XA", "ar_XB",
/// or a locale name: English words with that locale's numbers and direction). Called with "en" by
/// SocleStyle::install; later calls replace the language. UI thread, after the QApplication.
void setLanguage(const QString &key);

/// What setLanguage() was called with last.
QString currentLanguage();

/// Those a person can choose; the pseudo-languages are not among them.
QStringList languageKeys();

/// `text` as en_XA shows it: accents on letters, 40 % longer; placeholders (%1, %n, %L1) and
/// ampersands stay.
QString pseudoText(const QString &text);

} // namespace socle::studio
