// See AiTables.h.
#include "backend/ai/AiTables.h"

#include "backend/schema/SchemaStore.h"
#include "backend/storage/Dialect.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/fields/Field.h"

#include <algorithm>

namespace socle::ai {

namespace {

using fields::Field;

Field field(std::string_view type, std::string_view name, bool required = false)
{
    Field made = fields::makeField(type, name);
    made.system = true;
    made.required = required;
    return made;
}

Field choice(std::string_view name, std::initializer_list<const char *> values)
{
    Field made = field("select", name);
    JsonArray list;
    for (const char *value : values) {
        list.emplace_back(value);
    }
    made.options.set("values", std::move(list));
    made.options.set("maxSelect", 1);
    return made;
}

// `fields` between the id and the two dates that the scaffold brings or that we add here.
Result<void> ensure(storage::WriteTransaction &tx, schema::SchemaStore &schema, std::string_view name, fields::FieldList extra,
                    std::vector<std::string> indexes)
{
    schema::Collection collection = schema.scaffold(schema::CollectionType::Base, name);
    collection.system = true;
    for (Field &own : extra) {
        collection.fields.push_back(std::move(own));
    }
    for (const std::string_view date : {"created", "updated"}) {
        if (collection.field(date) == nullptr) {
            Field made = field("autodate", date);
            made.options.set("onCreate", true);
            made.options.set("onUpdate", date == "updated");
            collection.fields.push_back(std::move(made));
        }
    }
    collection.indexes = std::move(indexes);
    SOCLE_TRY(schema.ensure(tx, std::move(collection)));
    return {};
}

} // namespace

Result<bool> hasTable(storage::ReadTransaction &tx, std::string_view name)
{
    bool found = false;
    SOCLE_TRY(tx.query(storage::sql(tx.dialect().listTables()), [&](const storage::Row &row) {
        found = found || row.text(0) == name;
        return found ? storage::Next::Stop : storage::Next::Continue;
    }));
    return found;
}

Result<void> ensureAiTables(storage::WriteTransaction &tx, schema::SchemaStore &schema)
{
    SOCLE_TRY(ensure(tx, schema, kOptionsCollection,
                     {field("text", "collection"), field("text", "key", true), field("json", "value")},
                     {"CREATE UNIQUE INDEX `idx_socleOptions_key` ON `_socleOptions` (`collection`, `key`)"}));
    SOCLE_TRY(ensure(tx, schema, kProvidersCollection,
                     {field("text", "name", true), choice("kind", {"openai", "anthropic", "ollama", "local"}), field("text", "preset"),
                      field("text", "baseUrl"), field("bool", "enabled"), field("json", "headers"), field("json", "options"),
                      field("number", "maxConcurrent"), field("number", "rpm"), field("number", "tpm"), field("json", "timeouts"),
                      field("bool", "privateNetwork")},
                     {"CREATE UNIQUE INDEX `idx_aiProviders_name` ON `_aiProviders` (`name`)"}));
    SOCLE_TRY(ensure(tx, schema, kModelsCollection,
                     {field("text", "provider", true), field("text", "model", true), field("bool", "enabled"), field("json", "capabilities"),
                      field("number", "contextTokens"), field("number", "maxOutputTokens"), field("number", "dimensions"),
                      field("json", "prices"), field("json", "quirks"), choice("source", {"listed", "manual", "learned"})},
                     {"CREATE UNIQUE INDEX `idx_aiModels_model` ON `_aiModels` (`provider`, `model`)"}));
    SOCLE_TRY(tx.executeScript(R"(
        CREATE TABLE IF NOT EXISTS _ai_secrets (provider TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
            origin TEXT NOT NULL, hint TEXT DEFAULT '' NOT NULL, updated TEXT NOT NULL, PRIMARY KEY (provider, name));
        CREATE TABLE IF NOT EXISTS _ai_usage (day TEXT NOT NULL, principal TEXT NOT NULL, provider TEXT NOT NULL,
            model TEXT NOT NULL, feature TEXT NOT NULL, requests INTEGER DEFAULT 0 NOT NULL,
            inputTokens INTEGER DEFAULT 0 NOT NULL, outputTokens INTEGER DEFAULT 0 NOT NULL,
            cachedInputTokens INTEGER DEFAULT 0 NOT NULL, reasoningTokens INTEGER DEFAULT 0 NOT NULL,
            costMicroUsd INTEGER DEFAULT 0 NOT NULL, errors INTEGER DEFAULT 0 NOT NULL, estimated INTEGER DEFAULT 0 NOT NULL,
            PRIMARY KEY (day, principal, provider, model, feature));
    )"));
    return {};
}

} // namespace socle::ai
