// Chance: ids, secrets, nonces. Everything comes from the kernel's generator, so an id can serve as
// a secret too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace socle::runtime {

// data-directory.md B5.1, B5.5
inline constexpr std::string_view kLowerAlphanumeric = "abcdefghijklmnopqrstuvwxyz0123456789";
inline constexpr std::string_view kAlphanumeric
    = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
inline constexpr std::string_view kDigits = "0123456789";

/// A source of random bytes. Safe to call from any thread. Implementations give the bytes, the rest
/// follows.
class Random
{
public:
    virtual ~Random() = default;
    virtual void fill(void *buffer, std::size_t size) = 0;

    std::string bytes(std::size_t count);
    /// `length` characters of `alphabet` (1..256 single bytes), each equally likely.
    std::string fromAlphabet(std::string_view alphabet, std::size_t length);
    /// 0 .. bound-1, each equally likely; bound 0 gives 0.
    std::uint64_t below(std::uint64_t bound);
    /// 15 of [a-z0-9]: ids of records and logs (data-directory.md B5.1).
    std::string recordId();
};

/// getrandom(2), buffered per thread; lives as long as the process.
Random &systemRandom();

} // namespace socle::runtime
