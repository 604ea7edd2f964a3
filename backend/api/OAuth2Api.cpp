#include "backend/api/OAuth2Api.h"

#include "backend/api/AuthFlow.h"
#include "backend/api/AuthForm.h"
#include "backend/api/RateLimiter.h"
#include "backend/api/RecordsApi.h"
#include "backend/api/RequestScope.h"
#include "backend/auth/oauth2/Account.h"
#include "backend/auth/oauth2/AppleSecret.h"
#include "backend/auth/oauth2/Client.h"
#include "backend/observability/Log.h"
#include "backend/realtime/Broker.h"
#include "backend/records/RecordStore.h"
#include "backend/rules/Caller.h"
#include "backend/runtime/Clock.h"
#include "backend/runtime/Deadline.h"
#include "backend/schema/Catalogue.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/core/Text.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/json/JsonWriter.h"
#include "shared/protocol/Messages.h"

#include <utility>

namespace socle::api {

namespace {

using auth::oauth2::ProviderUser;
using http::Request;
using http::Response;
using protocol::Code;
using protocol::fieldError;
using records::Record;

constexpr std::chrono::seconds kProviderLimit{30};
constexpr std::size_t kMaxProvider = 100;
constexpr Code kInvalidProvider{"validation_invalid_provider",
                                "Provider with name {name} is missing or is not enabled."};

// Redirects (3.15.3)
constexpr std::string_view kTopic = "@oauth2";
constexpr std::size_t kMaxNameKey = 1000; // with its prefix `@redirect_name_`
constexpr std::size_t kNameKeyPrefix = 15;
constexpr std::size_t kMaxAppleName = 150;
constexpr std::size_t kMaxKeptNames = 10000;
constexpr std::chrono::minutes kNameLifetime{1};

// Apple's secret (3.16)
constexpr std::int64_t kMaxAppleDuration = 15777000;
constexpr std::size_t kAppleIdLength = 10;
constexpr Code kNoLess{"validation_min_greater_equal_than_required",
                       "Must be no less than {threshold}."};
constexpr Code kNoGreater{"validation_max_less_equal_than_required",
                          "Must be no greater than {threshold}."};
constexpr Code kMatch{"validation_match_invalid", "Must be in a valid format."};

Response redirectFailed()
{
    return Response::text(200,
                          "Failed to authenticate. You can close this window and go back to the "
                          "app to try again.");
}

Response redirectDone()
{
    return Response::text(200,
                          "Auth completed. You can close this window and go back to the app.",
                          "text/html; charset=utf-8");
}

} // namespace

/// One sign-in on its way from the provider to the answer.
struct OAuth2Api::Visit
{
    std::shared_ptr<SignInAttempt> attempt;
    schema::CollectionPtr collection;
    auth::oauth2::ProviderConfig config;
    auth::oauth2::Grant grant;
    JsonObject createData;
    ProviderUser user;
    bool isGuest = true;
    bool isSuperuser = false;
    // Of a new record:
    records::RecordInput input;
    records::PasswordWork work;
    auth::oauth2::Avatar avatar; // its bytes are what an upload of `input` points to
};

std::vector<Route> OAuth2Api::routes()
{
    using http::Method;
    return {{.method = Method::Post,
             .pattern = "/api/collections/{collection}/auth-with-oauth2",
             .access = Access::Public,
             .handler = handledBy(this, &OAuth2Api::signIn),
             .rateTags = {"authWithOAuth2", "auth"}},
            {.method = Method::Get,
             .pattern = "/api/oauth2-redirect",
             .access = Access::Public,
             .handler = handledBy(this, &OAuth2Api::redirect),
             .logged = Logged::ErrorsOnly},
            {.method = Method::Post,
             .pattern = "/api/oauth2-redirect",
             .access = Access::Public,
             .handler = handledBy(this, &OAuth2Api::redirect),
             .logged = Logged::ErrorsOnly},
            {.method = Method::Get,
             .pattern = "/api/collections/meta/oauth2-providers",
             .access = Access::Superuser,
             .handler = handledBy(this, &OAuth2Api::providers)},
            {.method = Method::Post,
             .pattern = "/api/settings/apple/generate-client-secret",
             .access = Access::Superuser,
             .handler = handledBy(this, &OAuth2Api::appleSecret)}};
}

// -- auth-with-oauth2 (3.15.4)

Reply OAuth2Api::signIn(const Request &request, const RequestScope &scope)
{
    const auto collection = SOCLE_TRY(authCollection(request, scope));
    const schema::OAuth2Options &options = collection->auth.oauth2;
    if (!options.enabled) {
        return forbidden("The collection is not configured to allow OAuth2 authentication.");
    }
    const DecodedBody *body = SOCLE_TRY(authBody(scope));
    Form form(*body);
    const std::string name = form.text("provider");
    auth::oauth2::Grant grant{.code = form.text("code"),
                              .codeVerifier = form.text("codeVerifier"),
                              .redirectUrl = form.text("redirectURL")};
    if (grant.redirectUrl.empty()) {
        grant.redirectUrl = form.text("redirectUrl");
    }
    const Json &createData = body->values["createData"];
    if (!createData.isNull() && !createData.isObject()) {
        return invalidInput(std::string(protocol::kLoadingFailed));
    }
    const std::string mfaId = form.text("mfaId");
    form.require("provider", name);
    form.length("provider", name, 0, kMaxProvider);
    const schema::OAuth2Provider *configured = options.provider(name);
    const auto config = configured != nullptr ? auth::oauth2::configOf(*configured) : std::nullopt;
    if (!config) {
        form.fail("provider", fieldError(kInvalidProvider, {{"name", name}}));
    }
    form.require("code", grant.code);
    SOCLE_TRY(form.check(protocol::kLoadingFailed));

    auto visit = std::make_shared<Visit>();
    visit->attempt = SOCLE_TRY(m_parts.flow->begin(request, scope, "oauth2", mfaId));
    visit->collection = collection;
    visit->config = *config;
    visit->grant = std::move(grant);
    visit->createData = createData.object();
    visit->isGuest = scope.caller().isGuest();
    visit->isSuperuser = scope.caller().isSuperuser();
    return onWorker(Pool::Outbound, [this, visit] { return fetch(visit); });
}

// Steps 1 to 3: what the provider says.
Reply OAuth2Api::fetch(std::shared_ptr<Visit> visit) const
{
    const runtime::Deadline deadline(m_parts.clock->steadyNow() + kProviderLimit);
    const auto token = m_parts.client->exchange(visit->config, visit->grant, deadline);
    if (!token) {
        return Error{.kind = ErrorKind::InvalidInput,
                     .message = "Failed to fetch OAuth2 token.",
                     .cause = token.error().cause};
    }
    auto user = m_parts.client->fetchUser(visit->config, visit->grant, *token, deadline);
    if (!user) {
        return Error{.kind = ErrorKind::InvalidInput,
                     .message = "Failed to fetch OAuth2 user.",
                     .cause = user.error().cause};
    }
    visit->user = user.takeValue();
    if (visit->config.provider->name == "apple" && visit->user.name.empty()) {
        visit->user.name = takeAppleName(visit->grant.code);
    }
    return onReader([this, visit](storage::ReadTransaction &transaction) {
        return prepare(visit, transaction);
    });
}

// Step 4: whose account it is. What a new one needs that takes time is done before the write.
Reply OAuth2Api::prepare(std::shared_ptr<Visit> visit, storage::ReadTransaction &transaction) const
{
    const auto &context = visit->attempt->context;
    const auto known = SOCLE_TRY(m_parts.linker->locate(
        transaction, visit->collection, visit->config.provider->name, visit->user, context));
    if (known) {
        return complete(visit);
    }
    visit->input = {.body = SOCLE_TRY(m_parts.linker->newBody(
                        transaction, visit->collection, visit->user, visit->createData))};
    visit->work
        = m_parts.records->passwordWork(*visit->collection, visit->input.body, false, context);
    const fields::Field *avatar
        = visit->collection->field(visit->collection->auth.oauth2.mappedAvatarUrl);
    const bool hasDownload = avatar != nullptr && avatar->isType(fields::kFile)
        && !visit->user.avatarUrl.empty() && !visit->input.body.contains(avatar->name);
    if (!hasDownload) {
        return complete(visit);
    }
    return onWorker(Pool::Outbound, [this, visit, field = avatar->name]() -> Reply {
        auto downloaded = m_parts.client->fetchAvatar(visit->user.avatarUrl);
        if (downloaded) {
            visit->avatar = downloaded.takeValue();
            visit->input.uploads.push_back(
                {.key = field, .originalName = visit->avatar.name, .bytes = visit->avatar.bytes});
            SOCLE_TRY(m_parts.records->stage(*visit->collection, visit->input));
        } else {
            m_parts.log->warn("oauth2: an avatar was left out",
                              {{"cause", Json(downloaded.error().cause)}});
        }
        return complete(visit);
    });
}

Reply OAuth2Api::complete(std::shared_ptr<Visit> visit) const
{
    const auto written = [this, visit] {
        return onWriter([this, visit](storage::WriteTransaction &transaction) {
            return write(visit, transaction);
        });
    };
    if (visit->work.hashes.empty()) {
        return written();
    }
    return onWorker(Pool::Cpu, [visit, written]() -> Reply {
        SOCLE_TRY(doPasswordWork({.hashes = visit->work.hashes}, {}, visit->input));
        return written();
    });
}

// Step 5, and 6 in a commit of its own: a rule that refuses the sign-in does not undo the account.
Reply OAuth2Api::write(std::shared_ptr<Visit> visit, storage::WriteTransaction &transaction) const
{
    const std::string_view provider = visit->config.provider->name;
    const auto &context = visit->attempt->context;
    auto known = SOCLE_TRY(
        m_parts.linker->locate(transaction, visit->collection, provider, visit->user, context));
    const bool isNew = !known;
    if (isNew) {
        SOCLE_TRY(takeCreateTurn(*visit));
    }
    auto record = isNew ? m_parts.linker->createLinked(
                      transaction, visit->collection, visit->input, provider, visit->user, context)
                        : m_parts.linker->linkExisting(
                            transaction, std::move(*known), provider, visit->user, context);
    if (!record) {
        return record.takeError();
    }
    visit->attempt->meta = auth::oauth2::metaOf(visit->user, isNew);
    return onWriter(
        [this, visit, id = std::string(record->id())](storage::WriteTransaction &last) -> Reply {
            const Record account = SOCLE_TRY(m_parts.records->find(last, visit->collection, id));
            return m_parts.flow->finish(visit->attempt, account, last);
        });
}

Result<void> OAuth2Api::takeCreateTurn(const Visit &visit) const
{
    if (visit.isSuperuser) {
        return {};
    }
    const std::string path = "/api/collections/" + visit.collection->name + "/records";
    const bool isAllowed
        = m_parts.rateLimiter->allow(visit.attempt->settings,
                                     {.method = "POST",
                                      .path = path,
                                      .isGuest = visit.isGuest,
                                      .clientIp = visit.attempt->origin.ip,
                                      .collectionId = visit.collection->id,
                                      .collectionName = visit.collection->name,
                                      .pattern = "/api/collections/{collection}/records",
                                      .tags = {"create"}});
    return isAllowed ? Result<void>() : Error{.kind = ErrorKind::RateLimited};
}

// -- oauth2-redirect (3.15.3)

Reply OAuth2Api::redirect(const Request &request, const RequestScope &scope)
{
    std::string state;
    std::string code;
    std::string fault;
    std::string user;
    if (request.method == http::Method::Post) {
        const auto body = scope.body();
        if (!body) {
            return redirectFailed();
        }
        Form form(**body);
        state = form.text("state");
        code = form.text("code");
        fault = form.text("error");
        const Json &name = (*body)->values["user"]; // a JSON text, which forms may have decoded
        user = (*body)->isForm ? (name.isString() ? name.toText() : name.dump()) : std::string();
        if (form.isSpoilt()) {
            return redirectFailed();
        }
    } else {
        state = request.queryParam("state").value_or("");
        code = request.queryParam("code").value_or("");
        fault = request.queryParam("error").value_or("");
    }
    if (state.empty()) {
        return redirectFailed();
    }
    if (fault.empty() && !code.empty() && !user.empty()) {
        keepAppleName(user, code);
    }
    std::string message;
    JsonWriter writer(message);
    writer.startObject();
    writer.member("state", state);
    writer.member("code", code);
    if (!fault.empty()) {
        writer.member("error", fault);
    }
    writer.endObject();
    const bool isSent = m_parts.broker->sendOnce(state, kTopic, scope.clientIp(), message);
    return isSent && fault.empty() && !code.empty() ? redirectDone() : redirectFailed();
}

void OAuth2Api::keepAppleName(const std::string &user, const std::string &code)
{
    const auto parsed = parseJson(user);
    if (!parsed || code.size() + kNameKeyPrefix > kMaxNameKey) {
        return;
    }
    const Json &parts = (*parsed)["name"];
    const std::string whole = parts["firstName"].toText() + " " + parts["lastName"].toText();
    const std::string name = toValidUtf8(trimmed(whole.substr(0, kMaxAppleName)));
    if (name.empty()) {
        return;
    }
    const auto now = m_parts.clock->steadyNow();
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_names, [now](const auto &entry) { return entry.second.until <= now; });
    if (m_names.size() < kMaxKeptNames) {
        m_names.insert_or_assign(code, KeptName{.name = name, .until = now + kNameLifetime});
    }
}

