// The 10,000 passwords that everybody tries first, from resources/common-passwords.txt.
#pragma once

#include <string_view>

namespace socle::auth {

/// True for one of them; `password` in lower case. Any thread.
bool isListedPassword(std::string_view password);

} // namespace socle::auth
