// The text half of ContentType.h: markup, data formats and scripts, in the order in which the
// peer's detector tries them; the first that fits decides. What looks like none of them is plain
// text.
#include "backend/records/ContentType.h"
#include "shared/core/Text.h"
#include "shared/json/Json.h"

#include <algorithm>
#include <array>
#include <vector>

namespace socle::records {

namespace {

using namespace std::string_view_literals;

struct TextKind
{
    std::string_view mark;
    std::string_view mime;
    std::string_view extension;
};

DetectedType of(std::string_view mime, std::string_view extension)
{
    return {.mimeType = std::string(mime), .extension = std::string(extension)};
}

std::string_view withoutBom(std::string_view text)
{
    return startsWith(text, "\xef\xbb\xbf") ? text.substr(3) : text;
}

/// "; charset=utf-8" as far as the bytes tell; empty when nothing fits.
std::string_view charsetOf(std::string_view head)
{
    if (startsWith(head, "\xff\xfe\0\0"sv)) {
        return "; charset=utf-32le";
    }
    if (startsWith(head, "\xff\xfe")) {
        return "; charset=utf-16le";
    }
    if (startsWith(head, "\xfe\xff")) {
        return "; charset=utf-16be";
    }
    if (head.empty() || startsWith(head, "\xef\xbb\xbf")) {
        return head.empty() ? "" : "; charset=utf-8";
    }
    const auto has = [](std::string_view text, unsigned from, unsigned to) {
        return std::any_of(text.begin(), text.end(), [&](char c) {
            const auto byte = static_cast<unsigned char>(c);
            return byte >= from && byte <= to;
        });
    };
    // The last character may be cut: it does not count.
    std::string_view whole = head;
    for (std::size_t back = 1; back < 4 && back <= head.size(); ++back) {
        const auto byte = static_cast<unsigned char>(head[head.size() - back]);
        if (byte < 0x80) {
            break;
        }
        if (byte >= 0xc0) {
            whole = head.substr(0, head.size() - back);
            break;
        }
    }
    if (has(whole, 0x80, 0xff) && isValidUtf8(whole)) {
        return "; charset=utf-8";
    }
    if (has(head, 0x7f, 0x9f)) {
        return "";
    }
    return has(head, 0xa0, 0xff) ? "; charset=iso-8859-1" : "; charset=utf-8";
}

DetectedType withCharset(std::string_view mime, std::string_view extension, std::string_view head)
{
    return of(std::string(mime) + std::string(charsetOf(head)), extension);
}

bool isSvg(std::string_view text)
{
    while (startsWith(text, "<!--")) {
        const auto end = text.find("-->");
        text = end == text.npos ? std::string_view() : trimmed(text.substr(end + 3));
    }
    const auto tag = startsWith(text, "<?xml") ? text.find("<svg")
                                               : (startsWith(text, "<svg") ? 0 : text.npos);
    return tag != text.npos && text.find("=\"http://www.w3.org/2000/svg\"", tag) != text.npos;
}

bool isHtml(std::string_view text)
{
    static constexpr std::array kTags{"<!doctype html"sv,
                                      "<html"sv,
                                      "<head"sv,
                                      "<script"sv,
                                      "<iframe"sv,
                                      "<h1"sv,
                                      "<div"sv,
                                      "<font"sv,
                                      "<table"sv,
                                      "<a"sv,
                                      "<style"sv,
                                      "<title"sv,
                                      "<b"sv,
                                      "<body"sv,
                                      "<br"sv,
                                      "<p"sv};
    if (startsWith(text, "<!--")) {
        return true;
    }
    const std::string lower = asciiLower(text.substr(0, 16));
    return std::any_of(kTags.begin(), kTags.end(), [&](std::string_view tag) {
        return startsWith(lower, tag) && lower.size() > tag.size()
            && (lower[tag.size()] == ' ' || lower[tag.size()] == '>');
    });
}

struct XmlKind
{
    std::string_view tag;
    std::string_view space; // of its namespace; "": any
    std::string_view mime;
    std::string_view extension;
};

constexpr std::array kXml{
    XmlKind{"<rss", "", "application/rss+xml", ".rss"},
    XmlKind{"<feed", "http://www.w3.org/2005/Atom", "application/atom+xml", ".atom"},
    XmlKind{"<X3D", "http://www.web3d.org/specifications/x3d", "model/x3d+xml", ".x3d"},
    XmlKind{
        "<kml", "http://www.opengis.net/kml/2.2", "application/vnd.google-earth.kml+xml", ".kml"},
    XmlKind{"<xliff", "urn:oasis:names:tc:xliff:document:1.2", "application/x-xliff+xml", ".xlf"},
    XmlKind{"<COLLADA",
            "http://www.collada.org/2005/11/COLLADASchema",
            "model/vnd.collada+xml",
            ".dae"},
    XmlKind{"", "http://www.opengis.net/gml", "application/gml+xml", ".gml"},
    XmlKind{"<gpx", "http://www.topografix.com/GPX/1/1", "application/gpx+xml", ".gpx"},
    XmlKind{"<TrainingCenterDatabase", "", "application/vnd.garmin.tcx+xml", ".tcx"},
    XmlKind{"<amf", "", "application/x-amf", ".amf"},
    XmlKind{"<model",
            "http://schemas.microsoft.com/3dmanufacturing/core",
            "application/vnd.ms-package.3dmanufacturing-3dmodel+xml",
            ".3mf"},
    XmlKind{"<xfdf", "http://ns.adobe.com/xfdf/", "application/vnd.adobe.xfdf", ".xfdf"},
    XmlKind{"<Ontology", "http://www.w3.org/2002/07/owl#", "application/owl+xml", ".owl"},
    XmlKind{"<html", "http://www.w3.org/1999/xhtml", "application/xhtml+xml", ".html"},
};

DetectedType xmlType(std::string_view text, std::string_view head)
{
    for (const XmlKind &kind : kXml) {
        if (text.find(kind.tag) != text.npos && text.find(kind.space) != text.npos) {
            return of(kind.mime, kind.extension);
        }
    }
    return withCharset("text/xml", ".xml", head);
}

constexpr std::array kInterpreters{
    TextKind{"node", "text/javascript", ".js"},
    TextKind{"js", "text/javascript", ".js"},
    TextKind{"lua", "text/x-lua", ".lua"},
    TextKind{"perl", "text/x-perl", ".pl"},
    TextKind{"python", "text/x-python", ".py"},
    TextKind{"ruby", "text/x-ruby", ".rb"},
    TextKind{"php", "text/x-php", ".php"},
    TextKind{"tcl", "text/x-tcl", ".tcl"},
    TextKind{"wish", "text/x-tcl", ".tcl"},
    TextKind{"sh", "text/x-shellscript", ".sh"},
    TextKind{"bash", "text/x-shellscript", ".sh"},
    TextKind{"dash", "text/x-shellscript", ".sh"},
    TextKind{"ash", "text/x-shellscript", ".sh"},
    TextKind{"zsh", "text/x-shellscript", ".sh"},
    TextKind{"ksh", "text/x-shellscript", ".sh"},
    TextKind{"csh", "text/x-shellscript", ".sh"},
    TextKind{"tcsh", "text/x-shellscript", ".sh"},
};

/// The program named in a first line `#!/usr/bin/env python3`.
const TextKind *interpreterOf(std::string_view text)
{
    if (!startsWith(text, "#!")) {
        return nullptr;
    }
    std::string_view line = trimmed(text.substr(2, text.find('\n') - 2));
    if (const auto env = line.find("/env "); env != line.npos) {
        line = trimmed(line.substr(env + 5));
    }
    line = line.substr(0, line.find(' '));
    const auto slash = line.rfind('/');
    const std::string_view program = slash == line.npos ? line : line.substr(slash + 1);
    for (const TextKind &kind : kInterpreters) {
        if (startsWith(program, kind.mark)) {
            return &kind;
        }
    }
    return nullptr;
}

/// Walks over the beginning of a JSON text: keys down to the second level, with the string behind
/// them.
class KeyWalk
{
public:
    explicit KeyWalk(std::string_view text)
        : m_text(text)
    {
    }

