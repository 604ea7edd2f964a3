// password: checked as plain text, stored as a bcrypt hash that auth/ makes, always "" on the wire
// (data-directory.md B3.12).
//
// validate() is for a newly submitted plain text; a stored hash is not validated again.
#include "shared/core/Text.h"
#include "shared/fields/Codes.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/fields/TextLikeField.h"
#include "shared/protocol/Limits.h"

#include <array>

namespace socle::fields {

namespace {

// Password errors carry no parameters.
FieldError withoutParams(FieldError error)
{
    error.params.clear();
    return error;
}

class PasswordField final : public TextLikeField
{
public:
    std::string_view name() const override { return kPassword; }

    std::span<const OptionSpec> options() const override
    {
        static constexpr std::array<OptionSpec, 4> kOptions{
            OptionSpec{"cost", OptionKind::Integer},
            OptionSpec{"max", OptionKind::Integer},
            OptionSpec{"min", OptionKind::Integer},
            OptionSpec{"pattern", OptionKind::Text},
        };
        return kOptions;
    }

    FieldErrors validateOptions(const Field &field, const OptionContext &context) const override
    {
        constexpr std::int64_t kMost = protocol::kDefaultPasswordLength;
        FieldErrors errors;
        if (auto error = checkIntegerOption(field.integer("min"), 1, kMost)) {
            errors["min"] = std::move(*error);
        }
        if (auto error = checkIntegerOption(field.integer("max"), field.integer("min"), kMost)) {
            errors["max"] = std::move(*error);
        }
        if (auto error = checkIntegerOption(field.integer("cost"), 4, 31)) {
            errors["cost"] = std::move(*error);
        }
        if (auto problem = context.patterns.compileError(field.text("pattern"))) {
            errors["pattern"] = errorWithText("validation_invalid_regex", *problem);
        }
        return errors;
    }

    std::optional<FieldError> validate(const Json &value,
                                       const Field &field,
                                       const ValueContext &context) const override
    {
        const std::string_view text = value.text();
        if (text.size() > protocol::kMaxPasswordBytes) {
            return protocol::fieldError(protocol::kInvalidValue);
        }
        if (text.empty()) {
            return field.required ? std::optional(protocol::fieldError(protocol::kRequired))
                                  : std::nullopt;
        }
        const auto length = static_cast<std::int64_t>(codePointCount(text));
        const std::int64_t min = field.integer("min");
        const std::int64_t max
            = field.integer("max") > 0 ? field.integer("max") : protocol::kDefaultPasswordLength;
        if (length < min) {
            return withoutParams(protocol::fieldError(kMinText, {{"min", min}}));
        }
        if (length > max) {
            return withoutParams(protocol::fieldError(kMaxPassword, {{"max", max}}));
        }
        const std::string_view pattern = field.text("pattern");
        if (!pattern.empty() && !context.patterns.matches(pattern, text)) {
            return protocol::fieldError(protocol::kInvalidFormat);
        }
        return std::nullopt;
    }

    void writeStored(JsonWriter &writer, const StoredView &, const Field &) const override
    {
        writer.string("");
    }
};

} // namespace

const FieldType &passwordField()
{
    static const PasswordField type;
    return type;
}

} // namespace socle::fields
