#include "backend/auth/oauth2/UserSteps.h"

#include "backend/auth/oauth2/IdToken.h"
#include "backend/auth/oauth2/ProviderUser.h"
#include "shared/core/Text.h"
#include "shared/fields/Formats.h"

namespace socle::auth::oauth2 {

namespace {

Error unusable(std::string why)
{
    return Error{.kind = ErrorKind::Unavailable, .cause = "oauth2: " + std::move(why)};
}

bool isHidden(int status) { return status == 401 || status == 403 || status == 404; }

} // namespace

Result<void> yandexAvatar(const UserSource &source, ProviderUser &user)
{
    const std::string avatar = SOCLE_TRY(textAt(source.document, "default_avatar_id"));
    if (!source.document["is_avatar_empty"].toBool()) {
        user.avatarUrl = "https://avatars.yandex.net/get-yapic/" + avatar + "/islands-200";
    }
    return {};
}

Result<void> instagramPermissions(const UserSource &source, ProviderUser &user)
{
    if (!user.raw.object().contains("permissions")) {
        user.raw.asObject().set("permissions", source.token["permissions"]);
    }
    return {};
}

Result<void> primaryEmail(const UserSource &source, ProviderUser &user)
{
    user.email.clear(); // the profile may show an unverified one
    const FurtherAnswer answer = SOCLE_TRY(source.get(source.config.userInfoUrl + "/emails"));
    if (isHidden(answer.status)) {
        return {};
    }
    if (answer.status >= 400) {
        return unusable("the addresses are not shown");
    }
    for (const Json &entry : answer.body.array()) {
        if (entry["verified"].toBool() && entry["primary"].toBool()) {
            user.email = entry["email"].toText();
            return {};
        }
    }
    return {};
}

Result<void> bitbucketEmail(const UserSource &source, ProviderUser &user)
{
    const FurtherAnswer answer = SOCLE_TRY(source.get(source.config.userInfoUrl + "/emails"));
    for (const Json &entry : answer.status < 400 ? answer.body["values"].array() : JsonArray()) {
        if (entry["is_primary"].toBool() && entry["is_confirmed"].toBool()) {
            user.email = entry["email"].toText();
            return {};
        }
    }
    return {};
}

Result<void> giteeEmail(const UserSource &source, ProviderUser &user)
{
    if (fields::isEmail(user.email)) {
        return {};
    }
    user.email.clear();
    const FurtherAnswer answer = SOCLE_TRY(source.get("https://gitee.com/api/v5/emails"));
    if (answer.status >= 400 && !isHidden(answer.status)) {
        return unusable("the addresses are not shown");
    }
    for (const Json &entry : answer.body.array()) {
        bool isPrimary = false;
        for (const Json &scope : entry["scope"].array()) {
            isPrimary = isPrimary || scope.text() == "primary";
        }
        if (isPrimary && entry["state"].text() == "confirmed"
            && fields::isEmail(entry["email"].text())) {
            user.email = entry["email"].toText();
            return {};
        }
    }
    return {};
}

Result<void> discordName(const UserSource &source, ProviderUser &user)
{
    const std::string discriminator = SOCLE_TRY(textAt(source.document, "discriminator"));
    const std::string avatar = SOCLE_TRY(textAt(source.document, "avatar"));
    if (user.name.empty()) {
        const bool isNumbered = !discriminator.empty() && discriminator != "0";
        user.name = user.username + (isNumbered ? "#" + discriminator : std::string());
    }
    if (!avatar.empty()) {
        user.avatarUrl = "https://cdn.discordapp.com/avatars/" + user.id + "/" + avatar + ".png";
    }
    return {};
}

Result<void> kakaoEmail(const UserSource &source, ProviderUser &user)
{
    const Json &account = source.document["kakao_account"];
    if (!account["is_email_valid"].toBool() || !account["is_email_verified"].toBool()) {
        user.email.clear();
    }
    return {};
}

Result<void> vkUser(const UserSource &source, ProviderUser &user)
{
    const Json &person = at(source.document, "response[0]");
    if (!person.isObject()) {
        return unusable("no user in the answer");
    }
    const std::string first = SOCLE_TRY(textAt(person, "first_name"));
    const std::string last = SOCLE_TRY(textAt(person, "last_name"));
    user.name = trimmed(first + " " + last);
    user.email = source.token["email"].toText();
    return {};
}

Result<void> twitchUser(const UserSource &source, ProviderUser &)
{
    return at(source.document, "data[0]").isObject() ? Result<void>()
                                                     : unusable("no user in the answer");
}

Result<void> stravaName(const UserSource &source, ProviderUser &user)
{
    const std::string first = SOCLE_TRY(textAt(source.document, "firstname"));
    const std::string last = SOCLE_TRY(textAt(source.document, "lastname"));
    user.name = first + " " + last;
    return {};
}

Result<void> wakatimePhoto(const UserSource &source, ProviderUser &user)
{
    if (!source.document["data"]["photo_public"].toBool()) {
        user.avatarUrl.clear();
    }
    return {};
}

Result<void> mailcowName(const UserSource &, ProviderUser &user)
{
    user.username = user.username.substr(0, user.username.find('@'));
    return {};
}

Result<void> microsoftEmail(const UserSource &source, ProviderUser &user)
{
    const std::string_view claim = source.config.extra["idTokenEmailClaim"].text();
    if (claim.empty()) {
        return {};
    }
    user.email.clear();
    const auto claims = unverifiedClaims(source.token["id_token"].text(), source.now);
    if (!claims) {
        return {};
    }
    const std::string verified = (*claims)["verified_primary_email"].isArray()
        ? at(*claims, "verified_primary_email[0]").toText()
        : (*claims)["verified_primary_email"].toText();
    const std::string edov
        = isTruthy((*claims)["xms_edov"]) ? (*claims)["email"].toText() : std::string();
    if (claim == "email") {
        user.email = (*claims)["email"].toText();
    } else if (claim == "email_and_xms_edov") {
        user.email = edov;
    } else if (claim == "verified_primary_email") {
        user.email = verified;
    } else if (claim == "any_verified") {
        user.email = verified.empty() ? edov : verified;
    }
    return {};
}

} // namespace socle::auth::oauth2