    template <typename See> void run(See see)
    {
        std::string_view outer;
        while (m_at < m_text.size()) {
            const char c = m_text[m_at];
            if (c == '{' || c == '[') {
                ++m_depth;
            } else if (c == '}' || c == ']') {
                --m_depth;
            } else if (c == '"') {
                const std::string_view key = text();
                skipBlanks();
                if (m_depth <= 2 && m_at < m_text.size() && m_text[m_at] == ':') {
                    ++m_at;
                    skipBlanks();
                    const bool isText = m_at < m_text.size() && m_text[m_at] == '"';
                    outer = m_depth == 1 ? key : outer;
                    see(outer, m_depth == 2 ? key : std::string_view(), isText ? text() : ""sv);
                }
                continue;
            }
            ++m_at;
        }
    }

private:
    std::string_view text()
    {
        const std::size_t start = ++m_at;
        while (m_at < m_text.size() && m_text[m_at] != '"') {
            m_at += m_text[m_at] == '\\' ? 2 : 1;
        }
        const auto end = std::min(m_at, m_text.size());
        ++m_at;
        return m_text.substr(start, end - start);
    }

    void skipBlanks()
    {
        while (m_at < m_text.size()
               && (m_text[m_at] == ' ' || m_text[m_at] == '\n' || m_text[m_at] == '\r'
                   || m_text[m_at] == '\t')) {
            ++m_at;
        }
    }

