// json: any JSON value. Texts are re-interpreted: "123" becomes the number, "[1]" the array
// (data-directory.md B3.9).
#include "shared/fields/Codes.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/protocol/Limits.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace socle::fields {

namespace {

// The string rules of B3.9, also applied to stored text that is no JSON.
Json valueOfText(std::string_view text)
{
    static constexpr std::string_view kStarts = "0123456789-\"[{";
    const bool literal = text == "null" || text == "true" || text == "false";
    if (literal || (!text.empty() && kStarts.find(text.front()) != std::string_view::npos)) {
        if (auto parsed = parseJson(text)) {
            return std::move(*parsed);
        }
    }
    return Json(text);
}

// Keys sorted and numbers as 64-bit floats, as the peer re-serialises values that came as JSON.
Json reserialized(const Json &value)
{
    switch (value.type()) {
    case Json::Type::Int:
        return std::abs(value.toDouble()) < 9007199254740992.0 ? value : Json(value.toDouble());
    case Json::Type::Array: {
        JsonArray array;
        array.reserve(value.array().size());
        for (const Json &item : value.array()) {
            array.push_back(reserialized(item));
        }
        return array;
    }
    case Json::Type::Object: {
        JsonObject object;
        for (const auto &[key, item] : value.object()) {
            object.append(key, reserialized(item));
        }
        std::sort(object.begin(), object.end(), [](const auto &a, const auto &b) {
            return a.first < b.first;
        });
        return object;
    }
    case Json::Type::Null:
    case Json::Type::Bool:
    case Json::Type::Double:
    case Json::Type::String:
        break;
    }
    return value;
}

// Characters the peer quotes with escapes that JSON does not know; it then refuses its own text.
bool hasUnquotableCharacter(std::string_view text)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        const bool known = c == '\b' || c == '\f' || c == '\n' || c == '\r' || c == '\t';
        if ((c < 0x20 && !known) || c == 0x7F) {
            return true;
        }
        // Tags, variation selectors supplement and private planes start at U+E0000: F3 A0 80 80.
        if (c == 0xF4
            || (c == 0xF3 && i + 1 < text.size()
                && static_cast<unsigned char>(text[i + 1]) >= 0xA0)) {
            return true;
        }
    }
    return false;
}

class JsonField final : public FieldType
{
public:
    std::string_view name() const override { return kJson; }

    std::span<const OptionSpec> options() const override
    {
        static constexpr std::array<OptionSpec, 1> kOptions{
            OptionSpec{"maxSize", OptionKind::Integer}};
        return kOptions;
    }

    FieldErrors validateOptions(const Field &field, const OptionContext &) const override
    {
        FieldErrors errors;
        if (auto error
            = checkIntegerOption(field.integer("maxSize"), 0, protocol::kMaxSafeInteger)) {
            errors["maxSize"] = std::move(*error);
        }
        return errors;
    }

    StorageClass storageClass(const Field &) const override { return StorageClass::Json; }

    Json zeroValue(const Field &) const override { return nullptr; }

    bool isBlank(const Json &value, const Field &) const override
    {
        return value.isNull() || (value.isString() && value.text().empty())
            || (value.isArray() && value.array().empty())
            || (value.isObject() && value.object().empty());
    }

    Json normalize(const Json &raw, const Field &) const override
    {
        return raw.isString() ? valueOfText(raw.text()) : reserialized(raw);
    }

    std::optional<FieldError> validate(const Json &value,
                                       const Field &field,
                                       const ValueContext &) const override
    {
        const std::int64_t option = field.integer("maxSize");
        const std::int64_t limit = option > 0 ? option : protocol::kDefaultJsonSize;
        if (static_cast<std::int64_t>(value.dump().size()) > limit) {
            return protocol::fieldError(kJsonSize, {{"maxSize", limit}});
        }
        if (value.isString() && hasUnquotableCharacter(value.text())) {
            return protocol::fieldError(kInvalidJson);
        }
        if (field.required && isBlank(value, field)) {
            return protocol::fieldError(protocol::kRequired);
        }
        return std::nullopt;
    }

    StoredValue toStored(const Json &value, const Field &) const override
    {
        if (value.isNull()) {
            return std::monostate();
        }
        return value.dump();
    }

    Json fromStored(const StoredView &stored, const Field &) const override
    {
        if (const auto *text = std::get_if<std::string_view>(&stored)) {
            return valueOfText(*text);
        }
        if (const auto *integer = std::get_if<std::int64_t>(&stored)) {
            return *integer;
        }
        if (const auto *real = std::get_if<double>(&stored)) {
            return *real;
        }
        return nullptr;
    }
};

} // namespace

const FieldType &jsonField()
{
    static const JsonField type;
    return type;
}

} // namespace socle::fields
