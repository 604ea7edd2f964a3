#include "backend/auth/PasswordPolicy.h"

#include "shared/core/Text.h"
#include "shared/protocol/Messages.h"

#include <algorithm>
#include <array>

namespace socle::auth {

namespace {

using protocol::Code;

constexpr Code kTooShort{"validation_min_text_constraint", "Must be at least {min} character(s)."};
constexpr Code kTooPlain{"validation_password_classes",
                         "Must have at least {min} of lower case letters, upper case letters, "
                         "digits and other characters."};
constexpr Code kCommon{"validation_password_common",
                       "Must not be one of the passwords that are tried first."};

// The words at the head of every published list of guesses, lower case, sorted; digits and marks at
// their end are cut before the look-up.
constexpr std::array<std::string_view, 96> kCommonWords{
    "aaaaaa",    "abc",      "abcd",          "abcdef",    "abcdefgh",      "access",
    "adidas",    "admin",    "administrator", "amanda",    "andrea",        "andrew",
    "angel",     "arsenal",  "asdasd",        "asdf",      "asdfgh",        "asdfghjkl",
    "ashley",    "bailey",   "baseball",      "batman",    "buster",        "changeme",
    "charlie",   "chelsea",  "chocolate",     "computer",  "cookie",        "daniel",
    "default",   "donald",   "dragon",        "flower",    "football",      "freedom",
    "fuckyou",   "george",   "ginger",        "google",    "hannah",        "hello",
    "hottie",    "hunter",   "iloveyou",      "jennifer",  "jessica",       "jordan",
    "joshua",    "killer",   "letmein",       "liverpool", "login",         "lovely",
    "loveme",    "maggie",   "master",        "matrix",    "matthew",       "michael",
    "michelle",  "monkey",   "mustang",       "nicole",    "ninja",         "passw0rd",
    "password",  "pepper",   "pokemon",       "princess",  "q1w2e3r4t5y6u", "qazwsx",
    "qazwsxedc", "qwe",      "qwert",         "qwerty",    "qwertyuiop",    "ranger",
    "robert",    "samsung",  "secret",        "shadow",    "soccer",        "starwars",
    "summer",    "sunshine", "superman",      "test",      "thomas",        "tigger",
    "trustno",   "user",     "welcome",       "whatever",  "zaq1zaq",       "zxcvbnm"};

static_assert(std::is_sorted(kCommonWords.begin(), kCommonWords.end())); // also: none is missing

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
        return isPlainRow(text);
    }
    std::string_view word = text;
    while (!word.empty()
           && ((word.back() >= '0' && word.back() <= '9') || word.back() == '!'
               || word.back() == '.')) {
        word.remove_suffix(1);
    }
    return std::binary_search(kCommonWords.begin(), kCommonWords.end(), word)
        || std::binary_search(kCommonWords.begin(), kCommonWords.end(), std::string_view(text));
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
