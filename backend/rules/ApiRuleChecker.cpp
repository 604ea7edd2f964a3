#include "backend/rules/ApiRuleChecker.h"

#include "backend/rules/RuleCheck.h"
#include "shared/filter/Parser.h"

namespace socle::rules {

std::optional<std::string> ApiRuleChecker::check(std::string_view rule,
                                                 const schema::Collection &collection,
                                                 const schema::Catalogue &catalogue) const
{
    filter::FilterError problem;
    if (validateRule(collection, catalogue, m_dialect, rule, &problem)) {
        return std::nullopt;
    }
    return problem.message + " (position " + std::to_string(problem.start) + ")";
}

} // namespace socle::rules
