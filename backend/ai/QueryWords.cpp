// See QueryWords.h.
#include "backend/ai/QueryWords.h"

#include "shared/core/Number.h"
#include "shared/core/Text.h"

#include <algorithm>
#include <array>

namespace socle::ai {

namespace {

bool isWordByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '@'
        || static_cast<unsigned char>(c) >= 0x80;
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

// "1,200.5", "3k", "20%" -> the number; nothing for anything else, ISO dates among it.
std::optional<double> numberOf(std::string text)
{
    double factor = 1;
    if (!text.empty() && (text.front() == '$' || text.front() == '#')) {
        text.erase(0, 1);
    }
    if (!text.empty() && text.back() == '%') {
        text.pop_back();
    }
    if (text.size() > 1 && (text.back() == 'k' || text.back() == 'K')) {
        factor = 1000;
        text.pop_back();
    } else if (text.size() > 1 && (text.back() == 'm' || text.back() == 'M')) {
        factor = 1000000;
        text.pop_back();
    }
    // A comma is a thousands separator only between groups of three.
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == ',') {
            const bool groups = i > 0 && i + 3 < text.size() + 0 && i + 4 <= text.size() && isDigit(text[i + 1])
                && isDigit(text[i + 2]) && isDigit(text[i + 3]) && (i + 4 == text.size() || !isDigit(text[i + 4]));
            if (!groups) {
                return std::nullopt;
            }
        }
    }
    text.erase(std::remove(text.begin(), text.end(), ','), text.end());
    if (text.empty() || !(isDigit(text.front()) || text.front() == '-' || text.front() == '.')) {
        return std::nullopt;
    }
    const auto number = parseNumber(text);
    return number ? std::optional(*number * factor) : std::nullopt;
}

bool isOneEditApart(std::string_view a, std::string_view b)
{
    if (a.size() > b.size()) {
        std::swap(a, b);
    }
    if (b.size() - a.size() > 1) {
        return false;
    }
    std::size_t i = 0;
    while (i < a.size() && a[i] == b[i]) {
        ++i;
    }
    return a.size() == b.size() ? a.substr(std::min(i + 1, a.size())) == b.substr(std::min(i + 1, b.size()))
                                : a.substr(i) == b.substr(i + 1);
}

} // namespace

std::vector<Word> wordsOf(std::string_view text)
{
    std::vector<Word> words;
    std::size_t at = 0;
    while (at < text.size()) {
        const char c = text[at];
        // A quote opens only at the start of a word: "don't" is one word.
        if (c == '"' || c == '\'' || c == '`') {
            const auto end = text.find(c, at + 1);
            if (end != std::string_view::npos && end > at + 1) {
                const std::string inside(text.substr(at + 1, end - at - 1));
                words.push_back({.kind = Word::Kind::Quoted, .text = inside, .lower = asciiLower(inside)});
                at = end + 1;
                continue;
            }
            ++at;
            continue;
        }
        if (c == '<' || c == '>' || c == '=' || c == '!') {
            std::size_t end = at + 1;
            while (end < text.size() && text[end] == '=') {
                ++end;
            }
            const std::string sign(text.substr(at, end - at));
            words.push_back({.kind = Word::Kind::Sign, .text = sign, .lower = sign});
            at = end;
            continue;
        }
        const bool numeric = isDigit(c) || ((c == '-' || c == '$' || c == '.') && at + 1 < text.size() && isDigit(text[at + 1]));
        if (!isWordByte(c) && !numeric) {
            ++at;
            continue;
        }
        std::size_t end = at + 1;
        while (end < text.size()) {
            const char d = text[end];
            const bool inside = (d == '-' || d == '.' || d == '\'' || d == ',' || d == ':' || d == '/' || d == '%') && end + 1 <= text.size();
            const bool continues = inside && end + 1 < text.size() && isWordByte(text[end + 1])
                && !(d == ',' && !isDigit(c)) && !(d == '\'' && numeric);
            if (isWordByte(d) || continues || (d == '%' && numeric)) {
                ++end;
            } else {
                break;
            }
        }
        std::string piece(text.substr(at, end - at));
        at = end;
        Word word{.kind = Word::Kind::Word, .text = piece, .lower = asciiLower(piece)};
        if (const auto number = numberOf(piece)) {
            word.kind = Word::Kind::Number;
            word.number = *number;
        }
        if (endsWith(word.lower, "'s")) {
            word.lower.resize(word.lower.size() - 2);
            word.text.resize(word.text.size() - 2);
        }
        words.push_back(std::move(word));
    }
    return words;
}

std::vector<std::string> nameWords(std::string_view name)
{
    std::vector<std::string> words;
    std::string word;
    const auto flush = [&] {
        if (!word.empty()) {
            words.push_back(asciiLower(word));
            word.clear();
        }
    };
    for (std::size_t i = 0; i < name.size(); ++i) {
        const char c = name[i];
        const bool upper = c >= 'A' && c <= 'Z';
        const bool afterLower = i > 0 && name[i - 1] >= 'a' && name[i - 1] <= 'z';
        if (c == '_' || c == '-' || c == ' ') {
            flush();
            continue;
        }
        if (upper && afterLower) {
            flush();
        }
        word.push_back(c);
    }
    flush();
    return words;
}

std::string singular(std::string_view word)
{
    const auto without = [word](std::size_t letters) { return std::string(word.substr(0, word.size() - letters)); };
    if (word.size() > 4 && endsWith(word, "ies")) {
        return without(3) + "y";
    }
    if (word.size() > 4 && (endsWith(word, "xes") || endsWith(word, "ches") || endsWith(word, "shes") || endsWith(word, "sses"))) {
        return without(2);
    }
    if (word == "people") {
        return "person";
    }
    if (word.size() > 3 && endsWith(word, "s") && !endsWith(word, "ss") && !endsWith(word, "us") && !endsWith(word, "is")) {
        return without(1);
    }
    return std::string(word);
}

bool isSameWord(std::string_view a, std::string_view b)
{
    if (a == b || singular(a) == singular(b)) {
        return true;
    }
    return a.size() >= 5 && b.size() >= 5 && isOneEditApart(a, b);
}

bool isFiller(std::string_view lower)
{
    static constexpr std::array fillers{
        "a", "all", "an", "and", "any", "are", "be", "been", "but", "can", "data", "do", "does", "every", "fetch", "find",
        "for", "from", "get", "give", "had", "has", "have", "having", "i", "in", "is", "it", "its", "list", "me", "of",
        "on", "only", "our", "please", "query", "record", "records", "rows", "see", "search", "show", "some", "that", "the",
        "their", "them", "then", "there", "these", "they", "this", "those", "to", "us", "want", "was", "we", "were",
        "what", "where", "which", "who", "whose", "with", "would", "you", "items", "entries", "display", "return"};
    return std::find(fillers.begin(), fillers.end(), lower) != fillers.end();
}

} // namespace socle::ai
