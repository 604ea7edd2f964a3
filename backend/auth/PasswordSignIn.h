// Sign-in by identity and password: who is meant, and does the password fit (auth-api.md 3.5).
//
// Looking up and comparing are apart, because the comparison takes 50 ms and belongs on the cpu
// pool. An unknown identity costs the same comparison, so the time of an answer does not tell
// whether an account exists.
#pragma once

#include "backend/records/Record.h"
#include "shared/core/Result.h"

#include <optional>
#include <string>
#include <string_view>

namespace socle::storage {
class ReadTransaction;
}

namespace socle::records {
class RecordStore;
}

namespace socle::auth {

struct Credentials
{
    std::string identity = {};
    std::string password = {};
    std::string identityField = {}; // "": every configured field, e-mail first
};

/// What the lookup found: the account, or only somebody's hash to spend the same time on.
struct Suspect
{
    std::optional<records::Record> record = {};
    std::string decoyHash = {};
};

/// Errors: Internal when an identity field has no unique index of its own (the peer's 500), or of
/// the query.
Result<Suspect> findSuspect(const records::RecordStore &store,
                            storage::ReadTransaction &transaction,
                            const schema::CollectionPtr &collection,
                            const Credentials &credentials);

/// True when the password is the account's. 50 ms and more: on the cpu pool.
bool passwordFits(const Suspect &suspect, std::string_view password);

} // namespace socle::auth
