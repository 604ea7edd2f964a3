// The table itself (auth-api.md 4.2, 4.3). Longer than other files because it is one table.
#include "backend/auth/oauth2/Provider.h"
#include "backend/auth/oauth2/UserSteps.h"
#include "backend/crypto/Base64.h"
#include "backend/crypto/Hash.h"
#include "shared/core/Text.h"

#include <array>
#include <map>

namespace socle::auth::oauth2 {

namespace {

constexpr UserPaths kOidcUser{.id = "sub",
                              .name = "name",
                              .username = "preferred_username",
                              .email = "email",
                              .avatar = "picture",
                              .emailProof = "email_verified",
                              .proof = EmailProof::Truthy};

constexpr Provider oidc(std::string_view name)
{
    return {.name = name,
            .displayName = "OIDC",
            .scopes = "openid email profile",
            .user = kOidcUser,
            .colour = "#f78c40",
            .letters = "ID"};
}

constexpr std::array<Provider, 32> kProviders{{
    {.name = "apple",
     .displayName = "Apple",
     .scopes = "name email",
     .authUrl = "https://appleid.apple.com/auth/authorize",
     .tokenUrl = "https://appleid.apple.com/auth/token",
     .user = {.id = "sub",
              .name = "name",
              .email = "email",
              .emailProof = "email_verified",
              .proof = EmailProof::Truthy},
     .colour = "#111111",
     .letters = "A"},
    {.name = "google",
     .displayName = "Google",
     .scopes = "https://www.googleapis.com/auth/userinfo.profile "
               "https://www.googleapis.com/auth/userinfo.email",
     .authUrl = "https://accounts.google.com/o/oauth2/v2/auth",
     .tokenUrl = "https://oauth2.googleapis.com/token",
     .userInfoUrl = "https://www.googleapis.com/oauth2/v3/userinfo",
     .user = {.id = "sub",
              .name = "name",
              .email = "email",
              .avatar = "picture",
              .emailProof = "email_verified",
              .proof = EmailProof::Flag},
     .colour = "#4285f4",
     .letters = "G"},
    {.name = "microsoft",
     .displayName = "Microsoft",
     .scopes = "User.Read",
     .authUrl = "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
     .tokenUrl = "https://login.microsoftonline.com/common/oauth2/v2.0/token",
     .userInfoUrl = "https://graph.microsoft.com/v1.0/me",
     .user = {.id = "id", .name = "displayName", .email = "mail"},
     .step = microsoftEmail,
     .colour = "#0078d4",
     .letters = "M"},
    {.name = "yandex",
     .displayName = "Yandex",
     .scopes = "login:email login:avatar login:info",
     .authUrl = "https://oauth.yandex.com/authorize",
     .tokenUrl = "https://oauth.yandex.com/token",
     .userInfoUrl = "https://login.yandex.ru/info",
     .user = {.id = "id", .name = "real_name", .username = "login", .email = "default_email"},
     .step = yandexAvatar,
     .colour = "#fc3f1d",
     .letters = "Y"},
    {.name = "facebook",
     .displayName = "Facebook",
     .scopes = "email",
     .authUrl = "https://www.facebook.com/v3.2/dialog/oauth",
     .tokenUrl = "https://graph.facebook.com/v3.2/oauth/access_token",
     .userInfoUrl = "https://graph.facebook.com/me?fields=name,email,picture.type(large)",
     .user = {.id = "id", .name = "name", .email = "email", .avatar = "picture.data.url"},
     .colour = "#1877f2",
     .letters = "F"},
    {.name = "instagram2",
     .displayName = "Instagram",
     .scopes = "instagram_business_basic",
     .authUrl = "https://www.instagram.com/oauth/authorize",
     .tokenUrl = "https://api.instagram.com/oauth/access_token",
     .userInfoUrl = "https://graph.instagram.com/me?fields=id,username,account_type,user_id,name,"
                    "profile_picture_url,followers_count,follows_count,media_count",
     .user
     = {.id = "user_id", .name = "name", .username = "username", .avatar = "profile_picture_url"},
     .step = instagramPermissions,
     .colour = "#d62976",
     .letters = "I"},
    {.name = "github",
     .displayName = "GitHub",
     .scopes = "read:user user:email",
     .authUrl = "https://github.com/login/oauth/authorize",
     .tokenUrl = "https://github.com/login/oauth/access_token",
     .userInfoUrl = "https://api.github.com/user",
     .user = {.id = "id",
              .isIdNumber = true,
              .name = "name",
              .username = "login",
              .avatar = "avatar_url"},
     .step = primaryEmail,
     .colour = "#24292f",
     .letters = "GH"},
    {.name = "gitlab",
     .displayName = "GitLab",
     .scopes = "read_user",
     .authUrl = "https://gitlab.com/oauth/authorize",
     .tokenUrl = "https://gitlab.com/oauth/token",
     .userInfoUrl = "https://gitlab.com/api/v4/user",
     .user = {.id = "id",
              .isIdNumber = true,
              .name = "name",
              .username = "username",
              .email = "email",
              .avatar = "avatar_url",
              .emailProof = "confirmed_at",
              .proof = EmailProof::Date},
     .colour = "#fc6d26",
     .letters = "GL"},
    {.name = "bitbucket",
     .displayName = "Bitbucket",
     .pkce = false,
     .scopes = "account",
     .authUrl = "https://bitbucket.org/site/oauth2/authorize",
     .tokenUrl = "https://bitbucket.org/site/oauth2/access_token",
     .userInfoUrl = "https://api.bitbucket.org/2.0/user",
     .user = {.id = "uuid",
              .name = "display_name",
              .username = "username",
              .avatar = "links.avatar.href"},
     .demand = {.path = "account_status", .value = "active"},
     .step = bitbucketEmail,
     .colour = "#0052cc",
     .letters = "B"},
    {.name = "gitee",
     .displayName = "Gitee",
     .scopes = "user_info emails",
     .authUrl = "https://gitee.com/oauth/authorize",
     .tokenUrl = "https://gitee.com/oauth/token",
     .userInfoUrl = "https://gitee.com/api/v5/user",
     .user
     = {.id = "id", .name = "name", .username = "login", .email = "email", .avatar = "avatar_url"},
     .step = giteeEmail,
     .colour = "#c71d23",
     .letters = "G"},
    {.name = "gitea",
     .displayName = "Gitea/Forgejo",
     .scopes = "read:user user:email",
     .authUrl = "https://gitea.com/login/oauth/authorize",
     .tokenUrl = "https://gitea.com/login/oauth/access_token",
     .userInfoUrl = "https://gitea.com/api/v1/user",
     .user = {.id = "id",
              .isIdNumber = true,
              .name = "full_name",
              .username = "login",
              .avatar = "avatar_url"},
     .demand = {.path = "active", .value = "true"},
     .step = primaryEmail,
     .colour = "#609926",
     .letters = "G"},
    {.name = "discord",
     .displayName = "Discord",
     .scopes = "identify email",
     .authUrl = "https://discord.com/api/oauth2/authorize",
     .tokenUrl = "https://discord.com/api/oauth2/token",
     .userInfoUrl = "https://discord.com/api/users/@me",
     .user = {.id = "id",
              .name = "global_name",
              .username = "username",
              .email = "email",
              .emailProof = "verified",
              .proof = EmailProof::Flag},
     .step = discordName,
     .colour = "#5865f2",
     .letters = "D"},
    {.name = "twitter",
     .displayName = "X/Twitter",
     .scopes = "users.read users.email tweet.read",
     .authUrl = "https://x.com/i/oauth2/authorize",
     .tokenUrl = "https://api.x.com/2/oauth2/token",
     .userInfoUrl = "https://api.x.com/2/users/"
                    "me?user.fields=id,name,username,profile_image_url,confirmed_email",
     .user = {.id = "data.id",
              .name = "data.name",
              .username = "data.username",
              .email = "data.confirmed_email",
              .avatar = "data.profile_image_url"},
     .colour = "#0f1419",
     .letters = "X"},
    {.name = "kakao",
     .displayName = "Kakao",
     .scopes = "account_email profile_nickname profile_image",
     .authUrl = "https://kauth.kakao.com/oauth/authorize",
     .tokenUrl = "https://kauth.kakao.com/oauth/token",
     .userInfoUrl = "https://kapi.kakao.com/v2/user/me",
     .user = {.id = "id",
              .isIdNumber = true,
              .username = "properties.nickname",
              .email = "kakao_account.email",
              .avatar = "properties.profile_image"},
     .step = kakaoEmail,
     .colour = "#d9b300",
     .letters = "K"},
    {.name = "vk",
     .displayName = "ВКонтакте",
     .pkce = false,
     .scopes = "email",
     .authUrl = "https://oauth.vk.com/authorize",
     .tokenUrl = "https://oauth.vk.com/access_token",
     .userInfoUrl = "https://api.vk.com/method/users.get?fields=photo_max,screen_name&v=5.131",
     .user = {.id = "response[0].id",
              .isIdNumber = true,
              .username = "response[0].screen_name",
              .avatar = "response[0].photo_max"},
     .step = vkUser,
     .colour = "#0077ff",
     .letters = "VK"},
    {.name = "linear",
     .displayName = "Linear",
     .pkce = false,
     .scopes = "read",
     .authUrl = "https://linear.app/oauth/authorize",
     .tokenUrl = "https://api.linear.app/oauth/token",
     .userInfoUrl = "https://api.linear.app/graphql",
     .user = {.id = "data.viewer.id",
              .name = "data.viewer.name",
              .username = "data.viewer.displayName",
              .email = "data.viewer.email",
              .avatar = "data.viewer.avatarUrl"},
     .demand = {.path = "data.viewer.active", .value = "true"},
     .graphQl = "query Me { viewer { id displayName name email avatarUrl active } }",
     .colour = "#5e6ad2",
     .letters = "L"},
    {.name = "notion",
     .displayName = "Notion",
     .authUrl = "https://api.notion.com/v1/oauth/authorize",
     .tokenUrl = "https://api.notion.com/v1/oauth/token",
     .userInfoUrl = "https://api.notion.com/v1/users/me",
     .user = {.id = "bot.owner.user.id",
              .name = "bot.owner.user.name",
              .email = "bot.owner.user.person.email",
              .avatar = "bot.owner.user.avatar_url"},
     .colour = "#37352f",
     .letters = "N"},
    {.name = "monday",
     .displayName = "monday.com",
     .scopes = "me:read",
     .authUrl = "https://auth.monday.com/oauth2/authorize",
     .tokenUrl = "https://auth.monday.com/oauth2/token",
     .userInfoUrl = "https://api.monday.com/v2",
     .user = {.id = "data.me.id",
              .name = "data.me.name",
              .email = "data.me.email",
              .avatar = "data.me.photo_small",
              .emailProof = "data.me.is_verified",
              .proof = EmailProof::Flag},
     .demand = {.path = "data.me.enabled", .value = "true"},
     .graphQl = "query { me { id enabled name email is_verified photo_small } }",
     .colour = "#6161ff",
     .letters = "M"},
    {.name = "lark",
     .displayName = "Lark",
     .authUrl = "https://accounts.feishu.cn/open-apis/authen/v1/authorize",
     .tokenUrl = "https://open.feishu.cn/open-apis/authen/v2/oauth/token",
     .userInfoUrl = "https://open.feishu.cn/open-apis/authen/v1/user_info",
     .user = {.id = "data.union_id", .name = "data.name", .avatar = "data.avatar_url"},
     .colour = "#00b2a9",
     .letters = "L"},
    {.name = "box",
     .displayName = "Box",
     .scopes = "root_readonly",
     .authUrl = "https://account.box.com/api/oauth2/authorize",
     .tokenUrl = "https://api.box.com/oauth2/token",
     .userInfoUrl = "https://api.box.com/2.0/users/me",
     .user = {.id = "id", .name = "name", .email = "login", .avatar = "avatar_url"},
     .demand = {.path = "status", .value = "active"},
     .colour = "#0061d5",
     .letters = "B"},
    {.name = "spotify",
     .displayName = "Spotify",
     .scopes = "user-read-private",
     .authUrl = "https://accounts.spotify.com/authorize",
     .tokenUrl = "https://accounts.spotify.com/api/token",
     .userInfoUrl = "https://api.spotify.com/v1/me",
     .user = {.id = "id", .name = "display_name", .avatar = "images[0].url"},
     .colour = "#1a9e4b",
     .letters = "S"},
    {.name = "trakt",
     .displayName = "Trakt",
     .authUrl = "https://trakt.tv/oauth/authorize",
     .tokenUrl = "https://api.trakt.tv/oauth/token",
     .userInfoUrl = "https://api.trakt.tv/users/settings",
     .user = {.id = "user.ids.uuid",
              .name = "user.name",
              .username = "user.username",
              .avatar = "user.images.avatar.full"},
     .colour = "#ed1c24",
     .letters = "T"},
    {.name = "twitch",
     .displayName = "Twitch",
     .scopes = "user:read:email",
     .authUrl = "https://id.twitch.tv/oauth2/authorize",
     .tokenUrl = "https://id.twitch.tv/oauth2/token",
     .userInfoUrl = "https://api.twitch.tv/helix/users",
     .user = {.id = "data[0].id",
              .name = "data[0].display_name",
              .username = "data[0].login",
              .email = "data[0].email",
              .avatar = "data[0].profile_image_url"},
     .step = twitchUser,
     .colour = "#9146ff",
     .letters = "T"},
    {.name = "patreon",
     .displayName = "Patreon",
     .scopes = "identity identity[email]",
     .authUrl = "https://www.patreon.com/oauth2/authorize",
     .tokenUrl = "https://www.patreon.com/api/oauth2/token",
     .userInfoUrl = "https://www.patreon.com/api/oauth2/v2/"
                    "identity?fields%5Buser%5D=full_name,email,vanity,image_url,is_email_verified",
     .user = {.id = "data.id",
              .name = "data.attributes.full_name",
              .username = "data.attributes.vanity",
              .email = "data.attributes.email",
              .avatar = "data.attributes.image_url",
              .emailProof = "data.attributes.is_email_verified",
              .proof = EmailProof::Flag},
     .colour = "#f1465a",
     .letters = "P"},
    {.name = "strava",
     .displayName = "Strava",
     .scopes = "profile:read_all",
     .authUrl = "https://www.strava.com/oauth/authorize",
     .tokenUrl = "https://www.strava.com/api/v3/oauth/token",
     .userInfoUrl = "https://www.strava.com/api/v3/athlete",
     .user = {.id = "id", .isIdNumber = true, .username = "username", .avatar = "profile"},
     .step = stravaName,
     .colour = "#fc4c02",
     .letters = "S"},
    {.name = "wakatime",
     .displayName = "WakaTime",
     .scopes = "email",
     .authUrl = "https://wakatime.com/oauth/authorize",
     .tokenUrl = "https://wakatime.com/oauth/token",
     .userInfoUrl = "https://wakatime.com/api/v1/users/current",
     .user = {.id = "data.id",
              .name = "data.display_name",
              .username = "data.username",
              .email = "data.email",
              .avatar = "data.photo",
              .emailProof = "data.is_email_confirmed",
              .proof = EmailProof::Flag},
     .step = wakatimePhoto,
     .colour = "#222222",
     .letters = "W"},
    {.name = "livechat",
     .displayName = "LiveChat",
     .authUrl = "https://accounts.livechat.com/",
     .tokenUrl = "https://accounts.livechat.com/token",
     .userInfoUrl = "https://accounts.livechat.com/v2/accounts/me",
     .user = {.id = "account_id",
              .name = "name",
              .email = "email",
              .avatar = "avatar_url",
              .emailProof = "email_verified",
              .proof = EmailProof::Flag},
     .colour = "#ff5100",
     .letters = "L"},
    {.name = "mailcow",
     .displayName = "mailcow",
     .scopes = "profile",
     .user = {.id = "id", .name = "full_name", .username = "username", .email = "email"},
     .demand = {.path = "active", .value = "1"},
     .step = mailcowName,
     .colour = "#c79a00",
     .letters = "mc"},
    {.name = "planningcenter",
     .displayName = "Planning Center",
     .scopes = "people",
     .authUrl = "https://api.planningcenteronline.com/oauth/authorize",
     .tokenUrl = "https://api.planningcenteronline.com/oauth/token",
     .userInfoUrl = "https://api.planningcenteronline.com/people/v2/me",
     .user = {.id = "data.id", .name = "data.attributes.name", .avatar = "data.attributes.avatar"},
     .demand = {.path = "data.attributes.status", .value = "active"},
     .colour = "#2266f7",
     .letters = "PC"},
    oidc("oidc"),
    oidc("oidc2"),
    oidc("oidc3"),
}};

/// As in a query string: a blank is a plus.
std::string formEncoded(std::string_view text)
{
    return replaceAll(percentEncode(text), "%20", "+");
}

std::string scopesOf(const ProviderConfig &config)
{
    std::string scopes(config.provider->scopes);
    if (config.provider->name == "microsoft" && !config.extra["idTokenEmailClaim"].text().empty()) {
        scopes += " openid";
    }
    return scopes;
}

} // namespace

std::span<const Provider> providers() { return kProviders; }

const Provider *findProvider(std::string_view name)
{
    for (const Provider &provider : kProviders) {
        if (provider.name == name) {
            return &provider;
        }
    }
    return nullptr;
}

std::string logoOf(const Provider &provider)
{
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 24 24\" width=\"24\" "
           "height=\"24\"><rect width=\"24\" height=\"24\" rx=\"6\" fill=\""
        + std::string(provider.colour)
        + "\"/><text x=\"12\" y=\"16.5\" text-anchor=\"middle\" font-family=\"sans-serif\" "
          "font-size=\"12\" font-weight=\"700\" fill=\"#fff\">"
        + std::string(provider.letters) + "</text></svg>";
}

std::optional<ProviderConfig> configOf(const schema::OAuth2Provider &configured)
{
    const Provider *provider = findProvider(configured.name);
    if (provider == nullptr) {
        return std::nullopt;
    }
    const auto either = [](const std::string &own, std::string_view usual) {
        return own.empty() ? std::string(usual) : own;
    };
    return ProviderConfig{.provider = provider,
                          .clientId = configured.clientId,
                          .clientSecret = configured.clientSecret,
                          .displayName = either(configured.displayName, provider->displayName),
                          .authUrl = either(configured.authUrl, provider->authUrl),
                          .tokenUrl = either(configured.tokenUrl, provider->tokenUrl),
                          .userInfoUrl = either(configured.userInfoUrl, provider->userInfoUrl),
                          .pkce = configured.pkce.value_or(provider->pkce),
                          .extra = configured.extra};
}

std::string nonceOf(const ProviderConfig &config, std::string_view verifier)
{
    const bool isAsked = config.pkce && config.extra["nonce"].toBool();
    return isAsked ? crypto::base64UrlEncode(crypto::sha256("nonce:" + std::string(verifier)))
                   : std::string();
}

Offer offerOf(const ProviderConfig &config, std::string state, std::string verifier)
{
    Offer offer{.state = std::move(state)};
    std::map<std::string, std::string> parameters{
        {"client_id", config.clientId}, {"response_type", "code"}, {"state", offer.state}};
    if (const std::string scopes = scopesOf(config); !scopes.empty()) {
        parameters.emplace("scope", scopes);
    }
    if (config.provider->name == "apple") {
        parameters.emplace("response_mode", "form_post");
    }
    if (config.pkce) {
        offer.codeVerifier = std::move(verifier);
        offer.codeChallenge = crypto::base64UrlEncode(crypto::sha256(offer.codeVerifier));
        parameters.emplace("code_challenge", offer.codeChallenge);
        parameters.emplace("code_challenge_method", "S256");
    }
    if (std::string nonce = nonceOf(config, offer.codeVerifier); !nonce.empty()) {
        parameters.emplace("nonce", std::move(nonce));
    }
    offer.authUrl = config.authUrl;
    offer.authUrl += config.authUrl.find('?') == std::string::npos ? '?' : '&';
    for (const auto &[name, value] : parameters) { // in the order of their names
        offer.authUrl += name + "=" + formEncoded(value) + "&";
    }
    offer.authUrl += "redirect_uri=";
    return offer;
}

} // namespace socle::auth::oauth2
