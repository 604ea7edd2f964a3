// See EventReader.h.
#include "backend/ai/EventReader.h"

#include "shared/core/Text.h"

#include <utility>

namespace socle::ai {

bool EventReader::feed(std::string_view bytes, OnEvent onEvent)
{
    for (const char c : bytes) {
        if (std::exchange(m_skipLineFeed, false) && c == '\n') {
            continue;
        }
        if (c == '\n' || c == '\r') {
            m_skipLineFeed = c == '\r';
            if (!takeLine(onEvent)) {
                return false;
            }
        } else {
            m_line.push_back(c);
            if (m_line.size() > kMaxEventLine) {
                return false;
            }
        }
    }
    return true;
}

bool EventReader::finish(OnEvent onEvent)
{
    if (!m_line.empty() && !takeLine(onEvent)) {
        return false;
    }
    return takeLine(onEvent);
}

bool EventReader::takeLine(OnEvent onEvent)
{
    std::string line = std::exchange(m_line, {});
    if (std::exchange(m_atStart, false) && startsWith(line, "\xEF\xBB\xBF")) {
        line.erase(0, 3);
    }
    if (line.empty()) {
        if (!std::exchange(m_hasData, false)) {
            return true;
        }
        return onEvent(std::exchange(m_data, {}));
    }
    if (!startsWith(line, "data:")) {
        return true; // comments, event names, ids: providers repeat them inside the data
    }
    std::string_view value(line);
    value.remove_prefix(5);
    if (startsWith(value, " ")) {
        value.remove_prefix(1);
    }
    if (m_hasData) {
        m_data.push_back('\n');
    }
    m_hasData = true;
    m_data += value;
    return m_data.size() <= kMaxEventBytes;
}

} // namespace socle::ai