std::string OAuth2Api::takeAppleName(const std::string &code) const
{
    const std::lock_guard lock(m_mutex);
    const auto kept = m_names.extract(code);
    const bool isThere = !kept.empty() && m_parts.clock->steadyNow() < kept.mapped().until;
    return isThere ? kept.mapped().name : std::string();
}

// -- For the studio (3.16)

Reply OAuth2Api::providers(const Request &, const RequestScope &)
{
    std::string out;
    JsonWriter writer(out);
    writer.startArray();
    for (const auth::oauth2::Provider &provider : auth::oauth2::providers()) {
        writer.startObject();
        writer.member("name", provider.name);
        writer.member("displayName", provider.displayName);
        writer.member("logo", auth::oauth2::logoOf(provider));
        writer.endObject();
    }
    writer.endArray();
    return Response::json(200, std::move(out));
}

Reply OAuth2Api::appleSecret(const Request &, const RequestScope &scope)
{
    const auto body = scope.body();
    if (!body) {
        return invalidInput(std::string(protocol::kLoadingFailed));
    }
    Form form(**body);
    auth::oauth2::AppleSecretRequest wanted{.clientId = form.text("clientId"),
                                            .teamId = form.text("teamId"),
                                            .keyId = form.text("keyId"),
                                            .privateKey = form.text("privateKey"),
                                            .durationSeconds = form.integer("duration")};
    form.require("clientId", wanted.clientId);
    form.require("teamId", wanted.teamId);
    form.length("teamId", wanted.teamId, kAppleIdLength, kAppleIdLength);
    form.require("keyId", wanted.keyId);
    form.length("keyId", wanted.keyId, kAppleIdLength, kAppleIdLength);
    form.require("privateKey", wanted.privateKey);
    if (!wanted.privateKey.empty() && !auth::oauth2::looksLikeKey(wanted.privateKey)) {
        form.fail("privateKey", fieldError(kMatch));
    }
    if (wanted.durationSeconds == 0) {
        form.fail("duration", fieldError(protocol::kRequired));
    } else if (wanted.durationSeconds < 1) {
        form.fail("duration", fieldError(kNoLess, {{"threshold", std::int64_t{1}}}));
    } else if (wanted.durationSeconds > kMaxAppleDuration) {
        form.fail("duration", fieldError(kNoGreater, {{"threshold", kMaxAppleDuration}}));
    }
    SOCLE_TRY(form.check("Invalid client secret data."));
    const auto secret = auth::oauth2::appleSecret(wanted, m_parts.clock->now());
    if (!secret) {
        return invalidInput("Failed to generate client secret. Raw error: \n"
                            + secret.error().message);
    }
    return Response::json(200, Json(JsonObject{{"secret", *secret}}).dump());
}

} // namespace socle::api
