// The services outside the server that its settings name: buckets, the place of backups, the mail
// server.
#pragma once

#include "backend/backups/BackupService.h"
#include "backend/files/S3BlobStore.h"
#include "backend/outbound/Smtp.h"
#include "backend/schema/Settings.h"

#include <filesystem>
#include <memory>
#include <string_view>

namespace socle::outbound {
class HttpClient;
}

namespace socle::app {

class Engine;

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

/// What a backup service of `engine` needs, without anybody who hears of its work. Both outlive it.
backups::BackupParts backupPartsOf(Engine &engine, outbound::HttpClient &http);

/// The mail server, whether it is enabled or not.
outbound::SmtpServer mailServerOf(const schema::SmtpSettings &settings);

} // namespace socle::app
