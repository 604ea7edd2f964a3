// The list of field types: the one place that knows them all. A new type is its own file plus one
// line here.
#pragma once

#include "shared/fields/FieldType.h"

#include <span>
#include <string_view>

namespace socle::fields {

inline constexpr std::string_view kAutodate = "autodate";
inline constexpr std::string_view kBool = "bool";
inline constexpr std::string_view kDate = "date";
inline constexpr std::string_view kEditor = "editor";
inline constexpr std::string_view kEmail = "email";
inline constexpr std::string_view kFile = "file";
inline constexpr std::string_view kGeoPoint = "geoPoint";
inline constexpr std::string_view kJson = "json";
inline constexpr std::string_view kNumber = "number";
inline constexpr std::string_view kPassword = "password";
inline constexpr std::string_view kRelation = "relation";
inline constexpr std::string_view kSelect = "select";
inline constexpr std::string_view kText = "text";
inline constexpr std::string_view kUrl = "url";

/// Every type, in the order the studio offers them.
std::span<const FieldType *const> fieldTypes();

/// Exact name ("geoPoint"); null when there is no such type.
const FieldType *findFieldType(std::string_view name);

const FieldType &autodateField();
const FieldType &boolField();
const FieldType &dateField();
const FieldType &editorField();
const FieldType &emailField();
const FieldType &fileField();
const FieldType &geoPointField();
const FieldType &jsonField();
const FieldType &numberField();
const FieldType &passwordField();
const FieldType &relationField();
const FieldType &selectField();
const FieldType &textField();
const FieldType &urlField();

} // namespace socle::fields