    const std::string_view m_text;
    std::size_t m_at = 0;
    int m_depth = 0;
};

DetectedType jsonType(std::string_view text)
{
    static constexpr std::array kShapes{"Feature"sv,
                                        "FeatureCollection"sv,
                                        "Point"sv,
                                        "LineString"sv,
                                        "Polygon"sv,
                                        "MultiPoint"sv,
                                        "MultiLineString"sv,
                                        "MultiPolygon"sv,
                                        "GeometryCollection"sv};
    DetectedType type = of("application/json", ".json");
    if (text.front() != '{') {
        return type;
    }
    KeyWalk(text).run([&](std::string_view outer, std::string_view inner, std::string_view value) {
        if (outer == "type" && inner.empty()
            && std::find(kShapes.begin(), kShapes.end(), value) != kShapes.end()) {
            type = of("application/geo+json", ".geojson");
        } else if (outer == "log"
                   && (inner == "version" || inner == "creator" || inner == "entries")) {
            type = of("application/json", ".har");
        } else if (outer == "asset" && inner == "version" && (value == "1.0" || value == "2.0")) {
            type = of("model/gltf+json", ".gltf");
        }
    });
    return type;
}

std::vector<std::string_view> linesOf(std::string_view text)
{
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        std::string_view line = text.substr(0, end);
        if (!line.empty() && line.back() == '\r') {
            line.remove_suffix(1);
        }
        lines.push_back(line);
        text = end == text.npos ? std::string_view() : text.substr(end + 1);
    }
    return lines;
}

/// Every line but the last, which may be cut, is JSON, and one of them holds something.
bool isNdjson(std::string_view text)
{
    auto lines = linesOf(text);
    if (lines.size() < 2) {
        return false;
    }
    if (text.back() != '\n') {
        lines.pop_back();
    }
    bool holds = false;
    for (const std::string_view line : lines) {
        const std::string_view bare = trimmed(line);
        const bool isContainer = !bare.empty() && (bare.front() == '{' || bare.front() == '[');
        holds = holds || isContainer;
        if (!bare.empty() && !isJson(bare) && line != lines.back()) {
            return false;
        }
    }
    return holds;
}

bool isSubtitles(std::string_view text)
{
    const auto lines = linesOf(text);
    if (lines.size() < 3 || lines[0] != "1" || trimmed(lines[2]).empty()) {
        return false;
    }
    const auto isTime = [](std::string_view time) {
        return time.size() == 12 && time[2] == ':' && time[5] == ':' && time[8] == ',';
    };
    const auto arrow = lines[1].find(" --> ");
    return arrow != std::string_view::npos && isTime(lines[1].substr(0, arrow))
        && isTime(lines[1].substr(arrow + 5, 12));
}

/// At least two rows of the same number of cells, two or more.
bool isTable(std::string_view text, char separator, bool isCut)
{
    if (isCut) {
        text = text.substr(0, text.rfind('\n') + 1);
    }
    std::size_t rows = 0;
    std::size_t width = 0;
    std::size_t cells = 1;
    bool isQuoted = false;
    bool isBlank = true;
    const auto endRow = [&] {
        if (!isBlank) {
            width = rows == 0 ? cells : width;
            rows = cells == width ? rows + 1 : std::string_view::npos - 1;
        }
        cells = 1;
        isBlank = true;
        return rows < std::string_view::npos - 1;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (isBlank && !isQuoted && c == '#') {
            i = std::min(text.find('\n', i), text.size());
            continue;
        }
        if (c == '"') {
            isQuoted = !isQuoted;
        } else if (!isQuoted && c == separator) {
            ++cells;
        } else if (!isQuoted && c == '\n') {
            if (!endRow()) {
                return false;
            }
            continue;
        }
        isBlank = isBlank && c == '\r';
    }
    return endRow() && rows >= 2 && width >= 2;
}

constexpr std::array kBeginnings{
    TextKind{"{\\rtf", "text/rtf", ".rtf"},
    TextKind{"BEGIN:VCARD\n", "text/vcard", ".vcf"},
    TextKind{"BEGIN:VCARD\r\n", "text/vcard", ".vcf"},
    TextKind{"BEGIN:VCALENDAR\n", "text/calendar", ".ics"},
    TextKind{"BEGIN:VCALENDAR\r\n", "text/calendar", ".ics"},
    TextKind{"WARC/1.0", "application/warc", ".warc"},
    TextKind{"WARC/1.1", "application/warc", ".warc"},
    TextKind{"WEBVTT\n", "text/vtt", ".vtt"},
    TextKind{"WEBVTT\r", "text/vtt", ".vtt"},
    TextKind{"WEBVTT ", "text/vtt", ".vtt"},
    TextKind{"WEBVTT\t", "text/vtt", ".vtt"},
    TextKind{"Return-Path: ", "message/rfc822", ".eml"},
};

} // namespace

