// The question schema/ must ask about every rule and cannot answer itself: does it compile against
// these collections?
//
// rules/ stands above schema/, so the program hands the answer in. Without a checker only the
// grammar is checked.
#pragma once

#include "backend/schema/Catalogue.h"

#include <optional>
#include <string>
#include <string_view>

namespace socle::schema {

class RuleChecker
{
public:
    virtual ~RuleChecker() = default;
    /// Error text when `rule` (not empty) does not compile for `collection` among `catalogue`;
    /// hidden fields are allowed.
    virtual std::optional<std::string> check(std::string_view rule,
                                             const Collection &collection,
                                             const Catalogue &catalogue) const = 0;
};

} // namespace socle::schema
