#include "backend/auth/Accounts.h"

#include "backend/auth/ServerRequest.h"
#include "backend/auth/SessionService.h"
#include "backend/crypto/Base64.h"
#include "backend/records/RecordStore.h"
#include "backend/records/UniqueIndex.h"
#include "backend/runtime/Clock.h"
#include "backend/runtime/Random.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/protocol/Messages.h"

namespace socle::auth {

namespace {

using protocol::Code;
using protocol::fieldError;
using records::Record;

constexpr Code kInvalidToken{"validation_invalid_token", "Invalid or expired token."};
constexpr Code kOtherCollection{"validation_token_collection_mismatch",
                                "The provided token is for different auth collection."};
// bcrypt's own alphabet; the last character of the salt carries 2 bits, that of the digest 4.
constexpr std::string_view kBcryptAlphabet
    = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::string_view kSaltEnds = ".Oeu";
constexpr std::string_view kDigestEnds = ".CGKOSWaeimquy26";

Error tokenError(const Code &code) { return invalidInput({}, {{"token", fieldError(code)}}); }

} // namespace

std::string unknownPasswordHash(runtime::Random &random)
{
    return "$2a$10$" + random.fromAlphabet(kBcryptAlphabet, 21) + random.fromAlphabet(kSaltEnds, 1)
        + random.fromAlphabet(kBcryptAlphabet, 30) + random.fromAlphabet(kDigestEnds, 1);
}

Result<std::optional<Record>> Accounts::findByEmail(storage::ReadTransaction &transaction,
                                                    const schema::CollectionPtr &collection,
                                                    std::string_view email) const
{
    const auto index = records::singleColumnUniqueIndex(*collection, "email");
    return m_records.findBy(transaction, collection, "email", email, index && index->ignoresCase);
}

std::string Accounts::claim(std::string_view token, std::string_view name)
{
    const auto first = token.find('.');
    const auto second = first == std::string_view::npos ? first : token.find('.', first + 1);
    if (second == std::string_view::npos) {
        return {};
    }
    const auto payload = crypto::base64UrlDecode(token.substr(first + 1, second - first - 1));
    const auto claims = payload ? parseJson(*payload) : Result<Json>(Error{});
    return claims ? (*claims)[name].toText() : std::string();
}

Result<Record> Accounts::recordOfToken(storage::ReadTransaction &transaction,
                                       const schema::Catalogue &catalogue,
                                       const schema::Collection &collection,
                                       std::string_view token,
                                       TokenType type) const
{
    auto record = m_sessions.recordOf(token, type, catalogue, transaction);
    if (!record) {
        return record.error().kind == ErrorKind::Unauthenticated ? tokenError(kInvalidToken)
                                                                 : record.takeError();
    }
    if (record->collection().id != collection.id) {
        return tokenError(kOtherCollection);
    }
    return record;
}

Result<void> Accounts::save(storage::WriteTransaction &transaction,
                            const schema::Catalogue &catalogue,
                            const Record &record,
                            JsonObject body,
                            const std::string &password,
                            std::string hash) const
{
    records::RecordInput input{.body = std::move(body)};
    if (!password.empty()) {
        input.body.set("password", password);
        input.body.set("passwordConfirm", password);
        input.passwordHashes.emplace(password, std::move(hash));
    } else {
        input.serverPasswordHash = std::move(hash);
    }
    const ServerRequest server(catalogue, m_clock.now());
    SOCLE_TRY(m_records.update(
        transaction, record.collectionPtr(), record.id(), std::move(input), server.context));
    return {};
}

Result<void> Accounts::verify(storage::WriteTransaction &transaction,
                              const schema::Catalogue &catalogue,
                              const Record &record) const
{
    if (record.flag("verified")) {
        return {};
    }
    std::string hash;
    if (!record.collection().auth.passwordEnabled) {
        hash = unknownPasswordHash(m_random);
    }
    return save(
        transaction, catalogue, record, JsonObject{{"verified", true}}, {}, std::move(hash));
}

Result<void> Accounts::verifyByOtp(storage::WriteTransaction &transaction,
                                   const schema::Catalogue &catalogue,
                                   const Record &record) const
{
    std::string hash;
    if (!record.collection().auth.mfaEnabled) {
        hash = unknownPasswordHash(m_random);
    }
    return save(
        transaction, catalogue, record, JsonObject{{"verified", true}}, {}, std::move(hash));
}

Result<void> Accounts::setPassword(storage::WriteTransaction &transaction,
                                   const schema::Catalogue &catalogue,
                                   const Record &record,
                                   const std::string &password,
                                   std::string hash,
                                   std::string_view email) const
{
    JsonObject body;
    if (!record.flag("verified") && record.text("email") == email) {
        body.set("verified", true);
    }
    return save(transaction, catalogue, record, std::move(body), password, std::move(hash));
}

Result<void> Accounts::setEmail(storage::WriteTransaction &transaction,
                                const schema::Catalogue &catalogue,
                                const Record &record,
                                std::string_view email) const
{
    return save(
        transaction, catalogue, record, JsonObject{{"email", email}, {"verified", true}}, {}, {});
}

Result<void> Accounts::upgrade(storage::WriteTransaction &transaction,
                               const schema::Catalogue &catalogue,
                               const Record &record,
                               std::string_view email,
                               const std::string &password,
                               std::string hash) const
{
    return save(
        transaction, catalogue, record, JsonObject{{"email", email}}, password, std::move(hash));
}

} // namespace socle::auth
