#include "backend/auth/OneTimePasswords.h"

#include "backend/auth/LinkedRows.h"
#include "backend/auth/ServerRequest.h"
#include "backend/records/RecordStore.h"
#include "backend/records/UniqueIndex.h"
#include "backend/runtime/Clock.h"
#include "backend/runtime/Random.h"
#include "backend/schema/Catalogue.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/core/Text.h"

#include <algorithm>

namespace socle::auth {

namespace {

using records::Record;

constexpr std::size_t kMaxActive = OtpDecoys::kMaxActive;
constexpr int kMaxAttempts = 5;
constexpr std::chrono::seconds kAttemptWindow{180};

Result<schema::CollectionPtr> otpsOf(const schema::Catalogue &catalogue)
{
    auto collection = catalogue.findByName("_otps");
    if (!collection) {
        return internalError("the collection _otps is missing");
    }
    return collection;
}

bool isOver(const Record &row, std::int64_t durationSeconds, DateTime now)
{
    const auto created = DateTime::parse(row.text("created"));
    return !created || now.milliseconds() - created->milliseconds() > durationSeconds * 1000;
}

} // namespace

OneTimePasswords::OneTimePasswords(const records::RecordStore &records,
                                   const runtime::Clock &clock,
                                   runtime::Random &random)
    : m_records(records)
    , m_clock(clock)
    , m_random(random)
    , m_attempts(clock, kMaxAttempts, kAttemptWindow)
    , m_decoys(clock, random)
{
}

Error OneTimePasswords::refused() { return invalidInput("Invalid or expired OTP."); }

std::string OneTimePasswords::newPassword(const schema::Collection &collection) const
{
    const std::int64_t length = std::clamp<std::int64_t>(collection.auth.otpLength, 4, 71);
    return m_random.fromAlphabet(runtime::kDigits, static_cast<std::size_t>(length));
}

std::string OneTimePasswords::newId() const { return m_random.recordId(); }

std::string OneTimePasswords::decoyId(const schema::Collection &collection, std::string_view email)
{
    const auto index = records::singleColumnUniqueIndex(collection, "email");
    const std::string address
        = index && index->ignoresCase ? asciiLower(email) : std::string(email);
    return m_decoys.next(collection.id + "\n" + address,
                         std::chrono::seconds(collection.auth.otpDuration));
}

Result<std::optional<std::string>> OneTimePasswords::reusable(storage::ReadTransaction &transaction,
                                                              const schema::Catalogue &catalogue,
                                                              const Record &owner) const
{
    const auto otps = SOCLE_TRY(otpsOf(catalogue));
    std::vector<Record> rows = SOCLE_TRY(linkedRecords(transaction, otps, owner));
    const DateTime now = m_clock.now();
    std::erase_if(rows, [&](const Record &row) {
        return isOver(row, owner.collection().auth.otpDuration, now);
    });
    return rows.size() >= kMaxActive ? std::optional(std::string(rows.front().id()))
                                     : std::optional<std::string>();
}

Result<std::string> OneTimePasswords::insert(storage::WriteTransaction &transaction,
                                             const schema::Catalogue &catalogue,
                                             const Record &owner,
                                             std::string_view hash,
                                             std::string_view id) const
{
    const auto otps = SOCLE_TRY(otpsOf(catalogue));
    Record row = linkedTo(otps, owner);
    row.set("password", hash);
    if (!id.empty()) {
        row.set("id", id);
    }
    const ServerRequest server(catalogue, m_clock.now());
    const Record saved
        = SOCLE_TRY(m_records.insertUnchecked(transaction, std::move(row), server.context));
    return std::string(saved.id());
}

Result<OneTimePasswords::Found> OneTimePasswords::find(storage::ReadTransaction &transaction,
                                                       const schema::Catalogue &catalogue,
                                                       const schema::CollectionPtr &collection,
                                                       std::string_view otpId) const
{
    const auto otps = SOCLE_TRY(otpsOf(catalogue));
    auto otp = m_records.find(transaction, otps, otpId);
    if (!otp) {
        return otp.error().kind == ErrorKind::NotFound ? refused() : otp.takeError();
    }
    if (otp->text("collectionRef") != collection->id
        || isOver(*otp, collection->auth.otpDuration, m_clock.now())) {
        return refused();
    }
    auto owner = m_records.find(transaction, collection, otp->text("recordRef"));
    if (!owner) {
        return owner.error().kind == ErrorKind::NotFound ? refused() : owner.takeError();
    }
    return Found{.otp = otp.takeValue(), .owner = owner.takeValue()};
}

Result<void> OneTimePasswords::markSent(storage::WriteTransaction &transaction,
                                        const schema::Catalogue &catalogue,
                                        std::string_view otpId,
                                        std::string_view address) const
{
    const auto otps = SOCLE_TRY(otpsOf(catalogue));
    const auto otp = m_records.find(transaction, otps, otpId);
    if (!otp || !otp->text("sentTo").empty()) {
        return otp || otp.error().kind == ErrorKind::NotFound ? Result<void>() : otp.error();
    }
    Record sent = *otp;
    sent.set("sentTo", address);
    const ServerRequest server(catalogue, m_clock.now());
    SOCLE_TRY(m_records.updateUnchecked(transaction, *otp, std::move(sent), server.context));
    return {};
}

Result<void> OneTimePasswords::remove(storage::WriteTransaction &transaction,
                                      const schema::Catalogue &catalogue,
                                      std::string_view otpId) const
{
    const auto otps = SOCLE_TRY(otpsOf(catalogue));
    const auto otp = m_records.find(transaction, otps, otpId);
    if (!otp) {
        return otp.error().kind == ErrorKind::NotFound ? Result<void>() : otp.error();
    }
    const ServerRequest server(catalogue, m_clock.now());
    return m_records.removeUnchecked(transaction, *otp, server.context);
}

bool OneTimePasswords::mayTry(std::string_view ownerId, std::string_view ip)
{
    return m_attempts.take(std::string(ownerId) + "\n" + std::string(ip));
}

} // namespace socle::auth
