#include "backend/api/SessionsApi.h"

#include "backend/api/AuthForm.h"
#include "backend/api/RequestScope.h"
#include "backend/auth/RememberedDevices.h"
#include "backend/auth/Sessions.h"
#include "backend/http/Request.h"
#include "backend/rules/Caller.h"
#include "backend/schema/Catalogue.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/core/DateTime.h"
#include "shared/json/JsonWriter.h"
#include "shared/protocol/Messages.h"

namespace socle::api {

namespace {

using http::Request;
using http::Response;

Reply ended(std::int64_t count)
{
    return Response::json(200, Json(JsonObject{{"ended", count}}).dump());
}

/// One object a row; `write` says what is in it.
template <typename Rows, typename Write> Reply listAnswer(const Rows &rows, Write write)
{
    std::string out;
    JsonWriter writer(out);
    writer.startArray();
    for (const auto &row : rows) {
        writer.startObject();
        write(writer, row);
        writer.endObject();
    }
    writer.endArray();
    return Response::json(200, std::move(out));
}

void writeTime(JsonWriter &writer, const char *name, std::int64_t milliseconds)
{
    writer.member(name, DateTime(milliseconds).toString());
}

} // namespace

std::vector<Route> SessionsApi::routes()
{
    using http::Method;
    const auto row = [this](Method method,
                            std::string_view pattern,
                            Access access,
                            Reply (SessionsApi::*handler)(const Request &, const RequestScope &)) {
        return Route{.method = method,
                     .pattern = pattern,
                     .access = access,
                     .handler = handledBy(this, handler)};
    };
    constexpr auto kOwn = Access::Auth;
    constexpr auto kAny = Access::Superuser;
    return {
        row(Method::Get, "/api/socle/sessions", kOwn, &SessionsApi::list),
        row(Method::Delete, "/api/socle/sessions", kOwn, &SessionsApi::endOthers),
        row(Method::Delete, "/api/socle/sessions/{session}", kOwn, &SessionsApi::end),
        row(Method::Post, "/api/socle/sign-out", kOwn, &SessionsApi::signOut),
        row(Method::Get, "/api/socle/devices", kOwn, &SessionsApi::listDevices),
        row(Method::Delete, "/api/socle/devices", kOwn, &SessionsApi::forgetDevice),
        row(Method::Delete, "/api/socle/devices/{device}", kOwn, &SessionsApi::forgetDevice),
        row(Method::Get,
            "/api/socle/accounts/{collection}/{id}/sessions",
            kAny,
            &SessionsApi::list),
        row(Method::Delete,
            "/api/socle/accounts/{collection}/{id}/sessions",
            kAny,
            &SessionsApi::endOthers),
        row(Method::Delete,
            "/api/socle/accounts/{collection}/{id}/sessions/{session}",
            kAny,
            &SessionsApi::end),
        row(Method::Get,
            "/api/socle/accounts/{collection}/{id}/devices",
            kAny,
            &SessionsApi::listDevices),
        row(Method::Delete,
            "/api/socle/accounts/{collection}/{id}/devices",
            kAny,
            &SessionsApi::forgetDevice),
    };
}

Result<SessionsApi::Account> SessionsApi::accountOf(const Request &request,
                                                    const RequestScope &scope)
{
    const rules::Caller &caller = scope.caller();
    if (request.param("collection").empty()) {
        if (!caller.record) { // a key that is nobody's
            return Error{.kind = ErrorKind::Unauthenticated,
                         .message = std::string(protocol::kRequiresAuth)};
        }
        return Account{.collectionId = caller.record->collectionId,
                       .recordId = caller.record->id,
                       .current = std::string(caller.session())};
    }
    const auto collection = SOCLE_TRY(authCollection(request, scope));
    Account account{.collectionId = collection->id,
                    .recordId = std::string(request.param("id")),
                    .current = {}};
    if (caller.is(account.collectionId, account.recordId)) {
        account.current = std::string(caller.session());
    }
    return account;
}

Reply SessionsApi::list(const Request &request, const RequestScope &scope)
{
    const Account account = SOCLE_TRY(accountOf(request, scope));
    return onReader([this, account](storage::ReadTransaction &transaction) -> Reply {
        const auto all
            = SOCLE_TRY(m_sessions.list(transaction, account.collectionId, account.recordId));
        return listAnswer(all, [&](JsonWriter &writer, const auth::Session &session) {
            writer.member("id", session.id);
            writer.member("device", session.device);
            writer.member("userAgent", session.userAgent);
            writer.member("address", session.address);
            writer.member("method", session.method);
            writer.member("impersonatedBy", session.impersonatedBy);
            writeTime(writer, "created", session.created);
            writeTime(writer, "lastSeen", session.lastSeen);
            writeTime(writer, "expires", session.expires);
            writer.member("current", session.id == account.current);
        });
    });
}

Reply SessionsApi::end(const Request &request, const RequestScope &scope)
{
    const Account account = SOCLE_TRY(accountOf(request, scope));
    return onWriter([this, account, id = std::string(request.param("session"))](
                        storage::WriteTransaction &transaction) -> Reply {
        const bool hasEnded
            = SOCLE_TRY(m_sessions.end(transaction, account.collectionId, account.recordId, id));
        return hasEnded ? Reply(Response::empty(204)) : Reply(notFound());
    });
}

// A superuser ends all; people keep the session they ask from.
Reply SessionsApi::endOthers(const Request &request, const RequestScope &scope)
{
    Account account = SOCLE_TRY(accountOf(request, scope));
    if (!request.param("collection").empty()) {
        account.current.clear();
    }
    return onWriter([this, account](storage::WriteTransaction &transaction) -> Reply {
        return ended(SOCLE_TRY(m_sessions.endOthers(
            transaction, account.collectionId, account.recordId, account.current)));
    });
}

// 204 for a token without a session, too: it stays good until it is over, as the peer's do.
Reply SessionsApi::signOut(const Request &request, const RequestScope &scope)
{
    const Account account = SOCLE_TRY(accountOf(request, scope));
    return onWriter([this, account](storage::WriteTransaction &transaction) -> Reply {
        SOCLE_TRY(
            m_sessions.end(transaction, account.collectionId, account.recordId, account.current));
        return Response::empty(204);
    });
}

Reply SessionsApi::listDevices(const Request &request, const RequestScope &scope)
{
    const Account account = SOCLE_TRY(accountOf(request, scope));
    return onReader([this, account](storage::ReadTransaction &transaction) -> Reply {
        const auto all
            = SOCLE_TRY(m_devices.list(transaction, account.collectionId, account.recordId));
        return listAnswer(all, [](JsonWriter &writer, const auth::RememberedDevice &device) {
            writer.member("id", device.id);
            writer.member("name", device.name);
            writeTime(writer, "created", device.created);
            writeTime(writer, "lastUsed", device.lastUsed);
            writeTime(writer, "expires", device.expires);
        });
    });
}

Reply SessionsApi::forgetDevice(const Request &request, const RequestScope &scope)
{
    const Account account = SOCLE_TRY(accountOf(request, scope));
    return onWriter([this, account, id = std::string(request.param("device"))](
                        storage::WriteTransaction &transaction) -> Reply {
        const bool wasThere
            = SOCLE_TRY(m_devices.forget(transaction, account.collectionId, account.recordId, id));
        return wasThere || id.empty() ? Reply(Response::empty(204)) : Reply(notFound());
    });
}

} // namespace socle::api
