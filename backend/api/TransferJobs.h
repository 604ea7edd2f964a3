// Imports and exports that go on by themselves (socle-api.md 12). For superusers.
//
//   POST /api/collections/{c}/import   with `Prefer: respond-async`: the body is kept until it is
//                                      whole, then 202 {"job":"id"}; result {"created","updated",
//                                      "failed","failures":[{"row","data","message","status"}]}
//   POST /api/collections/{c}/export   the parameters of GET …/export: 202 {"job":"id"}; result
//                                      {"records","bytes","file":"/api/socle/jobs/{id}/file"}
//   GET  /api/socle/jobs/{id}/file     the file of a finished export, for a day
#pragma once

#include "backend/api/ExportRun.h"
#include "backend/api/Route.h"
#include "backend/jobs/JobBook.h"

#include <filesystem>
#include <vector>

namespace socle::api {

class TransferJobs
{
public:
    /// The parts and the book outlive the object; `folder` is the data folder.
    TransferJobs(TransferParts parts, jobs::JobBook &jobs, const std::filesystem::path &folder)
        : m_parts(std::move(parts))
        , m_jobs(jobs)
        , m_folder(folder)
    {
    }

    std::vector<Route> routes();

    /// Keeps the body of an import that is to be a job.
    std::shared_ptr<http::BodySink> keepBody() const;
    /// The import of a request whose body keepBody() keeps.
    Reply import(const http::Request &request, const RequestScope &scope, ImportOrder order);
    Reply exportAll(const RequestScope &scope, ExportOrder order);

    /// Files of exports that nobody fetched for a day go. Blocks: for a worker, once in a while.
    void removeOld() const;

private:
    Reply file(const http::Request &request, const RequestScope &scope);

    const TransferParts m_parts;
    jobs::JobBook &m_jobs;
    const std::filesystem::path m_folder;
};

} // namespace socle::api
