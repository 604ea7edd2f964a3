// The parts of LIKE that are the same for every engine: records-api.md 3.11, "Auto-wildcard of a
// parameter value".
#include "backend/storage/Dialect.h"

namespace socle::storage {

namespace {

bool isSpecial(char c) { return c == '\\' || c == '%' || c == '_'; }

// Left to right; a backslash pair is consumed as one, an escaped % is not live.
bool hasLivePercent(std::string_view text)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\') {
            ++i;
        } else if (text[i] == '%') {
            return true;
        }
    }
    return false;
}

} // namespace

std::string escapeLike(std::string_view text)
{
    std::string out;
    out.reserve(text.size() + 8);
    for (const char c : text) {
        if (isSpecial(c)) {
            out += '\\';
        }
        out += c;
    }
    return out;
}

std::string autoWildcard(std::string_view text)
{
    if (hasLivePercent(text)) {
        return std::string(text);
    }
    // Right to left: a special character after a backslash is already escaped and both stay as they
    // are.
    std::string reversed = "%";
    for (std::size_t i = text.size(); i > 0; --i) {
        const char c = text[i - 1];
        reversed += c;
        if (isSpecial(c)) {
            reversed += '\\';
            if (i > 1 && text[i - 2] == '\\') {
                --i;
            }
        }
    }
    reversed += '%';
    return {reversed.rbegin(), reversed.rend()};
}

} // namespace socle::storage
