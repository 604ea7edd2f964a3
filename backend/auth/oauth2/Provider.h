// The OAuth2 providers as data: where to send people, and where an answer has what we want to know
// (auth-api.md 4.2, 4.3).
//
// A provider is a row of one table. What paths cannot say (a second request, a name put together)
// is a named step of the row.
#pragma once

#include "backend/schema/Collection.h"
#include "shared/json/Json.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace socle::auth::oauth2 {

struct ProviderUser;
struct UserSource;

/// What must hold before an address counts as the provider's word.
enum class EmailProof {
    None, // the provider only shows verified ones
    Flag, // a JSON bool
    Truthy, // true, a number other than 0, or "1", "t", "true"…
    Date, // a moment in RFC 3339
};

/// Paths into the user document: "data.id", "response[0].photo_max"; "" is left empty.
struct UserPaths
{
    std::string_view id = {};
    bool isIdNumber = false; // a JSON number, else a text: the other one is refused
    std::string_view name = {};
    std::string_view username = {};
    std::string_view email = {};
    std::string_view avatar = {};
    std::string_view emailProof = {};
    EmailProof proof = EmailProof::None;
};

/// A member that must have this value, or the account is refused.
struct Demand
{
    std::string_view path = {};
    std::string_view value = {}; // "true", "active", "1" as JSON prints it
};

using UserStep = Result<void> (*)(const UserSource &source, ProviderUser &user);

struct Provider
{
    std::string_view name = {};
    std::string_view displayName = {};
    bool pkce = true;
    std::string_view scopes = {}; // with blanks between
    std::string_view authUrl = {};
    std::string_view tokenUrl = {};
    std::string_view userInfoUrl = {};
    UserPaths user = {};
    Demand demand = {};
    UserStep step = nullptr;
    std::string_view graphQl = {}; // the query; then the user document comes by POST
    std::string_view colour = "#5b6472"; // of the logo
    std::string_view letters = {}; // in the logo
};

/// All providers in the order of the protocol.
std::span<const Provider> providers();
const Provider *findProvider(std::string_view name);
/// A small SVG: the provider's colour and first letters.
std::string logoOf(const Provider &provider);

/// A provider as a collection configures it: the table's row with the collection's values over it.
struct ProviderConfig
{
    const Provider *provider = nullptr;
    std::string clientId = {};
    std::string clientSecret = {};
    std::string displayName = {};
    std::string authUrl = {};
    std::string tokenUrl = {};
    std::string userInfoUrl = {};
    bool pkce = true;
    Json extra = {};
};

/// Nothing for a name that no row has.
std::optional<ProviderConfig> configOf(const schema::OAuth2Provider &configured);

/// One way to sign in as `auth-methods` offers it; made anew for every answer.
struct Offer
{
    std::string state = {};
    std::string authUrl = {}; // ends in `&redirect_uri=`
    std::string codeVerifier = {};
    std::string codeChallenge = {};
};

/// `state` and `verifier` are random; the verifier is left out where the provider has no PKCE.
Offer offerOf(const ProviderConfig &config, std::string state, std::string verifier);

/// The `nonce` that an ID token must bring back, "" where none is asked for. Only with `nonce:
/// true` in the provider's `extra` and PKCE: it is worked out from the verifier, which whoever
/// signs in sends along, so nothing is kept between the two requests. Ours; the peer has none.
std::string nonceOf(const ProviderConfig &config, std::string_view verifier);

} // namespace socle::auth::oauth2
