// getrandom(2) behind Random. Small requests are served from a buffer per thread: one system call
// gives many ids.
#include "backend/runtime/Random.h"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <pthread.h>

namespace socle::runtime {

namespace {

void fillFromKernel(unsigned char *out, std::size_t size)
{
    while (size > 0) {
        const ssize_t got = ::getrandom(out, size, 0);
        if (got < 0) {
            if (errno == EINTR) {
                continue;
            }
            // Going on with predictable secrets would be worse than not going on.
            std::fputs("socle: the system gives no random numbers\n", stderr);
            std::abort();
        }
        out += got;
        size -= static_cast<std::size_t>(got);
    }
}

// Bytes that were handed out are wiped: a later memory leak must not show earlier secrets.
struct Buffer
{
    std::array<unsigned char, 512> bytes;
    std::size_t used = 512;
};

thread_local Buffer t_buffer;

// A forked child must not repeat the bytes of its parent.
const bool kForkHandlerInstalled = [] {
    return ::pthread_atfork(nullptr, nullptr, [] { t_buffer.used = t_buffer.bytes.size(); }) == 0;
}();

class SystemRandom final : public Random
{
public:
    void fill(void *buffer, std::size_t size) override
    {
        auto *out = static_cast<unsigned char *>(buffer);
        if (size > t_buffer.bytes.size() / 4) {
            fillFromKernel(out, size);
            return;
        }
        if (t_buffer.used + size > t_buffer.bytes.size()) {
            fillFromKernel(t_buffer.bytes.data(), t_buffer.bytes.size());
            t_buffer.used = 0;
        }
        unsigned char *from = t_buffer.bytes.data() + t_buffer.used;
        std::memcpy(out, from, size);
        std::memset(from, 0, size);
        t_buffer.used += size;
    }
};

} // namespace

std::string Random::bytes(std::size_t count)
{
    std::string out(count, '\0');
    fill(out.data(), count);
    return out;
}

std::string Random::fromAlphabet(std::string_view alphabet, std::size_t length)
{
    std::string out;
    if (alphabet.empty()) {
        return out;
    }
    out.reserve(length);
    // Bytes beyond the last whole multiple of the alphabet are thrown away: no character is
    // likelier than another.
    const std::size_t limit = 256 - 256 % alphabet.size();
    std::array<unsigned char, 64> chunk;
    while (out.size() < length) {
        const std::size_t want = std::min(chunk.size(), length - out.size() + 4);
        fill(chunk.data(), want);
        for (std::size_t i = 0; i < want && out.size() < length; ++i) {
            if (chunk[i] < limit) {
                out.push_back(alphabet[chunk[i] % alphabet.size()]);
            }
        }
    }
    return out;
}

std::uint64_t Random::below(std::uint64_t bound)
{
    if (bound == 0) {
        return 0;
    }
    const std::uint64_t tooLow
        = (0 - bound) % bound; // values below this would favour small results
    std::uint64_t value = 0;
    do {
        fill(&value, sizeof value);
    } while (value < tooLow);
    return value % bound;
}

std::string Random::recordId() { return fromAlphabet(kLowerAlphanumeric, 15); }

Random &systemRandom()
{
    static SystemRandom random;
    return random;
}

} // namespace socle::runtime
