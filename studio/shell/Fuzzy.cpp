#include "studio/shell/Fuzzy.h"

#include <algorithm>

namespace socle::studio {

namespace {

constexpr int kWordStart = 12;
constexpr int kRun = 8;
constexpr int kLetter = 2;
constexpr int kWholePrefix = 20;
constexpr int kGap = 1;
constexpr int kMaxGapCost = 6;

bool startsWord(QStringView text, qsizetype at)
{
    if (at == 0) {
        return true;
    }
    const QChar before = text[at - 1];
    const QChar here = text[at];
    return !before.isLetterOrNumber() || (before.isLower() && here.isUpper());
}

/// One word of the pattern; `from` is where it may begin. Tries every beginning and keeps the best:
/// texts are short.
FuzzyMatch matchWord(QStringView word, QStringView text)
{
    FuzzyMatch best;
    for (qsizetype begin = 0; begin < text.size(); ++begin) {
        if (text[begin].toCaseFolded() != word[0].toCaseFolded()) {
            continue;
        }
        FuzzyMatch here;
        qsizetype at = begin;
        qsizetype last = -1;
        qsizetype letter = 0;
        for (; letter < word.size(); ++letter) {
            // The next word start with this letter wins over the very next letter, unless we are in
            // a run.
            qsizetype found = -1;
            for (qsizetype i = at; i < text.size(); ++i) {
                if (text[i].toCaseFolded() != word[letter].toCaseFolded()) {
                    continue;
                }
                if (found < 0) {
                    found = i;
                }
                if (i == last + 1 || startsWord(text, i)) {
                    found = i;
                    break;
                }
            }
            if (found < 0) {
                break;
            }
            here.score += kLetter;
            if (startsWord(text, found)) {
                here.score += kWordStart;
            }
            if (last >= 0 && found == last + 1) {
                here.score += kRun;
            } else if (last >= 0) {
                here.score -= std::min<int>(kMaxGapCost, kGap * static_cast<int>(found - last - 1));
            }
            here.positions << static_cast<int>(found);
            last = found;
            at = found + 1;
        }
        if (letter < word.size()) {
            continue;
        }
        here.isMatch = true;
        if (begin == 0 && text.startsWith(word, Qt::CaseInsensitive)) {
            here.score += kWholePrefix;
        }
        if (!best.isMatch || here.score > best.score) {
            best = here;
        }
    }
    return best;
}

} // namespace

FuzzyMatch fuzzyMatch(QStringView pattern, QStringView text)
{
    FuzzyMatch all;
    all.isMatch = true;
    for (const QStringView word : pattern.split(u' ', Qt::SkipEmptyParts)) {
        const FuzzyMatch one = matchWord(word, text);
        if (!one.isMatch) {
            return {};
        }
        all.score += one.score;
        all.positions += one.positions;
    }
    if (!all.positions.isEmpty()) {
        // Of two equal matches the shorter text is meant.
        all.score -= static_cast<int>(text.size()) / 8;
    }
    std::ranges::sort(all.positions);
    return all;
}

} // namespace socle::studio
