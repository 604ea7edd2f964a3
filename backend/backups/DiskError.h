// One form for what the file system refuses. Inside backups/ only.
#pragma once

#include "shared/core/Error.h"

#include <filesystem>
#include <system_error>

namespace socle::backups {

inline Error diskError(const std::filesystem::path &path, const std::error_code &reason)
{
    return Error{.kind = ErrorKind::Unavailable,
                 .message = path.string() + ": " + reason.message()};
}

} // namespace socle::backups
