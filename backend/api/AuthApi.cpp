#include "backend/api/AuthApi.h"

#include "backend/api/ClientAddress.h"
#include "backend/api/RequestInfo.h"
#include "backend/api/RequestScope.h"
#include "backend/auth/PasswordSignIn.h"
#include "backend/rules/Caller.h"
#include "backend/rules/RequestContext.h"
#include "backend/runtime/Clock.h"
#include "backend/schema/Catalogue.h"
#include "backend/schema/Settings.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/json/JsonWriter.h"
#include "shared/protocol/Messages.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace socle::api {

namespace {

using http::Request;
using http::Response;
using protocol::Code;
using protocol::fieldError;
using schema::CollectionPtr;

constexpr std::string_view kMissingAuthCollection = "Missing or invalid auth collection context.";
constexpr std::string_view kPasswordOff
    = "The collection is not configured to allow password authentication.";
constexpr std::string_view kLoadingFailed = "An error occurred while loading the submitted data.";
constexpr std::string_view kValidationFailed
    = "An error occurred while validating the submitted data.";
constexpr std::string_view kSignInFailed = "Failed to authenticate.";
constexpr Code kLengthRange{"validation_length_out_of_range",
                            "The length must be between {min} and {max}."};
constexpr Code kNoLess{"validation_min_greater_equal_than_required",
                       "Must be no less than {threshold}."};
constexpr std::size_t kMaxText = 255;

Error loadingFailed() { return invalidInput(std::string(kLoadingFailed)); }

Error validationFailed(FieldErrors errors)
{
    return invalidInput(std::string(kValidationFailed), std::move(errors));
}

/// The collection of an auth route (auth-api.md 0.5): unknown and non-auth ones are different 404s.
Result<CollectionPtr> authCollection(const Request &request, const RequestScope &scope)
{
    auto collection = scope.catalogue()->findByNameOrId(request.param("collection"));
    if (!collection) {
        return notFound(std::string(protocol::kInvalidCollectionContext));
    }
    if (!collection->isAuth()) {
        return notFound(std::string(kMissingAuthCollection));
    }
    return collection;
}

/// The decoded body; a broken one has this chapter's own message, a foreign content type the
/// general one.
Result<const DecodedBody *> bodyOf(const RequestScope &scope)
{
    auto body = scope.body();
    if (!body && body.error().message != protocol::kUnsupportedContentType) {
        return loadingFailed();
    }
    return body;
}

/// A string member; absent and null are empty. False for another JSON type, except scalars of forms
/// (inferred from text).
bool readText(const DecodedBody &body, std::string_view key, std::string &out)
{
    const Json *value = body.values.find(key);
    if (value == nullptr || value->isNull()) {
        return true;
    }
    if (value->isString()) {
        out = value->toText();
        return true;
    }
    if (body.isForm && !value->isArray() && !value->isObject()) {
        out = value->dump();
        return true;
    }
    return false;
}

void requireText(FieldErrors &errors, const char *name, const std::string &text)
{
    if (text.empty()) {
        errors.emplace(name, fieldError(protocol::kRequired));
    } else if (text.size() > kMaxText) {
        errors.emplace(
            name,
            fieldError(kLengthRange,
                       {{"max", static_cast<std::int64_t>(kMaxText)}, {"min", std::int64_t{1}}}));
    }
}

Result<auth::Credentials> readCredentials(const DecodedBody &body,
                                          const schema::Collection &collection,
                                          std::string &mfaId)
{
    auth::Credentials credentials;
    if (!readText(body, "identity", credentials.identity)
        || !readText(body, "password", credentials.password)
        || !readText(body, "identityField", credentials.identityField)
        || !readText(body, "mfaId", mfaId)) {
        return loadingFailed();
    }
    FieldErrors errors;
    requireText(errors, "identity", credentials.identity);
    requireText(errors, "password", credentials.password);
    if (!credentials.identityField.empty()) {
        const auto &allowed = collection.auth.identityFields;
        requireText(errors, "identityField", credentials.identityField);
        if (std::find(allowed.begin(), allowed.end(), credentials.identityField) == allowed.end()) {
            errors.emplace("identityField", fieldError(protocol::kInInvalid));
        }
    }
    if (!errors.empty()) {
        return validationFailed(std::move(errors));
    }
    return credentials;
}

Response mfaAnswer(const std::string &sessionId)
{
    Response response = Response::json(401, Json(JsonObject{{"mfaId", sessionId}}).dump());
    response.isJson = false; // the fields picker leaves it alone
    return response;
}

void writeToggle(JsonWriter &writer, const char *key, bool enabled, std::int64_t duration)
{
    writer.key(key);
    writer.startObject();
    writer.member("enabled", enabled);
    writer.member("duration", enabled ? duration : 0);
    writer.endObject();
}

} // namespace

