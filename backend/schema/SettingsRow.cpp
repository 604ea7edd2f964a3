// See SettingsRow.h.
#include "backend/schema/SettingsRow.h"

#include "backend/runtime/Clock.h"
#include "backend/storage/WriteTransaction.h"

namespace socle::schema {

using storage::sql;

void SettingsRow::setCipher(SettingsCipher cipher, std::string keyName)
{
    m_cipher = std::move(cipher);
    m_keyName = std::move(keyName);
}

Result<Json> SettingsRow::decode(const std::string &stored)
{
    Result<Json> json = parseJson(stored);
    if (!json) {
        // No JSON: encrypted, as an older or parallel run left it.
        const auto plain
            = m_cipher ? m_cipher->decrypt(stored) : Result<std::string>(internalError("no key"));
        json = plain ? parseJson(*plain) : Result<Json>(plain.error());
    }
    if (!json) {
        return Error{.kind = ErrorKind::Unavailable,
                     .message
                     = "invalid settings db data or missing encryption key \"" + m_keyName + "\"",
                     .cause = json.error().cause};
    }
    return json;
}

Result<std::optional<Json>> SettingsRow::load(storage::ReadTransaction &tx)
{
    std::optional<std::string> stored;
    SOCLE_TRY(tx.query(sql("SELECT `value` FROM `_params` WHERE `id` = ?", m_id),
                       [&](const storage::Row &row) {
                           stored = std::string(row.text(0)); // TEXT, or BLOB as the peer binds it
                           return storage::Next::Stop;
                       }));
    if (!stored) {
        return std::optional<Json>();
    }
    return std::optional<Json>(SOCLE_TRY(decode(*stored)));
}

Result<void> SettingsRow::save(storage::WriteTransaction &tx, const Json &document)
{
    std::string value = document.dump();
    if (m_cipher) {
        value = SOCLE_TRY(m_cipher->encrypt(value));
    }
    const std::string now = m_clock.now().toString();
    SOCLE_TRY(tx.execute(
        sql("INSERT INTO `_params` (`id`, `value`, `created`, `updated`) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (`id`) DO UPDATE SET `value` = excluded.`value`, "
            "`updated` = excluded.`updated`",
            m_id,
            value,
            now,
            now)));
    return {};
}

} // namespace socle::schema
