#include "backend/auth/SecondFactors.h"

#include "backend/crypto/Base64.h"
#include "backend/crypto/Hash.h"
#include "backend/runtime/Clock.h"
#include "backend/runtime/Random.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/json/Json.h"
#include "shared/protocol/Messages.h"

#include <optional>

namespace socle::auth {

namespace {

using records::Record;
using storage::sql;

constexpr int kRecoveryCodes = 10;
constexpr protocol::Code kWrongCode{"validation_invalid_code", "Missing or invalid code."};

/// One row of `_totp`.
struct Factor
{
    std::string secret; // raw bytes
    bool isConfirmed = false;
    std::int64_t lastStep = 0;
    Json recovery; // list of digests
};

Result<std::optional<Factor>> load(storage::ReadTransaction &transaction, const Record &account)
{
    std::optional<Factor> factor;
    SOCLE_TRY(transaction.query(
        sql("SELECT `secret`, `confirmed`, `lastStep`, `recovery` FROM "
            "`_totp` WHERE `collectionRef` = ? AND `recordRef` = ?",
            account.collection().id,
            std::string(account.id())),
        [&](const storage::Row &row) {
            auto recovery = parseJson(row.text(3));
            factor = Factor{.secret = crypto::base64Decode(row.text(0)).value_or(std::string()),
                            .isConfirmed = row.integer(1) != 0,
                            .lastStep = row.integer(2),
                            .recovery = recovery ? recovery.takeValue() : Json()};
            return storage::Next::Stop;
        }));
    return factor;
}

Result<void> save(storage::WriteTransaction &transaction,
                  const Record &account,
                  const Factor &factor)
{
    SOCLE_TRY(transaction.execute(sql("REPLACE INTO `_totp` (`collectionRef`, `recordRef`, "
                                      "`secret`, `confirmed`, `lastStep`, `recovery`) VALUES "
                                      "(?, ?, ?, ?, ?, ?)",
                                      account.collection().id,
                                      std::string(account.id()),
                                      crypto::base64Encode(factor.secret),
                                      std::int64_t{factor.isConfirmed},
                                      factor.lastStep,
                                      factor.recovery.dump())));
    return {};
}

} // namespace

Result<bool> SecondFactors::isOn(storage::ReadTransaction &transaction, const Record &account) const
{
    const auto factor = SOCLE_TRY(load(transaction, account));
    return factor && factor->isConfirmed;
}

Result<std::string> SecondFactors::enrol(storage::WriteTransaction &transaction,
                                         const Record &account) const
{
    const auto present = SOCLE_TRY(load(transaction, account));
    if (present && present->isConfirmed) {
        return invalidInput("The account has an authenticator app already.");
    }
    const Factor factor{.secret = m_random.bytes(kTotpSecretBytes), .recovery = JsonArray()};
    SOCLE_TRY(save(transaction, account, factor));
    return factor.secret;
}

Result<std::vector<std::string>> SecondFactors::confirm(storage::WriteTransaction &transaction,
                                                        const Record &account,
                                                        std::string_view code) const
{
    auto factor = SOCLE_TRY(load(transaction, account));
    const auto step = factor && !factor->isConfirmed
        ? totpStep(factor->secret, code, m_clock.now(), factor->lastStep)
        : std::nullopt;
    if (!step) {
        return invalidInput({}, {{"code", protocol::fieldError(kWrongCode)}});
    }
    std::vector<std::string> codes;
    JsonArray digests;
    for (int i = 0; i < kRecoveryCodes; ++i) {
        codes.push_back(newRecoveryCode(m_random));
        digests.emplace_back(recoveryHash(codes.back()));
    }
    factor->isConfirmed = true;
    factor->lastStep = *step;
    factor->recovery = std::move(digests);
    SOCLE_TRY(save(transaction, account, *factor));
    return codes;
}

Result<bool> SecondFactors::use(storage::WriteTransaction &transaction,
                                const Record &account,
                                std::string_view code) const
{
    auto factor = SOCLE_TRY(load(transaction, account));
    if (!factor || !factor->isConfirmed) {
        return false;
    }
    if (const auto step = totpStep(factor->secret, code, m_clock.now(), factor->lastStep)) {
        factor->lastStep = *step;
        SOCLE_TRY(save(transaction, account, *factor));
        return true;
    }
    const std::string digest = recoveryHash(code);
    const auto used = std::erase_if(factor->recovery.asArray(), [&](const Json &known) {
        return crypto::constantTimeEquals(known.text(), digest);
    });
    if (used == 0) {
        return false;
    }
    SOCLE_TRY(save(transaction, account, *factor));
    return true;
}

Result<void> SecondFactors::remove(storage::WriteTransaction &transaction,
                                   const Record &account) const
{
    SOCLE_TRY(
        transaction.execute(sql("DELETE FROM `_totp` WHERE `collectionRef` = ? AND `recordRef` = ?",
                                account.collection().id,
                                std::string(account.id()))));
    return {};
}

Result<void> SecondFactors::recordChanged(storage::WriteTransaction &transaction,
                                          const records::Change &change,
                                          const rules::RequestContext &)
{
    if (change.kind != records::ChangeKind::Deleted || !change.before->collection().isAuth()) {
        return {};
    }
    SOCLE_TRY(transaction.execute(
        sql("DELETE FROM `_sign_in_links` WHERE `collectionRef` = ? AND `recordRef` = ?",
            change.before->collection().id,
            std::string(change.before->id()))));
    return remove(transaction, *change.before);
}

} // namespace socle::auth