struct AuthApi::Attempt
{
    std::string method; // "password", "" for refresh and impersonation
    std::string mfaId;
    std::string expand;
    std::string ip;
    std::string userAgent;
    std::shared_ptr<const schema::Settings> settings;
    rules::RequestContext context;
    /// Makes the token once everything else has been passed.
    std::function<Result<std::string>(const records::Record &)> token;
};

AuthApi::AuthApi(const records::RecordStore &records,
                 const auth::TokenService &tokens,
                 const auth::SignIn &signIn,
                 const runtime::Clock &clock)
    : m_records(records)
    , m_tokens(tokens)
    , m_signIn(signIn)
    , m_clock(clock)
{
}

std::vector<Route> AuthApi::routes()
{
    using http::Method;
    return {
        {.method = Method::Get,
         .pattern = "/api/collections/{collection}/auth-methods",
         .access = Access::Public,
         .handler = handledBy(this, &AuthApi::authMethods),
         .rateTags = {"listAuthMethods"}},
        {.method = Method::Post,
         .pattern = "/api/collections/{collection}/auth-with-password",
         .access = Access::Public,
         .handler = handledBy(this, &AuthApi::withPassword),
         .rateTags = {"authWithPassword", "auth"}},
        {.method = Method::Post,
         .pattern = "/api/collections/{collection}/auth-refresh",
         .access = Access::ByRule,
         .handler = handledBy(this, &AuthApi::refresh),
         .rateTags = {"authRefresh"}},
        {.method = Method::Post,
         .pattern = "/api/collections/{collection}/impersonate/{id}",
         .access = Access::Superuser,
         .handler = handledBy(this, &AuthApi::impersonate)},
    };
}

Reply AuthApi::authMethods(const Request &request, const RequestScope &scope)
{
    const CollectionPtr collection = SOCLE_TRY(authCollection(request, scope));
    const schema::AuthOptions &options = collection->auth;
    const auto offers = [&](std::string_view field) {
        const auto &names = options.identityFields;
        return options.passwordEnabled
            && std::find(names.begin(), names.end(), field) != names.end();
    };
    std::string out;
    JsonWriter writer(out);
    writer.startObject();
    writer.key("password");
    writer.startObject();
    writer.key("identityFields");
    writer.startArray();
    for (const std::string &name :
         options.passwordEnabled ? options.identityFields : std::vector<std::string>()) {
        writer.string(name);
    }
    writer.endArray();
    writer.member("enabled", options.passwordEnabled);
    writer.endObject();
    // Providers are listed by the OAuth2 routes' part of this answer; without it the collection
    // offers none.
    writer.key("oauth2");
    writer.startObject();
    writer.key("providers");
    writer.startArray();
    writer.endArray();
    writer.member("enabled", options.oauth2.enabled);
    writer.endObject();
    writeToggle(writer, "mfa", options.mfaEnabled, options.mfaDuration);
    writeToggle(writer, "otp", options.otpEnabled, options.otpDuration);
    writer.key("authProviders");
    if (options.oauth2.enabled) {
        writer.startArray();
        writer.endArray();
    } else {
        writer.null();
    }
    writer.member("usernamePassword", offers("username"));
    writer.member("emailPassword", offers("email"));
    writer.endObject();
    return Response::json(200, std::move(out));
}

