// The settings document over HTTP: read and patch, secrets never leave; a trial of the buckets
// (admin-api.md A2).
#pragma once

#include "backend/api/Route.h"
#include "backend/files/BlobStore.h"

#include <functional>
#include <memory>
#include <vector>

namespace socle::runtime {
class Random;
}

namespace socle::schema {
class SettingsStore;
struct S3Settings;
} // namespace socle::schema

namespace socle::api {

class SettingsApi
{
public:
    using Buckets = std::function<std::unique_ptr<files::BlobStore>(const schema::S3Settings &)>;

    /// The references outlive the object. `buckets` gives the store of enabled S3 settings.
    SettingsApi(schema::SettingsStore &settings, Buckets buckets, runtime::Random &random);

    std::vector<Route> routes();

private:
    Reply view(const http::Request &request, const RequestScope &scope);
    Reply update(const http::Request &request, const RequestScope &scope);

    Reply testS3(const http::Request &request, const RequestScope &scope);
    Result<void> tryBucket(const schema::S3Settings &settings) const;

    schema::SettingsStore &m_settings;
    const Buckets m_buckets;
    runtime::Random &m_random;
};

} // namespace socle::api
