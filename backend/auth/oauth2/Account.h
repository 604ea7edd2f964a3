// From a provider's person to a record: found by link, by session or by address, else made; and the
// link kept (auth-api.md 3.15.4-3.15.6).
#pragma once

#include "backend/auth/oauth2/ProviderUser.h"
#include "backend/records/Record.h"
#include "backend/records/RecordInput.h"
#include "shared/core/Result.h"
#include "shared/json/Json.h"

#include <optional>
#include <string>
#include <string_view>

namespace socle::storage {
class ReadTransaction;
class WriteTransaction;
} // namespace socle::storage

namespace socle::runtime {
class Random;
}

namespace socle::records {
class RecordStore;
}

namespace socle::rules {
struct RequestContext;
}

namespace socle::auth {
class Accounts;
}

namespace socle::auth::oauth2 {

class AccountLinker
{
public:
    /// The references outlive the object.
    AccountLinker(const records::RecordStore &records,
                  const Accounts &accounts,
                  runtime::Random &random)
        : m_records(records)
        , m_accounts(accounts)
        , m_random(random)
    {
    }

    /// Step 4: whose account it is; nothing when one has to be made. Errors: NotFound for a link
    /// whose record is gone, Internal with the two texts of the spec.
    Result<std::optional<records::Record>> locate(storage::ReadTransaction &transaction,
                                                  const schema::CollectionPtr &collection,
                                                  std::string_view provider,
                                                  const ProviderUser &user,
                                                  const rules::RequestContext &request) const;

    /// The body of a new record: `createData` with address and mapped fields (3.15.6). The avatar's
    /// URL goes in as text here; a file is added by the caller, who downloads it.
    Result<JsonObject> newBody(storage::ReadTransaction &transaction,
                               const schema::CollectionPtr &collection,
                               const ProviderUser &user,
                               JsonObject createData) const;

    /// 3.15.5 for a record that exists; then the link. Errors: InvalidInput with field errors.
    Result<records::Record> linkExisting(storage::WriteTransaction &transaction,
                                         records::Record record,
                                         std::string_view provider,
                                         const ProviderUser &user,
                                         const rules::RequestContext &request) const;

    /// 3.15.6: makes the record as the caller of `request` may, then the link. Errors as those of a
    /// create.
    Result<records::Record> createLinked(storage::WriteTransaction &transaction,
                                         const schema::CollectionPtr &collection,
                                         records::RecordInput input,
                                         std::string_view provider,
                                         const ProviderUser &user,
                                         const rules::RequestContext &request) const;

private:
    Result<void> link(storage::WriteTransaction &transaction,
                      const records::Record &record,
                      std::string_view provider,
                      const ProviderUser &user,
                      const rules::RequestContext &request) const;
    Result<records::Record> changed(storage::WriteTransaction &transaction,
                                    const records::Record &record,
                                    JsonObject body,
                                    std::string passwordHash,
                                    const rules::RequestContext &request) const;

    const records::RecordStore &m_records;
    const Accounts &m_accounts;
    runtime::Random &m_random;
};

/// `meta` of the answer as JSON text.
std::string metaOf(const ProviderUser &user, bool isNew);

} // namespace socle::auth::oauth2
