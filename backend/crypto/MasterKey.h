// The key under which small secrets are sealed at rest: keys of AI providers, secrets of
// authenticator apps and webhooks (ai.md 3.9).
//
// SOCLE_SECRET_KEY (base64 of 32 bytes), else a key file of 32 random bytes, mode 0600, made on
// first use, outside the data folder: a copy of the folder alone opens nothing. Each use has a key
// of its own, derived from it.
#pragma once

#include "shared/core/Result.h"

#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace socle::crypto {

class MasterKey
{
public:
    /// `random` gives so many strong random bytes. The file is read or made on first use only.
    MasterKey(std::filesystem::path file, std::function<std::string(std::size_t)> random)
        : m_file(std::move(file))
        , m_random(std::move(random))
    {
    }

    /// In the account's configuration folder.
    static std::filesystem::path defaultFile();

    /// Another file than the constructor's; before the first use.
    void setFile(std::filesystem::path file) { m_file = std::move(file); }

    // Any thread.

    /// 32 bytes for one use ("socle/ai-secrets/v1"). Errors: Unavailable when there is no key and
    /// none can be made.
    Result<std::string> derived(std::string_view use);

    /// "v1:<key id>:<sealed>"; `place` names whose secret it is: elsewhere it does not open.
    Result<std::string> seal(std::string_view use, std::string_view place, std::string_view value);
    /// Errors: InvalidInput when the value was sealed under another key or for another place.
    Result<std::string> open(std::string_view use, std::string_view place, std::string_view stored);

    /// True for a text of seal().
    static bool isSealed(std::string_view stored) { return stored.substr(0, 3) == "v1:"; }

private:
    Result<std::string> load();

    std::filesystem::path m_file;
    const std::function<std::string(std::size_t)> m_random;
    std::mutex m_mutex; // guards m_master; a leaf
    std::string m_master; // 32 bytes once loaded
};

} // namespace socle::crypto
