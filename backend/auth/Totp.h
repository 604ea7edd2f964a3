// Codes of an authenticator app (RFC 6238: SHA-1, 30 s, 6 digits), and recovery codes for when the
// app is lost.
#pragma once

#include "shared/core/DateTime.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace socle::runtime {
class Random;
}

namespace socle::auth {

inline constexpr std::size_t kTotpSecretBytes = 20;

/// RFC 4648 base32 without padding: how apps are told a secret.
std::string base32(std::string_view bytes);

/// Code of one step of 30 s.
std::string totpCode(std::string_view secret, std::int64_t step);

/// The step whose code this is: the present one or a neighbour, and later than `lastStep`, so that
/// a code works once. Compared in constant time.
std::optional<std::int64_t> totpStep(std::string_view secret,
                                     std::string_view code,
                                     DateTime now,
                                     std::int64_t lastStep);

/// "otpauth://totp/Issuer:account?secret=…&issuer=…" for a QR code.
std::string totpUri(std::string_view secret, std::string_view issuer, std::string_view account);

/// "xxxxx-xxxxx", 50 bits.
std::string newRecoveryCode(runtime::Random &random);
/// Hex digest of a recovery code as it was typed: without blanks, dashes and case.
std::string recoveryHash(std::string_view code);

} // namespace socle::auth
