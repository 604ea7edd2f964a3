// See KeyScopes.h.
#include "backend/rules/KeyScopes.h"

#include "backend/rules/Caller.h"
#include "shared/core/Text.h"

#include <algorithm>

namespace socle::rules {

bool covers(const KeyGrant &key, std::string_view subject, std::string_view action)
{
    const bool isSystem = startsWith(subject, "_");
    return std::any_of(key.scopes.begin(), key.scopes.end(), [&](const std::string &scope) {
        const auto colon = scope.find(':');
        const std::string_view left = std::string_view(scope).substr(0, colon);
        const std::string_view right = colon == std::string::npos
            ? std::string_view("*")
            : std::string_view(scope).substr(colon + 1);
        const bool namesSubject = (left == "*" && !isSystem) || equalsIgnoreCase(left, subject);
        return namesSubject && (right == "*" || right == action);
    });
}

bool isInScope(const Caller &caller, std::string_view subject, std::string_view action)
{
    return !caller.key || covers(*caller.key, subject, action);
}

Json actorOf(const Caller &caller)
{
    JsonObject actor;
    switch (caller.kind) {
    case Caller::Kind::Guest:
        actor.append("kind", "guest");
        break;
    case Caller::Kind::Record:
        actor.append("kind", "record");
        break;
    case Caller::Kind::Superuser:
        actor.append("kind", "superuser");
        break;
    }
    if (caller.record) {
        actor.append("collection", caller.record->collectionName);
        actor.append("id", caller.record->id);
        const std::string_view name = caller.record->values["name"].text();
        actor.append("name", name.empty() ? caller.record->values["email"] : Json(name));
    }
    if (caller.key) {
        actor.append("key", caller.key->id);
        actor.append("keyName", caller.key->name);
    }
    if (caller.mark && !caller.mark->impersonatedBy.empty()) {
        actor.append("impersonatedBy", caller.mark->impersonatedBy);
    }
    return actor;
}

} // namespace socle::rules
