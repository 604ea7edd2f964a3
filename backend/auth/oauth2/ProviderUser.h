// What a provider says about the person who signed in, and how it is read out of its answer
// (auth-api.md 4.3).
#pragma once

#include "backend/auth/oauth2/Provider.h"
#include "shared/core/DateTime.h"
#include "shared/core/Result.h"
#include "shared/json/Json.h"

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socle::auth::oauth2 {

struct ProviderUser
{
    std::string id = {};
    std::string name = {};
    std::string username = {};
    std::string email = {}; // empty unless the provider vouches for it
    std::string avatarUrl = {};
    Json raw = {};
    std::string accessToken = {};
    std::string refreshToken = {};
    std::string expiry = {}; // stored layout, "" when the provider gave none
};

/// A further answer of the provider: status and body.
struct FurtherAnswer
{
    int status = 0;
    Json body = {};
};

/// What a step may look at.
struct UserSource
{
    const ProviderConfig &config;
    const Json &document; // the user document
    const Json &token; // the token response
    DateTime now;
    /// GET with the person's token. Error: the provider did not answer.
    std::function<Result<FurtherAnswer>(const std::string &url)> get;
};

/// The user by the provider's paths and steps. Errors: Unavailable when the document is not what it
/// should be or the account is not an active one; the cause names no secret.
Result<ProviderUser> readUser(const UserSource &source);

// For the steps of the table:

/// Member at a path; null when it is not there.
const Json &at(const Json &document, std::string_view path);
/// Text at a path, "" when absent or null. Error: another type.
Result<std::string> textAt(const Json &document, std::string_view path);
/// A whole number written out; 0, null and absent are "". Error: another type.
Result<std::string> numberAt(const Json &document, std::string_view path);
/// true, a number other than 0, "1", "t", "T", "true", "TRUE", "True".
bool isTruthy(const Json &value);

} // namespace socle::auth::oauth2
