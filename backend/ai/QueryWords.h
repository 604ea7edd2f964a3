// A sentence as words: what the offline grammar reads (ai.md A.3), with the place of each word in the text.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace socle::ai {

struct Word
{
    enum class Kind { Word, Number, Quoted, Sign };

    Kind kind = Kind::Word;
    std::string text = {}; // as written, without quotes
    std::string lower = {}; // ASCII lower case
    double number = 0; // Number: with separators and k, m, % applied
    bool placed = false; // understood by a recogniser
};

/// Words, numbers ("1,200", "3.5k", "20%"), quoted runs and comparison signs ("<=", "=").
std::vector<Word> wordsOf(std::string_view text);

/// Name in pieces: "published_at" and "publishedAt" -> {"published", "at"}.
std::vector<std::string> nameWords(std::string_view name);

/// "categories" -> "category", "boxes" -> "box", "books" -> "book"; other words unchanged.
std::string singular(std::string_view word);

/// Equal up to number, or one edit apart when both have at least five letters.
bool isSameWord(std::string_view a, std::string_view b);

/// True for words that carry no condition ("the", "which", "show").
bool isFiller(std::string_view lower);

} // namespace socle::ai
