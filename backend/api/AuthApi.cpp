#include "backend/api/AuthApi.h"

#include "backend/api/AuthFlow.h"
#include "backend/api/AuthForm.h"
#include "backend/api/Envelope.h"
#include "backend/api/RequestInfo.h"
#include "backend/api/RequestScope.h"
#include "backend/auth/Lockout.h"
#include "backend/auth/PasswordSignIn.h"
#include "backend/auth/oauth2/Provider.h"
#include "backend/rules/Caller.h"
#include "backend/runtime/Clock.h"
#include "backend/runtime/Random.h"
#include "backend/runtime/WorkerPool.h"
#include "backend/schema/Catalogue.h"
#include "backend/schema/Settings.h"
#include "backend/schema/SocleSettings.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/json/JsonWriter.h"
#include "shared/protocol/Messages.h"

#include <algorithm>
#include <utility>

namespace socle::api {

namespace {

using http::Request;
using http::Response;
using protocol::Code;
using protocol::fieldError;
using schema::CollectionPtr;

constexpr std::string_view kPasswordOff
    = "The collection is not configured to allow password authentication.";
constexpr std::string_view kSignInFailed = "Failed to authenticate.";
constexpr Code kNoLess{"validation_min_greater_equal_than_required",
                       "Must be no less than {threshold}."};
constexpr std::size_t kStateLength = 30;
constexpr std::size_t kVerifierLength = 43;

Result<auth::Credentials> readCredentials(const RequestScope &scope,
                                          const schema::Collection &collection,
                                          std::string &mfaId)
{
    Form form(*SOCLE_TRY(authBody(scope)));
    auth::Credentials credentials{.identity = form.text("identity"),
                                  .password = form.text("password"),
                                  .identityField = form.text("identityField")};
    mfaId = form.text("mfaId");
    form.require("identity", credentials.identity);
    form.length("identity", credentials.identity, 1, kMaxFormText);
    form.require("password", credentials.password);
    form.length("password", credentials.password, 1, kMaxFormText);
    form.length("identityField", credentials.identityField, 1, kMaxFormText);
    const auto &allowed = collection.auth.identityFields;
    if (!credentials.identityField.empty()
        && std::find(allowed.begin(), allowed.end(), credentials.identityField) == allowed.end()) {
        form.fail("identityField", fieldError(protocol::kInInvalid));
    }
    SOCLE_TRY(form.check());
    return credentials;
}

void writeToggle(JsonWriter &writer, const char *key, bool enabled, std::int64_t duration)
{
    writer.key(key);
    writer.startObject();
    writer.member("enabled", enabled);
    writer.member("duration", enabled ? duration : 0);
    writer.endObject();
}

/// One entry of `oauth2.providers`, and of the old `authProviders` without its logo.
void writeOffer(JsonWriter &writer,
                const auth::oauth2::ProviderConfig &config,
                const auth::oauth2::Offer &offer,
                bool hasLogo)
{
    writer.startObject();
    writer.member("name", config.provider->name);
    writer.member("displayName", config.displayName);
    writer.member("logo", hasLogo ? auth::oauth2::logoOf(*config.provider) : std::string());
    writer.member("state", offer.state);
    writer.member("authURL", offer.authUrl);
    writer.member("authUrl", offer.authUrl);
    writer.member("codeVerifier", offer.codeVerifier);
    writer.member("codeChallenge", offer.codeChallenge);
    writer.member("codeChallengeMethod", offer.codeChallenge.empty() ? "" : "S256");
    writer.endObject();
}

} // namespace

AuthApi::AuthApi(const records::RecordStore &records,
                 const auth::TokenService &tokens,
                 const AuthFlow &flow,
                 auth::Lockout &lockout,
                 runtime::Random &random,
                 std::function<std::shared_ptr<const schema::SocleSettings>()> policy)
    : m_records(records)
    , m_tokens(tokens)
    , m_flow(flow)
    , m_lockout(lockout)
    , m_random(random)
    , m_policy(std::move(policy))
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
    std::vector<std::pair<auth::oauth2::ProviderConfig, auth::oauth2::Offer>> offered;
    for (const auto &configured : options.oauth2.enabled ? options.oauth2.providers
                                                         : std::vector<schema::OAuth2Provider>()) {
        if (const auto config = auth::oauth2::configOf(configured)) {
            offered.emplace_back(
                *config,
                auth::oauth2::offerOf(
                    *config,
                    m_random.fromAlphabet(runtime::kAlphanumeric, kStateLength),
                    m_random.fromAlphabet(runtime::kAlphanumeric, kVerifierLength)));
        }
    }
    const auto writeOffers = [&](bool haveLogos) {
        writer.startArray();
        for (const auto &[config, offer] : offered) {
            writeOffer(writer, config, offer, haveLogos);
        }
        writer.endArray();
    };
    writer.key("oauth2");
    writer.startObject();
    writer.key("providers");
    writeOffers(true);
    writer.member("enabled", options.oauth2.enabled);
    writer.endObject();
    writeToggle(writer, "mfa", options.mfaEnabled, options.mfaDuration);
    writeToggle(writer, "otp", options.otpEnabled, options.otpDuration);
    writer.key("authProviders");
    if (options.oauth2.enabled) {
        writeOffers(false);
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
    std::string mfaId;
    auth::Credentials credentials = SOCLE_TRY(readCredentials(scope, *collection, mfaId));
    const auto attempt = SOCLE_TRY(m_flow.begin(request, scope, "password", std::move(mfaId)));

    // Who is meant (here), does the password fit (cpu), what follows from it (writer: origins,
    // second factor).
    return onReader([this, collection, credentials = std::move(credentials), attempt](
                        storage::ReadTransaction &transaction) -> Reply {
        auth::Suspect suspect
            = SOCLE_TRY(auth::findSuspect(m_records, transaction, collection, credentials));
        // Nobody learns from a lock whether the account exists: what does not exist locks too.
        // Where the account signed in from before, strangers' guesses do not count, and its owner
        // does not stand in line behind them.
        // Asked for nobody, too: the question takes time that would tell the two apart.
        const records::Record asked
            = suspect.record ? *suspect.record : records::Record(collection);
        const bool isKnown = SOCLE_TRY(m_flow.isKnownPlace(*attempt, asked, transaction));
        const std::string place
            = suspect.record && isKnown ? auth::fingerprintOf(attempt->origin) : std::string();
        const std::string key = auth::Lockout::keyOf(
            collection->id, suspect.record ? suspect.record->id() : credentials.identity, place);
        if (const std::int64_t seconds = m_lockout.remaining(key); seconds > 0) {
            Response response
                = errorResponse({.kind = ErrorKind::RateLimited,
                                 .message = "Too many failed attempts, please try again later."});
            response.headers.set("Retry-After", std::to_string(seconds));
            return response;
        }
        return onWorker(
            Pool::Cpu,
            [this,
             collection,
             suspect = std::move(suspect),
             password = credentials.password,
             key,
             attempt]() -> Reply {
                if (!auth::passwordFits(suspect, password)) {
                    Error refused = invalidInput(std::string(kSignInFailed));
                    if (!m_lockout.failed(key)) {
                        return refused;
                    }
                    return onWriter(
                        [this, key, refused](storage::WriteTransaction &writing) -> Reply {
                            SOCLE_TRY(m_lockout.keep(writing, key));
                            return committed(refused);
                        });
                }
                m_lockout.succeeded(key);
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
                    return m_flow.finish(attempt, *record, writing);
                });
            },
            // guesses at one account wait for each other, not everybody for them
            place.empty() ? key : runtime::WorkerPool::goingFirst(key));
    });
}

