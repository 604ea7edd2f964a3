#include "studio/domain/JsonRowsReader.h"

#include "studio/api/Text.h"

namespace socle::studio {

namespace {

constexpr qint64 kChunk = 64 * 1024;
constexpr int kMaxDepth = 128; // of the shared parser

bool isBlank(int c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

} // namespace

JsonRowsReader::JsonRowsReader(std::unique_ptr<QIODevice> device, SourceFormat format)
    : m_device(std::move(device))
    , m_format(format)
{
    m_size = m_device->isSequential() ? -1 : m_device->size();
}

int JsonRowsReader::peek()
{
    if (m_at >= m_buffer.size()) {
        m_buffer = m_device->read(kChunk);
        m_at = 0;
        if (m_buffer.isEmpty()) {
            return -1;
        }
    }
    return static_cast<unsigned char>(m_buffer.at(m_at));
}

int JsonRowsReader::take()
{
    const int c = peek();
    if (c >= 0) {
        ++m_at;
        ++m_position;
    }
    return c;
}

void JsonRowsReader::skipBlanks()
{
    while (isBlank(peek())) {
        take();
    }
}

Error JsonRowsReader::broken(const char *what) const
{
    return invalidInput(std::string(what) + " (byte " + std::to_string(m_position) + ").");
}

Result<void> JsonRowsReader::takeValue(std::string &out)
{
    out.clear();
    int depth = 0;
    bool isText = false;
    bool isEscaped = false;
    for (;;) {
        const int next = peek();
        if (next < 0) {
            return depth == 0 && !isText && !out.empty()
                ? Result<void>()
                : Result<void>(broken("The file ends inside a value"));
        }
        const char c = static_cast<char>(next);
        if (!isText && depth == 0 && !out.empty()
            && (c == ',' || c == ']' || c == '}' || isBlank(c))) {
            return {}; // end of a bare value: number, word
        }
        take();
        out += c;
        if (isText) {
            if (isEscaped) {
                isEscaped = false;
            } else if (c == '\\') {
                isEscaped = true;
            } else if (c == '"') {
                isText = false;
                if (depth == 0) {
                    return {};
                }
            }
        } else if (c == '"') {
            isText = true;
        } else if (c == '{' || c == '[') {
            if (++depth > kMaxDepth) {
                return broken("A value is nested too deeply");
            }
        } else if (c == '}' || c == ']') {
            if (--depth == 0) {
                return {};
            }
            if (depth < 0) {
                return broken("A bracket closes nothing");
            }
        }
        if (static_cast<qsizetype>(out.size()) > kMaxRowBytes) {
            return broken("A row is larger than 64 MiB");
        }
    }
}

/// Stops behind the '[' of the rows: at the top, or of the first array member of a wrapping object.
Result<void> JsonRowsReader::enterArray()
{
    m_entered = true;
    if (peek() == 0xEF) {
        take(), take(), take(); // BOM
    }
    skipBlanks();
    const int first = take();
    if (first == '[') {
        return {};
    }
    if (first != '{') {
        return broken("The file holds neither an array nor an object");
    }
    std::string text;
    for (;;) {
        skipBlanks();
        if (peek() != '"') {
            return broken("No list of rows was found");
        }
        SOCLE_TRY(takeValue(text)); // the member's name
        const auto name = parseJson(text);
        m_listName = name ? toQString(name->text()) : QString();
        skipBlanks();
        if (take() != ':') {
            return broken("A colon is missing");
        }
        skipBlanks();
        if (peek() == '[') {
            take();
            return {};
        }
        SOCLE_TRY(takeValue(text)); // something beside the rows
        skipBlanks();
        const int separator = take();
        if (separator != ',') {
            return broken("No list of rows was found");
        }
    }
}

Result<std::optional<SourceRow>> JsonRowsReader::next()
{
    if (m_isOver) {
        return std::optional<SourceRow>();
    }
    if (m_format == SourceFormat::JsonLines) {
        return nextLine();
    }
    if (!m_entered) {
        SOCLE_TRY(enterArray());
    }
    return nextElement();
}

Result<std::optional<SourceRow>> JsonRowsReader::nextElement()
{
    skipBlanks();
    if (peek() == ',' && m_number > 0) {
        take();
        skipBlanks();
    }
    const int c = peek();
    if (c == ']') {
        m_isOver = true; // what follows the rows is not ours
        return std::optional<SourceRow>();
    }
    if (c < 0) {
        m_isOver = true;
        return broken("The file ends before its list does");
    }
    const qint64 offset = m_position;
    std::string text;
    SOCLE_TRY(takeValue(text));
    auto value = parseJson(text);
    if (!value) {
        m_isOver = true;
        return broken("A row is no valid JSON");
    }
    return std::optional(rowOf(*value, offset));
}

Result<std::optional<SourceRow>> JsonRowsReader::nextLine()
{
    std::string line;
    qint64 offset = m_position;
    for (;;) {
        line.clear();
        offset = m_position;
        if (peek() < 0) {
            m_isOver = true;
            return std::optional<SourceRow>();
        }
        for (int c = take(); c >= 0 && c != '\n'; c = take()) {
            line += static_cast<char>(c);
            if (static_cast<qsizetype>(line.size()) > kMaxRowBytes) {
                return broken("A row is larger than 64 MiB");
            }
        }
        if (line.starts_with("\xEF\xBB\xBF")) {
            line.erase(0, 3);
        }
        if (line.find_first_not_of(" \t\r") != std::string::npos) {
            break;
        }
    }
    auto value = parseJson(line);
    if (value) {
        return std::optional(rowOf(*value, offset));
    }
    SourceRow row; // one bad line does not end the file
    row.number = ++m_number;
    row.offset = offset;
    row.problem = QStringLiteral("The line is no valid JSON.");
    row.values.resize(static_cast<std::size_t>(m_columns.size()));
    return std::optional(std::move(row));
}

SourceRow JsonRowsReader::rowOf(const Json &value, qint64 offset)
{
    SourceRow row;
    row.number = ++m_number;
    row.offset = offset;
    row.values.resize(static_cast<std::size_t>(m_columns.size()));
    if (!value.isObject()) {
        row.problem = QStringLiteral("The row is no object.");
        return row;
    }
    for (const auto &[name, member] : value.object()) {
        const QString column = toQString(name);
        auto at = m_columnIndex.find(column);
        if (at == m_columnIndex.end()) {
            at = m_columnIndex.insert(column, static_cast<int>(m_columns.size()));
            m_columns.append(column);
            row.values.emplace_back();
        }
        row.values[static_cast<std::size_t>(*at)] = member;
    }
    return row;
}

} // namespace socle::studio
