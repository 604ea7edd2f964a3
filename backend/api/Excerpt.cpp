// Text out of HTML for `:excerpt`: a forgiving tokenizer, not a browser. It drops what is no text,
// keeps words apart where blocks meet, and never fails.
#include "backend/api/FieldsPicker.h"
#include "shared/core/Text.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace socle::api {

namespace {

constexpr std::array<std::string_view, 17> kDropped{"head",
                                                    "style",
                                                    "script",
                                                    "iframe",
                                                    "embed",
                                                    "applet",
                                                    "object",
                                                    "svg",
                                                    "img",
                                                    "picture",
                                                    "dialog",
                                                    "template",
                                                    "button",
                                                    "form",
                                                    "textarea",
                                                    "input",
                                                    "select"};
constexpr std::array<std::string_view, 22> kInline{
    "a",      "abbr",   "acronym", "b",   "bdo",   "big",   "br",    "button",
    "cite",   "code",   "em",      "i",   "label", "q",     "small", "span",
    "strong", "strike", "sub",     "sup", "time",  "option"};
constexpr std::array<std::string_view, 14> kVoid{"area",
                                                 "base",
                                                 "br",
                                                 "col",
                                                 "embed",
                                                 "hr",
                                                 "img",
                                                 "input",
                                                 "link",
                                                 "meta",
                                                 "param",
                                                 "source",
                                                 "track",
                                                 "wbr"};
constexpr std::array<std::string_view, 4> kRawText{"script", "style", "textarea", "title"};
// What a browser puts into the head when nothing was shown yet: title and noscript go with it.
constexpr std::array<std::string_view, 10> kHead{
    "html", "head", "title", "noscript", "base", "link", "meta", "script", "style", "template"};

struct Entity
{
    std::string_view name;
    char32_t codePoint;
};

constexpr std::array kEntities{
    Entity{"amp", '&'},      Entity{"lt", '<'},       Entity{"gt", '>'},
    Entity{"quot", '"'},     Entity{"apos", '\''},    Entity{"nbsp", 0xA0},
    Entity{"copy", 0xA9},    Entity{"reg", 0xAE},     Entity{"hellip", 0x2026},
    Entity{"mdash", 0x2014}, Entity{"ndash", 0x2013}, Entity{"lsquo", 0x2018},
    Entity{"rsquo", 0x2019}, Entity{"ldquo", 0x201C}, Entity{"rdquo", 0x201D},
    Entity{"laquo", 0xAB},   Entity{"raquo", 0xBB},   Entity{"bull", 0x2022},
    Entity{"middot", 0xB7},  Entity{"euro", 0x20AC},  Entity{"pound", 0xA3},
    Entity{"yen", 0xA5},     Entity{"cent", 0xA2},    Entity{"sect", 0xA7},
    Entity{"deg", 0xB0},     Entity{"times", 0xD7},   Entity{"divide", 0xF7},
    Entity{"trade", 0x2122}, Entity{"auml", 0xE4},    Entity{"ouml", 0xF6},
    Entity{"uuml", 0xFC},    Entity{"szlig", 0xDF},   Entity{"Auml", 0xC4},
    Entity{"Ouml", 0xD6},    Entity{"Uuml", 0xDC},    Entity{"eacute", 0xE9},
    Entity{"egrave", 0xE8},  Entity{"agrave", 0xE0},  Entity{"ccedil", 0xE7},
    Entity{"ntilde", 0xF1},
};

template <std::size_t N>
bool isOneOf(std::string_view name, const std::array<std::string_view, N> &names)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

// Reads "&name;" or "&#12;" at the front of `text`; false when it is just an ampersand.
bool readEntity(std::string_view &text, std::string &out)
{
    const auto end = text.substr(0, 34).find(';');
    if (end == std::string_view::npos || end < 2) {
        return false;
    }
    const std::string_view body = text.substr(1, end - 1);
    if (body.front() == '#') {
        const bool isHex = body.size() > 1 && (body[1] == 'x' || body[1] == 'X');
        const std::string_view digits = body.substr(isHex ? 2 : 1);
        std::uint32_t value = 0;
        const auto parsed
            = std::from_chars(digits.data(), digits.data() + digits.size(), value, isHex ? 16 : 10);
        if (digits.empty() || parsed.ec != std::errc()
            || parsed.ptr != digits.data() + digits.size()) {
            return false;
        }
        appendUtf8(out, value == 0 ? U'\uFFFD' : static_cast<char32_t>(value));
    } else {
        const auto *entity = std::find_if(kEntities.begin(),
                                          kEntities.end(),
                                          [body](const Entity &row) { return row.name == body; });
        if (entity == kEntities.end()) {
            return false;
        }
        appendUtf8(out, entity->codePoint);
    }
    text.remove_prefix(end + 1);
    return true;
}

// Appends text with its runs of blanks collapsed; `pendingSpace` says that one is owed before the
// next word.
void appendText(std::string_view text, std::string &out, bool &pendingSpace)
{
    std::string decoded;
    while (!text.empty()) {
        if (text.front() == '&' && readEntity(text, decoded)) {
            continue;
        }
        decoded.push_back(text.front());
        text.remove_prefix(1);
    }
    for (const char c : decoded) {
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v') {
            pendingSpace = true;
            continue;
        }
        if (pendingSpace && !out.empty()) {
            out.push_back(' ');
        }
        pendingSpace = false;
        out.push_back(c);
    }
}

