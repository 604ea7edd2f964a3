#include "backend/auth/PasswordPolicy.h"

#include "backend/auth/CommonPasswords.h"
#include "shared/core/Text.h"
#include "shared/protocol/Messages.h"

#include <algorithm>

namespace socle::auth {

namespace {

using protocol::Code;

constexpr Code kTooShort{"validation_min_text_constraint", "Must be at least {min} character(s)."};
constexpr Code kTooPlain{"validation_password_classes",
                         "Must have at least {min} of lower case letters, upper case letters, "
                         "digits and other characters."};
constexpr Code kCommon{"validation_password_common",
                       "Must not be one of the passwords that are tried first."};

// What people put behind a word to please a rule.
constexpr std::size_t kMaxEnding = 6;

bool isDigits(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// "123456", "987654", "111111", "121212": rows that hands type by themselves.
bool isPlainRow(std::string_view digits)
{
    bool isUp = true;
    bool isDown = true;
    bool isPair = true;
    for (std::size_t i = 1; i < digits.size(); ++i) {
        const int before = digits[i - 1] - '0';
        const int now = digits[i] - '0';
        isUp = isUp && now == (before + 1) % 10;
        isDown = isDown && now == (before + 9) % 10;
        isPair = isPair && (i < 2 || digits[i] == digits[i - 2]);
    }
    return isUp || isDown || isPair;
}

std::int64_t classesOf(std::string_view password)
{
    bool lower = false;
    bool upper = false;
    bool digit = false;
    bool other = false;
    for (const char c : password) {
        lower = lower || (c >= 'a' && c <= 'z');
        upper = upper || (c >= 'A' && c <= 'Z');
        digit = digit || (c >= '0' && c <= '9');
        const bool isWord
            = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        other = other || !isWord;
    }
    return std::int64_t{lower} + upper + digit + other;
}

} // namespace

bool isCommonPassword(std::string_view password)
{
    const std::string text = asciiLower(password);
    if (isDigits(text)) {
        return isPlainRow(text) || isListedPassword(text);
    }
    const std::string_view end = "0123456789!.";
    const auto last = text.find_last_not_of(end);
    const std::string_view word = std::string_view(text).substr(0, last + 1);
    return isListedPassword(text)
        || (text.size() - word.size() <= kMaxEnding && isListedPassword(word));
}

std::optional<FieldError> passwordFault(std::string_view password, const PasswordRules &rules)
{
    if (static_cast<std::int64_t>(codePointCount(password)) < rules.minLength) {
        return protocol::fieldError(kTooShort, {{"min", rules.minLength}});
    }
    if (classesOf(password) < rules.minClasses) {
        return protocol::fieldError(kTooPlain, {{"min", rules.minClasses}});
    }
    if (rules.refuseCommon && isCommonPassword(password)) {
        return protocol::fieldError(kCommon);
    }
    return std::nullopt;
}

} // namespace socle::auth
