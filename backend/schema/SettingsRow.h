// One settings document in `_params`: plain JSON or, with an encryption key, base64 text of the
// encrypted JSON (data-directory.md B5.6). Plain values are always readable and become encrypted at
// the next save.
#pragma once

#include "shared/core/Result.h"
#include "shared/core/UniqueFunction.h"
#include "shared/json/Json.h"

#include <optional>
#include <string>
#include <string_view>

namespace socle::storage {
class Database;
class ReadTransaction;
class WriteTransaction;
} // namespace socle::storage

namespace socle::runtime {
class Clock;
} // namespace socle::runtime

namespace socle::schema {

/// Encryption of stored settings; backend/crypto provides it when --encryptionEnv names a key.
struct SettingsCipher
{
    UniqueFunction<Result<std::string>(std::string_view plain)> encrypt;
    UniqueFunction<Result<std::string>(std::string_view stored)> decrypt;
};

class SettingsRow
{
public:
    /// `id` of the row. The clock outlives the object.
    SettingsRow(std::string id, const runtime::Clock &clock)
        : m_id(std::move(id))
        , m_clock(clock)
    {
    }

    /// `keyName` is the environment variable's name, for the message when the row cannot be read.
    void setCipher(SettingsCipher cipher, std::string keyName);

    /// The stored document, nothing when there is no row. Error: Unavailable when it cannot be
    /// read.
    Result<std::optional<Json>> load(storage::ReadTransaction &tx);
    Result<void> save(storage::WriteTransaction &tx, const Json &document);

private:
    Result<Json> decode(const std::string &stored);

    const std::string m_id;
    const runtime::Clock &m_clock;
    std::optional<SettingsCipher> m_cipher;
    std::string m_keyName;
};

} // namespace socle::schema