struct Tag
{
    std::string name;
    bool isEnd = false;
};

// Reads a tag at the front of `html` (which begins with '<'); an empty name for comments and
// declarations. False when the
// '<' is text.
bool readTag(std::string_view &html, Tag &tag)
{
    if (startsWith(html, "<!--")) {
        const auto end = html.find("-->", 4);
        html.remove_prefix(end == std::string_view::npos ? html.size() : end + 3);
        return true;
    }
    const bool isEnd = html.size() > 1 && html[1] == '/';
    const std::size_t start = isEnd ? 2 : 1;
    const char first = html.size() > start ? html[start] : '\0';
    const bool isName = (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z');
    if (!isName && first != '!' && first != '?') {
        return false;
    }
    std::size_t i = start;
    while (i < html.size() && html[i] != '>' && html[i] != '/'
           && static_cast<unsigned char>(html[i]) > ' ') {
        ++i;
    }
    if (isName) {
        tag.name = asciiLower(html.substr(start, i - start));
        tag.isEnd = isEnd;
    }
    char quote = 0;
    for (; i < html.size(); ++i) {
        if (quote != 0) {
            quote = html[i] == quote ? '\0' : quote;
        } else if ((html[i] == '"' || html[i] == '\'') && html[i - 1] == '=') {
            quote = html[i];
        } else if (html[i] == '>') {
            break;
        }
    }
    html.remove_prefix(std::min(i + 1, html.size()));
    return true;
}

std::string plainText(std::string_view html)
{
    std::string out;
    bool pendingSpace = false;
    std::string dropping; // name of the dropped element we are in
    int depth = 0;
    bool isHead = true; // nothing was shown yet
    while (!html.empty()) {
        const auto open = html.find('<');
        if (open != 0) {
            if (dropping.empty()) {
                appendText(html.substr(0, open), out, pendingSpace);
                isHead = isHead && out.empty();
            }
            html.remove_prefix(std::min(open, html.size()));
            continue;
        }
        if (!dropping.empty() && isOneOf(dropping, kRawText)
            && !equalsIgnoreCase(html.substr(0, dropping.size() + 2), "</" + dropping)) {
            html.remove_prefix(1); // inside a script a '<' is no tag
            continue;
        }
        Tag tag;
        if (!readTag(html, tag)) {
            if (dropping.empty()) {
                appendText("<", out, pendingSpace);
            }
            html.remove_prefix(1);
            continue;
        }
        if (tag.name.empty()) {
            continue;
        }
        if (!dropping.empty()) {
            depth += tag.name != dropping ? 0 : tag.isEnd ? -1 : 1;
            if (depth == 0) {
                dropping.clear();
            }
            continue;
        }
        isHead = isHead && isOneOf(tag.name, kHead);
        const bool isOfHead = isHead && (tag.name == "title" || tag.name == "noscript");
        if (!isOneOf(tag.name, kInline)) {
            pendingSpace = true;
        }
        if (!tag.isEnd && (isOfHead || isOneOf(tag.name, kDropped) || tag.name == "option")
            && !isOneOf(tag.name, kVoid)) {
            dropping = tag.name;
            depth = 1;
        }
    }
    return out;
}

} // namespace

std::string excerpt(std::string_view html, std::size_t max, bool withEllipsis)
{
    std::string text = plainText(html);
    if (codePointCount(text) <= max) {
        return text;
    }
    std::string cut(trimmed(firstCodePoints(text, max)));
    if (withEllipsis) {
        cut += "...";
    }
    return cut;
}

} // namespace socle::api
