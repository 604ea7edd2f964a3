#include "backend/app/NamedServices.h"

#include "backend/app/Wiring.h"
#include "backend/backups/FolderNames.h"
#include "backend/files/LocalBlobStore.h"

namespace socle::app {

std::unique_ptr<files::S3BlobStore> bucketOf(const schema::S3Settings &s3,
                                             const std::filesystem::path &dataFolder,
                                             outbound::HttpClient &http,
                                             std::chrono::milliseconds patience)
{
    return std::make_unique<files::S3BlobStore>(
        http,
        files::S3Options{.endpoint = s3.endpoint,
                         .bucket = s3.bucket,
                         .region = s3.region,
                         .accessKey = s3.accessKey,
                         .secret = s3.secret,
                         .forcePathStyle = s3.forcePathStyle,
                         .workFolder = dataFolder / backups::kTrashFolder,
                         .patience = patience});
}

std::unique_ptr<files::BlobStore> blobStoreOf(const schema::S3Settings &s3,
                                              const std::filesystem::path &dataFolder,
                                              std::string_view name,
                                              outbound::HttpClient &http)
{
    if (!s3.enabled) {
        return files::localBlobStore(dataFolder / name);
    }
    return bucketOf(s3, dataFolder, http);
}

backups::BackupParts backupPartsOf(Engine &engine, outbound::HttpClient &http)
{
    return {.database = engine.database.get(),
            .auxiliary = engine.auxiliary.get(),
            .gate = &engine.removalGate,
            .schema = &engine.schema,
            .folder = engine.folder,
            .settings = [&engine] { return engine.settings.settings(); },
            .verifies = [&engine] { return engine.socleSettings.settings()->backups.verify; },
            .store =
                [&engine, &http](const schema::Settings &settings) {
                    return blobStoreOf(settings.backups.s3, engine.folder, "backups", http);
                },
            .clock = &engine.clock,
            .random = &engine.random};
}

outbound::SmtpServer mailServerOf(const schema::SmtpSettings &settings)
{
    return {.host = settings.host,
            .port = static_cast<std::uint16_t>(settings.port),
            .username = settings.username,
            .password = settings.password,
            .authMethod = settings.authMethod,
            .tls = settings.tls,
            .localName = settings.localName};
}

} // namespace socle::app
