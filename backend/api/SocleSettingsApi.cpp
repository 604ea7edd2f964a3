// See SocleSettingsApi.h.
#include "backend/api/SocleSettingsApi.h"

#include "backend/api/RequestScope.h"
#include "backend/schema/SettingsStore.h"
#include "backend/schema/SocleSettingsStore.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/protocol/Messages.h"

namespace socle::api {

namespace {

Reply answer(const schema::SocleSettings &settings)
{
    return http::Response::json(200, toJson(settings, schema::Secrets::Hide).dump());
}

} // namespace

std::vector<Route> SocleSettingsApi::routes()
{
    return {{.method = http::Method::Get,
             .pattern = "/api/socle/settings",
             .access = Access::Superuser,
             .handler = handledBy(this, &SocleSettingsApi::view)},
            {.method = http::Method::Patch,
             .pattern = "/api/socle/settings",
             .access = Access::Superuser,
             .handler = handledBy(this, &SocleSettingsApi::update)}};
}

Reply SocleSettingsApi::view(const http::Request &, const RequestScope &)
{
    return answer(*m_settings.settings());
}

Reply SocleSettingsApi::update(const http::Request &, const RequestScope &scope)
{
    const auto body = scope.body();
    if (!body) {
        return invalidInput(std::string(protocol::kLoadingFailed));
    }
    return onWriter(
        [this, values = (*body)->values](storage::WriteTransaction &tx) -> Reply {
            return answer(*SOCLE_TRY(m_settings.update(tx, values)));
        },
        Batch::Alone);
}

} // namespace socle::api
