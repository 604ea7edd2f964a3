// See RuleValidation.h.
#include "backend/schema/RuleValidation.h"

#include "shared/fields/Codes.h"
#include "shared/filter/Parser.h"

namespace socle::schema {

std::optional<FieldError> checkRule(const Rule &rule,
                                    const Rule *old,
                                    const Collection &collection,
                                    const SaveContext &context)
{
    if (rule && !rule->empty()) {
        std::optional<std::string> problem;
        if (context.rules != nullptr) {
            problem = context.rules->check(*rule, collection, context.catalogue);
        } else if (const auto parsed = filter::parseFilter(*rule); !parsed) {
            problem = parsed.error().message;
        }
        if (problem) {
            return fields::errorWithText("validation_invalid_rule",
                                         "Invalid rule. Raw error: " + *problem);
        }
    }
    if (old != nullptr && context.original->system && *old != rule) {
        return fields::errorWithText("validation_collection_system_rule_change",
                                     "System collection API rule cannot be changed.");
    }
    return std::nullopt;
}

} // namespace socle::schema
