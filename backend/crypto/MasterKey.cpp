#include "backend/crypto/MasterKey.h"

#include "backend/crypto/Base64.h"
#include "backend/crypto/Hash.h"
#include "backend/crypto/Sealed.h"
#include "shared/core/Text.h"

#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace socle::crypto {

namespace {

constexpr std::size_t kKeyBytes = 32;

bool writeNew(const std::filesystem::path &file, const std::string &bytes)
{
    std::error_code fault;
    std::filesystem::create_directories(file.parent_path(), fault);
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        return false;
    }
    const bool isWritten
        = ::write(descriptor, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size())
        && ::fsync(descriptor) == 0;
    ::close(descriptor);
    return isWritten;
}

} // namespace

std::filesystem::path MasterKey::defaultFile()
{
    if (const char *config = std::getenv("XDG_CONFIG_HOME"); config != nullptr && *config != '\0') {
        return std::filesystem::path(config) / "socle" / "secret.key";
    }
    const char *home = std::getenv("HOME");
    return std::filesystem::path(home != nullptr && *home != '\0' ? home : "/var/lib/socle")
        / ".config" / "socle" / "secret.key";
}

Result<std::string> MasterKey::load()
{
    const auto unavailable = [this](std::string message) {
        return Error{.kind = ErrorKind::Unavailable,
                     .message = std::move(message),
                     .cause = m_file.string()};
    };
    std::string key;
    if (const char *given = std::getenv("SOCLE_SECRET_KEY"); given != nullptr && *given != '\0') {
        const auto decoded = base64Decode(given);
        if (!decoded || decoded->size() != kKeyBytes) {
            return unavailable("SOCLE_SECRET_KEY must be the base64 text of 32 bytes.");
        }
        return *decoded;
    }
    if (std::ifstream file(m_file, std::ios::binary); file) {
        key.assign(std::istreambuf_iterator<char>(file), {});
    } else {
        key = m_random(kKeyBytes);
        if (!writeNew(m_file, key)) {
            return unavailable("The key file for secrets cannot be written; set SOCLE_SECRET_KEY "
                               "or --secretKeyFile.");
        }
    }
    if (key.size() != kKeyBytes) {
        return unavailable("The key file for secrets is damaged.");
    }
    return key;
}

Result<std::string> MasterKey::derived(std::string_view use)
{
    const std::lock_guard lock(m_mutex);
    if (m_master.empty()) {
        m_master = SOCLE_TRY(load());
    }
    return deriveKey(m_master, use, kKeyBytes);
}

Result<std::string> MasterKey::seal(std::string_view use,
                                    std::string_view place,
                                    std::string_view value)
{
    const std::string key = SOCLE_TRY(derived(use));
    const std::string sealed = SOCLE_TRY(crypto::seal(value, key, place));
    return "v1:" + sha256Hex(key).substr(0, 8) + ":" + sealed;
}

Result<std::string> MasterKey::open(std::string_view use,
                                    std::string_view place,
                                    std::string_view stored)
{
    const auto parts = split(stored, ':');
    if (parts.size() != 3 || !isSealed(stored)) {
        return invalidInput("The stored secret is damaged.");
    }
    const std::string key = SOCLE_TRY(derived(use));
    return unseal(parts[2], key, place);
}

} // namespace socle::crypto
