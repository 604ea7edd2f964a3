// Templates of mails: placeholders put in, and the page around the body (auth-api.md 7).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socle::mail {

/// "APP_NAME" -> value, ready for HTML where it has to be.
using Placeholders = std::vector<std::pair<std::string, std::string>>;

/// `{NAME}` replaced by its value; what is not known stays. One pass: a value that looks like a
/// placeholder is not looked at again.
std::string filled(std::string_view text, const Placeholders &placeholders);

/// The body inside the page that every mail has: a small style sheet with `.btn` and `.hidden`.
std::string page(std::string_view body);

std::string escapeHtml(std::string_view text);

} // namespace socle::mail
