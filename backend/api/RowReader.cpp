// See RowReader.h.
#include "backend/api/RowReader.h"

#include "shared/core/Text.h"

#include <string>
#include <utility>
#include <vector>

namespace socle::api {

namespace {

Error unreadable(std::string message) { return invalidInput(std::move(message)); }

Error tooLong() { return unreadable("A row is longer than 32 MiB."); }

Result<JsonObject> objectOf(std::string_view text)
{
    auto parsed = parseJson(text);
    if (!parsed) {
        return unreadable("The row is no JSON.");
    }
    if (!parsed->isObject()) {
        return unreadable("The row is no JSON object.");
    }
    return std::move(parsed->asObject());
}

class NdjsonReader final : public RowReader
{
public:
    Result<void> read(std::string_view bytes, Take take) override
    {
        while (!bytes.empty()) {
            const auto end = bytes.find('\n');
            if (m_line.size() + bytes.substr(0, end).size() > kMaxRowBytes) {
                return tooLong();
            }
            if (end == std::string_view::npos) {
                m_line += bytes;
                return {};
            }
            if (m_line.empty()) {
                takeLine(bytes.substr(0, end), take);
            } else {
                m_line += bytes.substr(0, end);
                takeLine(m_line, take);
                m_line.clear();
            }
            bytes.remove_prefix(end + 1);
        }
        return {};
    }

    Result<void> finish(Take take) override
    {
        takeLine(m_line, take);
        m_line.clear();
        return {};
    }

private:
    static void takeLine(std::string_view line, Take take)
    {
        line = trimmed(line);
        if (!line.empty()) {
            take(objectOf(line));
        }
    }

    std::string m_line; // without its end yet
};

// Cuts the top-level values out of the array by watching strings and brackets; what stands between
// them is for the JSON parser to judge.
class ArrayReader final : public RowReader
{
public:
    Result<void> read(std::string_view bytes, Take take) override
    {
        for (const char c : bytes) {
            SOCLE_TRY(step(c, take));
        }
        return {};
    }

    Result<void> finish(Take) override
    {
        return m_place == Place::After ? Result<void>()
                                       : unreadable("The JSON array does not end.");
    }

private:
    enum class Place { Before, Between, Inside, After };

    static bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

    Result<void> step(char c, Take take)
    {
        switch (m_place) {
        case Place::Before:
            if (c == '[') {
                m_place = Place::Between;
            } else if (!isBlank(c)) {
                return unreadable("The body is no JSON array.");
            }
            return {};
        case Place::Between:
            return between(c);
        case Place::Inside:
            return inside(c, take);
        case Place::After:
            return isBlank(c) ? Result<void>() : unreadable("Text follows the JSON array.");
        }
        return {};
    }

    Result<void> between(char c)
    {
        if (isBlank(c)) {
            return {};
        }
        if (c == ',' && m_wantsComma) {
            m_wantsComma = false;
            m_hasComma = true;
            return {};
        }
        if (c == ']' && !m_hasComma) {
            m_place = Place::After;
            return {};
        }
        if (c != '{' || m_wantsComma) {
            return unreadable("The JSON array holds something else than objects.");
        }
        m_place = Place::Inside;
        m_hasComma = false;
        m_depth = 1;
        m_value.assign(1, c);
        return {};
    }

    Result<void> inside(char c, Take take)
    {
        if (m_value.size() >= kMaxRowBytes) {
            return tooLong();
        }
        m_value += c;
        if (m_isInString) {
            m_isInString = c != '"' || m_isEscaped;
            m_isEscaped = c == '\\' && !m_isEscaped;
            return {};
        }
        if (c == '"') {
            m_isInString = true;
            m_isEscaped = false;
        } else if (c == '{' || c == '[') {
            ++m_depth;
        } else if ((c == '}' || c == ']') && --m_depth == 0) {
            take(objectOf(m_value));
            m_value.clear();
            m_place = Place::Between;
            m_wantsComma = true;
        }
        return {};
    }

