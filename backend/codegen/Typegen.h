// Types for client programs, generated from the live collections: `socle typegen`.
#pragma once

#include "backend/schema/Catalogue.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace socle::codegen {

enum class Language { TypeScript, Dart, Swift, Kotlin, Python, Go };

struct LanguageName
{
    Language language;
    std::string_view name; // on the command line
    std::string_view extension; // of a file, without the dot
};

inline constexpr std::array kLanguages{LanguageName{Language::TypeScript, "typescript", "ts"},
                                       LanguageName{Language::Dart, "dart", "dart"},
                                       LanguageName{Language::Swift, "swift", "swift"},
                                       LanguageName{Language::Kotlin, "kotlin", "kt"},
                                       LanguageName{Language::Python, "python", "py"},
                                       LanguageName{Language::Go, "go", "go"}};

/// By name or by extension.
std::optional<Language> languageOf(std::string_view text);

/// One source file with a type per collection and a type per list of choices. Hidden fields and
/// system collections are left out.
std::string generateTypes(const schema::Catalogue &catalogue, Language language);

} // namespace socle::codegen