Reply AuthApi::withPassword(const Request &request, const RequestScope &scope)
{
    const CollectionPtr collection = SOCLE_TRY(authCollection(request, scope));
    if (!collection->auth.passwordEnabled) {
        return forbidden(std::string(kPasswordOff));
    }
    const DecodedBody *body = SOCLE_TRY(bodyOf(scope));
    auto attempt = std::make_shared<Attempt>();
    auth::Credentials credentials = SOCLE_TRY(readCredentials(*body, *collection, attempt->mfaId));
    attempt->method = "password";
    attempt->mfaId = request.queryParam("mfaId").value_or(attempt->mfaId);
    attempt->expand = request.queryParam("expand").value_or("");
    attempt->ip = scope.clientIp();
    attempt->userAgent = request.headers.value("User-Agent");
    attempt->settings = scope.settings();
    attempt->context = SOCLE_TRY(requestInfo(request, scope, m_clock.now()));
    attempt->context.context = "password";
    attempt->token
        = [this](const records::Record &record) { return m_tokens.authToken(record, true); };

    // Who is meant (here), does the password fit (cpu), what follows from it (writer: origins,
    // second factor).
    return onReader([this, collection, credentials = std::move(credentials), attempt](
                        storage::ReadTransaction &transaction) -> Reply {
        auth::Suspect suspect
            = SOCLE_TRY(auth::findSuspect(m_records, transaction, collection, credentials));
        return onWorker(
            Pool::Cpu,
            [this,
             collection,
             suspect = std::move(suspect),
             password = credentials.password,
             attempt]() -> Reply {
                if (!auth::passwordFits(suspect, password)) {
                    return invalidInput(std::string(kSignInFailed));
                }
                return onWriter([this,
                                 collection,
                                 attempt,
                                 id = std::string(suspect.record->id()),
                                 hash = std::string(suspect.record->text("password"))](
                                    storage::WriteTransaction &writing) -> Reply {
                    const auto record = m_records.find(writing, collection, id);
                    if (!record || record->text("password") != hash) { // changed while we compared
                        return invalidInput(std::string(kSignInFailed));
                    }
                    return finish(attempt, *record, writing);
                });
            });
    });
}

Reply AuthApi::finish(std::shared_ptr<const Attempt> attempt,
                      const records::Record &record,
                      storage::WriteTransaction &transaction) const
{
    // 1. address of a superuser
    const auto &allowed = attempt->settings->superuserIps;
    if (record.collection().isSuperusers() && !allowed.empty() && !isListed(attempt->ip, allowed)) {
        return forbidden();
    }
    // 2. authRule
    SOCLE_TRY(m_signIn.checkAuthRule(transaction, record, attempt->context));
    // 3. second factor
    if (!attempt->method.empty()) {
        const auto session = SOCLE_TRY(m_signIn.checkSecondFactor(
            transaction, record, attempt->method, attempt->mfaId, attempt->context));
        if (session) {
            return mfaAnswer(*session);
        }
    }
    // 4, 6. the answer
    const auto token = attempt->token(record);
    if (!token) {
        return Error{.kind = ErrorKind::Internal,
                     .message = "Failed to create auth token.",
                     .cause = token.error().cause};
    }
    std::string answer = SOCLE_TRY(
        m_signIn.answer(transaction, record, *token, attempt->expand, attempt->context));
    // 5. origin of the sign-in; its failure undoes only itself
    if (!attempt->method.empty()) {
        const auto tracked = transaction.savepoint([&]() -> Result<void> {
            SOCLE_TRY(m_signIn.trackOrigin(
                transaction, record, attempt->ip, attempt->userAgent, attempt->context));
            return {};
        });
        discard(tracked, "a sign-in does not fail because its origin could not be kept");
    }
    return Response::json(200, std::move(answer));
}

