// Before and after of one value as rich text: changed words of texts, changed branches of JSON
// (studio.md 4.3.9). Colours come from the theme; the result is for a QTextBrowser.
#pragma once

#include "shared/json/Json.h"

#include <QString>

namespace socle::studio {

enum class DiffSide { Before, After, Both };

/// The text with its changed words marked: the side before, the side after, or both in one run
/// (taken words struck). Unchanged stretches of more than a few dozen words are folded to an
/// ellipsis.
QString wordDiff(const QString &before, const QString &after, DiffSide side);

/// The branches of two JSON values that differ, one line a change, indented like the tree.
QString jsonDiff(const Json &before, const Json &after);

} // namespace socle::studio
