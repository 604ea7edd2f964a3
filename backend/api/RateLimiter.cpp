// See RateLimiter.h.
#include "backend/api/RateLimiter.h"

#include "backend/api/ClientAddress.h"
#include "backend/http/Headers.h"
#include "backend/runtime/Clock.h"
#include "shared/core/Text.h"

namespace socle::api {

namespace {

constexpr std::int64_t kKeepSeconds = 1800;
constexpr std::size_t kMaxWindows = 200000;

bool fitsAudience(const schema::RateLimitRule &rule, bool isGuest)
{
    return rule.audience.empty() || rule.audience == (isGuest ? "@guest" : "@auth");
}

// auth-api.md 6.3: label by label, an identical rule first, else the first prefix rule in
// configuration order.
const schema::RateLimitRule *findRule(const std::vector<schema::RateLimitRule> &rules,
                                      const std::vector<std::string> &labels,
                                      bool isGuest)
{
    for (const std::string &label : labels) {
        for (const auto &rule : rules) {
            if (rule.label == label && fitsAudience(rule, isGuest)) {
                return &rule;
            }
        }
        const std::string asFolder = label + "/";
        for (const auto &rule : rules) {
            if (endsWith(rule.label, "/") && startsWith(asFolder, rule.label)
                && fitsAudience(rule, isGuest)) {
                return &rule;
            }
        }
    }
    return nullptr;
}

std::vector<std::string> labelsOf(const RateSubject &subject)
{
    std::vector<std::string> labels;
    for (const std::string_view tag : subject.tags) {
        labels.push_back(std::string(subject.collectionName) + ":" + std::string(tag));
    }
    for (const std::string_view tag : subject.tags) {
        labels.push_back("*:" + std::string(tag));
    }
    labels.push_back(std::string(subject.method) + " " + std::string(subject.path));
    labels.emplace_back(subject.path);
    return labels;
}

std::string bucketOf(const RateSubject &subject,
                     const schema::RateLimitRule &rule,
                     std::string_view who)
{
    std::string bucket;
    if (subject.tags.empty()) {
        bucket = rule.label;
    } else {
        bucket.append(subject.collectionId)
            .append("\n")
            .append(subject.method)
            .append(" ")
            .append(subject.pattern);
        for (const std::string_view tag : subject.tags) {
            bucket.append(":").append(tag);
        }
    }
    bucket.append("\n").append(rule.audience).append("\n").append(who);
    return bucket;
}

/// The one that ends first; a refusal before everything.
RateVerdict nearer(const RateVerdict &a, const RateVerdict &b)
{
    if (a.limit == 0 || b.limit == 0) {
        return a.limit == 0 ? b : a;
    }
    return a.isAllowed != b.isAllowed ? (a.isAllowed ? b : a) : (a.left <= b.left ? a : b);
}

} // namespace

void RateLimiter::configure(const FurtherLimits &limits)
{
    const std::lock_guard lock(m_mutex);
    m_further = limits;
    m_tellsHeaders = limits.headers;
    m_limitsAccounts = limits.perAccountMaxRequests > 0;
    m_windows.clear();
}

RateVerdict RateLimiter::take(const schema::SettingsPtr &settings, const RateSubject &subject)
{
    if (!settings || isIdle(*settings) || subject.clientIp.empty()
        || isListed(subject.clientIp, settings->rateLimits.excludedIps)) {
        return {};
    }
    const auto *rule = settings->rateLimits.enabled
        ? findRule(settings->rateLimits.rules, labelsOf(subject), subject.isGuest)
        : nullptr;
    const std::int64_t now = m_clock.now().milliseconds() / 1000;

    const std::lock_guard lock(m_mutex);
    if (m_settings != settings) {
        m_settings = settings;
        m_windows.clear();
    }
    RateVerdict verdict;
    if (rule != nullptr) {
        const bool isByAccount = m_further.byAccount && !subject.account.empty();
        const std::string bucket
            = bucketOf(subject, *rule, isByAccount ? subject.account : subject.clientIp);
        verdict = takeFrom(bucket, rule->maxRequests, rule->duration, now);
    }
    if (verdict.isAllowed && m_further.perAccountMaxRequests > 0 && !subject.account.empty()) {
        verdict = nearer(verdict,
                         takeFrom("account\n" + std::string(subject.account),
                                  m_further.perAccountMaxRequests,
                                  m_further.perAccountDuration,
                                  now));
    }
    return verdict;
}

// The mutex is held.
RateVerdict RateLimiter::takeFrom(const std::string &bucket,
                                  std::int64_t maxRequests,
                                  std::int64_t duration,
                                  std::int64_t now)
{
    if (m_windows.size() >= kMaxWindows) {
        dropOld(now);
    }
    Window &window = m_windows[bucket];
    if (window.duration == 0 || now - window.start >= window.duration) {
        window = Window{.start = now, .duration = duration, .left = maxRequests};
    }
    RateVerdict verdict{.isAllowed = window.left > 0,
                        .limit = maxRequests,
                        .reset = window.start + window.duration - now};
    if (verdict.isAllowed) {
        --window.left;
    }
    verdict.left = window.left;
    return verdict;
}

void RateLimiter::tell(const RateVerdict &verdict, http::Headers &headers) const
{
    if (!m_tellsHeaders.load(std::memory_order_relaxed)) {
        return;
    }
    const std::string reset = std::to_string(verdict.reset);
    headers.set("X-RateLimit-Limit", std::to_string(verdict.limit));
    headers.set("X-RateLimit-Remaining", std::to_string(verdict.left));
    headers.set("X-RateLimit-Reset", reset);
    if (!verdict.isAllowed) {
        headers.set("Retry-After", reset);
    }
    if (!headers.contains("Access-Control-Expose-Headers")) {
        headers.set("Access-Control-Expose-Headers",
                    "X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, Retry-After");
    }
}

void RateLimiter::cleanUp()
{
    const std::int64_t now = m_clock.now().milliseconds() / 1000;
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_windows, [now](const auto &entry) {
        return now - entry.second.start - entry.second.duration > kKeepSeconds;
    });
}

// A flood of addresses: windows that are over first, and if all are open, all of them.
void RateLimiter::dropOld(std::int64_t now)
{
    std::erase_if(m_windows, [now](const auto &entry) {
        return now - entry.second.start >= entry.second.duration;
    });
    if (m_windows.size() >= kMaxWindows) {
        m_windows.clear();
    }
}

} // namespace socle::api
