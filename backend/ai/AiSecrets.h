// Provider keys at rest: sealed under a master key that does not live in the data folder (ai.md 3.9).
//
// Master key: SOCLE_SECRET_KEY (base64 of 32 bytes), else a key file of 32 random bytes, mode 0600, made on first use. A value
// is bound to its provider, its name and the origin of the provider's address.
#pragma once

#include "shared/core/Result.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace socle::runtime {
class Random;
}

namespace socle::ai {

class AiSecrets
{
public:
    /// `keyFile` is read or made on first use only. The default lies in the account's configuration folder.
    AiSecrets(std::filesystem::path keyFile, runtime::Random &random) : m_keyFile(std::move(keyFile)), m_random(random) { }

    static std::filesystem::path defaultKeyFile();

    /// "v1:<key id>:<sealed>". Errors: Unavailable when there is no master key and none can be made.
    Result<std::string> seal(std::string_view provider, std::string_view name, std::string_view value);
    /// Errors: InvalidInput when the value was sealed under another key.
    Result<std::string> open(std::string_view provider, std::string_view name, std::string_view stored);

    /// Last four characters with a leading ellipsis, "" for values shorter than 20.
    static std::string hint(std::string_view value);

private:
    Result<std::string> dataKey();

    std::filesystem::path m_keyFile;
    runtime::Random &m_random;
    std::string m_master; // 32 bytes once loaded; used on the writer thread only
};

} // namespace socle::ai
