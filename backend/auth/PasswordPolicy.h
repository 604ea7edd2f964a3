// What a new password must be beyond the rules of its field (design.md 10,
// `accounts.passwordPolicy`). Off by default; texts and lengths in characters.
#pragma once

#include "shared/core/Error.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace socle::auth {

struct PasswordRules
{
    std::int64_t minLength = 0;
    std::int64_t minClasses = 0; // of lower case, upper case, digits, others
    bool refuseCommon = false;
};

/// What is wrong with `password`; nothing when it may be set. Cheap: also on the writer.
std::optional<FieldError> passwordFault(std::string_view password, const PasswordRules &rules);

/// True for one of the 10,000 passwords that everybody tries first, in any case and with a few digits
/// or marks at its end, and for plain rows of digits.
bool isCommonPassword(std::string_view password);

} // namespace socle::auth
