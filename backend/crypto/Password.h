// bcrypt through libcrypt. A hash costs some 50 ms: only on the `cpu` pool, never on an I/O thread.
#pragma once

#include "shared/core/Result.h"

#include <string>
#include <string_view>

namespace socle::crypto {

inline constexpr int kDefaultBcryptCost = 10; // data-directory.md B5.5
inline constexpr std::size_t kMaxNewPasswordBytes = 72;
inline constexpr std::size_t kMaxVerifiedPasswordBytes = 255; // design.md 10

/// "$2a$10$…", 60 characters. Cost 4..31.
/// Errors: InvalidInput for more than 72 bytes or a NUL byte (bcrypt sees neither).
Result<std::string> hashPassword(std::string_view password, int cost = kDefaultBcryptCost);

/// Accepts $2a$, $2b$ and $2y$; only the first 72 bytes count; beyond 255 bytes nothing matches. An
/// empty hash, or one that does not start with $2, never matches, and is answered at once.
bool verifyPassword(std::string_view password, std::string_view hash);

/// Takes as long as verifyPassword() with cost 10 and finds nothing: for accounts that do not
/// exist.
void verifyNothing(std::string_view password);

} // namespace socle::crypto
