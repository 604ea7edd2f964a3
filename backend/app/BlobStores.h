// Which blob store the settings ask for.
#pragma once

#include "backend/files/S3BlobStore.h"
#include "backend/schema/Settings.h"

#include <filesystem>
#include <memory>
#include <string_view>

namespace socle::outbound {
class HttpClient;
}

namespace socle::app {

/// The bucket of `s3`, whether it is enabled or not. `patience` is with a service that is silent.
/// `http` outlives the store.
std::unique_ptr<files::S3BlobStore> bucketOf(const schema::S3Settings &s3,
                                             const std::filesystem::path &dataFolder,
                                             outbound::HttpClient &http,
                                             std::chrono::milliseconds patience
                                             = std::chrono::seconds(30));

/// The bucket when `s3` is enabled, else the folder `name` of the data folder. `http` outlives the
/// store.
std::unique_ptr<files::BlobStore> blobStoreOf(const schema::S3Settings &s3,
                                              const std::filesystem::path &dataFolder,
                                              std::string_view name,
                                              outbound::HttpClient &http);

} // namespace socle::app
