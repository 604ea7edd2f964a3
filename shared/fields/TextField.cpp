// text: lengths in code points, a pattern, generated values, and the primary key (data-directory.md
// B3.1).
#include "shared/core/Text.h"
#include "shared/fields/Codes.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/fields/PatternGenerator.h"
#include "shared/fields/TextLikeField.h"
#include "shared/protocol/Limits.h"

#include <algorithm>
#include <array>

namespace socle::fields {

namespace {

constexpr int kTrialValues = 10;
constexpr std::string_view kDefaultIdPattern = "^[a-z0-9]+$";

bool isReservedId(const std::string &upper)
{
    static constexpr std::array<std::string_view, 4> kNames{"CON", "PRN", "AUX", "NUL"};
    if (std::find(kNames.begin(), kNames.end(), upper) != kNames.end()) {
        return true;
    }
    return upper.size() == 4 && (startsWith(upper, "COM") || startsWith(upper, "LPT"))
        && upper[3] >= '1' && upper[3] <= '9';
}

// Custom ids become folder names of uploaded files, so what file systems refuse is refused.
std::optional<FieldError> checkCustomId(std::string_view id)
{
    static constexpr std::string_view kForbidden(R"(./\|"'`<>:?*%$)"
                                                 "\0\t\n\r ",
                                                 19);
    for (const char c : kForbidden) {
        if (id.find(c) != std::string_view::npos) {
            return protocol::fieldError(kPkCharacter, {{"ch", std::string(1, c)}});
        }
    }
    std::string upper(id);
    std::transform(upper.begin(), upper.end(), upper.begin(), [](char c) {
        return static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    });
    if (isReservedId(upper)) {
        return protocol::fieldError(kPkReserved, {{"reserved", std::move(upper)}});
    }
    return std::nullopt;
}

// Length and pattern, shared by values and by the trial values of autogeneratePattern.
std::optional<FieldError> checkPlain(std::string_view text,
                                     const Field &field,
                                     const PatternMatcher &patterns)
{
    if (text.empty()) {
        const bool needed = field.required || field.flag("primaryKey");
        return needed ? std::optional(protocol::fieldError(protocol::kRequired)) : std::nullopt;
    }
    const auto length = static_cast<std::int64_t>(codePointCount(text));
    const std::int64_t min = field.integer("min");
    const std::int64_t max
        = field.integer("max") > 0 ? field.integer("max") : protocol::kDefaultTextLength;
    if (min > 0 && length < min) {
        return protocol::fieldError(kMinText, {{"min", min}});
    }
    if (length > max) {
        return protocol::fieldError(kMaxText, {{"max", max}});
    }
    const std::string_view pattern = field.text("pattern");
    if (!pattern.empty() && !patterns.matches(pattern, text)) {
        return protocol::fieldError(protocol::kInvalidFormat);
    }
    return std::nullopt;
}

std::optional<FieldError> checkAutogenerate(const Field &field, const OptionContext &context)
{
    const std::string_view pattern = field.text("autogeneratePattern");
    if (pattern.empty()) {
        return std::nullopt;
    }
    if (auto problem = context.patterns.compileError(pattern)) {
        return errorWithText("validation_invalid_regex", *problem);
    }
    for (int trial = 0; trial < kTrialValues; ++trial) {
        const auto value = generateFromPattern(pattern, context.random);
        if (!value) {
            return errorWithText("validation_invalid_autogenerate_pattern", value.error().message);
        }
        if (checkPlain(*value, field, context.patterns)) {
            return errorWithText(
                "validation_invalid_autogenerate_pattern_value",
                "The provided autogenerate pattern could produce invalid field values, "
                "ex.: \""
                    + *value + "\".");
        }
    }
    return std::nullopt;
}

class TextField final : public TextLikeField
{
public:
    std::string_view name() const override { return kText; }

    std::span<const OptionSpec> options() const override
    {
        static constexpr std::array<OptionSpec, 5> kOptions{
            OptionSpec{"autogeneratePattern", OptionKind::Text},
            OptionSpec{"max", OptionKind::Integer},
            OptionSpec{"min", OptionKind::Integer},
            OptionSpec{"pattern", OptionKind::Text},
            OptionSpec{"primaryKey", OptionKind::Flag},
        };
        return kOptions;
    }

    FieldErrors validateOptions(const Field &field, const OptionContext &context) const override
    {
        FieldErrors errors;
        const std::int64_t min = field.integer("min");
        if (auto error = checkIntegerOption(min, 0, protocol::kMaxSafeInteger)) {
            errors["min"] = std::move(*error);
        }
        if (auto error = checkIntegerOption(field.integer("max"), min, protocol::kMaxSafeInteger)) {
            errors["max"] = std::move(*error);
        }
        if (auto problem = context.patterns.compileError(field.text("pattern"))) {
            errors["pattern"] = errorWithText("validation_invalid_regex", *problem);
        }
        if (auto error = checkAutogenerate(field, context)) {
            errors["autogeneratePattern"] = std::move(*error);
        }
        if (field.flag("primaryKey")) {
            checkPrimaryKey(field, errors);
        }
        return errors;
    }

    StorageClass storageClass(const Field &field) const override
    {
        return field.flag("primaryKey") ? StorageClass::PrimaryKey : StorageClass::Text;
    }

    std::optional<FieldError> validate(const Json &value,
                                       const Field &field,
                                       const ValueContext &context) const override
    {
        if (field.flag("primaryKey")) {
            if (context.original != nullptr) {
                // Ids made under an older pattern stay as they are.
                return value.text() == context.original->text()
                    ? std::nullopt
                    : std::optional(protocol::fieldError(kPkChange));
            }
        }
        auto error = checkPlain(value.text(), field, context.patterns);
        if (!error && field.flag("primaryKey") && field.text("pattern") != kDefaultIdPattern) {
            error = checkCustomId(value.text());
        }
        return error;
    }

    DatabaseCheck databaseCheck(const Field &field) const override
    {
        return field.flag("primaryKey") ? DatabaseCheck::PrimaryKey : DatabaseCheck::None;
    }

private:
    static void checkPrimaryKey(const Field &field, FieldErrors &errors)
    {
        if (field.name != "id") {
            errors["name"]
                = errorWithText("validation_in_invalid", "The primary key must be named \"id\".");
        }
        if (field.hidden) {
            errors["hidden"] = protocol::fieldError(kBlankExpected);
        }
        if (!field.required) {
            errors["required"] = protocol::fieldError(protocol::kRequired);
        }
        if (field.text("pattern").empty()) {
            errors["pattern"] = protocol::fieldError(protocol::kRequired);
        }
    }
};

} // namespace

const FieldType &textField()
{
    static const TextField type;
    return type;
}

} // namespace socle::fields
