// See AiStore.h.
#include "backend/ai/AiStore.h"

#include "backend/ai/AiTables.h"
#include "backend/crypto/Hash.h"
#include "backend/runtime/Clock.h"
#include "backend/runtime/Random.h"
#include "backend/schema/SchemaStore.h"
#include "backend/storage/Database.h"
#include "backend/storage/Dialect.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/core/Text.h"
#include "shared/protocol/Messages.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace socle::ai {

using storage::Next;
using storage::Row;
using storage::sql;

namespace {

constexpr std::string_view kSettingsKey = "ai.settings";
constexpr std::chrono::milliseconds kSettling{1000};

// scheme://host:port of an address: what a stored key is bound to.
std::string originOf(std::string_view url)
{
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) {
        return {};
    }
    const auto path = url.find('/', scheme + 3);
    return asciiLower(url.substr(0, path));
}

bool isSlug(std::string_view name)
{
    return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

std::optional<double> price(const Json &prices, const char *key)
{
    return prices[key].isNumber() ? std::optional(prices[key].toDouble()) : std::nullopt;
}

} // namespace

const ProviderEntry *AiConfiguration::provider(std::string_view name) const
{
    for (const ProviderEntry &entry : providers) {
        if (entry.name == name) {
            return &entry;
        }
    }
    return nullptr;
}

const ModelEntry *AiConfiguration::model(std::string_view provider, std::string_view model) const
{
    for (const ModelEntry &entry : models) {
        if (entry.provider == provider && entry.model == model) {
            return &entry;
        }
    }
    return nullptr;
}

std::optional<std::int64_t> costMicroUsd(const ModelEntry *model, const Usage &usage)
{
    if (model == nullptr || !model->prices.input || !model->prices.output) {
        return std::nullopt;
    }
    const double cachedPrice = model->prices.cachedInput.value_or(*model->prices.input);
    const auto fresh = static_cast<double>(std::max<std::int64_t>(usage.inputTokens - usage.cachedInputTokens, 0));
    const double cost = fresh * *model->prices.input + static_cast<double>(usage.cachedInputTokens) * cachedPrice
        + static_cast<double>(usage.outputTokens) * *model->prices.output;
    return static_cast<std::int64_t>(std::llround(cost / 1e6));
}

AiStore::AiStore(storage::Database &database, schema::SchemaStore &schema, outbound::HttpClient &http, AiSecrets secrets,
                 const runtime::Clock &clock)
    : m_database(database), m_schema(schema), m_http(http), m_secrets(std::move(secrets)), m_clock(clock)
{
}

Result<AiConfigurationPtr> AiStore::configuration(storage::ReadTransaction &tx)
{
    const auto now = std::chrono::steady_clock::now();
    const std::lock_guard lock(m_mutex);
    // A snapshot may be older than the change that was announced: for a second after it the rows are read every time.
    const std::chrono::steady_clock::time_point settled(std::chrono::milliseconds(m_changedAt) + kSettling);
    if (m_current && m_loadedAt > settled) {
        return m_current;
    }
    m_current = SOCLE_TRY(load(tx));
    m_loadedAt = now;
    return m_current;
}

