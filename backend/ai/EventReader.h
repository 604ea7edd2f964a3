// Server-sent events as providers write them, from pieces of any size (ai.md, appendix B: stream parser rules).
//
// Bytes go in as they arrive, whole events come out; UTF-8 is looked at only in complete lines. Lines end with LF, CR or
// CRLF, also split between two pieces. A leading BOM and comment lines are ignored.
#pragma once

#include "shared/core/UniqueFunction.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace socle::ai {

inline constexpr std::size_t kMaxEventLine = 1048576;
inline constexpr std::size_t kMaxEventBytes = 4 * 1048576;

class EventReader
{
public:
    /// Called with the `data` of each event (several lines joined by LF); false ends the reading.
    using OnEvent = FunctionRef<bool(std::string_view data)>;

    /// False when a line or an event is larger than allowed, or when the callback said so.
    bool feed(std::string_view bytes, OnEvent onEvent);
    /// End of input: a pending event without its empty line is still delivered.
    bool finish(OnEvent onEvent);

private:
    bool takeLine(OnEvent onEvent);

    std::string m_line;
    std::string m_data;
    bool m_hasData = false;
    bool m_atStart = true;
    bool m_skipLineFeed = false; // the last byte was CR
};

} // namespace socle::ai
