#include "backend/auth/SessionService.h"

#include "backend/auth/Revocations.h"
#include "backend/auth/Sessions.h"
#include "backend/records/RecordPlan.h"
#include "backend/records/RecordStore.h"
#include "backend/records/RecordWriter.h"
#include "backend/schema/Catalogue.h"
#include "backend/storage/ReadTransaction.h"
#include "shared/core/Text.h"

#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>

namespace socle::auth {

namespace {

// Tokens one thread remembers before it forgets all of them.
constexpr std::size_t kMaxRemembered = 4096;

struct Remembered
{
    schema::CollectionPtr collection; // with the secret the signature was checked against
    std::string recordId;
    std::int64_t expires = 0; // unix seconds, 0: never
    std::uint64_t etag = 0; // of the row
    rules::Caller caller;
    std::string accountKey; // for Revocations
    std::int64_t seenMinute = 0; // when its session was last said to be in use
};

struct TextHash
{
    using is_transparent = void;

    std::size_t operator()(std::string_view text) const
    {
        return std::hash<std::string_view>{}(text);
    }
};

using Memory = std::unordered_map<std::string, Remembered, TextHash, std::equal_to<>>;

Memory &memoryOfThread()
{
    thread_local Memory memory;
    return memory;
}

std::shared_ptr<const rules::AuthRecord> authRecordOf(const records::Record &record)
{
    auto auth = std::make_shared<rules::AuthRecord>();
    auth->id = record.id();
    auth->collectionId = record.collection().id;
    auth->collectionName = record.collection().name;
    JsonObject values;
    const fields::FieldList &fields = record.collection().fields;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        values.append(fields[i].name, record.values()[i]);
    }
    auth->values = Json(std::move(values));
    return auth;
}

/// The row of an auth record and its version; nothing when it is gone.
struct Loaded
{
    records::KeptRow row;
    std::uint64_t etag = 0;
};

Result<std::optional<std::uint64_t>> versionOf(storage::ReadTransaction &transaction,
                                               const records::RecordPlan &plan,
                                               const std::string &id)
{
    std::optional<std::uint64_t> version;
    SOCLE_TRY(transaction.query(storage::sql(plan.selectById, id), [&](const storage::Row &row) {
        version = records::etagOf(plan, [&](int column) { return records::cellOf(row, column); });
        return storage::Next::Stop;
    }));
    return version;
}

Result<std::optional<Loaded>> load(storage::ReadTransaction &transaction,
                                   const records::RecordPlan &plan,
                                   const std::string &id)
{
    std::optional<Loaded> loaded;
    SOCLE_TRY(transaction.query(storage::sql(plan.selectById, id), [&](const storage::Row &row) {
        loaded = Loaded{.row = records::keep(row, plan), .etag = 0};
        loaded->etag
            = records::etagOf(plan, [&](int column) { return records::cellOf(row, column); });
        return storage::Next::Stop;
    }));
    return loaded;
}

/// Once a minute and thread: its session is in use.
void note(Remembered &entry, Sessions *sessions, const TokenService &tokens)
{
    if (sessions == nullptr || entry.caller.session().empty()) {
        return;
    }
    if (const std::int64_t minute = tokens.minute(); minute != entry.seenMinute) {
        entry.seenMinute = minute;
        sessions->seen(entry.caller.session());
    }
}

} // namespace

std::string_view tokenOfHeader(std::string_view authorization)
{
    constexpr std::string_view kBearer = "Bearer ";
    if (authorization.size() >= kBearer.size()
        && equalsIgnoreCase(authorization.substr(0, kBearer.size()), kBearer)) {
        authorization.remove_prefix(kBearer.size());
    }
    return authorization;
}

rules::Caller callerOf(const records::Record &record)
{
    auto auth = authRecordOf(record);
    return record.collection().isSuperusers() ? rules::Caller::superuser(std::move(auth))
                                              : rules::Caller::signedIn(std::move(auth));
}

Result<rules::Caller> SessionService::authenticate(std::string_view token,
                                                   const schema::Catalogue &catalogue,
                                                   storage::ReadTransaction &transaction) const
{
    Memory &memory = memoryOfThread();
    if (const auto known = memory.find(token); known != memory.end()) {
        const Remembered &entry = known->second;
        const bool isSameSchema = catalogue.findById(entry.collection->id) == entry.collection;
        if (isSameSchema && !m_tokens.hasExpired(entry.expires)) {
            const auto plan = records::planOf(entry.collection, transaction.dialect());
            const auto version = SOCLE_TRY(versionOf(transaction, *plan, entry.recordId));
            if (version == entry.etag && !isRefused(entry.accountKey, entry.caller)) {
                note(known->second, m_sessions, m_tokens);
                return entry.caller;
            }
        }
        memory.erase(known);
    }

    const auto claims = m_tokens.decode(token);
    if (!claims || claims->type != TokenType::Auth) {
        return rules::Caller::guest();
    }
    const auto collection = catalogue.findById(claims->collectionId);
    if (!collection || !collection->isAuth()) {
        return rules::Caller::guest();
    }
    const auto plan = records::planOf(collection, transaction.dialect());
    const auto loaded = SOCLE_TRY(load(transaction, *plan, claims->id));
    if (!loaded) {
        return rules::Caller::guest();
    }
    const records::Record record = records::toRecord(loaded->row, *plan);
    if (!m_tokens.verify(token, record.text("tokenKey"), *collection, TokenType::Auth)) {
        return rules::Caller::guest();
    }
    Remembered entry{.collection = collection,
                     .recordId = claims->id,
                     .expires = claims->all["exp"].toInt(),
                     .etag = loaded->etag,
                     .caller = callerOf(record),
                     .accountKey = Revocations::accountKey(collection->id, claims->id)};
    entry.caller.mark = claims->mark();
    entry.caller.expires = entry.expires;
    if (isRefused(entry.accountKey, entry.caller)) {
        return rules::Caller::guest();
    }
    note(entry, m_sessions, m_tokens);
    if (memory.size() >= kMaxRemembered) {
        memory.clear();
    }
    return memory.insert_or_assign(std::string(token), std::move(entry)).first->second.caller;
}

bool SessionService::isRefused(std::string_view accountKey, const rules::Caller &caller) const
{
    return m_revocations != nullptr && m_revocations->isAny()
        && m_revocations->refuses(accountKey, caller.session());
}

Result<records::Record> SessionService::recordOf(std::string_view token,
                                                 TokenType type,
                                                 const schema::Catalogue &catalogue,
                                                 storage::ReadTransaction &transaction) const
{
    const Error refused{.kind = ErrorKind::Unauthenticated};
    const Claims claims = SOCLE_TRY(m_tokens.decode(token));
    const auto collection = catalogue.findById(claims.collectionId);
    if (claims.type != type || !collection || !collection->isAuth()) {
        return refused;
    }
    auto record = m_records.find(transaction, collection, claims.id);
    if (!record) {
        return record.error().kind == ErrorKind::NotFound ? refused : record.takeError();
    }
    if (!m_tokens.verify(token, record->text("tokenKey"), *collection, type)) {
        return refused;
    }
    if (m_revocations != nullptr && m_revocations->isAny()
        && m_revocations->isLocked(Revocations::accountKey(collection->id, claims.id))) {
        return refused;
    }
    return record;
}

} // namespace socle::auth
