// Ids of one-time passwords for addresses that nobody has, handed out the way real ones are: after
// ten that still work the newest one comes again (auth-api.md 3.7). Without it the eleventh request
// would tell whether there is an account.
//
// In memory and bounded; a flood of addresses gets ids that are not remembered.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace socle::runtime {
class Clock;
class Random;
} // namespace socle::runtime

namespace socle::auth {

class OtpDecoys
{
public:
    static constexpr std::size_t kMaxActive = 10; // ids of one address that work at a time

    /// The references outlive the object.
    OtpDecoys(const runtime::Clock &clock, runtime::Random &random)
        : m_clock(clock)
        , m_random(random)
    {
    }

    /// The id for one more request of `key`, whose ids work for `duration`. Any thread.
    std::string next(std::string_view key, std::chrono::seconds duration);

private:
    struct Handed
    {
        std::vector<std::int64_t> ends; // ms since the epoch, in order; of ids that may still work
        std::string newest;
    };

    const runtime::Clock &m_clock;
    runtime::Random &m_random;
    std::mutex m_mutex; // guards m_handed; a leaf
    std::unordered_map<std::string, Handed> m_handed;
};

} // namespace socle::auth
