// page, perPage and skipTotal as every list of the protocol reads them (records-api.md 2.4).
#pragma once

#include "shared/protocol/Limits.h"

#include <cstdint>

namespace socle::protocol {

enum class Total { Count, Skip };

struct Paging
{
    std::int64_t page = 1; // 1 and up
    int perPage = kDefaultPerPage; // 1..1000
    Total total = Total::Count;

    std::int64_t offset() const { return (page - 1) * perPage; }
};

} // namespace socle::protocol
