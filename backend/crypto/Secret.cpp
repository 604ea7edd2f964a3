// Wiping that the compiler cannot take out.
#include "backend/crypto/Secret.h"

#include "backend/crypto/Hash.h"

#include <openssl/crypto.h>

#include <utility>

namespace socle::crypto {

namespace {

void wipe(std::string &text)
{
    OPENSSL_cleanse(text.data(), text.size());
    text.clear();
}

} // namespace

// The argument's bytes are copied, not moved: a short text lives inside the string object and would
// stay there.
Secret::Secret(std::string text)
    : m_text(text)
{
    wipe(text);
}

Secret::Secret(const Secret &other) = default;

Secret::Secret(Secret &&other) noexcept
    : m_text(other.m_text)
{
    wipe(other.m_text);
}

Secret &Secret::operator=(const Secret &other)
{
    if (this != &other) {
        wipe(m_text);
        m_text = other.m_text;
    }
    return *this;
}

Secret &Secret::operator=(Secret &&other) noexcept
{
    if (this != &other) {
        wipe(m_text);
        m_text = other.m_text;
        wipe(other.m_text);
    }
    return *this;
}

Secret::~Secret() { wipe(m_text); }

bool Secret::operator==(const Secret &other) const
{
    return constantTimeEquals(m_text, other.m_text);
}

} // namespace socle::crypto
