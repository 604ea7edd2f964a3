// See PatternMatcher.h.
#include "backend/schema/PatternMatcher.h"

#include <re2/re2.h>

#include <array>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace socle::schema {

namespace {

constexpr std::size_t kMaxCached = 500; // patterns of collections; the cache starts anew beyond
constexpr std::int64_t kMaxMemory = 2 << 20; // bytes of one compiled pattern

// The compiler's error in the words of the peer's, which is RE2's sister.
std::string peerText(const RE2 &expression)
{
    static constexpr std::array kWords{
        std::pair{RE2::ErrorMissingBracket, std::string_view("missing closing ]")},
        std::pair{RE2::ErrorMissingParen, std::string_view("missing closing )")},
        std::pair{RE2::ErrorTrailingBackslash,
                  std::string_view("trailing backslash at end of expression")},
        std::pair{RE2::ErrorRepeatArgument,
                  std::string_view("missing argument to repetition operator")},
        std::pair{RE2::ErrorRepeatSize, std::string_view("invalid repeat count")},
        std::pair{RE2::ErrorRepeatOp, std::string_view("invalid nested repetition operator")},
        std::pair{RE2::ErrorBadPerlOp, std::string_view("invalid or unsupported Perl syntax")},
        std::pair{RE2::ErrorBadNamedCapture, std::string_view("invalid named capture")}};
    const std::string_view general = expression.error();
    std::string words(general.substr(0, general.find(':')));
    for (const auto &[code, text] : kWords) {
        if (code == expression.error_code()) {
            words = text;
        }
    }
    return "error parsing regexp: " + words + ": `" + expression.error_arg() + "`";
}

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
        return peerText(*expression);
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
