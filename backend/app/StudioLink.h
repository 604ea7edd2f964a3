// The start-up conversation with the studio over stdin and stdout (design.md 7).
#pragma once

#include "shared/core/Result.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace socle::app {

struct StudioAccount
{
    std::string email = {};
    std::string password = {};
};

/// The one line the studio may send: `{"email":"…","password":"…"}`. Nothing when stdin is closed
/// or the line is empty. Errors: InvalidInput for anything else, Unavailable when nothing comes
/// within `limit`.
Result<std::optional<StudioAccount>> readStudioAccount(std::chrono::milliseconds limit);

/// Prints `{"event":"ready","url":…,"version":…,"token":…}` on stdout.
void printReady(std::string_view url, std::string_view version, std::string_view token);

} // namespace socle::app
