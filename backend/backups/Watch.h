// Whoever waits for long work on backups: may end it and hears how far it is.
#pragma once

#include "backend/runtime/Deadline.h"

#include <cstdint>
#include <functional>
#include <string_view>

namespace socle::backups {

struct Watch
{
    runtime::StopToken stop = {};
    /// Hundredths of the whole and what is being done; on the working thread. May be empty.
    std::function<void(std::int64_t percent, std::string_view what)> progress = {};

    void tell(double percent, std::string_view what) const
    {
        if (progress) {
            progress(static_cast<std::int64_t>(percent), what);
        }
    }
};

} // namespace socle::backups
