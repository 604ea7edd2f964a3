#include "backend/rules/PathCursor.h"

#include "shared/fields/FieldCatalogue.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace socle::rules {

namespace {

constexpr auto kModifiers
    = std::to_array<std::string_view>({"lower", "length", "each", "isset", "changed"});

bool isIndex(std::string_view segment)
{
    return !segment.empty() && segment.size() <= 18
        && std::all_of(segment.begin(), segment.end(), [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

bool isWord(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

Result<LastSegment> splitModifier(std::string_view segment)
{
    const std::size_t colon = segment.find(':');
    if (colon == std::string_view::npos) {
        return LastSegment{segment, {}};
    }
    const std::string_view modifier = segment.substr(colon + 1);
    if (std::find(kModifiers.begin(), kModifiers.end(), modifier) == kModifiers.end()) {
        return cannotCompile("There is no modifier \":" + std::string(modifier) + "\".");
    }
    return LastSegment{segment.substr(0, colon), modifier};
}

bool isListType(const fields::Field &field)
{
    return field.isType(fields::kSelect) || field.isType(fields::kFile)
        || field.isType(fields::kRelation);
}

Result<std::string> jsonPathOf(std::span<const std::string> segments)
{
    std::string path;
    for (const std::string &segment : segments) {
        if (isIndex(segment)) {
            path += "[" + segment + "]";
            continue;
        }
        std::string key;
        std::copy_if(segment.begin(), segment.end(), std::back_inserter(key), isWord);
        if (key.empty()) {
            return cannotCompile("A path has an empty step.");
        }
        path += "." + key;
    }
    return path;
}

} // namespace socle::rules
