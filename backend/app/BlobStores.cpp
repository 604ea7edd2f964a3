#include "backend/app/BlobStores.h"

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

} // namespace socle::app