DetectedType detectText(std::string_view head, bool isCut)
{
    if (startsWith(head, "\xff\xfe") || startsWith(head, "\xfe\xff")) {
        return withCharset("text/plain", ".txt", head);
    }
    const std::string_view text = trimmed(withoutBom(head));
    if (isSvg(text)) {
        return of("image/svg+xml", ".svg");
    }
    if (isHtml(text)) {
        return withCharset("text/html", ".html", head);
    }
    if (startsWith(asciiLower(text.substr(0, 5)), "<?xml")) {
        return xmlType(text, head);
    }
    const std::string opening = asciiLower(text.substr(0, 5));
    if (opening == "<?php" || startsWith(opening, "<?\n") || startsWith(opening, "<?\r")
        || startsWith(opening, "<? ")) {
        return of("text/x-php", ".php");
    }
    if (const TextKind *kind = interpreterOf(text)) {
        return of(kind->mime, kind->extension);
    }
    if (!text.empty() && (text.front() == '{' || text.front() == '[')
        && (isCut ? isJsonBeginning(text) : isJson(text))) {
        return jsonType(text);
    }
    if (isNdjson(withoutBom(head))) {
        return of("application/x-ndjson", ".ndjson");
    }
    for (const TextKind &kind : kBeginnings) {
        if (startsWith(withoutBom(head), kind.mark)) {
            return of(kind.mime, kind.extension);
        }
    }
    if (isSubtitles(withoutBom(head))) {
        return of("application/x-subrip", ".srt");
    }
    if (isTable(withoutBom(head), ',', isCut)) {
        return of("text/csv", ".csv");
    }
    if (isTable(withoutBom(head), '\t', isCut)) {
        return of("text/tab-separated-values", ".tsv");
    }
    return withCharset("text/plain", ".txt", head);
}

} // namespace socle::records
