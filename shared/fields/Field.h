// One field of a collection as a value: its common members and the complete option set of its type.
//
// Invariant: `kind` is the catalogue's type named `type`, and `options` holds exactly the members
// that type declares (in byte order), each of its declared kind; readField() and makeField()
// establish both. Server and studio share this value. Source: data-directory.md B3.0.
#pragma once

#include "shared/core/Result.h"
#include "shared/json/Json.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace socle::fields {

class FieldType;

struct Field
{
    std::string id = {};
    std::string name = {};
    std::string type = {};
    const FieldType *kind = nullptr; // catalogue entry of `type`; null only in a default-made Field
    bool system = false;
    bool hidden = false;
    bool presentable = false;
    std::string help = {}; // always empty for autodate
    bool required = false; // always false for autodate
    JsonObject options = {};

    // Readers of type options. A missing option or one of another kind gives the zero value.
    bool flag(std::string_view option) const;
    std::int64_t integer(std::string_view option) const;
    std::optional<double> number(std::string_view option) const; // number's min and max may be null
    std::string_view text(std::string_view option) const;
    std::vector<std::string> list(std::string_view option) const; // null reads as empty

    /// True when the value is a list (select, file, relation with maxSelect > 1).
    bool isMultiple() const;

    bool isType(std::string_view typeName) const { return type == typeName; }

    bool operator==(const Field &other) const;
};

using FieldList = std::vector<Field>;

/// The field object of the wire and of `_collections.fields`: every member of the type, keys in
/// byte order, with `type`.
Json toJson(const Field &field);
Json toJson(const FieldList &fields); // an array

/// Reads a field object; missing members take the zero default of the type, unknown members are
/// dropped. Nothing is validated and no id is derived. Error: InvalidInput for an unknown `type` or
/// a member of a wrong JSON type.
Result<Field> readField(const Json &json);
/// Reads an array of field objects with the merge rule of admin-api.md A1.4.2: a later field
/// replaces an earlier one with the same id in place, and, when it has no id, an earlier one with
/// exactly its name (keeping that id). Missing ids are derived. Null gives an empty list.
Result<FieldList> readFields(const Json &json);

/// A field of a known type with default options, for building collections in code. The id is
/// derived from the name.
Field makeField(std::string_view type, std::string_view name);

/// `<type><crc32 of name>` (data-directory.md B5.3), without the suffix that makes it unique in a
/// list.
std::string derivedFieldId(std::string_view type, std::string_view name);
/// Gives every field without id its derived one, with suffix 2, 3, … when it is taken.
void deriveMissingIds(FieldList &fields);

const Field *findByName(const FieldList &fields, std::string_view name); // exact; null when absent
const Field *findById(const FieldList &fields, std::string_view id);

} // namespace socle::fields
