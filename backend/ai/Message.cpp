// See Message.h.
#include "backend/ai/Message.h"

namespace socle::ai {

std::string_view toText(Finish finish)
{
    switch (finish) {
    case Finish::Stop:
        return "stop";
    case Finish::Length:
        return "length";
    case Finish::ToolCalls:
        return "tool_calls";
    case Finish::ContentFilter:
        return "content_filter";
    case Finish::Refusal:
        return "refusal";
    }
    return "stop";
}

std::int64_t estimatedTokens(std::string_view text)
{
    return (static_cast<std::int64_t>(text.size()) + 3) / 4;
}

} // namespace socle::ai
