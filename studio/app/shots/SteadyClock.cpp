// Preloaded into studio_shots and the server it starts: for both it is 2026-03-14 09:26:53 UTC.
//
// The wall clock runs a thousand times slower than the real one, so that a second change of a
// record still gets a later stamp than the first while every picture of a run shows the same
// second. Timers and deadlines ask the monotonic clock, which stays as it is.
// A library of its own, because the server is another program; nothing but libc in it.
// Source: studio.md 8.3.
#include <sys/syscall.h>
#include <sys/time.h>

#include <cstdlib>
#include <ctime>
#include <unistd.h>

namespace {

constexpr long long kStart = 1'773'480'413; // 2026-03-14 09:26:53 UTC
constexpr long long kNanos = 1'000'000'000;
constexpr long long kSlowness = 1000;

long long monotonicNanos()
{
    timespec now{};
    ::syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
    return now.tv_sec * kNanos + now.tv_nsec;
}

/// Nanoseconds since kStart; the programs of one run begin at the same moment.
long long sinceStart()
{
    static const long long begin = [] {
        const char *given = std::getenv("SOCLE_SHOTS_CLOCK");
        return given == nullptr ? monotonicNanos() : std::atoll(given);
    }();
    return (monotonicNanos() - begin) / kSlowness;
}

} // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec *now) noexcept
{
    if (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE) {
        return static_cast<int>(::syscall(SYS_clock_gettime, clock, now));
    }
    const long long passed = sinceStart();
    now->tv_sec = kStart + passed / kNanos;
    now->tv_nsec = passed % kNanos;
    return 0;
}

int gettimeofday(timeval *now, void *) noexcept
{
    const long long passed = sinceStart();
    now->tv_sec = kStart + passed / kNanos;
    now->tv_usec = passed % kNanos / 1000;
    return 0;
}

time_t time(time_t *now) noexcept
{
    const time_t seconds = kStart + sinceStart() / kNanos;
    if (now != nullptr) {
        *now = seconds;
    }
    return seconds;
}
}
