// Socle's own settings over HTTP: read and patch, secrets never leave (design.md 10).
#pragma once

#include "backend/api/Route.h"

#include <vector>

namespace socle::schema {
class SocleSettingsStore;
}

namespace socle::api {

class SocleSettingsApi
{
public:
    /// The store outlives the object.
    explicit SocleSettingsApi(schema::SocleSettingsStore &settings)
        : m_settings(settings)
    {
    }

    std::vector<Route> routes();

private:
    Reply view(const http::Request &request, const RequestScope &scope);
    Reply update(const http::Request &request, const RequestScope &scope);

    schema::SocleSettingsStore &m_settings;
};

} // namespace socle::api
