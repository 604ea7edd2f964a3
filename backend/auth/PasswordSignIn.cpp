#include "backend/auth/PasswordSignIn.h"

#include "backend/crypto/Password.h"
#include "backend/records/RecordStore.h"
#include "backend/records/UniqueIndex.h"
#include "backend/storage/Dialect.h"
#include "backend/storage/ReadTransaction.h"
#include "shared/fields/Formats.h"

#include <algorithm>

namespace socle::auth {

namespace {

/// Fields to try in order: the one asked for, or all with `email` moved to the front.
std::vector<std::string> identityFields(const schema::Collection &collection,
                                        const Credentials &credentials)
{
    if (!credentials.identityField.empty()) {
        return {credentials.identityField};
    }
    std::vector<std::string> names = collection.auth.identityFields;
    std::stable_partition(
        names.begin(), names.end(), [](const std::string &name) { return name == "email"; });
    if (!fields::isEmail(credentials.identity)) {
        std::erase(names, "email");
    }
    return names;
}

Result<std::string> anyHash(storage::ReadTransaction &transaction,
                            const schema::Collection &collection)
{
    const storage::Dialect &dialect = transaction.dialect();
    const std::string column = dialect.identifier("password");
    const auto hash = SOCLE_TRY(transaction.scalar(
        storage::sql("SELECT " + column + " FROM " + dialect.identifier(collection.name) + " WHERE "
                     + column + " != '' LIMIT 1")));
    return hash ? std::string(storage::textOf(*hash)) : std::string();
}

} // namespace

Result<Suspect> findSuspect(const records::RecordStore &store,
                            storage::ReadTransaction &transaction,
                            const schema::CollectionPtr &collection,
                            const Credentials &credentials)
{
    for (const std::string &name : identityFields(*collection, credentials)) {
        const auto index = records::singleColumnUniqueIndex(*collection, name);
        if (!index || collection->field(name) == nullptr) {
            return internalError("identity field " + name + " has no unique index");
        }
        auto record = SOCLE_TRY(
            store.findBy(transaction, collection, name, credentials.identity, index->ignoresCase));
        if (record) {
            return Suspect{.record = std::move(record)};
        }
    }
    return Suspect{.decoyHash = SOCLE_TRY(anyHash(transaction, *collection))};
}

bool passwordFits(const Suspect &suspect, std::string_view password)
{
    if (!suspect.record) {
        // Only for the time it takes: the cost of somebody's hash in this collection.
        if (suspect.decoyHash.empty()) {
            crypto::verifyNothing(password);
        } else {
            (void)crypto::verifyPassword("", suspect.decoyHash);
        }
        return false;
    }
    return crypto::verifyPassword(password, suspect.record->text("password"));
}

} // namespace socle::auth
