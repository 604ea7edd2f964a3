#include "backend/api/AccountLookup.h"

#include "backend/auth/Accounts.h"
#include "backend/observability/Log.h"
#include "backend/storage/Database.h"
#include "backend/storage/ReadTransaction.h"

namespace socle::api {

std::optional<records::Record> AccountLookup::byEmail(const schema::CollectionPtr &collection,
                                                      const std::string &email) const
{
    std::optional<records::Record> found;
    const auto read = database->read([&](storage::ReadTransaction &transaction) -> Result<void> {
        found = SOCLE_TRY(accounts->findByEmail(transaction, collection, email));
        return {};
    });
    if (!read) {
        log->warn("mail: the account it is for could not be read",
                  {{"collection", Json(collection->name)}, {"cause", Json(read.error().cause)}});
        return std::nullopt;
    }
    return found;
}

} // namespace socle::api
