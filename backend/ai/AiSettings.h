// The settings of AI: one document with defaults, patched member by member (ai.md 2.4). An immutable value.
#pragma once

#include "backend/ai/OpenAiProvider.h"
#include "shared/core/Result.h"
#include "shared/json/Json.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace socle::ai {

class AiSettings
{
public:
    AiSettings(); // the defaults

    /// Settings from a stored document; members that are missing keep their default, unknown ones are dropped.
    static AiSettings fromStored(const Json &stored);
    /// The settings after a PATCH. Errors: InvalidInput with fields for unknown members, wrong types and values out of range.
    Result<AiSettings> patched(const Json &patch) const;

    const Json &document() const { return m_document; }
    bool isEnabled() const;
    /// "provider/model" or an alias.
    std::string defaultChatModel() const;
    /// Entries of an alias in order, empty when there is no such alias.
    std::vector<std::string> alias(std::string_view name) const;
    /// Rule of a capability ("chat", "query"): null = superusers, "" = everyone.
    std::optional<std::string> access(std::string_view capability) const;
    ProviderNetwork network() const;
    int perUserPerMinute() const;
    int perGuestIpPerMinute() const;
    int concurrentPerUser() const;

private:
    Json m_document;
};

} // namespace socle::ai
