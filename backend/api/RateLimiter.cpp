// See RateLimiter.h.
#include "backend/api/RateLimiter.h"

#include "backend/api/ClientAddress.h"
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

std::string bucketOf(const RateSubject &subject, const schema::RateLimitRule &rule)
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
    bucket.append("\n").append(rule.audience).append("\n").append(subject.clientIp);
    return bucket;
}

} // namespace

bool RateLimiter::allow(const schema::SettingsPtr &settings, const RateSubject &subject)
{
    if (!settings || !settings->rateLimits.enabled || subject.clientIp.empty()
        || isListed(subject.clientIp, settings->rateLimits.excludedIps)) {
        return true;
    }
    const auto *rule = findRule(settings->rateLimits.rules, labelsOf(subject), subject.isGuest);
    if (rule == nullptr) {
        return true;
    }
    const std::int64_t now = m_clock.now().milliseconds() / 1000;
    const std::string bucket = bucketOf(subject, *rule);

    const std::lock_guard lock(m_mutex);
    if (m_settings != settings) {
        m_settings = settings;
        m_windows.clear();
    }
    if (m_windows.size() >= kMaxWindows) {
        dropOld(now);
    }
    Window &window = m_windows[bucket];
    if (window.duration == 0 || now - window.start >= window.duration) {
        window = Window{.start = now, .duration = rule->duration, .left = rule->maxRequests};
    }
    if (window.left <= 0) {
        return false;
    }
    --window.left;
    return true;
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