    Place m_place = Place::Before;
    bool m_wantsComma = false; // a value has ended
    bool m_hasComma = false; // another one has to come
    bool m_isInString = false;
    bool m_isEscaped = false;
    std::size_t m_depth = 0;
    std::string m_value;
};

class CsvReader final : public RowReader
{
public:
    Result<void> read(std::string_view bytes, Take take) override
    {
        for (const char c : bytes) {
            if (m_marked < kMark.size() && m_isFirst) {
                if (c == kMark[m_marked]) {
                    ++m_marked;
                    continue;
                }
                for (const char kept : kMark.substr(0, m_marked)) {
                    SOCLE_TRY(step(kept, take));
                }
            }
            m_isFirst = false;
            SOCLE_TRY(step(c, take));
        }
        return {};
    }

    Result<void> finish(Take take) override
    {
        if (m_place == Place::Quoted) {
            return unreadable("The CSV ends inside a quoted cell.");
        }
        return endLine(take);
    }

private:
    static constexpr std::string_view kMark = "\xef\xbb\xbf";

    enum class Place {
        Start, // of a cell
        Plain,
        Quoted,
        QuoteEnd, // a quote inside a quoted cell: its end, or half of a doubled one
    };

    Result<void> step(char c, Take take)
    {
        if (++m_lineBytes > kMaxRowBytes) {
            return tooLong();
        }
        if (m_place == Place::Quoted) {
            if (c == '"') {
                m_place = Place::QuoteEnd;
            } else {
                m_cell += c;
            }
            return {};
        }
        if (m_place == Place::QuoteEnd && c == '"') {
            m_cell += c;
            m_place = Place::Quoted;
            return {};
        }
        if (m_place == Place::Start && c == '"') {
            m_place = Place::Quoted;
            m_isQuoted = true;
            return {};
        }
        if (c == ',') {
            endCell();
            return {};
        }
        if (c == '\n') {
            return endLine(take);
        }
        if (c != '\r' || m_place == Place::Plain) {
            m_cell += c; // after a closing quote too: lenient, as spreadsheets are
        }
        if (m_place == Place::Start) {
            m_place = Place::Plain;
        }
        return {};
    }

    void endCell()
    {
        m_cells.push_back(std::exchange(m_cell, {}));
        m_place = Place::Start;
    }

    Result<void> endLine(Take take)
    {
        if (m_place == Place::Plain && !m_cell.empty() && m_cell.back() == '\r') {
            m_cell.pop_back();
        }
        const bool isBlank = m_cells.empty() && m_cell.empty() && !m_isQuoted;
        m_lineBytes = 0;
        m_isQuoted = false;
        if (isBlank) {
            m_place = Place::Start;
            return {};
        }
        endCell();
        auto cells = std::exchange(m_cells, {});
        if (m_columns.empty()) {
            for (std::string &name : cells) {
                m_columns.push_back(toValidUtf8(trimmed(name)));
            }
            return {};
        }
        if (cells.size() > m_columns.size()) {
            take(unreadable("The row has more cells than the header."));
            return {};
        }
        JsonObject row;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (!m_columns[i].empty()) {
                row.append(m_columns[i],
                           isValidUtf8(cells[i]) ? Json(std::move(cells[i]))
                                                 : Json(toValidUtf8(cells[i])));
            }
        }
        take(std::move(row));
        return {};
    }

    bool m_isFirst = true;
    std::size_t m_marked = 0; // bytes of the UTF-8 mark seen
    Place m_place = Place::Start;
    bool m_isQuoted = false; // a cell of this line was
    std::size_t m_lineBytes = 0;
    std::string m_cell;
    std::vector<std::string> m_cells;
    std::vector<std::string> m_columns;
};

} // namespace

std::unique_ptr<RowReader> rowReaderFor(std::string_view contentType)
{
    const std::string type = asciiLower(trimmed(contentType.substr(0, contentType.find(';'))));
    if (type == "text/csv") {
        return std::make_unique<CsvReader>();
    }
    if (type == "application/x-ndjson" || type == "application/ndjson") {
        return std::make_unique<NdjsonReader>();
    }
    if (type == "application/json") {
        return std::make_unique<ArrayReader>();
    }
    return nullptr;
}

} // namespace socle::api