Reply AuthApi::refresh(const Request &request, const RequestScope &scope)
{
    const auto collection = scope.catalogue()->findByNameOrId(request.param("collection"));
    if (!collection) {
        return notFound(std::string(protocol::kInvalidCollectionContext));
    }
    SOCLE_TRY(requireAccountOf(*collection, scope));
    const auto attempt = SOCLE_TRY(m_flow.begin(request, scope, ""));
    const std::string presented(auth::tokenOfHeader(request.headers.value("Authorization")));
    const auto claims = m_tokens.decode(presented);
    const rules::Caller &caller = scope.caller();
    if (!claims || !claims->refreshable) { // a static token stays what it is
        attempt->token
            = [presented](const records::Record &,
                          const rules::TokenMark &) -> Result<std::string> { return presented; };
        attempt->isStatic = true;
    }
    attempt->session = caller.session();
    attempt->impersonatedBy = caller.mark ? caller.mark->impersonatedBy : std::string();
    return m_flow.finishQuietly(attempt, collection, caller.record->id);
}

Reply AuthApi::impersonate(const Request &request, const RequestScope &scope)
{
    const auto collection = scope.catalogue()->findByNameOrId(request.param("collection"));
    if (!collection || !collection->isAuth()) {
        return notFound(std::string(kMissingAuthCollection));
    }
    Form form(*SOCLE_TRY(authBody(scope)));
    const std::int64_t seconds = form.integer("duration");
    if (seconds < 0) {
        form.fail("duration", fieldError(kNoLess, {{"threshold", std::int64_t{0}}}));
    }
    SOCLE_TRY(form.check());
    const auto attempt = SOCLE_TRY(m_flow.begin(request, scope, ""));
    const auto policy = m_policy();
    if (policy->accounts.impersonationProtectsSuperusers && collection->isSuperusers()) {
        return forbidden("Superusers cannot be impersonated on this server.");
    }
    if (policy->accounts.impersonationMarked) {
        const auto &record = scope.caller().record;
        attempt->impersonatedBy = record ? record->id : "superuser";
    }
    attempt->duration = std::chrono::seconds(seconds);
    attempt->token = [this, seconds](const records::Record &record, const rules::TokenMark &mark) {
        return m_tokens.authToken(record, false, std::chrono::seconds(seconds), mark);
    };
    return m_flow.finishQuietly(attempt, collection, std::string(request.param("id")));
}

} // namespace socle::api
