// The collections and tables of AI, created the first time something of AI is saved (ai.md 2.1, 2.5).
//
// | Name           | Kind              | Holds                                                        |
// |----------------|-------------------|--------------------------------------------------------------|
// | _socleOptions  | system collection | collection ("" = the server), key, value: settings of Socle  |
// | _aiProviders   | system collection | name, kind, preset, baseUrl, enabled, headers, timeouts …    |
// | _aiModels      | system collection | provider, model, enabled, prices, quirks …                   |
// | _ai_secrets    | table             | provider, name, value (sealed), hint, updated                |
// | _ai_usage      | table             | sums per day, principal, provider, model and feature         |
#pragma once

#include "shared/core/Result.h"

#include <string_view>

namespace socle::schema {
class SchemaStore;
}
namespace socle::storage {
class ReadTransaction;
class WriteTransaction;
} // namespace socle::storage

namespace socle::ai {

inline constexpr std::string_view kOptionsCollection = "_socleOptions";
inline constexpr std::string_view kProvidersCollection = "_aiProviders";
inline constexpr std::string_view kModelsCollection = "_aiModels";

/// Creates what is missing; does nothing when all is there.
Result<void> ensureAiTables(storage::WriteTransaction &tx, schema::SchemaStore &schema);
/// True when a table of that name exists.
Result<bool> hasTable(storage::ReadTransaction &tx, std::string_view name);

} // namespace socle::ai
