// See AiTables.h.
#include "backend/ai/AiTables.h"

#include "backend/schema/SchemaStore.h"
#include "backend/schema/SocleInstall.h"
#include "backend/schema/SystemTable.h"
#include "backend/storage/Dialect.h"
#include "backend/storage/WriteTransaction.h"

namespace socle::ai {

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
    using schema::Need;
    using schema::SystemTable;
    SOCLE_TRY(schema::ensureOptions(tx, schema));
    SOCLE_TRY(SystemTable(std::string(kProvidersCollection))
                  .text("name", Need::Required)
                  .choice("kind", {"openai", "anthropic", "ollama", "local"})
                  .text("preset")
                  .text("baseUrl")
                  .flag("enabled")
                  .json("headers")
                  .json("options")
                  .number("maxConcurrent")
                  .number("rpm")
                  .number("tpm")
                  .json("timeouts")
                  .flag("privateNetwork")
                  .uniqueIndex("name")
                  .ensure(tx, schema));
    SOCLE_TRY(SystemTable(std::string(kModelsCollection))
                  .text("provider", Need::Required)
                  .text("model", Need::Required)
                  .flag("enabled")
                  .json("capabilities")
                  .number("contextTokens")
                  .number("maxOutputTokens")
                  .number("dimensions")
                  .json("prices")
                  .json("quirks")
                  .choice("source", {"listed", "manual", "learned"})
                  .uniqueIndex("provider,model")
                  .ensure(tx, schema));
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
