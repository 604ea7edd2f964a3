// See FieldsPicker.h. pickObject() follows the two numbered steps of records-api.md 4.2.
#include "backend/api/FieldsPicker.h"

#include "shared/core/Number.h"
#include "shared/core/Text.h"
#include "shared/protocol/Limits.h"

#include <algorithm>

namespace socle::api {

namespace {

// Splits at `separator` outside quotes and parentheses. False when one of them stays open.
bool splitOutside(std::string_view text, char separator, std::vector<std::string_view> &parts)
{
    char quote = 0;
    int depth = 0;
    std::size_t start = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quote != 0) {
            quote = c == quote ? '\0' : quote;
        } else if (c == '"' || c == '\'' || c == '`') {
            quote = c;
        } else if (c == '(') {
            ++depth;
        } else if (c == ')') {
            depth = std::max(depth - 1, 0); // one too many is overlooked, as the peer does
        } else if (c == separator && depth == 0) {
            parts.push_back(text.substr(start, i - start));
            start = i + 1;
        }
    }
    parts.push_back(text.substr(start));
    return quote == 0 && depth == 0;
}

std::string_view unquoted(std::string_view text)
{
    text = trimmed(text);
    if (text.size() >= 2 && text.front() == text.back()
        && (text.front() == '"' || text.front() == '\'')) {
        text = text.substr(1, text.size() - 2);
    }
    return text;
}

bool isTruthy(std::string_view text)
{
    return text == "1" || text == "t" || text == "T" || text == "true" || text == "TRUE"
        || text == "True";
}

std::string_view firstSegment(std::string_view path) { return path.substr(0, path.find('.')); }

bool isListEnvelope(const JsonObject &object)
{
    return object.size() == 5 && object.contains("items") && object.contains("page")
        && object.contains("perPage") && object.contains("totalItems")
        && object.contains("totalPages");
}

// The peer re-encodes picked bodies from float64: integers beyond 2^53 lose their last digits there
// too.
void toFloats(Json &value)
{
    if (value.isInt() && std::abs(value.toInt()) > protocol::kMaxSafeInteger) {
        value = Json(value.toDouble());
    } else if (value.isArray() && !value.array().empty() && value.array().front().isObject()) {
        // The first item tells what kind of list it is.
        for (Json &item : value.asArray()) {
            toFloats(item);
        }
    } else if (value.isObject()) {
        for (auto &member : value.asObject()) {
            toFloats(member.second);
        }
    }
}

} // namespace

Result<FieldsPicker> FieldsPicker::parse(std::string_view fields)
{
    std::vector<std::string_view> items;
    if (!splitOutside(fields, ',', items)) {
        return invalidInput("Unbalanced quotes or parentheses in fields.");
    }
    FieldsPicker picker;
    for (const std::string_view text : items) {
        const std::string_view item = trimmed(text);
        if (item.empty()) {
            continue;
        }
        const auto colon = item.find(':');
        Excerpt wanted;
        if (colon != std::string_view::npos) {
            const std::string_view modifier = trimmed(item.substr(colon + 1));
            if (!startsWith(modifier, "excerpt(") || !endsWith(modifier, ")")) {
                return invalidInput("Unknown fields modifier.");
            }
            std::vector<std::string_view> arguments;
            const auto last = modifier.find_last_not_of(')');
            splitOutside(
                modifier.substr(8, std::max<std::size_t>(last + 1, 8) - 8), ',', arguments);
            const auto length = parseNumber(unquoted(arguments.front()));
            if (arguments.size() > 2 || !length || *length < 1
                || *length > static_cast<double>(protocol::kMaxSafeInteger)) {
                return invalidInput("Invalid arguments of excerpt.");
            }
            wanted.max = static_cast<std::size_t>(*length); // 1.5 counts as 1
            wanted.withEllipsis = arguments.size() == 2 && isTruthy(unquoted(arguments[1]));
        }
        picker.m_picks.emplace_back(std::string(trimmed(item.substr(0, colon))), wanted);
    }
    return picker;
}

void FieldsPicker::applyExcerpt(Json &value, const Excerpt &wanted)
{
    if (wanted.max > 0 && value.isString()) {
        value = Json(excerpt(value.text(), wanted.max, wanted.withEllipsis));
    }
}

void FieldsPicker::pickObject(JsonObject &object, Picks picks)
{
    // 1. A path that is exactly "*" stands for every key that no other path begins with.
    const auto star = std::find_if(
        picks.begin(), picks.end(), [](const auto &pick) { return pick.first == "*"; });
    if (star != picks.end()) {
        const Excerpt wanted = star->second;
        Picks added;
        for (const auto &[key, value] : object) {
            const bool isNamed
                = std::any_of(picks.begin(), picks.end(), [&key = key](const auto &pick) {
                      return firstSegment(pick.first) == key;
                  });
            if (!isNamed) {
                added.emplace_back(key, wanted);
            }
        }
        picks.insert(picks.end(), added.begin(), added.end());
    }

    // 2. Keep what is named, whole or in part.
    JsonObject kept;
    for (auto &[key, value] : object) {
        const Excerpt *whole = nullptr;
        Picks below;
        for (const auto &[path, wanted] : picks) {
            if (path == key) {
                whole = &wanted; // the last of several says how
            }
            if (path.size() > key.size() && path[key.size()] == '.' && startsWith(path, key)) {
                below.emplace_back(path.substr(key.size() + 1), wanted);
            }
        }
        if (whole != nullptr) {
            applyExcerpt(value, *whole);
        } else if (!below.empty()) {
            pickValue(value, below);
        } else {
            continue;
        }
        kept.append(key, std::move(value));
    }
    object = std::move(kept);
}

void FieldsPicker::pickValue(Json &value, const Picks &picks)
{
    if (value.isObject()) {
        pickObject(value.asObject(), picks);
    } else if (value.isArray() && !value.array().empty() && value.array().front().isObject()) {
        // The first item tells what kind of list it is.
        for (Json &item : value.asArray()) {
            if (item.isObject()) {
                pickObject(item.asObject(), picks);
            }
        }
    }
}

Json FieldsPicker::pick(Json value) const
{
    if (m_picks.empty()) {
        return value; // only commas: nothing was asked for
    }
    if (value.isObject() && isListEnvelope(value.object())) {
        pickValue(*value.asObject().find("items"), m_picks);
    } else {
        pickValue(value, m_picks);
    }
    return value;
}

std::string FieldsPicker::pick(std::string text) const
{
    auto parsed = parseJson(text);
    if (!parsed) {
        return text;
    }
    Json value = pick(parsed.takeValue());
    toFloats(value);
    return value.dumpSorted();
}

} // namespace socle::api
