// Provider keys at rest: sealed under the master key (crypto/MasterKey.h), bound to their provider,
// their name and the origin of the provider's address (ai.md 3.9).
#pragma once

#include "backend/crypto/MasterKey.h"
#include "shared/core/Result.h"

#include <string>
#include <string_view>

namespace socle::ai {

class AiSecrets
{
public:
    /// The key outlives the object.
    explicit AiSecrets(crypto::MasterKey &key)
        : m_key(key)
    {
    }

    /// Errors: Unavailable when there is no master key and none can be made.
    Result<std::string> seal(std::string_view provider, std::string_view name, std::string_view value);
    /// Errors: InvalidInput when the value was sealed under another key.
    Result<std::string> open(std::string_view provider, std::string_view name, std::string_view stored);

    /// Last four characters with a leading ellipsis, "" for values shorter than 20.
    static std::string hint(std::string_view value);

private:
    crypto::MasterKey &m_key;
};

} // namespace socle::ai
