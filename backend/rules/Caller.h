// Who asks: nobody, a signed-in record, or a superuser. Every door to data takes one.
#pragma once

#include "shared/json/Json.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socle::rules {

/// The signed-in record as it was when its token was checked.
struct AuthRecord
{
    std::string id = {};
    std::string collectionId = {};
    std::string collectionName = {};
    Json values
        = {}; // object: field name -> value in the shape of its field type, hidden fields included
};

/// The API key a request came with: it acts as a record or a superuser, within its scopes.
struct KeyGrant
{
    std::string id = {};
    std::string name = {};
    std::vector<std::string> scopes = {}; // "books:list", "books:*", "ai:*", "*" (KeyScopes.h)
    std::vector<std::string> allowedIps = {}; // addresses and CIDR blocks; empty: anywhere
    std::int64_t requestsPerMinute = 0; // 0: no limit of its own
};

/// What Socle's own claims say of the token a request came with; the peer's tokens have none.
struct TokenMark
{
    std::string session = {}; // "": the token belongs to no session
    std::string impersonatedBy = {}; // id of the superuser who made it for somebody else
};

struct Caller
{
    enum class Kind { Guest, Record, Superuser };

    Kind kind = Kind::Guest;
    /// Null for guests, and for superuser access that belongs to no account.
    std::shared_ptr<const AuthRecord> record = {};
    /// Null unless the request was made with an API key.
    std::shared_ptr<const KeyGrant> key = {};
    /// Null for tokens as the peer makes them.
    std::shared_ptr<const TokenMark> mark = {};
    std::int64_t expires = 0; // unix seconds, of the token or key; 0: never

    bool isGuest() const { return kind == Kind::Guest; }

    bool isSuperuser() const { return kind == Kind::Superuser; }

    /// True when this caller is the given record.
    bool is(const std::string &collectionId, const std::string &recordId) const
    {
        return record && record->id == recordId && record->collectionId == collectionId;
    }

    /// Session of the token, "" for none.
    std::string_view session() const { return mark ? mark->session : std::string_view(); }

    static Caller guest() { return {}; }

    static Caller superuser(std::shared_ptr<const AuthRecord> record = {})
    {
        return {.kind = Kind::Superuser, .record = std::move(record)};
    }

    static Caller signedIn(std::shared_ptr<const AuthRecord> record)
    {
        return {.kind = Kind::Record, .record = std::move(record)};
    }
};

} // namespace socle::rules
