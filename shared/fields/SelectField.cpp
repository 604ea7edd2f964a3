// select: one or several of the listed values (data-directory.md B3.8).
#include "shared/core/Text.h"
#include "shared/fields/Codes.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/fields/ListField.h"

#include <algorithm>
#include <array>

namespace socle::fields {

namespace {

class SelectField final : public ListField
{
public:
    std::string_view name() const override { return kSelect; }

    std::span<const OptionSpec> options() const override
    {
        static constexpr std::array<OptionSpec, 2> kOptions{
            OptionSpec{"maxSelect", OptionKind::Integer},
            OptionSpec{"values", OptionKind::TextList},
        };
        return kOptions;
    }

    FieldErrors validateOptions(const Field &field, const OptionContext &) const override
    {
        FieldErrors errors;
        const auto values = field.list("values");
        if (values.empty()) {
            errors["values"] = protocol::fieldError(protocol::kRequired);
        }
        // At least one, so that the empty list complains about itself only.
        const auto most = static_cast<std::int64_t>(std::max<std::size_t>(values.size(), 1));
        if (auto error = checkIntegerOption(field.integer("maxSelect"), 0, most)) {
            errors["maxSelect"] = std::move(*error);
        }
        return errors;
    }

    std::optional<FieldError> validate(const Json &value,
                                       const Field &field,
                                       const ValueContext &) const override
    {
        const auto chosen = listOfValue(value);
        if (chosen.empty()) {
            return field.required ? std::optional(protocol::fieldError(protocol::kRequired))
                                  : std::nullopt;
        }
        const std::int64_t most = std::max<std::int64_t>(field.integer("maxSelect"), 1);
        if (static_cast<std::int64_t>(chosen.size()) > most) {
            return protocol::fieldError(kTooManyValues, {{"maxSelect", most}});
        }
        const auto values = field.list("values");
        for (const std::string &item : chosen) {
            if (std::find(values.begin(), values.end(), item) == values.end()) {
                FieldError error = protocol::fieldError(kInvalidOption, {{"value", item}});
                error.message = normalizedMessage(trimmed("Invalid value " + item));
                return error; // one full stop, also behind a value that brings its own
            }
        }
        return std::nullopt;
    }
};

} // namespace

const FieldType &selectField()
{
    static const SelectField type;
    return type;
}

} // namespace socle::fields