void AiStore::changed()
{
    m_changedAt = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

Result<AiConfigurationPtr> AiStore::load(storage::ReadTransaction &tx)
{
    auto configuration = std::make_shared<AiConfiguration>();
    if (SOCLE_TRY(hasTable(tx, kOptionsCollection))) {
        SOCLE_TRY(tx.query(sql("SELECT value FROM _socleOptions WHERE collection = '' AND key = ?", std::string(kSettingsKey)),
                           [&](const Row &row) {
                               const auto stored = parseJson(row.text(0));
                               configuration->settings = AiSettings::fromStored(stored ? *stored : Json());
                               return Next::Stop;
                           }));
    }
    const ProviderNetwork network = configuration->settings.network();
    if (SOCLE_TRY(hasTable(tx, kProvidersCollection))) {
        struct Stored
        {
            ProviderEntry entry;
            Json options;
            std::string sealed, origin;
        };
        std::vector<Stored> rows;
        SOCLE_TRY(tx.query(
            sql("SELECT p.id, p.name, p.kind, p.preset, p.baseUrl, p.enabled, p.privateNetwork, p.options, s.value, s.origin, s.hint "
                "FROM _aiProviders p LEFT JOIN _ai_secrets s ON s.provider = p.id AND s.name = 'apiKey' ORDER BY p.name"),
            [&](const Row &row) {
                Stored stored;
                stored.entry = {.id = std::string(row.text(0)),
                                .name = std::string(row.text(1)),
                                .kind = std::string(row.text(2)),
                                .preset = std::string(row.text(3)),
                                .baseUrl = std::string(row.text(4)),
                                .enabled = row.integer(5) != 0,
                                .privateNetwork = row.integer(6) != 0,
                                .keyHint = std::string(row.text(10))};
                const auto options = parseJson(row.text(7));
                stored.options = options ? *options : Json();
                stored.sealed = row.text(8);
                stored.origin = row.text(9);
                rows.push_back(std::move(stored));
                return Next::Continue;
            }));
        for (Stored &stored : rows) {
            std::string key;
            const std::string variable = "SOCLE_AI_PROVIDER_" + [&] {
                std::string upper = stored.entry.name;
                std::transform(upper.begin(), upper.end(), upper.begin(), [](unsigned char c) {
                    return c == '-' ? '_' : static_cast<char>(std::toupper(c));
                });
                return upper;
            }() + "_API_KEY";
            if (const char *given = std::getenv(variable.c_str()); given != nullptr && *given != '\0') {
                key = given;
            } else if (!stored.sealed.empty() && stored.origin == originOf(stored.entry.baseUrl)) {
                auto opened = m_secrets.open(stored.entry.id, "apiKey", stored.sealed);
                if (opened) {
                    key = opened.takeValue();
                } else {
                    stored.entry.keyProblem = opened.error().message;
                }
            }
            stored.entry.hasKey = !key.empty();
            configuration->providers.push_back(makeProvider(std::move(stored.entry), std::move(key), network, stored.options));
        }
    }
    if (SOCLE_TRY(hasTable(tx, kModelsCollection))) {
        SOCLE_TRY(tx.query(sql("SELECT provider, model, enabled, prices, contextTokens, maxOutputTokens FROM _aiModels ORDER BY rowid"),
                           [&](const Row &row) {
                               const auto parsed = parseJson(row.text(3));
                               const Json prices = parsed ? *parsed : Json();
                               configuration->models.push_back(
                                   {.provider = std::string(row.text(0)),
                                    .model = std::string(row.text(1)),
                                    .enabled = row.integer(2) != 0,
                                    .prices = {price(prices, "input"), price(prices, "cachedInput"), price(prices, "output")},
                                    .contextTokens = row.integer(4),
                                    .maxOutputTokens = row.integer(5)});
                               return Next::Continue;
                           }));
    }
    return AiConfigurationPtr(std::move(configuration));
}

ProviderEntry AiStore::makeProvider(ProviderEntry entry, std::string apiKey, const ProviderNetwork &network, const Json &options)
{
    ProviderNetwork own = network;
    if (entry.privateNetwork) {
        // The operator says this provider lives on the inside: its own host may be private, nobody else's.
        const auto start = entry.baseUrl.find("://");
        if (start != std::string::npos) {
            std::string host = entry.baseUrl.substr(start + 3, entry.baseUrl.find('/', start + 3) - start - 3);
            if (host.find(':') == std::string::npos) {
                host += startsWith(entry.baseUrl, "https") ? ":443" : ":80";
            }
            own.allowPrivateHosts.push_back(std::move(host));
        }
    }
    std::string fingerprint = entry.id + "|" + entry.name + "|" + entry.kind + "|" + entry.preset + "|" + entry.baseUrl + "|"
        + (entry.enabled ? "1" : "0") + (entry.privateNetwork ? "1" : "0") + options.dump() + crypto::sha256Hex(apiKey);
    for (const std::string &host : own.allowPrivateHosts) {
        fingerprint += "|" + host;
    }
    fingerprint += "|" + std::to_string(own.totalTimeout.count()) + "|" + std::to_string(own.firstByteTimeout.count()) + "|"
        + std::to_string(own.idleTimeout.count()) + "|" + std::to_string(own.maxRetries);
    for (const auto &[known, provider] : m_known) {
        if (known == fingerprint) {
            return provider;
        }
    }
    entry.breaker = std::make_shared<Breaker>();
    if (entry.kind == "openai" || entry.kind.empty()) {
        OpenAiOptions made;
        made.baseUrl = entry.baseUrl.empty() ? std::string(openAiBaseUrl(entry.preset)) : entry.baseUrl;
        made.apiKey = std::move(apiKey);
        made.preset = entry.preset;
        made.network = own;
        entry.openAi = std::make_shared<OpenAiProvider>(m_http, std::move(made));
    }
    std::erase_if(m_known, [&entry](const auto &known) { return known.second.id == entry.id; });
    m_known.emplace_back(std::move(fingerprint), entry);
    return entry;
}

std::variant<ChosenModel, AiError> AiStore::choose(const AiConfiguration &configuration, std::string_view name)
{
    const AiSettings &settings = configuration.settings;
    std::string asked(name.empty() || name == "@default" ? settings.defaultChatModel() : std::string(name));
    std::vector<std::string> candidates{asked};
    std::string alias;
    if (asked.find('/') == std::string::npos) {
        alias = asked;
        candidates = settings.alias(asked);
    }
    std::optional<AiError> lastProblem;
    for (const std::string &candidate : candidates) {
        const auto slash = candidate.find('/');
        ChosenModel chosen{.name = candidate, .alias = alias};
        const std::string provider = candidate.substr(0, slash);
        chosen.model = slash == std::string::npos ? std::string() : candidate.substr(slash + 1);
        if (provider == "local") {
            if (chosen.model == "extractive-v1" || chosen.model == "rules-v1") {
                chosen.isLocal = true;
                return chosen;
            }
            continue;
        }
        chosen.provider = configuration.provider(provider);
        if (chosen.provider == nullptr || chosen.model.empty() || !chosen.provider->openAi) {
            continue;
        }
        chosen.entry = configuration.model(provider, chosen.model);
        if (!chosen.provider->enabled || (chosen.entry != nullptr && !chosen.entry->enabled)) {
            lastProblem = AiError{.code = AiCode::ModelUnknown, .message = "The model \"" + candidate + "\" is switched off."};
            continue;
        }
        if (!chosen.provider->breaker->allows(std::chrono::steady_clock::now())) {
            lastProblem = AiError{.code = AiCode::ProviderUnavailable,
                                  .message = "The provider failed repeatedly; it is asked again shortly.",
                                  .retryAfterSeconds = 30};
            continue;
        }
        return chosen;
    }
    if (lastProblem) {
        return *lastProblem;
    }
    return AiError{.code = AiCode::ModelUnknown, .message = "There is no model \"" + asked + "\"."};
}

Result<void> AiStore::prepare(storage::WriteTransaction &tx)
{
    return ensureAiTables(tx, m_schema);
}

Result<AiSettings> AiStore::patchSettings(storage::WriteTransaction &tx, const Json &patch)
{
    const AiConfigurationPtr current = SOCLE_TRY(load(tx));
    AiSettings settings = SOCLE_TRY(current->settings.patched(patch));
    SOCLE_TRY(prepare(tx));
    const std::string now = m_clock.now().toString();
    const std::int64_t updatedRows = SOCLE_TRY(tx.execute(sql("UPDATE _socleOptions SET value = ?, updated = ? WHERE collection = '' AND key = ?",
                                                          settings.document().dump(), now, std::string(kSettingsKey))));
    if (updatedRows == 0) {
        SOCLE_TRY(tx.execute(sql("INSERT INTO _socleOptions (id, collection, key, value, created, updated) VALUES (?, '', ?, ?, ?, ?)",
                                 runtime::systemRandom().recordId(), std::string(kSettingsKey), settings.document().dump(), now, now)));
    }
    tx.afterCommit([this] { changed(); });
    return settings;
}

Result<void> AiStore::setSecret(storage::WriteTransaction &tx, std::string_view providerId, std::string_view name, std::string_view value)
{
    SOCLE_TRY(prepare(tx));
    const auto baseUrl = SOCLE_TRY(tx.scalar(sql("SELECT CASE baseUrl WHEN '' THEN preset ELSE baseUrl END FROM _aiProviders WHERE id = ?",
                                                 std::string(providerId))));
    if (!baseUrl) {
        return notFound();
    }
    tx.afterCommit([this] { changed(); });
    if (value.empty()) {
        SOCLE_TRY(tx.execute(sql("DELETE FROM _ai_secrets WHERE provider = ? AND name = ?", std::string(providerId), std::string(name))));
        return {};
    }
    const std::string sealed = SOCLE_TRY(m_secrets.seal(providerId, name, value));
    SOCLE_TRY(tx.execute(sql("INSERT INTO _ai_secrets (provider, name, value, origin, hint, updated) VALUES (?, ?, ?, ?, ?, ?) "
                             "ON CONFLICT (provider, name) DO UPDATE SET value = excluded.value, origin = excluded.origin, "
                             "hint = excluded.hint, updated = excluded.updated",
                             std::string(providerId), std::string(name), sealed, originOf(storage::textOf(*baseUrl)), AiSecrets::hint(value),
                             m_clock.now().toString())));
    return {};
}

Result<Json> AiStore::saveProvider(storage::WriteTransaction &tx, const Json &body)
{
    SOCLE_TRY(prepare(tx));
    const std::string name = body["name"].toText();
    const std::string preset = body["preset"].toText("generic");
    std::string baseUrl = body["baseUrl"].toText();
    if (baseUrl.empty()) {
        baseUrl = openAiBaseUrl(preset);
    }
    FieldErrors errors;
    const auto refuse = [&errors](const char *path, const char *message) {
        errors.emplace(path, FieldError{.code = "validation_invalid_value", .message = message});
    };
    if (!isSlug(name) || name == "local") {
        refuse("name", "Use lower-case letters, digits, - and _; \"local\" is the built-in engine.");
    }
    if (!startsWith(baseUrl, "http://") && !startsWith(baseUrl, "https://")) {
        refuse("baseUrl", "Must begin with http:// or https://.");
    } else if (baseUrl.find('@') != std::string::npos) {
        refuse("baseUrl", "Must not contain a user name or password.");
    }
    if (!errors.empty()) {
        return invalidInput("The provider could not be saved.", std::move(errors));
    }
    const std::string now = m_clock.now().toString();
    const auto existing = SOCLE_TRY(tx.scalar(sql("SELECT id FROM _aiProviders WHERE name = ?", name)));
    const std::string id = existing ? std::string(storage::textOf(*existing)) : runtime::systemRandom().recordId();
    const std::int64_t enabled = body["enabled"].toBool(true) ? 1 : 0;
    const std::int64_t isPrivate = body["privateNetwork"].toBool(false) ? 1 : 0;
    if (existing) {
        // A key belongs to the address it was given for (ai.md 3.9).
        SOCLE_TRY(tx.execute(sql("DELETE FROM _ai_secrets WHERE provider = ? AND origin != ?", id, originOf(baseUrl))));
        SOCLE_TRY(tx.execute(sql("UPDATE _aiProviders SET kind = 'openai', preset = ?, baseUrl = ?, enabled = ?, privateNetwork = ?, "
                                 "updated = ? WHERE id = ?",
                                 preset, baseUrl, enabled, isPrivate, now, id)));
    } else {
        SOCLE_TRY(tx.execute(sql("INSERT INTO _aiProviders (id, name, kind, preset, baseUrl, enabled, privateNetwork, maxConcurrent, "
                                 "created, updated) VALUES (?, ?, 'openai', ?, ?, ?, ?, 8, ?, ?)",
                                 id, name, preset, baseUrl, enabled, isPrivate, now, now)));
    }
    tx.afterCommit([this] { changed(); });
    return Json(JsonObject{{"id", id}, {"name", name}, {"kind", "openai"}, {"preset", preset}, {"baseUrl", baseUrl},
                           {"enabled", enabled != 0}, {"privateNetwork", isPrivate != 0}});
}

void AiStore::recordUsage(std::string principal, const ChosenModel &model, std::string feature, const Usage &usage, bool failed)
{
    const std::int64_t cost = costMicroUsd(model.entry, usage).value_or(0);
    const auto slash = model.name.find('/');
    std::string provider = model.name.substr(0, slash);
    std::string name = slash == std::string::npos ? std::string() : model.name.substr(slash + 1);
    auto step = [this, principal = std::move(principal), provider = std::move(provider), name = std::move(name),
                 feature = std::move(feature), usage, failed, cost](storage::WriteTransaction &tx) -> Result<void> {
        // A folder in which nothing of AI was ever saved stays as it is, also when the built-in engine answers.
        if (!SOCLE_TRY(hasTable(tx, "_ai_usage"))) {
            return {};
        }
        SOCLE_TRY(tx.execute(
            sql("INSERT INTO _ai_usage (day, principal, provider, model, feature, requests, inputTokens, outputTokens, "
                "cachedInputTokens, reasoningTokens, costMicroUsd, errors, estimated) VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?) "
                "ON CONFLICT DO UPDATE SET requests = requests + 1, inputTokens = inputTokens + excluded.inputTokens, "
                "outputTokens = outputTokens + excluded.outputTokens, cachedInputTokens = cachedInputTokens + excluded.cachedInputTokens, "
                "reasoningTokens = reasoningTokens + excluded.reasoningTokens, costMicroUsd = costMicroUsd + excluded.costMicroUsd, "
                "errors = errors + excluded.errors, estimated = estimated | excluded.estimated",
                m_clock.now().toString().substr(0, 10), principal, provider, name, feature, usage.inputTokens, usage.outputTokens,
                usage.cachedInputTokens, usage.reasoningTokens, cost, std::int64_t(failed ? 1 : 0), std::int64_t(usage.estimated ? 1 : 0))));
        return {};
    };
    m_database.writer().submit(std::move(step), [](Result<void> result) {
        discard(result, "a usage sum that cannot be written must not fail the call it counts");
    });
}

Result<JsonArray> AiStore::usage(storage::ReadTransaction &tx, const std::string &from, const std::string &to)
{
    JsonArray items;
    if (!SOCLE_TRY(hasTable(tx, "_ai_usage"))) {
        return items;
    }
    SOCLE_TRY(tx.query(sql("SELECT day, provider || '/' || model, feature, SUM(requests), SUM(inputTokens), SUM(outputTokens), "
                           "SUM(costMicroUsd), SUM(errors), MAX(estimated) FROM _ai_usage WHERE day >= ? AND (? = '' OR day <= ?) "
                           "GROUP BY day, provider, model, feature ORDER BY day DESC LIMIT 1000",
                           from, to, to),
                       [&items](const Row &row) {
                           items.emplace_back(JsonObject{{"day", row.text(0)},
                                                         {"model", row.text(1)},
                                                         {"feature", row.text(2)},
                                                         {"requests", row.integer(3)},
                                                         {"inputTokens", row.integer(4)},
                                                         {"outputTokens", row.integer(5)},
                                                         {"costMicroUsd", row.integer(6)},
                                                         {"errors", row.integer(7)},
                                                         {"estimated", row.integer(8) != 0}});
                           return Next::Continue;
                       }));
    return items;
}

void AiStore::recordCommitted(const records::Change &change)
{
    const std::string &name = change.record().collection().name;
    if (name == kProvidersCollection || name == kModelsCollection || name == kOptionsCollection) {
        changed();
    }
}

} // namespace socle::ai
