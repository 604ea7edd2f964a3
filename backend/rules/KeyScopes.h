// What an API key may do, and how a caller is named in revisions, deliveries and the audit trail
// (socle-api.md 10).
//
// A scope is `subject:action`. Subjects are collections and the server's own areas (`ai`, `mcp`,
// `graphql`, `realtime`, `schema`, `admin` …), actions are list, view, create, update and delete,
// or the area's own. `*` stands for everything on either side; a lone word means `word:*`. Callers
// without a key are not limited by scopes.
#pragma once

#include "shared/json/Json.h"

#include <string_view>

namespace socle::rules {

struct Caller;
struct KeyGrant;

/// True when a scope of `key` covers `subject:action`. "*" as a key's only scope does not cover the
/// subjects that begin with "_" unless they are named: keys and the trail are not for keys.
bool covers(const KeyGrant &key, std::string_view subject, std::string_view action);
/// True for callers without a key, else covers().
bool isInScope(const Caller &caller, std::string_view subject, std::string_view action);

/// {"kind":"guest|record|superuser","collection","id","name"[,"key","keyName"][,"impersonatedBy"]}:
/// never a secret.
Json actorOf(const Caller &caller);

} // namespace socle::rules
