// See AiSecrets.h.
#include "backend/ai/AiSecrets.h"

namespace socle::ai {

namespace {

constexpr std::string_view kUse = "socle/ai-secrets/v1";

std::string placeOf(std::string_view provider, std::string_view name)
{
    return "ai|" + std::string(provider) + "|" + std::string(name) + "|v1";
}

} // namespace

Result<std::string> AiSecrets::seal(std::string_view provider, std::string_view name, std::string_view value)
{
    return m_key.seal(kUse, placeOf(provider, name), value);
}

Result<std::string> AiSecrets::open(std::string_view provider, std::string_view name, std::string_view stored)
{
    return m_key.open(kUse, placeOf(provider, name), stored);
}

std::string AiSecrets::hint(std::string_view value)
{
    return value.size() >= 20 ? "…" + std::string(value.substr(value.size() - 4)) : std::string();
}

} // namespace socle::ai