Reply AuthApi::refresh(const Request &request, const RequestScope &scope)
{
    const auto collection = scope.catalogue()->findByNameOrId(request.param("collection"));
    if (!collection) {
        return notFound(std::string(protocol::kInvalidCollectionContext));
    }
    const rules::Caller &caller = scope.caller();
    if (!caller.record) {
        return Error{.kind = ErrorKind::Unauthenticated,
                     .message = std::string(protocol::kRequiresAuth)};
    }
    if (caller.record->collectionId != collection->id) {
        return forbidden("The request requires auth record from " + caller.record->collectionName
                         + " collection.");
    }
    SOCLE_TRY(bodyOf(scope));
    auto attempt = std::make_shared<Attempt>();
    attempt->expand = request.queryParam("expand").value_or("");
    attempt->ip = scope.clientIp();
    attempt->settings = scope.settings();
    attempt->context = SOCLE_TRY(requestInfo(request, scope, m_clock.now()));
    const std::string presented(auth::tokenOfHeader(request.headers.value("Authorization")));
    const auto claims = m_tokens.decode(presented);
    const bool isRefreshable = claims && claims->refreshable;
    attempt->token
        = [this, presented, isRefreshable](const records::Record &record) -> Result<std::string> {
        return isRefreshable ? m_tokens.authToken(record, true) : Result<std::string>(presented);
    };
    return onReader([this, collection, attempt, id = caller.record->id](
                        storage::ReadTransaction &transaction) -> Reply {
        const records::Record record = SOCLE_TRY(m_records.find(transaction, collection, id));
        const auto &allowed = attempt->settings->superuserIps;
        if (collection->isSuperusers() && !allowed.empty() && !isListed(attempt->ip, allowed)) {
            return forbidden();
        }
        SOCLE_TRY(m_signIn.checkAuthRule(transaction, record, attempt->context));
        const std::string token = SOCLE_TRY(attempt->token(record));
        return Response::json(200,
                              SOCLE_TRY(m_signIn.answer(
                                  transaction, record, token, attempt->expand, attempt->context)));
    });
}

Reply AuthApi::impersonate(const Request &request, const RequestScope &scope)
{
    const auto collection = scope.catalogue()->findByNameOrId(request.param("collection"));
    if (!collection || !collection->isAuth()) {
        return notFound(std::string(kMissingAuthCollection));
    }
    const DecodedBody *body = SOCLE_TRY(bodyOf(scope));
    const Json &duration = body->values["duration"];
    if (!duration.isNull() && !duration.isInt()) {
        return loadingFailed();
    }
    if (duration.toInt() < 0) {
        return validationFailed(
            {{"duration", fieldError(kNoLess, {{"threshold", std::int64_t{0}}})}});
    }
    auto context = std::make_shared<rules::RequestContext>(
        SOCLE_TRY(requestInfo(request, scope, m_clock.now())));
    return onReader([this, &request, &scope, collection, context, seconds = duration.toInt()](
                        storage::ReadTransaction &transaction) -> Reply {
        const records::Record record
            = SOCLE_TRY(m_records.find(transaction, collection, request.param("id")));
        const auto &allowed = scope.settings()->superuserIps;
        if (collection->isSuperusers() && !allowed.empty()
            && !isListed(scope.clientIp(), allowed)) {
            return forbidden();
        }
        const std::string token
            = SOCLE_TRY(m_tokens.authToken(record, false, std::chrono::seconds(seconds)));
        return Response::json(
            200,
            SOCLE_TRY(m_signIn.answer(
                transaction, record, token, request.queryParam("expand").value_or(""), *context)));
    });
}

} // namespace socle::api
