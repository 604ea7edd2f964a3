// Settings at rest: AES-GCM as the peer stores them (data-directory.md B5.6).
//
// Value = padded base64 of nonce(12) ‖ ciphertext ‖ tag(16), no additional data. Key: 16, 24 or 32
// raw bytes.
#pragma once

#include "shared/core/Result.h"

#include <string>
#include <string_view>

namespace socle::crypto {

/// Encrypts under a fresh random nonce. Error: InvalidInput for a key of another length.
Result<std::string> encryptAesGcm(std::string_view plaintext, std::string_view key);
/// The same with a given nonce of 12 bytes: for known answers only, a nonce must never be used
/// twice.
Result<std::string> encryptAesGcm(std::string_view plaintext,
                                  std::string_view key,
                                  std::string_view nonce);
/// Error: InvalidInput when the text is no base64, too short, or was not made with this key.
Result<std::string> decryptAesGcm(std::string_view base64, std::string_view key);

} // namespace socle::crypto
