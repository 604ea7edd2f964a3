// See FilesMoveApi.h.
#include "backend/api/FilesMoveApi.h"

#include "backend/api/JobsApi.h"
#include "backend/api/RequestInfo.h"
#include "backend/api/RequestScope.h"
#include "backend/files/LocalBlobStore.h"
#include "backend/files/Migration.h"
#include "backend/schema/Catalogue.h"
#include "shared/protocol/Messages.h"

#include <string>
#include <utility>

namespace socle::api {

namespace {

using http::Request;

bool isComplete(const schema::S3Settings &s3)
{
    return !s3.endpoint.empty() && !s3.bucket.empty() && !s3.region.empty() && !s3.accessKey.empty()
        && !s3.secret.empty();
}

std::string sentence(const files::MigrationReport &report, bool toBucket)
{
    return std::to_string(report.copied) + " copied to the " + (toBucket ? "bucket" : "data folder")
        + ", " + std::to_string(report.present) + " already there";
}

} // namespace

std::vector<Route> FilesMoveApi::routes()
{
    return {{.method = http::Method::Post,
             .pattern = "/api/socle/files/move",
             .access = Access::Superuser,
             .handler = handledBy(this, &FilesMoveApi::begin)}};
}

Reply FilesMoveApi::begin(const Request &, const RequestScope &scope)
{
    const DecodedBody *body = SOCLE_TRY(scope.body());
    const Json &wanted = body->values["to"];
    const bool toBucket = wanted.text() == "bucket";
    if (!toBucket && wanted.text() != "local") {
        return invalidInput({},
                            {{"to",
                              protocol::fieldError(wanted.text().empty() ? protocol::kRequired
                                                                         : protocol::kInInvalid)}});
    }
    const schema::S3Settings s3 = scope.settings()->s3;
    if (!isComplete(s3) || (toBucket && !s3.enabled)) {
        return invalidInput(toBucket ? "S3 storage filesystem is not enabled."
                                     : "There is no S3 storage to move from.");
    }
    std::vector<std::string> prefixes;
    for (const schema::CollectionPtr &collection : scope.catalogue()->all()) {
        if (!collection->isView() && collection->hasFileField()) {
            prefixes.push_back(collection->id + "/");
        }
    }
    if (m_isRunning->exchange(true)) {
        return Error{.kind = ErrorKind::Conflict, .message = "Files are being moved already."};
    }
    // Runs when the job is over, however it ends, also when it never began.
    std::shared_ptr<void> turn(nullptr, [running = m_isRunning](void *) { *running = false; });
    return startJob(
        *m_parts.jobs,
        scope,
        "files.move",
        [parts = m_parts,
         s3,
         toBucket,
         turn = std::move(turn),
         keepsSource = body->values["keepSource"].toBool(),
         prefixes = std::move(prefixes)](jobs::JobRun &job) -> Result<void> {
            const auto bucket = parts.bucket(s3);
            const auto local = files::localBlobStore(parts.storage);
            files::MigrationOrder order{.from = bucket.get(),
                                        .to = local.get(),
                                        .prefixes = prefixes,
                                        .keepsSource = keepsSource,
                                        .workFolder = parts.work};
            if (toBucket) {
                std::swap(order.from, order.to);
            }
            bool isOff = false;
            const auto moved = files::migrate(order, [&](const files::MigrationReport &report) {
                job.progress(report.done(), report.total, sentence(report, toBucket));
                isOff = toBucket && !parts.settings()->s3.enabled;
                return !isOff && !job.isCancelled();
            });
            if (isOff) { // what is in the bucket would not be served any more
                return Error{.kind = ErrorKind::Unavailable,
                             .message = "The S3 storage was switched off."};
            }
            return moved ? Result<void>() : Result<void>(moved.error());
        });
}

} // namespace socle::api
