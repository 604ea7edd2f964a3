#include "studio/shell/Fuzzy.h"

#include <QVarLengthArray>

#include <algorithm>
#include <iterator>

namespace socle::studio {

namespace {

constexpr int kWordStart = 12;
constexpr int kRun = 8;
constexpr int kLetter = 2;
constexpr int kWholePrefix = 20;
constexpr int kGap = 1;
constexpr int kMaxGapCost = 6;

using Letters = QVarLengthArray<char16_t, 64>;
using Positions = QVarLengthArray<int, 32>;

bool startsWord(QStringView text, qsizetype at)
{
    if (at == 0) {
        return true;
    }
    const QChar before = text[at - 1];
    const QChar here = text[at];
    return !before.isLetterOrNumber() || (before.isLower() && here.isUpper());
}

/// Whether the letters stand in the text in this order at all: what most texts fail.
bool holdsInOrder(const Letters &folded, QStringView word)
{
    qsizetype letter = 0;
    for (const char16_t one : folded) {
        if (one == word[letter].unicode() && ++letter == word.size()) {
            return true;
        }
    }
    return false;
}

/// One folded word of the pattern; the score of its best place in the text, nothing when it has
/// none. Tries every beginning and keeps the best: texts are short.
std::optional<int> matchWord(QStringView word,
                             QStringView text,
                             const Letters &folded,
                             Positions &positions)
{
    if (!holdsInOrder(folded, word)) {
        return std::nullopt;
    }
    std::optional<int> best;
    Positions here;
    for (qsizetype begin = 0; begin < text.size(); ++begin) {
        if (folded[begin] != word[0].unicode()) {
            continue;
        }
        int score = 0;
        here.clear();
        qsizetype at = begin;
        qsizetype last = -1;
        for (const QChar letter : word) {
            // The next word start with this letter wins over the very next letter, unless we are in
            // a run.
            qsizetype found = -1;
            for (qsizetype i = at; i < text.size(); ++i) {
                if (folded[i] != letter.unicode()) {
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
            score += kLetter;
            if (startsWord(text, found)) {
                score += kWordStart;
            }
            if (last >= 0 && found == last + 1) {
                score += kRun;
            } else if (last >= 0) {
                score -= std::min<int>(kMaxGapCost, kGap * static_cast<int>(found - last - 1));
            }
            here.append(static_cast<int>(found));
            last = found;
            at = found + 1;
        }
        if (here.size() < word.size()) {
            continue;
        }
        if (begin == 0 && here.last() == word.size() - 1) {
            score += kWholePrefix;
        }
        if (!best || score > *best) {
            best = score;
            positions = here;
        }
    }
    return best;
}

} // namespace

FuzzyPattern::FuzzyPattern(QStringView pattern)
{
    for (const QStringView word : pattern.split(u' ', Qt::SkipEmptyParts)) {
        QString folded(word.size(), Qt::Uninitialized);
        std::ranges::transform(
            word, folded.begin(), [](QChar letter) { return letter.toCaseFolded(); });
        m_words << folded;
    }
}

std::optional<int> FuzzyPattern::score(QStringView text) const { return match(text, nullptr); }

FuzzyMatch FuzzyPattern::match(QStringView text) const
{
    FuzzyMatch all;
    const std::optional<int> score = match(text, &all.positions);
    if (!score) {
        return {};
    }
    all.isMatch = true;
    all.score = *score;
    std::ranges::sort(all.positions);
    return all;
}

std::optional<int> FuzzyPattern::match(QStringView text, QList<int> *positions) const
{
    if (m_words.isEmpty()) {
        return 0;
    }
    Letters folded(text.size());
    std::ranges::transform(
        text, folded.begin(), [](QChar letter) { return letter.toCaseFolded().unicode(); });
    int all = 0;
    Positions found;
    for (const QString &word : m_words) {
        const std::optional<int> one = matchWord(word, text, folded, found);
        if (!one) {
            return std::nullopt;
        }
        all += *one;
        if (positions != nullptr) {
            std::ranges::copy(found, std::back_inserter(*positions));
        }
    }
    // Of two equal matches the shorter text is meant.
    return all - static_cast<int>(text.size()) / 8;
}

FuzzyMatch fuzzyMatch(QStringView pattern, QStringView text)
{
    return FuzzyPattern(pattern).match(text);
}

} // namespace socle::studio
