// Matching as people abbreviate: letters in order, word starts and camel humps count more, runs
// count more than scatter.
//
// Source: studio.md 3.8.
#pragma once

#include <QList>
#include <QString>
#include <QStringView>

namespace socle::studio {

struct FuzzyMatch
{
    bool isMatch = false;
    int score = 0; // larger is better; only comparable for the same pattern
    QList<int> positions = {}; // matched letters of the text, for the semibold
};

/// Case does not matter; spaces in the pattern separate words that must all match. An empty pattern
/// matches with score 0.
FuzzyMatch fuzzyMatch(QStringView pattern, QStringView text);

} // namespace socle::studio
