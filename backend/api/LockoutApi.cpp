#include "backend/api/LockoutApi.h"

#include "backend/api/AuthForm.h"
#include "backend/api/RequestScope.h"
#include "backend/auth/Lockout.h"
#include "backend/auth/Revocations.h"
#include "backend/records/RecordStore.h"
#include "backend/rules/Caller.h"
#include "backend/schema/Catalogue.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/json/JsonWriter.h"

namespace socle::api {

namespace {

using http::Request;
using http::Response;

/// One line of the list, of either kind.
struct Line
{
    std::string collectionId;
    std::string record;
    std::string until;
    std::int64_t rounds = 0;
    bool isKnownPlace = false;
    std::string locked;
    std::string reason;
};

void write(JsonWriter &writer, const Line &line, const schema::Catalogue &catalogue)
{
    const auto collection = catalogue.findById(line.collectionId);
    writer.startObject();
    writer.member("collection", collection ? collection->name : std::string());
    writer.member("record", line.record);
    writer.member("until", line.until);
    writer.member("rounds", line.rounds);
    writer.member("knownPlace", line.isKnownPlace);
    writer.member("locked", line.locked);
    writer.member("reason", line.reason);
    writer.endObject();
}

} // namespace

std::vector<Route> LockoutApi::routes()
{
    using http::Method;
    return {{.method = Method::Get,
             .pattern = "/api/socle/accounts/locked",
             .access = Access::Superuser,
             .handler = handledBy(this, &LockoutApi::list)},
            {.method = Method::Post,
             .pattern = "/api/socle/accounts/{collection}/{id}/lock",
             .access = Access::Superuser,
             .handler = handledBy(this, &LockoutApi::lock)},
            {.method = Method::Post,
             .pattern = "/api/socle/accounts/{collection}/{id}/unlock",
             .access = Access::Superuser,
             .handler = handledBy(this, &LockoutApi::unlock)}};
}

Reply LockoutApi::list(const Request &, const RequestScope &scope)
{
    return onReader(
        [this, catalogue = scope.catalogue()](storage::ReadTransaction &transaction) -> Reply {
            std::string out;
            JsonWriter writer(out);
            writer.startArray();
            for (const auth::AccountMark &mark : SOCLE_TRY(m_revocations.locked(transaction))) {
                write(writer,
                      {.collectionId = mark.collectionId,
                       .record = mark.recordId,
                       .until = {},
                       .locked = DateTime(mark.locked).toString(),
                       .reason = mark.reason},
                      *catalogue);
            }
            for (const auth::LockedAccount &account : m_lockout.locked()) {
                write(writer,
                      {.collectionId = account.collectionId,
                       .record = account.record,
                       .until = account.until.toString(),
                       .rounds = account.rounds,
                       .isKnownPlace = account.isKnownPlace,
                       .locked = {},
                       .reason = {}},
                      *catalogue);
            }
            writer.endArray();
            return Response::json(200, std::move(out));
        });
}

Reply LockoutApi::lock(const Request &request, const RequestScope &scope)
{
    const auto collection = SOCLE_TRY(authCollection(request, scope));
    Form form(*SOCLE_TRY(authBody(scope)));
    const std::string reason = form.text("reason");
    form.length("reason", reason, 0, kMaxFormText);
    SOCLE_TRY(form.check());
    const std::string id(request.param("id"));
    if (scope.caller().is(collection->id, id)) {
        return invalidInput("You cannot lock your own account.");
    }
    return onWriter(
        [this, collection, id, reason](storage::WriteTransaction &transaction) -> Reply {
            SOCLE_TRY(m_records.find(transaction, collection, id));
            SOCLE_TRY(m_revocations.lock(transaction, collection->id, id, reason));
            return Response::empty(204);
        });
}

Reply LockoutApi::unlock(const Request &request, const RequestScope &scope)
{
    const auto collection = SOCLE_TRY(authCollection(request, scope));
    return onWriter([this, collection, id = std::string(request.param("id"))](
                        storage::WriteTransaction &transaction) -> Reply {
        const bool wasLocked = SOCLE_TRY(m_revocations.unlock(transaction, collection->id, id));
        const bool wasGuessedAt = m_lockout.unlock(collection->id, id);
        return wasLocked || wasGuessedAt ? Reply(Response::empty(204))
                                         : Reply(notFound("The account is not locked."));
    });
}

} // namespace socle::api
