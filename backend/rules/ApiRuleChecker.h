// Answers schema's question whether a rule compiles (backend/schema/RuleChecker.h); wired in by the
// program.
#pragma once

#include "backend/schema/RuleChecker.h"

namespace socle::storage {
class Dialect;
}

namespace socle::rules {

class ApiRuleChecker final : public schema::RuleChecker
{
public:
    explicit ApiRuleChecker(const storage::Dialect &dialect)
        : m_dialect(dialect)
    {
    }

    std::optional<std::string> check(std::string_view rule,
                                     const schema::Collection &collection,
                                     const schema::Catalogue &catalogue) const override;

private:
    const storage::Dialect &m_dialect;
};

} // namespace socle::rules
