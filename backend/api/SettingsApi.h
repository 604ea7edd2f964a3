// The settings document over HTTP: read and patch, secrets never leave (admin-api.md A2)..
#pragma once

#include "backend/api/Route.h"

#include <vector>

namespace socle::schema {
class SettingsStore;
}

namespace socle::api {

class SettingsApi
{
public:
    /// The store outlives the object.
    explicit SettingsApi(schema::SettingsStore &settings);

    std::vector<Route> routes();

private:
    Reply view(const http::Request &request, const RequestScope &scope);
    Reply update(const http::Request &request, const RequestScope &scope);

    schema::SettingsStore &m_settings;
};

} // namespace socle::api
