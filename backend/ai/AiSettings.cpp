// See AiSettings.h. The defaults are the document of ai.md 2.4; their JSON types are the types a patch must keep.
#include "backend/ai/AiSettings.h"

#include "shared/protocol/Messages.h"

#include <array>

namespace socle::ai {

namespace {

// clang-format off
constexpr std::string_view kDefaults = R"({
  "enabled": true,
  "defaults": {"chatModel": "local/extractive-v1", "embeddingModel": "local/hash-v1",
               "moderationModel": "local/safety-v1", "judgeModel": ""},
  "aliases": {},
  "access": {"chat": null, "complete": null, "generate": null, "query": null, "search": null, "answer": null,
             "tasks": null, "data": null, "agents": null, "embeddings": null, "gateway": null, "feedback": null},
  "network": {"allowPrivateHosts": [], "allowHttp": false, "connectTimeoutMs": 5000, "firstByteTimeoutMs": 60000,
              "idleTimeoutMs": 60000, "totalTimeoutMs": 600000, "maxRetries": 2, "maxResponseBytes": 33554432},
  "privacy": {"traceContent": "redacted", "traceRetentionDays": 30, "usageRetentionDays": 400,
              "sendUserIdentifier": false, "piiToProviders": "redact"},
  "vector": {"memoryMiB": 0, "threads": 0, "engine": "auto", "ruleTimeoutMs": 2000},
  "agents": {"enabled": false, "maxSteps": 12, "maxRunSeconds": 300, "writes": "approve"},
  "fetch": {"enabled": false, "allowHosts": [], "maxBytes": 524288, "timeoutMs": 10000},
  "mcp": {"enabled": false, "writes": "deny", "allowedOrigins": [], "oauth": false},
  "limits": {"perUserPerMinute": 30, "perGuestIpPerMinute": 6, "concurrentPerUser": 4, "guestModels": ["local/*"]}
})";
// clang-format on

struct Choice
{
    std::string_view path;
    std::string_view allowed; // separated by one blank
};

constexpr std::array kChoices{
    Choice{"privacy.traceContent", "off metadata redacted full"},
    Choice{"privacy.piiToProviders", "send redact block"},
    Choice{"agents.writes", "approve deny allow"},
    Choice{"mcp.writes", "deny approve allow"},
};

FieldError wrong(std::string message)
{
    return {.code = "validation_invalid_value", .message = std::move(message)};
}

bool isTextList(const Json &value)
{
    if (!value.isArray()) {
        return false;
    }
    for (const Json &item : value.array()) {
        if (!item.isString()) {
            return false;
        }
    }
    return true;
}

// Whether `value` may stand where `current` stands.
std::optional<FieldError> problem(const std::string &path, const Json &current, const Json &value)
{
    const bool isRule = path.rfind("access.", 0) == 0;
    if (isRule) {
        return value.isNull() || value.isString() ? std::nullopt : std::optional(wrong("Must be a rule or null."));
    }
    if (path == "aliases") {
        if (!value.isObject()) {
            return wrong("Must be an object of lists.");
        }
        for (const auto &alias : value.object()) {
            if (!isTextList(alias.second)) {
                return wrong("Each alias is a list of model names.");
            }
        }
        return std::nullopt;
    }
    if (current.isArray()) {
        return isTextList(value) ? std::nullopt : std::optional(wrong("Must be a list of texts."));
    }
    if (current.isNumber()) {
        return value.isNumber() && value.toDouble() >= 0 && value.toDouble() <= 9007199254740991.0
            ? std::nullopt
            : std::optional(wrong("Must be a number of 0 or more."));
    }
    if (current.isBool()) {
        return value.isBool() ? std::nullopt : std::optional(wrong("Must be true or false."));
    }
    if (!value.isString()) {
        return wrong("Must be a text.");
    }
    for (const Choice &choice : kChoices) {
        if (path == choice.path && (" " + std::string(choice.allowed) + " ").find(" " + value.toText() + " ") == std::string::npos) {
            return wrong("Must be one of: " + std::string(choice.allowed) + ".");
        }
    }
    return std::nullopt;
}

void merge(JsonObject &target, const JsonObject &patch, const std::string &prefix, FieldErrors &errors)
{
    for (const auto &[key, value] : patch) {
        const std::string path = prefix.empty() ? key : prefix + "." + key;
        Json *current = target.find(key);
        if (current == nullptr) {
            addFieldError(errors, path, wrong("Unknown setting."));
        } else if (current->isObject() && path != "aliases") {
            if (value.isObject()) {
                merge(current->asObject(), value.object(), path, errors);
            } else {
                addFieldError(errors, path, wrong("Must be an object."));
            }
        } else if (auto wrongValue = problem(path, *current, value)) {
            addFieldError(errors, path, std::move(*wrongValue));
        } else {
            *current = value;
        }
    }
}

} // namespace

AiSettings::AiSettings() : m_document(parseJson(kDefaults).valueOr(Json())) { }

AiSettings AiSettings::fromStored(const Json &stored)
{
    AiSettings settings;
    FieldErrors ignored; // a member of an older version, or edited by hand: the default stands
    merge(settings.m_document.asObject(), stored.object(), {}, ignored);
    return settings;
}

Result<AiSettings> AiSettings::patched(const Json &patch) const
{
    if (!patch.isObject()) {
        return invalidInput();
    }
    AiSettings settings(*this);
    FieldErrors errors;
    merge(settings.m_document.asObject(), patch.object(), {}, errors);
    if (!errors.empty()) {
        return invalidInput("The AI settings could not be saved.", std::move(errors));
    }
    return settings;
}

bool AiSettings::isEnabled() const
{
    return m_document["enabled"].toBool();
}

std::string AiSettings::defaultChatModel() const
{
    return m_document["defaults"]["chatModel"].toText();
}

std::vector<std::string> AiSettings::alias(std::string_view name) const
{
    std::vector<std::string> entries;
    for (const Json &entry : m_document["aliases"][name].array()) {
        entries.push_back(entry.toText());
    }
    return entries;
}

std::optional<std::string> AiSettings::access(std::string_view capability) const
{
    const Json &rule = m_document["access"][capability];
    return rule.isString() ? std::optional(rule.toText()) : std::nullopt;
}

ProviderNetwork AiSettings::network() const
{
    const Json &json = m_document["network"];
    const auto ms = [&json](const char *key) { return std::chrono::milliseconds(json[key].toInt()); };
    ProviderNetwork network;
    for (const Json &host : json["allowPrivateHosts"].array()) {
        network.allowPrivateHosts.push_back(host.toText());
    }
    network.allowHttp = json["allowHttp"].toBool();
    network.connectTimeout = ms("connectTimeoutMs");
    network.firstByteTimeout = ms("firstByteTimeoutMs");
    network.idleTimeout = ms("idleTimeoutMs");
    network.totalTimeout = ms("totalTimeoutMs");
    network.maxRetries = static_cast<int>(std::min<std::int64_t>(json["maxRetries"].toInt(), 10));
    network.maxResponseBytes = static_cast<std::uint64_t>(json["maxResponseBytes"].toInt());
    return network;
}

int AiSettings::perUserPerMinute() const
{
    return static_cast<int>(m_document["limits"]["perUserPerMinute"].toInt());
}

int AiSettings::perGuestIpPerMinute() const
{
    return static_cast<int>(m_document["limits"]["perGuestIpPerMinute"].toInt());
}

int AiSettings::concurrentPerUser() const
{
    return static_cast<int>(m_document["limits"]["concurrentPerUser"].toInt());
}

} // namespace socle::ai
