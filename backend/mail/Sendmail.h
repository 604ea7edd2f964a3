// Delivery through the machine's `sendmail` program: what is used while SMTP is off
// (admin-api.md A2.4).
#pragma once

#include "shared/core/Result.h"

#include <chrono>
#include <string>
#include <string_view>

namespace socle::mail {

/// The program's path, or "" when the machine has none.
std::string findSendmail();

/// Runs `program -i -f FROM -- TO` with the message on its standard input and waits for it, at most
/// `limit`. Blocking: on the mailer's own thread. Errors: Unavailable with what went wrong.
Result<void> runSendmail(const std::string &program,
                         const std::string &from,
                         const std::string &to,
                         std::string_view mime,
                         std::chrono::milliseconds limit);

} // namespace socle::mail
