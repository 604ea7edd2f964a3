#include "backend/auth/SecondFactors.h"

#include "backend/crypto/Base64.h"
#include "backend/crypto/Hash.h"
#include "backend/crypto/MasterKey.h"
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

constexpr std::string_view kUse = "socle/totp/v1";

std::string placeOf(std::string_view collectionId, std::string_view recordId)
{
    return "totp|" + std::string(collectionId) + "|" + std::string(recordId);
}

} // namespace

/// One row of `_totp`.
struct SecondFactors::Factor
{
    std::string secret; // as stored: sealed, or base64 of an older version
    bool isConfirmed = false;
    std::int64_t lastStep = 0;
    Json recovery; // list of digests

    static Result<std::optional<Factor>> load(storage::ReadTransaction &transaction,
                                              const Record &account);
    Result<void> save(storage::WriteTransaction &transaction, const Record &account) const;
};

Result<std::optional<SecondFactors::Factor>> SecondFactors::Factor::load(
    storage::ReadTransaction &transaction, const Record &account)
{
    std::optional<Factor> factor;
    SOCLE_TRY(transaction.query(sql("SELECT `secret`, `confirmed`, `lastStep`, `recovery` FROM "
                                    "`_totp` WHERE `collectionRef` = ? AND `recordRef` = ?",
                                    account.collection().id,
                                    std::string(account.id())),
                                [&](const storage::Row &row) {
                                    auto recovery = parseJson(row.text(3));
                                    factor = Factor{.secret = std::string(row.text(0)),
                                                    .isConfirmed = row.integer(1) != 0,
                                                    .lastStep = row.integer(2),
                                                    .recovery
                                                    = recovery ? recovery.takeValue() : Json()};
                                    return storage::Next::Stop;
                                }));
    return factor;
}

Result<void> SecondFactors::Factor::save(storage::WriteTransaction &transaction,
                                         const Record &account) const
{
    SOCLE_TRY(transaction.execute(sql("REPLACE INTO `_totp` (`collectionRef`, `recordRef`, "
                                      "`secret`, `confirmed`, `lastStep`, `recovery`) VALUES "
                                      "(?, ?, ?, ?, ?, ?)",
                                      account.collection().id,
                                      std::string(account.id()),
                                      secret,
                                      std::int64_t{isConfirmed},
                                      lastStep,
                                      recovery.dump())));
    return {};
}

Result<std::string> SecondFactors::sealed(std::string_view collectionId,
                                          std::string_view recordId,
                                          std::string_view secret) const
{
    return m_key.seal(kUse, placeOf(collectionId, recordId), secret);
}

Result<std::string> SecondFactors::secretOf(const Record &account, const Factor &factor) const
{
    if (!crypto::MasterKey::isSealed(factor.secret)) {
        return crypto::base64Decode(factor.secret).value_or(std::string());
    }
    auto secret = m_key.open(kUse, placeOf(account.collection().id, account.id()), factor.secret);
    if (!secret) {
        return Error{.kind = ErrorKind::Unavailable,
                     .message = "The secret of the authenticator app cannot be opened with the key "
                                "of this server; a recovery code works.",
                     .cause = secret.error().message + " " + secret.error().cause};
    }
    return secret;
}

Result<void> SecondFactors::sealPlain(storage::WriteTransaction &transaction) const
{
    struct Plain
    {
        std::string collectionId;
        std::string recordId;
        std::string secret;
    };

    std::vector<Plain> all;
    SOCLE_TRY(transaction.query(sql("SELECT `collectionRef`, `recordRef`, `secret` FROM `_totp` "
                                    "WHERE `secret` NOT LIKE 'v1:%'"),
                                [&](const storage::Row &row) {
                                    all.push_back({std::string(row.text(0)),
                                                   std::string(row.text(1)),
                                                   std::string(row.text(2))});
                                    return storage::Next::Continue;
                                }));
    for (const Plain &plain : all) {
        const std::string text
            = SOCLE_TRY(sealed(plain.collectionId,
                               plain.recordId,
                               crypto::base64Decode(plain.secret).value_or(std::string())));
        SOCLE_TRY(transaction.execute(
            sql("UPDATE `_totp` SET `secret` = ? WHERE `collectionRef` = ? AND `recordRef` = ?",
                text,
                plain.collectionId,
                plain.recordId)));
    }
    return {};
}

Result<bool> SecondFactors::isOn(storage::ReadTransaction &transaction, const Record &account) const
{
    const auto factor = SOCLE_TRY(Factor::load(transaction, account));
    return factor && factor->isConfirmed;
}

Result<std::string> SecondFactors::enrol(storage::WriteTransaction &transaction,
                                         const Record &account) const
{
    const auto present = SOCLE_TRY(Factor::load(transaction, account));
    if (present && present->isConfirmed) {
        return invalidInput("The account has an authenticator app already.");
    }
    const std::string secret = m_random.bytes(kTotpSecretBytes);
    const std::string text = SOCLE_TRY(sealed(account.collection().id, account.id(), secret));
    const Factor factor{.secret = text, .recovery = JsonArray()};
    SOCLE_TRY(factor.save(transaction, account));
    return secret;
}

Result<std::vector<std::string>> SecondFactors::confirm(storage::WriteTransaction &transaction,
                                                        const Record &account,
                                                        std::string_view code) const
{
    auto factor = SOCLE_TRY(Factor::load(transaction, account));
    std::optional<std::int64_t> step;
    if (factor && !factor->isConfirmed) {
        const std::string secret = SOCLE_TRY(secretOf(account, *factor));
        step = totpStep(secret, code, m_clock.now(), factor->lastStep);
    }
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
    SOCLE_TRY(factor->save(transaction, account));
    return codes;
}

Result<bool> SecondFactors::use(storage::WriteTransaction &transaction,
                                const Record &account,
                                std::string_view code) const
{
    auto factor = SOCLE_TRY(Factor::load(transaction, account));
    if (!factor || !factor->isConfirmed) {
        return false;
    }
    const auto secret = secretOf(account, *factor);
    if (const auto step
        = secret ? totpStep(*secret, code, m_clock.now(), factor->lastStep) : std::nullopt) {
        factor->lastStep = *step;
        SOCLE_TRY(factor->save(transaction, account));
        return true;
    }
    const std::string digest = recoveryHash(code);
    const auto used = std::erase_if(factor->recovery.asArray(), [&](const Json &known) {
        return crypto::constantTimeEquals(known.text(), digest);
    });
    if (used == 0) {
        return secret ? Result<bool>(false) : Result<bool>(secret.error());
    }
    SOCLE_TRY(factor->save(transaction, account));
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
