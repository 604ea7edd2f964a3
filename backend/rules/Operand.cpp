#include "backend/rules/Operand.h"

#include <algorithm>
#include <iterator>

namespace socle::rules {

namespace {

constexpr unsigned char kLastSlot = 0x10;

} // namespace

SqlFragment fill(std::string_view pattern, const std::vector<const SqlFragment *> &fragments)
{
    SqlFragment result;
    std::size_t from = 0;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (static_cast<unsigned char>(pattern[i]) > kLastSlot) {
            continue;
        }
        const auto slot = std::find(std::begin(kSlots), std::end(kSlots), pattern.substr(i, 1));
        const auto index = static_cast<std::size_t>(slot - std::begin(kSlots));
        if (index >= fragments.size()) {
            continue;
        }
        result += pattern.substr(from, i - from);
        result += *fragments[index];
        from = i + 1;
    }
    result += pattern.substr(from);
    return result;
}

SqlFragment fill(std::string_view pattern, std::initializer_list<const SqlFragment *> fragments)
{
    return fill(pattern, std::vector<const SqlFragment *>(fragments));
}

} // namespace socle::rules
