// Many records in and out as streams: POST …/import and GET …/export (socle-api.md 6).
#pragma once

#include "backend/api/ImportRun.h"
#include "backend/api/Route.h"

#include <vector>

namespace socle::api {

class TransferApi
{
public:
    /// The parts outlive the object and every transfer.
    explicit TransferApi(TransferParts parts)
        : m_parts(std::move(parts))
    {
    }

    std::vector<Route> routes();

private:
    Reply import(const http::Request &request, const RequestScope &scope);
    Reply exportAll(const http::Request &request, const RequestScope &scope);

    const TransferParts m_parts;
};

} // namespace socle::api
