// Text as OpenSSL takes it: its functions know only unsigned bytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace socle::crypto {

/// The bytes of `text` from `offset` on, to be written to; valid as long as `text` is.
inline unsigned char *writableBytes(std::string &text, std::size_t offset = 0)
{
    return reinterpret_cast<unsigned char *>(text.data()) + offset;
}

/// The bytes of `text`, to be read.
inline const unsigned char *bytesOf(std::string_view text)
{
    return reinterpret_cast<const unsigned char *>(text.data());
}

} // namespace socle::crypto
