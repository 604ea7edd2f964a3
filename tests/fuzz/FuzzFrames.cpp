// Any bytes as WebSocket frames: nothing crashes, no message is larger than allowed or not UTF-8,
// and the outcome does not depend on where the bytes are cut.
#include "backend/http/Frames.h"
#include "shared/core/Text.h"
#include "tests/fuzz/Require.h"

#include <cstdint>
#include <string>
#include <string_view>

using namespace socle;
using namespace socle::http;
using fuzz::require;

namespace {

constexpr std::size_t kMaxMessage = 300;

struct Recorder final : FrameDecoder::Receiver
{
    void text(std::string_view message) override
    {
        require(message.size() <= kMaxMessage && isValidUtf8(message));
        events.append("t").append(message).append("\n");
    }

    void ping(std::string_view payload) override
    {
        require(payload.size() <= 125);
        events.append("p").append(payload).append("\n");
    }

    void pong() override { events += "q\n"; }

    void closing(std::uint16_t code) override
    {
        require(code >= 1000 && code < 5000);
        events += "c" + std::to_string(code) + "\n";
    }

    std::string events;
};

std::string eventsOf(std::string_view bytes, std::size_t piece)
{
    FrameDecoder decoder(kMaxMessage);
    Recorder recorder;
    while (!bytes.empty()) {
        const std::string_view part = bytes.substr(0, piece);
        bytes.remove_prefix(part.size());
        if (const auto code = decoder.decode(part, recorder); code != 0) {
            return recorder.events + "!" + std::to_string(code);
        }
    }
    return recorder.events;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    require(eventsOf(bytes, size + 1) == eventsOf(bytes, 1));
    return 0;
}
