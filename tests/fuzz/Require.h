// What a fuzzer claims; a claim that does not hold is a finding.
#pragma once

#include <cstdlib>

namespace socle::fuzz {

inline void require(bool holds)
{
    if (!holds) {
        std::abort();
    }
}

} // namespace socle::fuzz
