// See PatternMatcher.h.
#include "backend/schema/PatternMatcher.h"

#include <re2/re2.h>

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace socle::schema {

namespace {

constexpr std::size_t kMaxCached = 500; // patterns of collections; the cache starts anew beyond
constexpr std::int64_t kMaxMemory = 2 << 20; // bytes of one compiled pattern

class Re2Matcher final : public fields::PatternMatcher
{
public:
    bool matches(std::string_view pattern, std::string_view text) const override
    {
        const auto expression = compiled(pattern);
        return expression->ok()
            && RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *expression);
    }

    std::optional<std::string> compileError(std::string_view pattern) const override
    {
        const auto expression = compiled(pattern);
        if (expression->ok()) {
            return std::nullopt;
        }
        return "error parsing regexp: " + expression->error();
    }

private:
    std::shared_ptr<const RE2> compiled(std::string_view pattern) const
    {
        const std::lock_guard lock(m_mutex);
        const std::string key(pattern);
        if (const auto it = m_cache.find(key); it != m_cache.end()) {
            return it->second;
        }
        if (m_cache.size() >= kMaxCached) {
            m_cache.clear();
        }
        RE2::Options options;
        options.set_log_errors(false);
        options.set_max_mem(kMaxMemory);
        auto expression = std::make_shared<const RE2>(key, options);
        m_cache.emplace(key, expression);
        return expression;
    }

    // Guards m_cache; nothing is called while it is held but the compiler. Shared: users may hold a
    // pattern that the cache has dropped meanwhile.
    mutable std::mutex m_mutex;
    mutable std::unordered_map<std::string, std::shared_ptr<const RE2>> m_cache;
};

} // namespace

const fields::PatternMatcher &patternMatcher()
{
    static const Re2Matcher matcher;
    return matcher;
}

} // namespace socle::schema
