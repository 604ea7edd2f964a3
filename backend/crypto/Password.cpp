// crypt_r(3). All three prefixes name one algorithm, but libcrypt's $2a$ deviates on purpose for
// some passwords with bytes above 0x7f; the peer's does not. So everything is computed as $2b$ and
// written as $2a$.
#include "backend/crypto/Password.h"

#include "backend/crypto/Hash.h"

#include <openssl/crypto.h>

#include <crypt.h>
#include <memory>

namespace socle::crypto {

namespace {

constexpr std::size_t kHashBytes = 60;

struct CryptData
{
    crypt_data data = {};

    ~CryptData() { OPENSSL_cleanse(&data, sizeof data); }
};

bool isBcrypt(std::string_view hash)
{
    return hash.size() == kHashBytes && hash.substr(0, 2) == "$2" && hash[3] == '$'
        && (hash[2] == 'a' || hash[2] == 'b' || hash[2] == 'y') && hash[6] == '$';
}

/// The hash of `password` under the salt of `setting`, as $2b$; empty when libcrypt refuses.
std::string compute(std::string_view password, std::string setting)
{
    setting[2] = 'b';
    std::string text(password.substr(0, kMaxNewPasswordBytes));
    const auto state = std::make_unique<CryptData>(); // 32 KB: not on the stack of a worker
    const char *const made = crypt_r(text.c_str(), setting.c_str(), &state->data);
    std::string hash = made != nullptr && made[0] == '$' ? made : "";
    OPENSSL_cleanse(text.data(), text.size());
    return hash;
}

} // namespace

Result<std::string> hashPassword(std::string_view password, int cost)
{
    if (password.size() > kMaxNewPasswordBytes) {
        return invalidInput("The password must not be longer than 72 bytes.");
    }
    if (password.find('\0') != std::string_view::npos) {
        return invalidInput("The password contains a character that is not allowed.");
    }
    char setting[CRYPT_GENSALT_OUTPUT_SIZE];
    SOCLE_ENSURE(cost >= 4 && cost <= 31);
    SOCLE_ENSURE(crypt_gensalt_rn("$2b$",
                                  static_cast<unsigned long>(cost),
                                  nullptr,
                                  0,
                                  setting,
                                  static_cast<int>(sizeof setting))
                 != nullptr);
    std::string hash = compute(password, setting);
    SOCLE_ENSURE(hash.size() == kHashBytes);
    hash[2] = 'a';
    return hash;
}

bool verifyPassword(std::string_view password, std::string_view hash)
{
    if (!isBcrypt(hash) || password.size() > kMaxVerifiedPasswordBytes
        || password.find('\0') != std::string_view::npos) {
        return false;
    }
    const std::string computed = compute(password, std::string(hash));
    return computed.size() == kHashBytes && constantTimeEquals(computed.substr(3), hash.substr(3));
}

void verifyNothing(std::string_view password)
{
    static const std::string nobody
        = "$2b$10$abcdefghijklmnopqrstuuxl0wFu4mmnDEFT0UsoyYMSsb7IhqcVy";
    if (verifyPassword(password.substr(0, kMaxNewPasswordBytes), nobody)) {
        // Nobody knows a password of this hash; the branch keeps the work from being optimised away.
    }
}

} // namespace socle::crypto
