// See IndexStatement.h.
#include "backend/schema/IndexStatement.h"

#include "shared/core/Text.h"

#include <cctype>

namespace socle::schema {

namespace {

constexpr std::string_view kBlanks = " \t\r\n";

// Reads the statement from left to right.
class Reader
{
public:
    explicit Reader(std::string_view text)
        : m_rest(text)
    {
    }

    void skipBlanks()
    {
        const auto at = m_rest.find_first_not_of(kBlanks);
        m_rest.remove_prefix(at == std::string_view::npos ? m_rest.size() : at);
    }

    // A keyword followed by a blank or a quote; consumed when it is there.
    bool keyword(std::string_view word)
    {
        skipBlanks();
        if (m_rest.size() < word.size() || !equalsIgnoreCase(m_rest.substr(0, word.size()), word)) {
            return false;
        }
        if (m_rest.size() > word.size()
            && (std::isalnum(static_cast<unsigned char>(m_rest[word.size()])) != 0
                || m_rest[word.size()] == '_')) {
            return false;
        }
        m_rest.remove_prefix(word.size());
        return true;
    }

    // An identifier, quoted or not, up to a blank, a dot or an opening parenthesis.
    std::string identifier()
    {
        skipBlanks();
        if (m_rest.empty()) {
            return {};
        }
        const char open = m_rest.front();
        if (open == '`' || open == '"' || open == '\'' || open == '[') {
            const char close = open == '[' ? ']' : open;
            const auto end = m_rest.find(close, 1);
            if (end == std::string_view::npos) {
                return {};
            }
            std::string name(trimmed(m_rest.substr(1, end - 1)));
            m_rest.remove_prefix(end + 1);
            return name;
        }
        const auto end = m_rest.find_first_of(" \t\r\n.(");
        std::string name(m_rest.substr(0, end));
        m_rest.remove_prefix(name.size());
        return name;
    }

    bool sign(char c)
    {
        skipBlanks();
        if (m_rest.empty() || m_rest.front() != c) {
            return false;
        }
        m_rest.remove_prefix(1);
        return true;
    }

    std::string_view rest() const { return m_rest; }

    void advance(std::size_t count) { m_rest.remove_prefix(count); }

private:
    std::string_view m_rest;
};

// Position of the parenthesis that closes one already open, or npos.
std::size_t closingParenthesis(std::string_view text, std::vector<std::size_t> &commas)
{
    int depth = 1;
    char quote = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quote != 0) {
            quote = c == quote ? '\0' : quote;
        } else if (c == '\'' || c == '"' || c == '`') {
            quote = c;
        } else if (c == '(') {
            ++depth;
        } else if (c == ')' && --depth == 0) {
            return i;
        } else if (c == ',' && depth == 1) {
            commas.push_back(i);
        }
    }
    return std::string_view::npos;
}

std::string_view withoutQuotes(std::string_view text)
{
    constexpr std::string_view kQuotes = "`\"'[] \t\r\n";
    const auto first = text.find_first_not_of(kQuotes);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(kQuotes) - first + 1);
}

// Cuts the last blank-separated word off `text` and returns it.
std::string_view lastWord(std::string_view text)
{
    const auto blank = text.find_last_of(kBlanks);
    return blank == std::string_view::npos ? std::string_view() : text.substr(blank + 1);
}

IndexColumn parseColumn(std::string_view text)
{
    IndexColumn column;
    text = trimmed(text);
    std::string_view word = lastWord(text);
    if (equalsIgnoreCase(word, "asc") || equalsIgnoreCase(word, "desc")) {
        column.sort = equalsIgnoreCase(word, "asc") ? "ASC" : "DESC";
        text = trimmed(text.substr(0, text.size() - word.size()));
        word = lastWord(text);
    }
    const std::string_view before = trimmed(text.substr(0, text.size() - word.size()));
    if (!word.empty() && equalsIgnoreCase(lastWord(before), "collate")) {
        column.collate = word;
        text = trimmed(before.substr(0, before.size() - 7));
    }
    const bool isExpression = text.find('(') != std::string_view::npos;
    column.name = isExpression ? text : withoutQuotes(text);
    return column;
}

std::string columnText(const IndexColumn &column)
{
    const bool isExpression = column.name.find_first_of("( ") != std::string::npos;
    std::string text = isExpression ? column.name : "`" + column.name + "`";
    if (!column.collate.empty()) {
        text += " COLLATE " + column.collate;
    }
    if (!column.sort.empty()) {
        text += " " + column.sort;
    }
    return text;
}

} // namespace

std::string IndexStatement::canonical() const
{
    std::string text = "CREATE ";
    text += isUnique ? "UNIQUE " : "";
    text += "INDEX ";
    text += ifNotExists ? "IF NOT EXISTS " : "";
    if (!schemaName.empty()) {
        text += "`" + schemaName + "`.";
    }
    text += "`" + indexName + "` ON `" + tableName + "` (";
    const bool several = columns.size() > 1;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        text += several ? "\n  " : "";
        text += columnText(columns[i]);
        text += i + 1 < columns.size() ? "," : "";
    }
    text += several ? "\n)" : ")";
    if (!where.empty()) {
        text += " WHERE " + where;
    }
    return text;
}

std::string IndexStatement::definition() const
{
    IndexStatement copy = *this;
    copy.schemaName.clear();
    copy.indexName.clear();
    copy.tableName.clear();
    return copy.canonical();
}

bool IndexStatement::isSingleUnique(std::string_view column) const
{
    return isUnique && columns.size() == 1 && equalsIgnoreCase(columns.front().name, column);
}

IndexStatement parseIndex(std::string_view text)
{
    IndexStatement index;
    Reader reader(text);
    if (!reader.keyword("create")) {
        return {};
    }
    index.isUnique = reader.keyword("unique");
    if (!reader.keyword("index")) {
        return {};
    }
    if (reader.keyword("if")) {
        if (!reader.keyword("not") || !reader.keyword("exists")) {
            return {};
        }
        index.ifNotExists = true;
    }
    index.indexName = reader.identifier();
    if (reader.sign('.')) {
        index.schemaName = std::move(index.indexName);
        index.indexName = reader.identifier();
    }
    if (!reader.keyword("on")) {
        return {};
    }
    index.tableName = reader.identifier();
    if (!reader.sign('(')) {
        return {};
    }
    std::vector<std::size_t> commas;
    const std::string_view list = reader.rest();
    const std::size_t close = closingParenthesis(list, commas);
    if (close == std::string_view::npos) {
        return {};
    }
    commas.push_back(close);
    std::size_t start = 0;
    for (const std::size_t comma : commas) {
        IndexColumn column = parseColumn(list.substr(start, comma - start));
        start = comma + 1;
        if (!column.name.empty()) {
            index.columns.push_back(std::move(column));
        }
    }
    reader.advance(close + 1);
    if (reader.keyword("where")) {
        index.where = trimmed(reader.rest());
    } else if (!trimmed(reader.rest()).empty()) {
        return {};
    }
    return index;
}

} // namespace socle::schema
