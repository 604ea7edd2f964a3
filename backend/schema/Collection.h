// A collection as an immutable value: fields, rules, indexes and the options of its type.
//
// Collections are shared as std::shared_ptr<const Collection> out of a Catalogue snapshot: whoever
// holds one keeps exactly what it saw, on any thread. Nobody changes one; SchemaStore makes a new
// one. Source: admin-api.md A1.1, data-directory.md B2.
#pragma once

#include "shared/core/Result.h"
#include "shared/fields/Field.h"
#include "shared/json/Json.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace socle::schema {

enum class CollectionType { Base, Auth, View };

std::string_view toText(CollectionType type); // "base"
std::optional<CollectionType> collectionType(std::string_view text);

/// Null: superusers only; "": everyone; else a filter expression.
using Rule = std::optional<std::string>;

struct TokenOptions
{
    std::string secret = {}; // never leaves the server
    std::int64_t duration = 0; // seconds

    bool operator==(const TokenOptions &) const = default;
};

struct EmailTemplate
{
    std::string subject = {};
    std::string body = {};

    bool operator==(const EmailTemplate &) const = default;
};

struct OAuth2Provider
{
    std::optional<bool> pkce = {};
    std::string name = {};
    std::string clientId = {};
    std::string clientSecret = {}; // never leaves the server
    std::string authUrl = {};
    std::string tokenUrl = {};
    std::string userInfoUrl = {};
    std::string displayName = {};
    Json extra = {}; // object or null
};

struct OAuth2Options
{
    std::vector<OAuth2Provider> providers = {};
    std::string mappedId = {}; // names of fields, "" = not mapped
    std::string mappedName = {};
    std::string mappedUsername = {};
    std::string mappedAvatarUrl = {};
    bool enabled = false;

    const OAuth2Provider *provider(std::string_view name) const;
};

/// Options of an auth collection (admin-api.md A1.1).
struct AuthOptions
{
    Rule authRule = std::string();
    Rule manageRule = {};
    bool alertEnabled = true;
    EmailTemplate alertTemplate = {};
    OAuth2Options oauth2 = {};
    bool passwordEnabled = true;
    std::vector<std::string> identityFields = {"email"};
    bool mfaEnabled = false;
    std::int64_t mfaDuration = 600;
    std::string mfaRule = {};
    bool otpEnabled = false;
    std::int64_t otpDuration = 180;
    std::int64_t otpLength = 8;
    EmailTemplate otpTemplate = {};
    TokenOptions authToken = {};
    TokenOptions passwordResetToken = {};
    TokenOptions emailChangeToken = {};
    TokenOptions verificationToken = {};
    TokenOptions fileToken = {};
    EmailTemplate verificationTemplate = {};
    EmailTemplate resetPasswordTemplate = {};
    EmailTemplate confirmEmailChangeTemplate = {};
};

struct Collection
{
    std::string id = {};
    std::string name = {};
    CollectionType type = CollectionType::Base;
    bool system = false;
    fields::FieldList fields = {};
    std::vector<std::string> indexes = {}; // CREATE INDEX texts as stored
    Rule listRule = {};
    Rule viewRule = {};
    Rule createRule = {};
    Rule updateRule = {};
    Rule deleteRule = {};
    AuthOptions auth = {}; // meaningful for auth collections only
    std::string viewQuery = {}; // views only
    std::string created = {}; // stored layout, "" only in scaffolds
    std::string updated = {};

    bool isBase() const { return type == CollectionType::Base; }

    bool isAuth() const { return type == CollectionType::Auth; }

    bool isView() const { return type == CollectionType::View; }

    bool isSuperusers() const { return name == "_superusers"; }

    const fields::Field *field(std::string_view fieldName) const; // exact name; null when absent
    const fields::Field *fieldById(std::string_view fieldId) const;
    bool hasFileField() const;
};

using CollectionPtr = std::shared_ptr<const Collection>;

enum class Secrets {
    Hide, // the wire: token secrets and client secrets are absent
    Show, // the stored options, and settings that go back into a patch
};

/// The collection JSON of the wire, members in the order of A1.1.
Json toJson(const Collection &collection, Secrets secrets);
/// The `options` column: {} (base), {"viewQuery":…}, or the auth options with secrets.
Json optionsJson(const Collection &collection, Secrets secrets);

/// Puts the members of `body` over `collection`: a partial update at the first level and inside
/// option objects; `fields` and `indexes` are replaced as a whole and `type` is not read; list
/// members of option objects merge by position (A0.4). `updated` is ignored. Unknown members are
/// ignored, names match exactly or else without regard to case. Error: InvalidInput for a wrong
/// JSON type.
Result<void> applyJson(Collection &collection, const Json &body);

} // namespace socle::schema
