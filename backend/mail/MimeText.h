// A message in the bytes of the wire (RFC 5322, 2045-2047): header lines, then the text and the
// HTML part as alternatives, both quoted-printable.
#pragma once

#include "backend/mail/Message.h"
#include "shared/core/DateTime.h"

#include <string>
#include <string_view>

namespace socle::mail {

/// `unique` (letters and digits, different for each message) makes Message-ID and the boundary.
/// Line ends are CRLF; line breaks inside addresses and subject are taken out, so that nothing can
/// add a header.
std::string mimeText(const Message &message, DateTime now, std::string_view unique);

/// "Subject" texts: ASCII as it is, else RFC 2047 encoded words of at most 75 bytes.
std::string encodedHeader(std::string_view text);

/// Lines of at most 76 bytes, CRLF between them.
std::string quotedPrintable(std::string_view text);

} // namespace socle::mail
