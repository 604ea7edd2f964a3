// The steps of the provider table that paths cannot say (auth-api.md 4.3, last column; 4.4).
#pragma once

#include "shared/core/Result.h"

namespace socle::auth::oauth2 {

struct ProviderUser;
struct UserSource;

Result<void> yandexAvatar(const UserSource &source, ProviderUser &user);
Result<void> instagramPermissions(const UserSource &source, ProviderUser &user);
Result<void> primaryEmail(const UserSource &source, ProviderUser &user); // GitHub, Gitea
Result<void> bitbucketEmail(const UserSource &source, ProviderUser &user);
Result<void> giteeEmail(const UserSource &source, ProviderUser &user);
Result<void> discordName(const UserSource &source, ProviderUser &user);
Result<void> kakaoEmail(const UserSource &source, ProviderUser &user);
Result<void> vkUser(const UserSource &source, ProviderUser &user);
Result<void> twitchUser(const UserSource &source, ProviderUser &user);
Result<void> stravaName(const UserSource &source, ProviderUser &user);
Result<void> wakatimePhoto(const UserSource &source, ProviderUser &user);
Result<void> mailcowName(const UserSource &source, ProviderUser &user);
Result<void> microsoftEmail(const UserSource &source, ProviderUser &user);

} // namespace socle::auth::oauth2
