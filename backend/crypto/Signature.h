// Public-key signatures of JSON web tokens: identity providers' RSA, ECDSA and Ed25519 keys, and
// the ECDSA signature that Apple wants as a client secret (auth-api.md 3.16, 4.4).
#pragma once

#include "shared/core/Result.h"

#include <string>
#include <string_view>

namespace socle::crypto {

/// A public key as a JWK names its parts; raw bytes, not base64.
struct PublicKey
{
    enum class Kind { Rsa, P256, P384, Ed25519 };

    Kind kind = Kind::Rsa;
    std::string n = {}; // RSA modulus
    std::string e = {}; // RSA exponent
    std::string x = {}; // EC and Ed25519
    std::string y = {}; // EC
};

/// True when `signature` (raw bytes, ECDSA as r ‖ s) fits `signedPart`. `algorithm` is one of RS256
/// RS384 RS512 ES256 ES384 EdDSA and must belong to the kind of key. Anything odd is false.
bool verifySignature(std::string_view algorithm,
                     const PublicKey &key,
                     std::string_view signedPart,
                     std::string_view signature);

/// ES256: r ‖ s over `signedPart` with a P-256 key in PKCS#8 PEM. Errors: InvalidInput for a text
/// that is no such key.
Result<std::string> signEs256(std::string_view signedPart, std::string_view privateKeyPem);

} // namespace socle::crypto
