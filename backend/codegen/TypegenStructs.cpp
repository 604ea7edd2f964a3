// Types for Dart, Swift, Kotlin and Go: classes that read and write the JSON of a record.
#include "backend/codegen/TypegenParts.h"

namespace socle::codegen {

namespace {

/// Names of the scalars of one language.
struct Scalars
{
    std::string_view text;
    std::string_view number;
    std::string_view integer;
    std::string_view boolean;
    std::string_view point;
    std::string_view any;
};

std::string scalarName(const FieldModel &field, const Scalars &scalars)
{
    if (!field.enumName.empty()) {
        return field.enumName;
    }
    switch (field.scalar) {
    case Scalar::Text:
    case Scalar::Date:
        return std::string(scalars.text);
    case Scalar::Number:
        return std::string(scalars.number);
    case Scalar::Integer:
        return std::string(scalars.integer);
    case Scalar::Bool:
        return std::string(scalars.boolean);
    case Scalar::Point:
        return std::string(scalars.point);
    case Scalar::Any:
        break;
    }
    return std::string(scalars.any);
}

/// A choice that may be empty has no case for it: it reads as null.
bool isOptional(const TypeModel &type, const FieldModel &field)
{
    return mayBeAbsent(type, field)
        || (!field.enumName.empty() && !field.isRequired && !field.isList);
}

std::string comment(const TypeModel &type)
{
    return "/// A record of `" + type.collection + "`.\n";
}

constexpr Scalars kDart{"String", "double", "int", "bool", "GeoPoint", "Object?"};
constexpr Scalars kSwift{"String", "Double", "Int", "Bool", "GeoPoint", "JSONValue"};
constexpr Scalars kKotlin{"String", "Double", "Long", "Boolean", "GeoPoint", "JsonElement"};
constexpr Scalars kGo{"string", "float64", "int64", "bool", "GeoPoint", "any"};

std::string dartType(const TypeModel &type, const FieldModel &field)
{
    const std::string scalar = scalarName(field, kDart);
    return (field.isList ? "List<" + scalar + ">" : scalar) + (isOptional(type, field) ? "?" : "");
}

/// The expression that reads one value of `field` from `value`.
std::string dartRead(const FieldModel &field, const std::string &value)
{
    if (!field.enumName.empty()) {
        return field.enumName + ".of(" + value + " as String?)";
    }
    switch (field.scalar) {
    case Scalar::Text:
    case Scalar::Date:
        return "(" + value + " as String?) ?? ''";
    case Scalar::Number:
        return "(" + value + " as num?)?.toDouble() ?? 0";
    case Scalar::Integer:
        return "(" + value + " as num?)?.toInt() ?? 0";
    case Scalar::Bool:
        return value + " == true";
    case Scalar::Point:
        return "GeoPoint.fromJson(" + value + ")";
    case Scalar::Any:
        break;
    }
    return value;
}

std::string dartMember(const TypeModel &type, const FieldModel &field)
{
    const std::string value = "json['" + field.name + "']";
    if (mayBeAbsent(type, field)) {
        return value + " as String?";
    }
    if (!field.isList) {
        return dartRead(field, value)
            + (!field.enumName.empty() && !isOptional(type, field) ? "!" : "");
    }
    return "[for (final item in (" + value + " as List? ?? const [])) " + dartRead(field, "item")
        + (field.enumName.empty() ? "]" : "!]");
}

std::string swiftType(const TypeModel &type, const FieldModel &field)
{
    const std::string scalar = scalarName(field, kSwift);
    return (field.isList ? "[" + scalar + "]" : scalar) + (isOptional(type, field) ? "?" : "");
}

std::string kotlinType(const TypeModel &type, const FieldModel &field)
{
    const std::string scalar = scalarName(field, kKotlin);
    return (field.isList ? "List<" + scalar + ">" : scalar) + (isOptional(type, field) ? "?" : "");
}

/// A member's name in Dart, which has no way to escape its words.
std::string dartName(std::string_view name)
{
    const std::string camel = camelCase(name);
    const bool isTaken = isKeyword(camel) || camel == "collection" || camel == "hashCode"
        || camel == "runtimeType" || camel == "toString" || camel == "noSuchMethod";
    return isTaken ? camel + "Value" : camel;
}

/// Words that a language keeps for itself stand in back quotes: Swift, Kotlin.
std::string quotedName(std::string_view name)
{
    const std::string camel = camelCase(name);
    return isKeyword(camel) ? "`" + camel + "`" : camel;
}

} // namespace

std::string dart(const Types &types)
{
    std::string out = "// " + std::string(kGenerated) + "\n\n"
        + "class GeoPoint {\n  const GeoPoint(this.lon, this.lat);\n\n"
          "  factory GeoPoint.fromJson(dynamic json) => GeoPoint(\n"
          "      ((json?['lon'] ?? 0) as num).toDouble(), ((json?['lat'] ?? 0) as "
          "num).toDouble());\n\n"
          "  final double lon;\n  final double lat;\n}\n\n";
    for (const TypeModel &type : types) {
        eachEnum(type, [&](const FieldModel &field, const std::vector<std::string> &names) {
            out += "enum " + field.enumName + " {\n";
            for (std::size_t i = 0; i < names.size(); ++i) {
                out += "  " + names[i] + "(" + textLiteral(field.choices[i], Quoting::Dollar) + ")"
                    + (i + 1 < names.size() ? ",\n" : ";\n");
            }
            out += "\n  const " + field.enumName
                + "(this.text);\n\n  final String text;\n\n  static " + field.enumName
                + "? of(String? text) {\n    for (final item in values) {\n"
                  "      if (item.text == text) return item;\n    }\n    return null;\n  }\n}\n\n";
        });
        std::string parameters;
        std::string reads;
        std::string members;
        for (const auto &[field, name] : readFields(type, dartName)) {
            parameters += "    " + std::string(isOptional(type, *field) ? "" : "required ")
                + "this." + name + ",\n";
            reads += "        " + name + ": " + dartMember(type, *field) + ",\n";
            members += "  final " + dartType(type, *field) + " " + name + ";\n";
        }
        out += comment(type) + "class " + type.name + " {\n  const " + type.name + "({\n"
            + parameters + "  });\n\n  factory " + type.name
            + ".fromJson(Map<String, dynamic> json) => " + type.name + "(\n" + reads
            + "      );\n\n  static const collection = " + textLiteral(type.collection) + ";\n\n"
            + members + "}\n\n";
    }
    return out;
}

std::string swift(const Types &types)
{
    std::string out = "// " + std::string(kGenerated) + R"(

import Foundation

public struct GeoPoint: Codable, Equatable {
    public var lon: Double
    public var lat: Double
}

public enum JSONValue: Codable, Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    public init(from decoder: Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() { self = .null }
        else if let value = try? container.decode(Bool.self) { self = .bool(value) }
        else if let value = try? container.decode(Double.self) { self = .number(value) }
        else if let value = try? container.decode(String.self) { self = .string(value) }
        else if let value = try? container.decode([JSONValue].self) { self = .array(value) }
        else { self = .object(try container.decode([String: JSONValue].self)) }
    }

    public func encode(to encoder: Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }
}

)";
    for (const TypeModel &type : types) {
        eachEnum(type, [&](const FieldModel &field, const std::vector<std::string> &names) {
            out += "public enum " + field.enumName + ": String, Codable, CaseIterable {\n";
            for (std::size_t i = 0; i < names.size(); ++i) {
                out += "    case " + names[i] + " = "
                    + textLiteral(field.choices[i], Quoting::Swift) + "\n";
            }
            // Nothing chosen arrives as "".
            out += "    case unset = \"\"\n}\n\n";
        });
        std::string members;
        std::string keys;
        for (const auto &[field, name] : readFields(type, quotedName)) {
            members += "    public var " + name + ": " + swiftType(type, *field) + "\n";
            keys += "        case " + name + " = " + textLiteral(field->name) + "\n";
        }
        out += comment(type) + "public struct " + type.name
            + ": Codable, Equatable, Identifiable {\n    public static let collection = "
            + textLiteral(type.collection) + "\n\n" + members
            + "\n    enum CodingKeys: String, CodingKey {\n" + keys + "    }\n}\n\n";
    }
    return out;
}

