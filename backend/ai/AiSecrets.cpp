// See AiSecrets.h.
#include "backend/ai/AiSecrets.h"

#include "backend/crypto/Base64.h"
#include "backend/crypto/Hash.h"
#include "backend/crypto/Sealed.h"
#include "backend/runtime/Random.h"
#include "shared/core/Text.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace socle::ai {

namespace {

constexpr std::size_t kKeyBytes = 32;

std::string additionalData(std::string_view provider, std::string_view name)
{
    return "ai|" + std::string(provider) + "|" + std::string(name) + "|v1";
}

} // namespace

std::filesystem::path AiSecrets::defaultKeyFile()
{
    if (const char *config = std::getenv("XDG_CONFIG_HOME"); config != nullptr && *config != '\0') {
        return std::filesystem::path(config) / "socle" / "secret.key";
    }
    const char *home = std::getenv("HOME");
    return std::filesystem::path(home != nullptr && *home != '\0' ? home : "/var/lib/socle") / ".config" / "socle" / "secret.key";
}

Result<std::string> AiSecrets::dataKey()
{
    if (m_master.empty()) {
        if (const char *given = std::getenv("SOCLE_SECRET_KEY"); given != nullptr && *given != '\0') {
            const auto decoded = crypto::base64Decode(given);
            if (!decoded || decoded->size() != kKeyBytes) {
                return Error{.kind = ErrorKind::Unavailable, .message = "SOCLE_SECRET_KEY must be the base64 text of 32 bytes."};
            }
            m_master = *decoded;
        } else if (std::ifstream file(m_keyFile, std::ios::binary); file) {
            m_master.assign(std::istreambuf_iterator<char>(file), {});
        } else {
            std::error_code error;
            std::filesystem::create_directories(m_keyFile.parent_path(), error);
            const std::string fresh = m_random.bytes(kKeyBytes);
            const int descriptor = ::open(m_keyFile.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
            const bool written = descriptor >= 0 && ::write(descriptor, fresh.data(), fresh.size()) == static_cast<ssize_t>(fresh.size())
                && ::fsync(descriptor) == 0;
            if (descriptor >= 0) {
                ::close(descriptor);
            }
            if (!written) {
                return Error{.kind = ErrorKind::Unavailable,
                             .message = "The key file for secrets cannot be written; set SOCLE_SECRET_KEY or --secretKeyFile.",
                             .cause = m_keyFile.string()};
            }
            m_master = fresh;
        }
        if (m_master.size() != kKeyBytes) {
            m_master.clear();
            return Error{.kind = ErrorKind::Unavailable, .message = "The key file for secrets is damaged.", .cause = m_keyFile.string()};
        }
    }
    return crypto::deriveKey(m_master, "socle/ai-secrets/v1", kKeyBytes);
}

Result<std::string> AiSecrets::seal(std::string_view provider, std::string_view name, std::string_view value)
{
    const std::string key = SOCLE_TRY(dataKey());
    const std::string sealed = SOCLE_TRY(crypto::seal(value, key, additionalData(provider, name)));
    return "v1:" + crypto::sha256Hex(key).substr(0, 8) + ":" + sealed;
}

Result<std::string> AiSecrets::open(std::string_view provider, std::string_view name, std::string_view stored)
{
    const auto parts = split(stored, ':');
    if (parts.size() != 3 || parts[0] != "v1") {
        return invalidInput("The stored secret is damaged.");
    }
    const std::string key = SOCLE_TRY(dataKey());
    return crypto::unseal(parts[2], key, additionalData(provider, name));
}

std::string AiSecrets::hint(std::string_view value)
{
    return value.size() >= 20 ? "…" + std::string(value.substr(value.size() - 4)) : std::string();
}

} // namespace socle::ai
