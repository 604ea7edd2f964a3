// See JsonWriter.h. Runs of plain bytes are appended at once; only the rare byte is looked at by
// itself.
#include "shared/json/JsonWriter.h"

#include "shared/core/Number.h"
#include "shared/core/Text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace socle {

namespace {

// 0 plain, 1 needs an escape, 2 starts a multi-byte sequence
constexpr std::array<std::uint8_t, 256> kByteClass = [] {
    std::array<std::uint8_t, 256> classes{};
    for (std::size_t i = 0; i < 256; ++i) {
        classes[i] = i < 0x20 || i == '"' || i == '\\' || i == '<' || i == '>' || i == '&' ? 1
            : i >= 0x80                                                                    ? 2
                                                                                           : 0;
    }
    return classes;
}();

/// Index of the first byte at or after `from` that is not plain. Eight bytes are tested at once:
/// most text of a record has nothing to escape.
std::size_t plainLength(std::string_view text, std::size_t from)
{
    constexpr std::uint64_t ones = 0x0101010101010101U;
    constexpr std::uint64_t high = ones << 7;
    const auto has = [](std::uint64_t word, char c) {
        const std::uint64_t zeroed = word ^ (ones * static_cast<std::uint8_t>(c));
        return (zeroed - ones) & ~zeroed & high;
    };
    std::size_t i = from;
    for (; i + 8 <= text.size(); i += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + i, sizeof word);
        const std::uint64_t control = (word - ones * 0x20) & ~word & high;
        if (((word & high) | control | has(word, '"') | has(word, '\\') | has(word, '<')
             | has(word, '>') | has(word, '&'))
            != 0) {
            break;
        }
    }
    while (i < text.size() && kByteClass[static_cast<std::uint8_t>(text[i])] == 0) {
        ++i;
    }
    return i;
}

void appendEscaped(std::string &out, char c)
{
    switch (c) {
    case '"':
        out += "\\\"";
        return;
    case '\\':
        out += "\\\\";
        return;
    case '\n':
        out += "\\n";
        return;
    case '\r':
        out += "\\r";
        return;
    case '\t':
        out += "\\t";
        return;
    case '\b':
        out += "\\b";
        return;
    case '\f':
        out += "\\f";
        return;
    default:
        break;
    }
    constexpr std::string_view hex = "0123456789abcdef";
    const auto byte = static_cast<std::uint8_t>(c);
    out += "\\u00";
    out.push_back(hex[byte >> 4]);
    out.push_back(hex[byte & 15]);
}

} // namespace

void appendJsonString(std::string &out, std::string_view text)
{
    out.push_back('"');
    std::size_t plain = plainLength(text, 0);
    if (plain == text.size()) {
        out.append(text);
        out.push_back('"');
        return;
    }
    std::string repaired;
    if (!isValidUtf8(text)) {
        repaired = toValidUtf8(text);
        text = repaired;
        plain = plainLength(text, 0);
    }
    std::size_t start = 0;
    for (std::size_t i = plain; i < text.size(); i = plainLength(text, i + 1)) {
        if (kByteClass[static_cast<std::uint8_t>(text[i])] == 1) {
            out.append(text.substr(start, i - start));
            appendEscaped(out, text[i]);
            start = i + 1;
        } else if (text[i] == '\xE2' && i + 2 < text.size() && text[i + 1] == '\x80'
                   && (text[i + 2] == '\xA8' || text[i + 2] == '\xA9')) {
            out.append(text.substr(start, i - start));
            out += text[i + 2] == '\xA8' ? "\\u2028" : "\\u2029";
            i += 2;
            start = i + 1;
        }
    }
    out.append(text.substr(start));
    out.push_back('"');
}

void JsonWriter::separate()
{
    if (m_needsComma) {
        m_out.push_back(',');
    }
    m_needsComma = true;
}

void JsonWriter::startObject()
{
    separate();
    m_out.push_back('{');
    m_needsComma = false;
}

void JsonWriter::endObject()
{
    m_out.push_back('}');
    m_needsComma = true;
}

void JsonWriter::startArray()
{
    separate();
    m_out.push_back('[');
    m_needsComma = false;
}

void JsonWriter::endArray()
{
    m_out.push_back(']');
    m_needsComma = true;
}

void JsonWriter::key(std::string_view name)
{
    separate();
    appendJsonString(m_out, name);
    m_out.push_back(':');
    m_needsComma = false;
}

void JsonWriter::null() { raw("null"); }

void JsonWriter::boolean(bool value) { raw(value ? "true" : "false"); }

void JsonWriter::integer(std::int64_t value)
{
    std::array<char, 24> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    raw({buffer.data(), static_cast<std::size_t>(end.ptr - buffer.data())});
}

void JsonWriter::number(double value)
{
    if (std::floor(value) == value && std::fabs(value) < 1e15
        && !(value == 0 && std::signbit(value))) {
        integer(static_cast<std::int64_t>(value));
        return;
    }
    raw(formatNumber(value));
}

void JsonWriter::string(std::string_view value)
{
    separate();
    appendJsonString(m_out, value);
}

void JsonWriter::raw(std::string_view json)
{
    separate();
    m_out += json;
}

void JsonWriter::value(const Json &json)
{
    switch (json.type()) {
    case Json::Type::Null:
        null();
        return;
    case Json::Type::Bool:
        boolean(json.toBool());
        return;
    case Json::Type::Int:
        integer(json.toInt());
        return;
    case Json::Type::Double:
        number(json.toDouble());
        return;
    case Json::Type::String:
        string(json.text());
        return;
    case Json::Type::Array:
        startArray();
        for (const Json &item : json.array()) {
            value(item);
        }
        endArray();
        return;
    case Json::Type::Object:
        startObject();
        for (const auto &[name, item] : json.object()) {
            key(name);
            value(item);
        }
        endObject();
        return;
    }
}

void JsonWriter::sortedValue(const Json &json)
{
    if (json.isArray()) {
        startArray();
        for (const Json &item : json.array()) {
            sortedValue(item);
        }
        endArray();
        return;
    }
    if (!json.isObject()) {
        value(json);
        return;
    }
    std::vector<const JsonObject::Member *> members;
    members.reserve(json.object().size());
    for (const auto &member : json.object()) {
        members.push_back(&member);
    }
    std::sort(members.begin(), members.end(), [](const auto *a, const auto *b) {
        return a->first < b->first;
    });
    startObject();
    for (const auto *member : members) {
        key(member->first);
        sortedValue(member->second);
    }
    endObject();
}

} // namespace socle
