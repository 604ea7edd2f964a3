// A schedule of five segments, as the protocol writes it: minute, hour, day, month, weekday.
//
// Macros (`@daily`) stand for their five segments. All segments must match (AND), in UTC. No names of months or days, no 7
// for Sunday. Source: admin-api.md A2.3.
#pragma once

#include "shared/core/DateTime.h"
#include "shared/core/Result.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace socle {

class CronExpression
{
public:
    /// Error: InvalidInput whose message is the parser's text of the protocol.
    static Result<CronExpression> parse(std::string_view text);

    /// Whether the minute of `moment` (UTC) is meant.
    bool matches(const DateTime &moment) const;
    /// The five segments; a macro is written out.
    const std::string &text() const { return m_text; }

private:
    std::string m_text;
    std::array<std::uint64_t, 5> m_allowed = {}; // bit n: the value n
};

} // namespace socle
