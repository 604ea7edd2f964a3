// What is configured for AI: settings, providers, models and their keys, as one immutable snapshot.
//
// Rows live in the collections of AiTables.h; the snapshot is read again after any of them changed. Provider objects stay the
// same as long as their row does, so breakers and learned quirks survive a change elsewhere.
#pragma once

#include "backend/ai/AiGuard.h"
#include "backend/ai/AiSecrets.h"
#include "backend/ai/AiSettings.h"
#include "backend/ai/Breaker.h"
#include "backend/ai/ChatProvider.h"
#include "backend/records/ChangeListener.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace socle::outbound {
class HttpClient;
}
namespace socle::schema {
class SchemaStore;
}
namespace socle::storage {
class Database;
class ReadTransaction;
class WriteTransaction;
} // namespace socle::storage
namespace socle::runtime {
class Clock;
}

namespace socle::ai {

/// Micro-USD per million tokens; absent = unknown, the cost is null.
struct ModelPrices
{
    std::optional<double> input = {};
    std::optional<double> cachedInput = {};
    std::optional<double> output = {};
};

struct ModelEntry
{
    std::string provider = {};
    std::string model = {};
    bool enabled = true;
    ModelPrices prices = {};
    std::int64_t contextTokens = 0; // 0: unknown
    std::int64_t maxOutputTokens = 0;
};

struct ProviderEntry
{
    std::string id = {};
    std::string name = {};
    std::string kind = {};
    std::string preset = {};
    std::string baseUrl = {};
    bool enabled = true;
    bool privateNetwork = false;
    bool hasKey = false;
    std::string keyHint = {};
    std::string keyProblem = {}; // set when the stored key cannot be opened
    std::shared_ptr<OpenAiProvider> openAi = {};
    std::shared_ptr<Breaker> breaker = {};
};

struct AiConfiguration
{
    AiSettings settings = {};
    std::vector<ProviderEntry> providers = {}; // by name
    std::vector<ModelEntry> models = {};

    const ProviderEntry *provider(std::string_view name) const;
    const ModelEntry *model(std::string_view provider, std::string_view model) const;
};

using AiConfigurationPtr = std::shared_ptr<const AiConfiguration>;

/// A chat model that can be asked: the built-in engine, or a provider and its model name.
struct ChosenModel
{
    std::string name = {}; // "openai/small"
    std::string alias = {}; // "" when asked for directly
    bool isLocal = false;
    const ProviderEntry *provider = nullptr; // lives as long as the configuration
    std::string model = {}; // the provider's own name
    const ModelEntry *entry = nullptr; // null: nothing known about it
};

/// Cost of a call in millionths of a US dollar, nothing when the model has no price.
std::optional<std::int64_t> costMicroUsd(const ModelEntry *model, const Usage &usage);

class AiStore final : public records::ChangeObserver
{
public:
    AiStore(storage::Database &database, schema::SchemaStore &schema, outbound::HttpClient &http, AiSecrets secrets,
            const runtime::Clock &clock);

    /// The current configuration; reads it again when something changed since. Any thread with a snapshot.
    Result<AiConfigurationPtr> configuration(storage::ReadTransaction &tx);

    Result<AiSettings> patchSettings(storage::WriteTransaction &tx, const Json &patch);
    /// `value` empty deletes. Errors: NotFound (provider), Unavailable (no master key).
    Result<void> setSecret(storage::WriteTransaction &tx, std::string_view providerId, std::string_view name, std::string_view value);
    /// A provider made or changed in one call: {"name","preset","baseUrl","enabled",…}; validates. Errors: InvalidInput.
    Result<Json> saveProvider(storage::WriteTransaction &tx, const Json &body);
    /// Creates the collections of AI when they are missing.
    Result<void> prepare(storage::WriteTransaction &tx);

    /// Resolves "@default", an alias or "provider/model". Error: ModelUnknown, ProviderUnavailable (disabled, breaker open).
    static std::variant<ChosenModel, AiError> choose(const AiConfiguration &configuration, std::string_view name);

    /// Adds one call to the day's sums, later, on the writer.
    void recordUsage(std::string principal, const ChosenModel &model, std::string feature, const Usage &usage, bool failed);

    /// Sums per day and model between two days (YYYY-MM-DD, "" = open), newest first: [{"day","model",…}].
    Result<JsonArray> usage(storage::ReadTransaction &tx, const std::string &from, const std::string &to);

    AiGuard &guard() { return m_guard; }

    void recordCommitted(const records::Change &change) override;

private:
    Result<AiConfigurationPtr> load(storage::ReadTransaction &tx);
    void changed();
    ProviderEntry makeProvider(ProviderEntry entry, std::string apiKey, const ProviderNetwork &network, const Json &options);

    storage::Database &m_database;
    schema::SchemaStore &m_schema;
    outbound::HttpClient &m_http;
    AiSecrets m_secrets;
    const runtime::Clock &m_clock;
    AiGuard m_guard;

    std::mutex m_mutex; // guards the three below; held while loading
    AiConfigurationPtr m_current;
    std::vector<std::pair<std::string, ProviderEntry>> m_known; // fingerprint of the row -> provider, kept over reloads
    std::chrono::steady_clock::time_point m_loadedAt = {};
    std::atomic<std::int64_t> m_changedAt = 0; // steady milliseconds of the last change
};

} // namespace socle::ai
