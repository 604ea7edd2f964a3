// Which rate limit rule the server would apply to a request (admin-api.md A5.6), for trying rules
// out before they hold.
//
// A mirror of the server's look-up, not of its counting.
#pragma once

#include "shared/json/Json.h"

#include <QString>
#include <QStringList>

namespace socle::studio {

/// Labels the server looks for, in its order: "users:authWithPassword", "*:auth", "POST /api/…".
QStringList rateLimitCandidates(const QString &method, const QString &path);

/// Index of the rule that holds, -1 when none does. `rules` as in the settings document.
int matchingRateLimit(const Json &rules,
                      const QString &method,
                      const QString &path,
                      bool isSignedIn);

/// Labels worth offering while one is typed: actions of every collection, common paths.
QStringList rateLimitSuggestions(const QStringList &collections);

} // namespace socle::studio
