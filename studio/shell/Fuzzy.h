// Matching as people abbreviate: letters in order, word starts and camel humps count more, runs
// count more than scatter.
//
// Source: studio.md 3.8.
#pragma once

#include <QList>
#include <QString>
#include <QStringList>
#include <QStringView>

#include <optional>

namespace socle::studio {

struct FuzzyMatch
{
    bool isMatch = false;
    int score = 0; // larger is better; only comparable for the same pattern
    QList<int> positions = {}; // matched letters of the text, for the semibold
};

/// A pattern made ready once for many texts. Case does not matter; spaces in the pattern separate
/// words that must all match. An empty pattern matches with score 0.
class FuzzyPattern
{
public:
    explicit FuzzyPattern(QStringView pattern);

    FuzzyMatch match(QStringView text) const;
    /// The same without the positions, for ranking thousands; nothing when it does not match.
    std::optional<int> score(QStringView text) const;

private:
    std::optional<int> match(QStringView text, QList<int> *positions) const;

    QStringList m_words; // case folded
};

/// For one text.
FuzzyMatch fuzzyMatch(QStringView pattern, QStringView text);

} // namespace socle::studio
