// The text of an HTML mail for readers without HTML: tags gone, links beside their words.
#pragma once

#include <string>
#include <string_view>

namespace socle::mail {

/// Blocks become lines, `<a href="U">W</a>` becomes `W <U>`, entities are decoded, heads, styles
/// and scripts are left out. Made for the mails of our templates; any other HTML gives readable
/// text.
std::string plainTextOf(std::string_view html);

} // namespace socle::mail
