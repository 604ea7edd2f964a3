#include "backend/records/UniqueIndex.h"

#include "shared/core/Text.h"

#include <string>

namespace socle::records {

namespace {

// Cursor over the words of one CREATE INDEX text; `rest` are bytes of the collection.
class Words
{
public:
    explicit Words(std::string_view text) : m_rest(text) { }

    /// A bare word, a quoted name without its quotes, or one sign; empty at the end.
    std::string next()
    {
        while (!m_rest.empty() && std::string_view(" \t\r\n").find(m_rest.front()) != std::string_view::npos) {
            m_rest.remove_prefix(1);
        }
        if (m_rest.empty()) {
            return {};
        }
        const char first = m_rest.front();
        if (first == '`' || first == '"' || first == '[' || first == '\'') {
            return quoted(first == '[' ? ']' : first);
        }
        std::size_t length = 0;
        while (length < m_rest.size() && isWord(m_rest[length])) {
            ++length;
        }
        return take(length == 0 ? 1 : length);
    }

private:
    static bool isWord(char c)
    {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'
            || static_cast<unsigned char>(c) >= 128;
    }

    std::string take(std::size_t length)
    {
        std::string word(m_rest.substr(0, length));
        m_rest.remove_prefix(length);
        return word;
    }

    std::string quoted(char end)
    {
        const auto close = m_rest.find(end, 1);
        const auto stop = close == std::string_view::npos ? m_rest.size() : close;
        std::string word(m_rest.substr(1, stop - 1));
        m_rest.remove_prefix(std::min(stop + 1, m_rest.size()));
        return word;
    }

    std::string_view m_rest;
};

std::optional<UniqueIndex> readIndex(std::string_view text, std::string_view field)
{
    Words words(text);
    if (!equalsIgnoreCase(words.next(), "create") || !equalsIgnoreCase(words.next(), "unique")) {
        return std::nullopt;
    }
    for (std::string word = words.next(); word != "("; word = words.next()) {
        if (word.empty()) {
            return std::nullopt;
        }
    }
    if (!equalsIgnoreCase(words.next(), field)) {
        return std::nullopt;
    }
    UniqueIndex index;
    for (std::string word = words.next(); word != ")"; word = words.next()) {
        if (equalsIgnoreCase(word, "collate")) {
            index.ignoresCase = equalsIgnoreCase(words.next(), "nocase");
        } else if (!equalsIgnoreCase(word, "asc") && !equalsIgnoreCase(word, "desc")) {
            return std::nullopt; // a second column, an expression, or the end of a broken text
        }
    }
    return index;
}

} // namespace

std::optional<UniqueIndex> singleColumnUniqueIndex(const schema::Collection &collection, std::string_view field)
{
    for (const std::string &text : collection.indexes) {
        if (auto index = readIndex(text, field)) {
            return index;
        }
    }
    return std::nullopt;
}

} // namespace socle::records
