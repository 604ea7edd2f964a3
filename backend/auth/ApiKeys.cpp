// See ApiKeys.h.
#include "backend/auth/ApiKeys.h"

#include "backend/auth/Revocations.h"
#include "backend/auth/SessionService.h"
#include "backend/crypto/Base64.h"
#include "backend/crypto/Hash.h"
#include "backend/records/RecordStore.h"
#include "backend/rules/RequestContext.h"
#include "backend/runtime/Clock.h"
#include "backend/runtime/Random.h"
#include "backend/schema/Catalogue.h"
#include "backend/storage/Database.h"
#include "backend/storage/StoredJson.h"
#include "shared/fields/Codes.h"
#include "shared/fields/Formats.h"

#include <algorithm>

namespace socle::auth {

namespace {

using storage::sql;
using storage::storedJson;

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kShownLength = 10;
constexpr std::size_t kMaxScopes = 200;
constexpr std::size_t kMaxUses = 10000;
constexpr std::int64_t kMinuteMs = 60000;

std::vector<std::string> textsOf(const Json &list)
{
    std::vector<std::string> texts;
    for (const Json &item : list.array()) {
        texts.push_back(item.toText());
    }
    return texts;
}

struct StoredKey
{
    rules::KeyGrant grant;
    Json actsAs;
    std::string expires;
    bool isRevoked = false;
};

Result<std::optional<StoredKey>> find(storage::ReadTransaction &tx, std::string_view secret)
{
    std::optional<StoredKey> key;
    SOCLE_TRY(tx.query(sql("SELECT `id`, `name`, `scopes`, `allowedIPs`, `rateLimit`, `actsAs`, "
                           "`expires`, `revoked` FROM `_apiKeys` WHERE `hash` = ?",
                           crypto::sha256Hex(secret)),
                       [&](const storage::Row &row) {
                           key.emplace(
                               StoredKey{.grant = {.id = std::string(row.text(0)),
                                                   .name = std::string(row.text(1)),
                                                   .scopes = textsOf(storedJson(row.text(2))),
                                                   .allowedIps = textsOf(storedJson(row.text(3))),
                                                   .requestsPerMinute = row.integer(4)},
                                         .actsAs = storedJson(row.text(5)),
                                         .expires = std::string(row.text(6)),
                                         .isRevoked = row.integer(7) != 0});
                           return storage::Next::Stop;
                       }));
    return key;
}

bool isScope(std::string_view scope)
{
    const auto isPart = [](std::string_view part) {
        return part == "*" || (!part.empty() && std::all_of(part.begin(), part.end(), [](char c) {
                   return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
               }));
    };
    const auto colon = scope.find(':');
    return isPart(scope.substr(0, colon))
        && (colon == std::string_view::npos || isPart(scope.substr(colon + 1)));
}

template <typename Test> bool isListOf(const Json &list, std::size_t most, Test test)
{
    return list.array().size() <= most
        && std::all_of(list.array().begin(), list.array().end(), [&](const Json &item) {
               return item.isString() && test(item.text());
           });
}

FieldErrors checkKey(const records::Record &key, const schema::Catalogue &catalogue)
{
    FieldErrors errors;
    const auto refuse = [&errors](const char *name, std::string_view text) {
        errors.emplace(name, fields::errorWithText("validation_invalid_value", text));
    };
    const Json &scopes = key.value("scopes");
    if (scopes.array().empty() || !isListOf(scopes, kMaxScopes, isScope)) {
        refuse("scopes", "Must be a list of scopes like \"books:list\", \"books:*\" or \"*\".");
    }
    const Json &actsAs = key.value("actsAs");
    const auto collection = catalogue.findByNameOrId(actsAs["collection"].text());
    const bool isRecord = collection && collection->isAuth() && !actsAs["id"].text().empty();
    if (!actsAs["superuser"].toBool() && !isRecord) {
        refuse("actsAs",
               "Must be {\"superuser\":true} or {\"collection\":\"users\",\"id\":\"…\"}.");
    }
    const Json &addresses = key.value("allowedIPs");
    if ((!addresses.isNull() && !addresses.isArray())
        || !isListOf(addresses, kMaxScopes, fields::isIpOrSubnet)) {
        refuse("allowedIPs", "Must be a list of addresses and CIDR subnets.");
    }
    if (key.value("rateLimit").toDouble() < 0) {
        refuse("rateLimit", "Must be no less than 0.");
    }
    return errors;
}

} // namespace

NewKey newKey(runtime::Random &random)
{
    NewKey key;
    key.secret = std::string(kKeyPrefix) + crypto::base64UrlEncode(random.bytes(kKeyBytes));
    key.prefix = key.secret.substr(0, kShownLength);
    key.hash = crypto::sha256Hex(key.secret);
    return key;
}

Result<rules::Caller> ApiKeys::authenticate(std::string_view secret,
                                            const schema::Catalogue &catalogue,
                                            storage::ReadTransaction &tx)
{
    auto key = SOCLE_TRY(find(tx, secret));
    if (!key || key->isRevoked
        || (!key->expires.empty() && key->expires <= m_clock.now().toString())) {
        return rules::Caller::guest();
    }
    rules::Caller caller;
    if (key->actsAs["superuser"].toBool()) {
        caller = rules::Caller::superuser();
    } else {
        const auto collection = catalogue.findByNameOrId(key->actsAs["collection"].text());
        if (!collection || !collection->isAuth()) {
            return rules::Caller::guest();
        }
        const auto record = m_records.find(tx, collection, key->actsAs["id"].text());
        if (!record) {
            return record.error().kind == ErrorKind::NotFound
                ? Result<rules::Caller>(rules::Caller::guest())
                : Result<rules::Caller>(record.error());
        }
        if (m_revocations.isAny()
            && m_revocations.isLocked(Revocations::accountKey(collection->id, record->id()))) {
            return rules::Caller::guest();
        }
        caller = callerOf(*record);
    }
    noteUse(key->grant.id);
    if (const auto expires = DateTime::parse(key->expires)) {
        caller.expires = expires->milliseconds() / 1000;
    }
    caller.key = std::make_shared<const rules::KeyGrant>(std::move(key->grant));
    return caller;
}

// Once a minute at most: `lastUsed` tells people, it decides nothing.
void ApiKeys::noteUse(const std::string &id)
{
    const DateTime now = m_clock.now();
    {
        const std::lock_guard lock(m_mutex);
        if (m_uses.size() >= kMaxUses) {
            m_uses.clear();
        }
        Use &use = m_uses[id];
        if (use.noted == now.milliseconds() / kMinuteMs) {
            return;
        }
        use.noted = now.milliseconds() / kMinuteMs;
    }
    m_database.writer().submit(
        [id, now = now.toString()](storage::WriteTransaction &tx) -> Result<void> {
            SOCLE_TRY(
                tx.execute(sql("UPDATE `_apiKeys` SET `lastUsed` = ? WHERE `id` = ?", now, id)));
            return {};
        },
        [](const Result<void> &) {});
}

bool ApiKeys::takeRequest(const rules::KeyGrant &key)
{
    if (key.requestsPerMinute <= 0) {
        return true;
    }
    const std::int64_t minute = m_clock.now().milliseconds() / kMinuteMs;
    const std::lock_guard lock(m_mutex);
    Use &use = m_uses[key.id];
    if (use.minute != minute) {
        use.minute = minute;
        use.requests = 0;
    }
    return ++use.requests <= key.requestsPerMinute;
}

Result<void> ApiKeys::recordChanged(storage::WriteTransaction &,
                                    const records::Change &change,
                                    const rules::RequestContext &request)
{
    if (change.record().collection().name != kApiKeys) {
        return {};
    }
    if (request.caller != nullptr && request.caller->key) {
        return forbidden("API keys cannot be managed with an API key.");
    }
    if (!change.after) {
        return {};
    }
    FieldErrors errors = checkKey(*change.after, *request.catalogue);
    const bool keepsDigest = !change.before
        || (change.before->text("hash") == change.after->text("hash")
            && change.before->text("prefix") == change.after->text("prefix"));
    if (change.after->text("hash").empty() || !keepsDigest) {
        errors.emplace("hash",
                       fields::errorWithText("validation_invalid_value",
                                             "The server makes it; it cannot be changed."));
    }
    return errors.empty() ? Result<void>() : Result<void>(invalidInput({}, std::move(errors)));
}

} // namespace socle::auth
