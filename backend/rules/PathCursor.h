// What the three files of PathResolver share: where a path has come to, and the parts of its
// segments.
//
// Private to rules/.
#pragma once

#include "backend/rules/PathResolver.h"
#include "shared/fields/Field.h"

#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace socle::rules {

/// Alias of the base row in subqueries of all values.
constexpr std::string_view kBaseRow = "m$";

/// "title:lower" -> {"title", "lower"}.
struct LastSegment
{
    std::string_view name;
    std::string_view modifier; // empty: none
};

/// What names are made of: ASCII letters, digits, underscore.
bool isWord(char c);

/// Error: InvalidInput for an unknown modifier.
Result<LastSegment> splitModifier(std::string_view segment);

/// A type that holds several values: `:each` and `:length` mean something.
bool isListType(const fields::Field &field);

/// `a.0.b:lower` -> `.a[0].blower`.
Result<std::string> jsonPathOf(std::span<const std::string> segments);

inline SqlFragment text(std::string sql) { return SqlFragment{std::move(sql), {}}; }

/// The row a path has come to: in the query, and in the subquery of all values.
struct PathResolver::Cursor
{
    schema::CollectionPtr held = {}; // keeps `collection` alive; null for the base
    const schema::Collection *collection = nullptr;
    std::string outer = {}; // alias in the query
    std::string inner = {}; // alias in the subquery
    std::string key = {}; // of the joins so far
    SqlFragment innerJoins = {};
    int innerCount = 0;
    int hops = 0;
    bool isMany = false;
    OnUnknown onUnknown = OnUnknown::Refuse;

    std::string nextInner() { return "m$" + std::to_string(++innerCount); }
};

} // namespace socle::rules
