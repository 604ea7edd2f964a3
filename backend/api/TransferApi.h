// Many records in and out: POST …/import and GET …/export as streams (socle-api.md 6), and both as
// jobs (TransferJobs.h).
#pragma once

#include "backend/api/ImportRun.h"
#include "backend/api/Route.h"
#include "backend/api/TransferJobs.h"

#include <vector>

namespace socle::api {

class TransferApi
{
public:
    /// The parts and the book outlive the object and every transfer; `folder` is the data folder.
    TransferApi(TransferParts parts, jobs::JobBook &jobs, const std::filesystem::path &folder)
        : m_parts(std::move(parts))
        , m_jobs(m_parts, jobs, folder)
    {
    }

    TransferJobs &jobs() { return m_jobs; }

    std::vector<Route> routes();

private:
    Reply import(const http::Request &request, const RequestScope &scope);
    Reply exportAll(const http::Request &request, const RequestScope &scope);

    Reply exportLater(const http::Request &request, const RequestScope &scope);
    Result<ExportOrder> readOrder(const http::Request &request, const RequestScope &scope) const;

    const TransferParts m_parts;
    TransferJobs m_jobs;
};

} // namespace socle::api
