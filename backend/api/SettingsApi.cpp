#include "backend/api/SettingsApi.h"

#include "backend/api/RequestScope.h"
#include "backend/http/Request.h"
#include "backend/schema/SettingsStore.h"
#include "backend/storage/WriteTransaction.h"

#include <utility>

namespace socle::api {

namespace {

constexpr std::string_view kLoading = "An error occurred while loading the submitted data.";

Reply answer(const schema::Settings &settings)
{
    return http::Response::json(200, toJson(settings, schema::Secrets::Hide).dump());
}

} // namespace

SettingsApi::SettingsApi(schema::SettingsStore &settings)
    : m_settings(settings)
{
}

std::vector<Route> SettingsApi::routes()
{
    return {{.method = http::Method::Get,
             .pattern = "/api/settings",
             .access = Access::Superuser,
             .handler = handledBy(this, &SettingsApi::view)},
            {.method = http::Method::Patch,
             .pattern = "/api/settings",
             .access = Access::Superuser,
             .handler = handledBy(this, &SettingsApi::update)}};
}

Reply SettingsApi::view(const http::Request &, const RequestScope &)
{
    return answer(*m_settings.settings());
}

Reply SettingsApi::update(const http::Request &, const RequestScope &scope)
{
    const auto body = scope.body();
    if (!body) {
        return invalidInput(std::string(kLoading));
    }
    return onWriter(
        [this, values = (*body)->values](storage::WriteTransaction &tx) -> Reply {
            return answer(*SOCLE_TRY(m_settings.update(tx, values)));
        },
        Batch::Alone);
}

} // namespace socle::api
