// See Typegen.h.
#include "backend/codegen/Typegen.h"

#include "backend/codegen/TypegenParts.h"
#include "shared/core/Text.h"

#include <set>

namespace socle::codegen {

std::optional<Language> languageOf(std::string_view text)
{
    for (const LanguageName &known : kLanguages) {
        if (known.name == text || known.extension == text) {
            return known.language;
        }
    }
    return std::nullopt;
}

std::string generateTypes(const schema::Catalogue &catalogue, Language language)
{
    const Types types = typesOf(catalogue);
    switch (language) {
    case Language::TypeScript:
        return typeScript(types);
    case Language::Dart:
        return dart(types);
    case Language::Swift:
        return swift(types);
    case Language::Kotlin:
        return kotlin(types);
    case Language::Python:
        return python(types);
    case Language::Go:
        break;
    }
    return go(types);
}

std::string textLiteral(std::string_view text, Quoting quoting)
{
    static constexpr std::string_view kHex = "0123456789abcdef";
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\n' || c == '\r' || c == '\t') {
            out += c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t";
        } else if (byte < 0x20) {
            const std::string digits{kHex[byte >> 4U], kHex[byte & 15U]};
            out += quoting == Quoting::Swift ? "\\u{" + digits + "}" : "\\u00" + digits;
        } else {
            const bool isSpecial
                = c == '"' || c == '\\' || (c == '$' && quoting == Quoting::Dollar);
            out += isSpecial ? "\\" : "";
            out += c;
        }
    }
    return out + '"';
}

bool isKeyword(std::string_view word)
{
    static const std::set<std::string_view> kWords{
        "abstract",  "as",          "assert",     "associatedtype",
        "async",     "await",       "break",      "by",
        "case",      "catch",       "class",      "const",
        "continue",  "covariant",   "default",    "defer",
        "deferred",  "deinit",      "do",         "dynamic",
        "else",      "enum",        "export",     "extends",
        "extension", "external",    "factory",    "fallthrough",
        "false",     "fileprivate", "final",      "finally",
        "for",       "fun",         "func",       "get",
        "guard",     "if",          "implements", "import",
        "in",        "indirect",    "infix",      "init",
        "inout",     "interface",   "internal",   "is",
        "late",      "lazy",        "let",        "library",
        "mixin",     "new",         "nil",        "null",
        "object",    "open",        "operator",   "override",
        "package",   "part",        "private",    "protocol",
        "public",    "repeat",      "required",   "rethrow",
        "rethrows",  "return",      "sealed",     "self",
        "set",       "some",        "static",     "struct",
        "subscript", "super",       "switch",     "sync",
        "this",      "throw",       "throws",     "true",
        "try",       "typealias",   "typedef",    "typeof",
        "val",       "var",         "void",       "weak",
        "when",      "where",       "while",      "with",
        "yield"};
    return kWords.contains(word);
}

namespace {

/// What enums have anyway, and what their generated code is made of.
bool isEnumMember(std::string_view word)
{
    static const std::set<std::string_view> kWords{"allCases",
                                                   "companion",
                                                   "entries",
                                                   "hashCode",
                                                   "index",
                                                   "name",
                                                   "none",
                                                   "noSuchMethod",
                                                   "of",
                                                   "ordinal",
                                                   "rawValue",
                                                   "runtimeType",
                                                   "serializer",
                                                   "text",
                                                   "toString",
                                                   "type",
                                                   "unset",
                                                   "values"};
    return kWords.contains(word);
}

} // namespace

std::vector<std::string> caseNames(const std::vector<std::string> &choices)
{
    std::set<std::string> taken;
    std::vector<std::string> names;
    for (const std::string &choice : choices) {
        std::string name = camelCase(choice);
        if (isKeyword(name) || isEnumMember(name)) {
            name += "Value";
        }
        std::string candidate = name;
        for (int number = 2; !taken.insert(asciiLower(candidate)).second; ++number) {
            candidate = name + std::to_string(number);
        }
        names.push_back(candidate);
    }
    return names;
}

std::vector<NamedField> readFields(const TypeModel &type, std::string (*nameOf)(std::string_view))
{
    std::set<std::string> taken;
    std::vector<NamedField> fields;
    for (const FieldModel &field : type.fields) {
        if (field.isWriteOnly) {
            continue;
        }
        const std::string name = nameOf(field.name);
        std::string candidate = name;
        for (int number = 2; !taken.insert(candidate).second; ++number) {
            candidate = name + std::to_string(number);
        }
        fields.push_back({.field = &field, .name = std::move(candidate)});
    }
    return fields;
}

bool mayBeAbsent(const TypeModel &type, const FieldModel &field)
{
    return type.isAuth && field.name == "email";
}

} // namespace socle::codegen
