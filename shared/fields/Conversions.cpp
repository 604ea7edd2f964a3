// The scalar conversions of data-directory.md B3.0: raw JSON or form input to a field's base type,
// never an error.
#include "shared/core/Number.h"
#include "shared/fields/FieldType.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace socle::fields {

namespace {

/// "1_000" -> "1000" when every underscore stands between two digits, else unchanged.
std::string withoutDigitSeparators(std::string_view text)
{
    const auto isDigitAt
        = [&](std::size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '9'; };
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '_') {
            plain += text[i];
        } else if (i == 0 || !isDigitAt(i - 1) || !isDigitAt(i + 1)) {
            return std::string(text);
        }
    }
    return plain;
}

// ParseFloat of the peer: also signed "inf", "infinity" and "nan" in any case; everything
// unreadable is 0.
double numberOfText(std::string_view text)
{
    if (text.find('_') != std::string_view::npos) {
        const std::string plain = withoutDigitSeparators(text);
        return plain.size() < text.size() ? numberOfText(plain) : 0;
    }
    if (const auto number = parseNumber(text)) {
        return std::isfinite(*number) ? *number : 0;
    }
    std::string lower;
    for (const char c : text) {
        lower += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    const bool negative = !lower.empty() && lower[0] == '-';
    if (!lower.empty() && (lower[0] == '-' || lower[0] == '+')) {
        lower.erase(0, 1);
    }
    if (lower == "inf" || lower == "infinity") {
        const double infinity = std::numeric_limits<double>::infinity();
        return negative ? -infinity : infinity;
    }
    if (lower == "nan") {
        return std::numeric_limits<double>::quiet_NaN();
    }
    const bool plus = !text.empty() && text[0] == '+';
    const auto unsignedNumber = plus ? parseNumber(text.substr(1)) : std::nullopt;
    return unsignedNumber && std::isfinite(*unsignedNumber) ? *unsignedNumber : 0;
}

void addUnique(std::vector<std::string> &list, std::string text)
{
    if (!text.empty() && std::find(list.begin(), list.end(), text) == list.end()) {
        list.push_back(std::move(text));
    }
}

std::vector<std::string> listOfArray(const JsonArray &array)
{
    std::vector<std::string> list;
    for (const Json &item : array) {
        if (item.isArray() || item.isObject()) {
            return {}; // one element that is no scalar spoils the whole list
        }
        addUnique(list, toText(item));
    }
    return list;
}

} // namespace

std::string toText(const Json &raw)
{
    switch (raw.type()) {
    case Json::Type::String:
        return raw.toText();
    case Json::Type::Int:
        return std::abs(raw.toDouble()) < 9007199254740992.0 ? std::to_string(raw.toInt())
                                                             : formatPlainNumber(raw.toDouble());
    case Json::Type::Double:
        return formatPlainNumber(raw.toDouble());
    case Json::Type::Bool:
        return raw.toBool() ? "true" : "false";
    case Json::Type::Null:
    case Json::Type::Array:
    case Json::Type::Object:
        break;
    }
    return {};
}

double toNumber(const Json &raw)
{
    switch (raw.type()) {
    case Json::Type::String:
        return numberOfText(raw.text());
    case Json::Type::Int:
    case Json::Type::Double:
        return raw.toDouble();
    case Json::Type::Bool:
        return raw.toBool() ? 1 : 0;
    case Json::Type::Null:
    case Json::Type::Array:
    case Json::Type::Object:
        break;
    }
    return 0;
}

bool toBool(const Json &raw)
{
    static constexpr std::array<std::string_view, 6> kTrue{"1", "t", "T", "TRUE", "true", "True"};
    switch (raw.type()) {
    case Json::Type::String:
        return std::find(kTrue.begin(), kTrue.end(), raw.text()) != kTrue.end();
    case Json::Type::Int:
    case Json::Type::Double:
        return raw.toDouble() != 0;
    case Json::Type::Bool:
        return raw.toBool();
    case Json::Type::Null:
    case Json::Type::Array:
    case Json::Type::Object:
        break;
    }
    return false;
}

std::vector<std::string> toTextList(const Json &raw)
{
    std::vector<std::string> list;
    switch (raw.type()) {
    case Json::Type::Array:
        return listOfArray(raw.array());
    case Json::Type::String: {
        if (raw.text().find('[') != std::string_view::npos) {
            const auto parsed = parseJson(raw.text());
            const bool onlyTexts = parsed && parsed->isArray()
                && std::all_of(parsed->array().begin(),
                               parsed->array().end(),
                               [](const Json &item) { return item.isString() || item.isNull(); });
            if (onlyTexts) {
                return listOfArray(parsed->array());
            }
        }
        addUnique(list, raw.toText());
        return list;
    }
    case Json::Type::Bool:
    case Json::Type::Int:
    case Json::Type::Double:
        addUnique(list, toText(raw));
        return list;
    case Json::Type::Null:
    case Json::Type::Object:
        break;
    }
    return list;
}

} // namespace socle::fields
