// Small secrets at rest, bound to their place: AES-256-GCM with additional data, and the key derivation for it.
//
// Sealed text = base64url(nonce(12) ‖ ciphertext ‖ tag(16)). The additional data names whose secret it is: a value copied to
// another row does not open (ai.md 3.9).
#pragma once

#include "shared/core/Result.h"

#include <string>
#include <string_view>

namespace socle::crypto {

/// HKDF-SHA256 without salt; `length` up to 255 × 32 bytes.
std::string deriveKey(std::string_view master, std::string_view info, std::size_t length);

/// `key` is 32 bytes. Error: InvalidInput for a key of another length.
Result<std::string> seal(std::string_view plaintext, std::string_view key, std::string_view additional);
/// Error: InvalidInput when the text is damaged, or was sealed with another key or for another place.
Result<std::string> unseal(std::string_view sealed, std::string_view key, std::string_view additional);

} // namespace socle::crypto
