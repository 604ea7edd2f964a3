// The words of S3's protocol: escaping, the few elements of its XML that matter, its refusals as
// errors. Private to files/.
#pragma once

#include "backend/outbound/HttpClient.h"
#include "shared/core/Result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace socle::files::s3 {

/// Everything but unreserved characters is escaped, as the signature wants it; `/` stays in paths.
enum class Slash { Keep, Escape };
std::string escaped(std::string_view text, Slash slash);
std::string unescaped(const std::string &text);
/// Text as the content of an XML element.
std::string xmlText(std::string_view text);

/// Content of the first `<tag>` at or after `from`, which moves behind it.
std::optional<std::string_view> element(std::string_view xml,
                                        std::string_view tag,
                                        std::size_t &from);
/// Content of the first `<tag>`, "" when there is none.
std::string textOf(std::string_view xml, std::string_view tag);
std::uint64_t numberOf(std::string_view text);

/// 2xx, and no <Error> inside: some requests answer 200 before they know how they end.
bool isFine(const outbound::Outcome &outcome);
/// Worth another try: nothing answered, or the service said "later".
bool mayPass(const outbound::Outcome &outcome);
/// The service's own words when it gave some, else what happened on the way. NotFound or
/// Unavailable.
Error failure(std::string_view key, const outbound::Outcome &outcome);

/// The entity tag without quotes, in lower case; "" when it is not the MD5 of the bytes or of the
/// parts (an encrypting service has tags of its own).
std::string checksumOf(const outbound::HttpResponse &response);

} // namespace socle::files::s3
