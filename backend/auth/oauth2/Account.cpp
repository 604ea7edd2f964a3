#include "backend/auth/oauth2/Account.h"

#include "backend/auth/Accounts.h"
#include "backend/auth/LinkedRows.h"
#include "backend/auth/ServerRequest.h"
#include "backend/records/RecordStore.h"
#include "backend/records/UniqueIndex.h"
#include "backend/schema/Catalogue.h"
#include "backend/schema/PatternMatcher.h"
#include "backend/storage/Dialect.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/fields/FieldCatalogue.h"

namespace socle::auth::oauth2 {

namespace {

using records::Record;

Error lookupFailed(const char *message, Error cause)
{
    if (cause.kind == ErrorKind::Unavailable) { // a slice that ran out, a busy disk
        return cause;
    }
    return Error{.kind = ErrorKind::Internal, .message = message, .cause = std::move(cause.cause)};
}

Result<schema::CollectionPtr> linksOf(const schema::Catalogue &catalogue)
{
    auto links = catalogue.findByName("_externalAuths");
    if (!links) {
        return internalError("the collection _externalAuths is missing");
    }
    return links;
}

/// Is `username` fine for the field, and free? A field that is no text takes anything.
Result<bool> mayTake(storage::ReadTransaction &transaction,
                     const records::RecordStore &store,
                     const schema::CollectionPtr &collection,
                     const fields::Field &field,
                     const std::string &username)
{
    const fields::ValueContext context{.patterns = schema::patternMatcher()};
    if (field.kind->validate(Json(username), field, context)) {
        return false;
    }
    const auto index = records::singleColumnUniqueIndex(*collection, field.name);
    if (!index) {
        return true;
    }
    const auto other = SOCLE_TRY(
        store.findBy(transaction, collection, field.name, username, index->ignoresCase));
    return !other;
}

} // namespace

Result<std::optional<Record>> AccountLinker::locate(storage::ReadTransaction &transaction,
                                                    const schema::CollectionPtr &collection,
                                                    std::string_view provider,
                                                    const ProviderUser &user,
                                                    const rules::RequestContext &request) const
{
    // a. by link
    const auto links = SOCLE_TRY(linksOf(*request.catalogue));
    if (!user.id.empty()) {
        const storage::Dialect &dialect = transaction.dialect();
        auto owner = transaction.scalar(storage::sql(
            "SELECT " + dialect.identifier("recordRef") + " FROM " + dialect.identifier(links->name)
                + " WHERE " + dialect.identifier("collectionRef") + " = ? AND "
                + dialect.identifier("provider") + " = ? AND " + dialect.identifier("providerId")
                + " = ? LIMIT 1",
            collection->id,
            std::string(provider),
            user.id));
        if (!owner) {
            return lookupFailed("Failed OAuth2 relation check.", owner.takeError());
        }
        if (*owner) {
            return std::optional(
                SOCLE_TRY(m_records.find(transaction, collection, storage::textOf(**owner))));
        }
    }
    // b. whoever is signed in, c. by address
    const rules::Caller &caller = *request.caller;
    if (caller.record && caller.record->collectionId == collection->id) {
        auto own = m_records.find(transaction, collection, caller.record->id);
        if (!own) {
            return lookupFailed("Failed OAuth2 auth record check.", own.takeError());
        }
        return std::optional(own.takeValue());
    }
    if (user.email.empty()) {
        return std::optional<Record>();
    }
    auto known = m_accounts.findByEmail(transaction, collection, user.email);
    return known ? std::move(known)
                 : lookupFailed("Failed OAuth2 auth record check.", known.takeError());
}

Result<JsonObject> AccountLinker::newBody(storage::ReadTransaction &transaction,
                                          const schema::CollectionPtr &collection,
                                          const ProviderUser &user,
                                          JsonObject createData) const
{
    const schema::OAuth2Options &options = collection->auth.oauth2;
    JsonObject body = std::move(createData);
    const Json *email = body.find("email");
    if (email == nullptr || email->text().empty()) {
        body.set("email", user.email);
    }
    const auto map = [&](const std::string &field, const std::string &value) {
        if (!field.empty() && !body.contains(field)) {
            body.set(field, value);
        }
    };
    map(options.mappedId, user.id);
    map(options.mappedName, user.name);
    const fields::Field *username = collection->field(options.mappedUsername);
    if (username != nullptr && !body.contains(username->name) && !user.username.empty()
        && SOCLE_TRY(mayTake(transaction, m_records, collection, *username, user.username))) {
        body.set(username->name, user.username);
    }
    const fields::Field *avatar = collection->field(options.mappedAvatarUrl);
    if (avatar != nullptr && !avatar->isType(fields::kFile) && !user.avatarUrl.empty()) {
        map(avatar->name, user.avatarUrl);
    }
    return body;
}

Result<Record> AccountLinker::changed(storage::WriteTransaction &transaction,
                                      const Record &record,
                                      JsonObject body,
                                      std::string passwordHash,
                                      const rules::RequestContext &request) const
{
    const ServerRequest server(*request.catalogue, request.now);
    records::RecordInput input{.body = std::move(body)};
    input.serverPasswordHash = std::move(passwordHash);
    return m_records.update(
        transaction, record.collectionPtr(), record.id(), std::move(input), server.context);
}

Result<Record> AccountLinker::linkExisting(storage::WriteTransaction &transaction,
                                           Record record,
                                           std::string_view provider,
                                           const ProviderUser &user,
                                           const rules::RequestContext &request) const
{
    const schema::Collection &collection = record.collection();
    const bool isLogged = request.caller->is(collection.id, std::string(record.id()));
    JsonObject body;
    std::string hash;
    if (!record.flag("verified")) {
        // 2. somebody may have prepared the account: the old password stops working
        if (!isLogged) {
            hash = unknownPasswordHash(m_random);
        }
        // 3. and so do links that were made before the address was proved
        const auto links = SOCLE_TRY(linksOf(*request.catalogue));
        const ServerRequest server(*request.catalogue, request.now);
        for (const Record &old : SOCLE_TRY(linkedRecords(transaction, links, record))) {
            SOCLE_TRY(m_records.removeUnchecked(transaction, old, server.context));
        }
    }
    // 4. address, 5. verified
    const bool takesEmail = record.text("email").empty() && !user.email.empty();
    if (takesEmail) {
        body.set("email", user.email);
    }
    if (!record.flag("verified")
        && (record.text("email").empty() || record.text("email") == user.email)) {
        body.set("verified", true);
    }
    // 6. save
    if (!body.empty() || !hash.empty()) {
        record = SOCLE_TRY(changed(transaction, record, std::move(body), std::move(hash), request));
    }
    SOCLE_TRY(link(transaction, record, provider, user, request));
    return record;
}

Result<Record> AccountLinker::createLinked(storage::WriteTransaction &transaction,
                                           const schema::CollectionPtr &collection,
                                           records::RecordInput input,
                                           std::string_view provider,
                                           const ProviderUser &user,
                                           const rules::RequestContext &request) const
{
    if (collection->isSuperusers()) {
        return invalidInput("Failed to authenticate.");
    }
    if (!input.body.contains("password")) {
        input.serverPasswordHash = unknownPasswordHash(m_random);
    }
    Record record = SOCLE_TRY(m_records.create(transaction, collection, std::move(input), request));
    if (record.text("email") == user.email && !record.flag("verified")) {
        record
            = SOCLE_TRY(changed(transaction, record, JsonObject{{"verified", true}}, {}, request));
    }
    SOCLE_TRY(link(transaction, record, provider, user, request));
    return record;
}

Result<void> AccountLinker::link(storage::WriteTransaction &transaction,
                                 const Record &record,
                                 std::string_view provider,
                                 const ProviderUser &user,
                                 const rules::RequestContext &request) const
{
    const auto links = SOCLE_TRY(linksOf(*request.catalogue));
    for (const Record &known : SOCLE_TRY(linkedRecords(transaction, links, record))) {
        if (known.text("provider") == provider && known.text("providerId") == user.id) {
            return {};
        }
    }
    const ServerRequest server(*request.catalogue, request.now);
    records::RecordInput input{.body = JsonObject{{"collectionRef", record.collection().id},
                                                  {"recordRef", record.id()},
                                                  {"provider", provider},
                                                  {"providerId", user.id}}};
    auto linked = m_records.create(transaction, links, std::move(input), server.context);
    if (!linked && linked.error().kind == ErrorKind::InvalidInput) {
        return invalidInput("Failed to authenticate.", std::move(linked.error().fields));
    }
    return linked ? Result<void>() : linked.takeError();
}

std::string metaOf(const ProviderUser &user, bool isNew)
{
    return Json(JsonObject{{"id", user.id},
                           {"name", user.name},
                           {"username", user.username},
                           {"email", user.email},
                           {"avatarURL", user.avatarUrl},
                           {"avatarUrl", user.avatarUrl},
                           {"accessToken", user.accessToken},
                           {"refreshToken", user.refreshToken},
                           {"expiry", user.expiry},
                           {"rawUser", user.raw},
                           {"isNew", isNew}})
        .dump();
}

} // namespace socle::auth::oauth2