std::string kotlin(const Types &types)
{
    std::string out = "// " + std::string(kGenerated) + R"(

import kotlinx.serialization.SerialName
import kotlinx.serialization.Serializable
import kotlinx.serialization.json.JsonElement

@Serializable
data class GeoPoint(val lon: Double = 0.0, val lat: Double = 0.0)

)";
    for (const TypeModel &type : types) {
        eachEnum(type, [&](const FieldModel &field, const std::vector<std::string> &names) {
            out += "@Serializable\nenum class " + field.enumName + " {\n";
            for (std::size_t i = 0; i < names.size(); ++i) {
                out += "    @SerialName(" + textLiteral(field.choices[i], Quoting::Dollar) + ") "
                    + pascalCase(names[i]) + ",\n";
            }
            out += "    @SerialName(\"\") Unset,\n}\n\n"; // nothing chosen arrives as ""
        });
        std::string members;
        for (const auto &[field, name] : readFields(type, quotedName)) {
            members += "    @SerialName(" + textLiteral(field->name, Quoting::Dollar) + ") val "
                + name + ": " + kotlinType(type, *field)
                + (isOptional(type, *field) ? " = null" : "") + ",\n";
        }
        out += "/** A record of `" + type.collection + "`. */\n@Serializable\ndata class "
            + type.name + "(\n" + members
            + ") {\n    companion object {\n        const val COLLECTION = "
            + textLiteral(type.collection, Quoting::Dollar) + "\n    }\n}\n\n";
    }
    return out;
}

std::string go(const Types &types)
{
    std::string out = "// Code generated by `socle typegen` from the collections of the server. DO "
                      "NOT EDIT.\n\n"
                      "package records\n\n"
                      "type GeoPoint struct {\n\tLon float64 `json:\"lon\"`\n\tLat float64 "
                      "`json:\"lat\"`\n}\n\n";
    for (const TypeModel &type : types) {
        eachEnum(type, [&](const FieldModel &field, const std::vector<std::string> &names) {
            out += "type " + field.enumName + " string\n\nconst (\n";
            for (std::size_t i = 0; i < names.size(); ++i) {
                out += "\t" + field.enumName + pascalCase(names[i]) + " " + field.enumName + " = "
                    + textLiteral(field.choices[i]) + "\n";
            }
            out += ")\n\n";
        });
        out += "// " + type.name + " is a record of " + type.collection + ".\ntype " + type.name
            + " struct {\n";
        for (const auto &[field, name] : readFields(type, pascalCase)) {
            out += "\t" + name + " " + (field->isList ? "[]" : "") + scalarName(*field, kGo)
                + " `json:\"" + field->name + (mayBeAbsent(type, *field) ? ",omitempty" : "")
                + "\"`\n";
        }
        out += "}\n\n// " + type.name + "Collection is the collection's name on the server.\nconst "
            + type.name + "Collection = " + textLiteral(type.collection) + "\n\n";
    }
    return out;
}

} // namespace socle::codegen
