#include "studio/domain/RateLimitMatch.h"

#include "studio/api/Text.h"

#include <array>

namespace socle::studio {

namespace {

struct AuthRoute
{
    const char *segment;
    const char *tags; // separated by a space, most particular first
};

constexpr std::array kAuthRoutes{
    AuthRoute{"auth-methods", "listAuthMethods"},
    AuthRoute{"auth-refresh", "authRefresh"},
    AuthRoute{"auth-with-password", "authWithPassword auth"},
    AuthRoute{"auth-with-oauth2", "authWithOAuth2 auth"},
    AuthRoute{"auth-with-otp", "authWithOTP auth"},
    AuthRoute{"request-otp", "requestOTP"},
    AuthRoute{"request-password-reset", "requestPasswordReset"},
    AuthRoute{"confirm-password-reset", "confirmPasswordReset"},
    AuthRoute{"request-verification", "requestVerification"},
    AuthRoute{"confirm-verification", "confirmVerification"},
    AuthRoute{"request-email-change", "requestEmailChange"},
    AuthRoute{"confirm-email-change", "confirmEmailChange"},
};

/// Tags of a route of one collection, empty for every other path.
QStringList tagsOf(const QString &method, const QStringList &parts, QString *collection)
{
    if (parts.size() >= 3 && parts[0] == QStringLiteral("api")
        && parts[1] == QStringLiteral("files") && parts.size() == 5) {
        *collection = parts[2];
        return {QStringLiteral("file")};
    }
    if (parts.size() < 4 || parts[1] != QStringLiteral("collections")) {
        return {};
    }
    *collection = parts[2];
    if (parts[3] == QStringLiteral("records")) {
        if (parts.size() == 4) {
            return {method == QStringLiteral("POST") ? QStringLiteral("create")
                                                     : QStringLiteral("list")};
        }
        return {method == QStringLiteral("PATCH")        ? QStringLiteral("update")
                    : method == QStringLiteral("DELETE") ? QStringLiteral("delete")
                                                         : QStringLiteral("view")};
    }
    for (const AuthRoute &route : kAuthRoutes) {
        if (QLatin1String(route.segment) == parts[3]) {
            return QString::fromLatin1(route.tags).split(u' ');
        }
    }
    return {};
}

} // namespace

QStringList rateLimitCandidates(const QString &method, const QString &path)
{
    QString collection;
    const QStringList tags
        = tagsOf(method, path.section(u'?', 0, 0).split(u'/', Qt::SkipEmptyParts), &collection);
    QStringList labels;
    for (const QString &tag : tags) {
        labels << collection + u':' + tag;
    }
    for (const QString &tag : tags) {
        labels << QStringLiteral("*:") + tag;
    }
    labels << method + u' ' + path << path;
    return labels;
}

int matchingRateLimit(const Json &rules,
                      const QString &method,
                      const QString &path,
                      bool isSignedIn)
{
    const auto holds = [&](const Json &rule) {
        const std::string_view audience = rule["audience"].text();
        return audience.empty() || audience == (isSignedIn ? "@auth" : "@guest");
    };
    for (const QString &candidate : rateLimitCandidates(method, path)) {
        int prefix = -1;
        for (std::size_t i = 0; i < rules.array().size(); ++i) {
            const Json &rule = rules.array()[i];
            const QString label = toQString(rule["label"].text());
            if (!holds(rule)) {
                continue;
            }
            if (label == candidate) {
                return static_cast<int>(i);
            }
            if (prefix < 0 && label.endsWith(u'/') && QString(candidate + u'/').startsWith(label)) {
                prefix = static_cast<int>(i);
            }
        }
        if (prefix >= 0) {
            return prefix;
        }
    }
    return -1;
}

QStringList rateLimitSuggestions(const QStringList &collections)
{
    const QStringList actions{QStringLiteral("list"),
                              QStringLiteral("view"),
                              QStringLiteral("create"),
                              QStringLiteral("update"),
                              QStringLiteral("delete"),
                              QStringLiteral("file"),
                              QStringLiteral("auth"),
                              QStringLiteral("authWithPassword"),
                              QStringLiteral("authWithOAuth2"),
                              QStringLiteral("authWithOTP"),
                              QStringLiteral("authRefresh"),
                              QStringLiteral("requestOTP"),
                              QStringLiteral("requestPasswordReset"),
                              QStringLiteral("requestVerification"),
                              QStringLiteral("requestEmailChange")};
    QStringList labels{QStringLiteral("/api/"),
                       QStringLiteral("/api/batch"),
                       QStringLiteral("/api/realtime"),
                       QStringLiteral("POST /api/realtime")};
    for (const QString &action : actions) {
        labels << QStringLiteral("*:") + action;
    }
    for (const QString &collection : collections) {
        for (const QString &action : actions) {
            labels << collection + u':' + action;
        }
    }
    return labels;
}

} // namespace socle::studio
