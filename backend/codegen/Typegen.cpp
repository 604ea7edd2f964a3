// See Typegen.h.
#include "backend/codegen/Typegen.h"

#include "backend/codegen/TypegenParts.h"

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

std::string textLiteral(std::string_view text, bool escapesDollar)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\' || (escapesDollar && c == '$')) {
            out += '\\';
        }
        out += c == '\n' ? ' ' : c;
    }
    return out + '"';
}

std::vector<std::string> caseNames(const std::vector<std::string> &choices)
{
    static const std::set<std::string, std::less<>> kReserved{
        "default", "class",  "switch", "case",   "new",    "public", "private", "internal",
        "open",    "return", "true",   "false",  "null",   "none",   "in",      "is",
        "as",      "do",     "for",    "if",     "else",   "while",  "func",    "var",
        "let",     "const",  "enum",   "import", "static", "self",   "values"};
    std::set<std::string> taken;
    std::vector<std::string> names;
    for (const std::string &choice : choices) {
        std::string name = camelCase(choice);
        if (kReserved.find(name) != kReserved.end()) {
            name += "Value";
        }
        std::string candidate = name;
        for (int number = 2; !taken.insert(candidate).second; ++number) {
            candidate = name + std::to_string(number);
        }
        names.push_back(candidate);
    }
    return names;
}

bool mayBeAbsent(const TypeModel &type, const FieldModel &field)
{
    return type.isAuth && field.name == "email";
}

} // namespace socle::codegen
