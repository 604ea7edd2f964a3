// See AuthValidation.h.
#include "backend/schema/AuthValidation.h"

#include "backend/schema/IndexStatement.h"
#include "backend/schema/RuleValidation.h"
#include "shared/core/Text.h"
#include "shared/fields/Codes.h"
#include "shared/fields/Formats.h"

#include <algorithm>
#include <array>
#include <limits>
#include <set>

namespace socle::schema {

namespace {

using fields::errorWithText;
using protocol::fieldError;

constexpr std::int64_t kLeastDuration = 10; // seconds
constexpr std::int64_t kMostShortDuration = 86400;
constexpr std::int64_t kMostTokenDuration = 94670856;
constexpr std::int64_t kLeastSecret = 30; // bytes
constexpr std::int64_t kMostSecret = 255;
constexpr std::int64_t kLeastOtpLength = 4;

constexpr protocol::Code kDuplicatedProvider{"validation_duplicated_provider",
                                             "The provider {name} is already registered."};
constexpr protocol::Code kMissingProvider{"validation_missing_provider",
                                          "Invalid or missing provider with name {name}."};
constexpr protocol::Code kMissingField{"validation_missing_field",
                                       "Invalid or missing field {fieldName}."};
constexpr protocol::Code kMissingConstraint{
    "validation_missing_unique_constraint",
    "The field {fieldName} doesn't have a UNIQUE constraint."};

void require(FieldErrors &errors, const std::string &path, bool present)
{
    if (!present) {
        addFieldError(errors, path, fieldError(protocol::kRequired));
    }
}

void checkTemplate(FieldErrors &errors, const std::string &path, const EmailTemplate &mail)
{
    require(errors, path + ".subject", !mail.subject.empty());
    require(errors, path + ".body", !mail.body.empty());
}

void checkRange(FieldErrors &errors,
                const std::string &path,
                std::int64_t value,
                std::int64_t least,
                std::int64_t most)
{
    if (value == 0) {
        addFieldError(errors, path, fieldError(protocol::kRequired));
    } else if (auto error = fields::checkIntegerOption(value, least, most)) {
        addFieldError(errors, path, std::move(*error));
    }
}

void checkToken(FieldErrors &errors, const std::string &path, const TokenOptions &token)
{
    const auto length = static_cast<std::int64_t>(token.secret.size());
    require(errors, path + ".secret", length > 0);
    if (length > 0 && (length < kLeastSecret || length > kMostSecret)) {
        addFieldError(
            errors,
            path + ".secret",
            fieldError(fields::kLengthOutOfRange, {{"min", kLeastSecret}, {"max", kMostSecret}}));
    }
    checkRange(errors, path + ".duration", token.duration, kLeastDuration, kMostTokenDuration);
}

void checkProviders(FieldErrors &errors, const OAuth2Options &oauth2)
{
    std::set<std::string> seen;
    for (std::size_t i = 0; i < oauth2.providers.size(); ++i) {
        const std::string &name = oauth2.providers[i].name;
        if (!name.empty() && !seen.insert(name).second) {
            addFieldError(errors,
                          "oauth2.providers." + std::to_string(i) + ".name",
                          fieldError(kDuplicatedProvider, {{"name", name}}));
            return;
        }
    }
    const auto known = oauth2ProviderNames();
    for (std::size_t i = 0; i < oauth2.providers.size(); ++i) {
        const OAuth2Provider &provider = oauth2.providers[i];
        const std::string path = "oauth2.providers." + std::to_string(i);
        require(errors, path + ".name", !provider.name.empty());
        if (!provider.name.empty()
            && std::find(known.begin(), known.end(), provider.name) == known.end()) {
            addFieldError(
                errors, path + ".name", fieldError(kMissingProvider, {{"name", provider.name}}));
        }
        require(errors, path + ".clientId", !provider.clientId.empty());
        require(errors, path + ".clientSecret", !provider.clientSecret.empty());
        const std::array<std::pair<std::string_view, const std::string *>, 3> urls{
            std::pair{std::string_view("authURL"), &provider.authUrl},
            std::pair{std::string_view("tokenURL"), &provider.tokenUrl},
            std::pair{std::string_view("userInfoURL"), &provider.userInfoUrl},
        };
        for (const auto &[member, url] : urls) {
            if (!url->empty() && !fields::isUrl(*url)) {
                addFieldError(errors,
                              path + "." + std::string(member),
                              errorWithText("validation_is_url", "must be a valid URL"));
            }
        }
    }
}

FieldErrors structPhase(const Collection &collection, const SaveContext &context)
{
    const AuthOptions &auth = collection.auth;
    const AuthOptions *old = context.original == nullptr ? nullptr : &context.original->auth;
    FieldErrors errors;
    if (auto error
        = checkRule(auth.authRule, old ? &old->authRule : nullptr, collection, context)) {
        errors["authRule"] = std::move(*error);
    }
    if (auth.manageRule && auth.manageRule->empty()) {
        errors["manageRule"]
            = errorWithText("validation_nil_or_not_empty_required", "cannot be blank");
    } else if (auto error = checkRule(
                   auth.manageRule, old ? &old->manageRule : nullptr, collection, context)) {
        errors["manageRule"] = std::move(*error);
    }
    checkTemplate(errors, "authAlert.emailTemplate", auth.alertTemplate);
    if (auth.passwordEnabled) {
        require(errors, "passwordAuth.identityFields", !auth.identityFields.empty());
    }
    if (auth.oauth2.enabled) {
        checkProviders(errors, auth.oauth2);
    }
    if (auth.otpEnabled) {
        checkRange(errors, "otp.duration", auth.otpDuration, kLeastDuration, kMostShortDuration);
        checkRange(errors,
                   "otp.length",
                   auth.otpLength,
                   kLeastOtpLength,
                   std::numeric_limits<std::int64_t>::max());
    }
    checkTemplate(errors, "otp.emailTemplate", auth.otpTemplate);
    if (auth.mfaEnabled) {
        checkRange(errors, "mfa.duration", auth.mfaDuration, kLeastDuration, kMostShortDuration);
    }
    checkToken(errors, "authToken", auth.authToken);
    checkToken(errors, "passwordResetToken", auth.passwordResetToken);
    checkToken(errors, "emailChangeToken", auth.emailChangeToken);
    checkToken(errors, "verificationToken", auth.verificationToken);
    checkToken(errors, "fileToken", auth.fileToken);
    checkTemplate(errors, "verificationTemplate", auth.verificationTemplate);
    checkTemplate(errors, "resetPasswordTemplate", auth.resetPasswordTemplate);
    checkTemplate(errors, "confirmEmailChangeTemplate", auth.confirmEmailChangeTemplate);
    return errors;
}

FieldErrors secondPhase(const Collection &collection, const SaveContext &context)
{
    const AuthOptions &auth = collection.auth;
    FieldErrors errors;
    if (auth.mfaEnabled) {
        const int methods
            = int{auth.passwordEnabled} + int{auth.oauth2.enabled} + int{auth.otpEnabled};
        if (methods < 2) {
            addFieldError(errors,
                          "mfa.enabled",
                          errorWithText("validation_mfa_not_enough_auths",
                                        "MFA requires at least 2 auth methods to be enabled."));
            return errors;
        }
        if (!auth.mfaRule.empty()) {
            const Rule old
                = context.original == nullptr ? Rule() : Rule(context.original->auth.mfaRule);
            const Rule *before = context.original == nullptr ? nullptr : &old;
            if (auto error = checkRule(auth.mfaRule, before, collection, context)) {
                addFieldError(errors, "mfa.rule", std::move(*error));
                return errors;
            }
        }
    }
    if (!auth.passwordEnabled) {
        return errors;
    }
    for (const std::string &name : auth.identityFields) {
        if (collection.field(name) == nullptr) {
            addFieldError(errors,
                          "passwordAuth.identityFields",
                          fieldError(kMissingField, {{"fieldName", name}}));
            return errors;
        }
        const bool isUnique = std::any_of(
            collection.indexes.begin(), collection.indexes.end(), [&](const std::string &text) {
                return parseIndex(text).isSingleUnique(name);
            });
        if (!isUnique) {
            addFieldError(errors,
                          "passwordAuth.identityFields",
                          fieldError(kMissingConstraint, {{"fieldName", name}}));
            return errors;
        }
    }
    return errors;
}

} // namespace

std::span<const std::string_view> oauth2ProviderNames()
{
    static constexpr std::array<std::string_view, 32> kNames{
        "apple",   "google",   "microsoft", "yandex",  "facebook",       "instagram2",
        "github",  "gitlab",   "bitbucket", "gitee",   "gitea",          "discord",
        "twitter", "kakao",    "vk",        "linear",  "notion",         "monday",
        "lark",    "box",      "spotify",   "trakt",   "twitch",         "patreon",
        "strava",  "wakatime", "livechat",  "mailcow", "planningcenter", "oidc",
        "oidc2",   "oidc3",
    };
    return kNames;
}

void validateAuth(const Collection &collection, const SaveContext &context, FieldErrors &errors)
{
    FieldErrors found = structPhase(collection, context);
    if (found.empty()) {
        found = secondPhase(collection, context);
    }
    for (auto &[path, error] : found) {
        errors.try_emplace(path, std::move(error));
    }
}

} // namespace socle::schema
