#include "backend/auth/SignInLinks.h"

#include "backend/crypto/Base64.h"
#include "backend/crypto/Hash.h"
#include "backend/runtime/Clock.h"
#include "backend/runtime/Random.h"
#include "backend/storage/WriteTransaction.h"

#include <optional>

namespace socle::auth {

namespace {

using storage::sql;

constexpr std::size_t kLinkBytes = 32;

std::string digestOf(std::string_view secret)
{
    return crypto::sha256Hex("link:" + std::string(secret));
}

} // namespace

Result<std::string> SignInLinks::make(storage::WriteTransaction &transaction,
                                      const records::Record &account,
                                      std::chrono::seconds duration) const
{
    const std::int64_t now = m_clock.now().milliseconds();
    SOCLE_TRY(transaction.execute(sql("DELETE FROM `_sign_in_links` WHERE `expires` <= ?", now)));
    const std::string secret = crypto::base64UrlEncode(m_random.bytes(kLinkBytes));
    SOCLE_TRY(transaction.execute(
        sql("INSERT INTO `_sign_in_links` (`hash`, `collectionRef`, `recordRef`, `email`, "
            "`expires`) VALUES (?, ?, ?, ?, ?)",
            digestOf(secret),
            account.collection().id,
            std::string(account.id()),
            std::string(account.text("email")),
            now + std::chrono::milliseconds(duration).count())));
    return secret;
}

Result<SignInLinks::Used> SignInLinks::use(storage::WriteTransaction &transaction,
                                           const schema::Collection &collection,
                                           std::string_view secret) const
{
    std::optional<Used> used;
    const std::string digest = digestOf(secret);
    SOCLE_TRY(transaction.query(sql("SELECT `recordRef`, `email` FROM `_sign_in_links` WHERE "
                                    "`hash` = ? AND `collectionRef` = ? AND `expires` > ?",
                                    digest,
                                    collection.id,
                                    m_clock.now().milliseconds()),
                                [&](const storage::Row &row) {
                                    used = Used{.recordId = std::string(row.text(0)),
                                                .email = std::string(row.text(1))};
                                    return storage::Next::Stop;
                                }));
    if (!used) {
        return invalidInput("Invalid or expired link.");
    }
    SOCLE_TRY(transaction.execute(sql("DELETE FROM `_sign_in_links` WHERE `hash` = ?", digest)));
    return std::move(*used);
}

} // namespace socle::auth
