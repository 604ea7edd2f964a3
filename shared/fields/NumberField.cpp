// number: a 64-bit float. Text that is no number silently becomes 0, and 0 is never range-checked
// (data-directory.md B3.3).
#include "shared/fields/Codes.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/fields/TextLikeField.h"

#include <array>
#include <cmath>

namespace socle::fields {

namespace {

// Parameters print as the peer's floats do: 5, not 5.0.
ErrorParam numberParam(double value)
{
    if (std::floor(value) == value && std::abs(value) < 9007199254740992.0) {
        return static_cast<std::int64_t>(value);
    }
    return value;
}

class NumberField final : public FieldType
{
public:
    std::string_view name() const override { return kNumber; }

    std::span<const OptionSpec> options() const override
    {
        static constexpr std::array<OptionSpec, 3> kOptions{
            OptionSpec{"max", OptionKind::OptionalNumber},
            OptionSpec{"min", OptionKind::OptionalNumber},
            OptionSpec{"onlyInt", OptionKind::Flag},
        };
        return kOptions;
    }

    FieldErrors validateOptions(const Field &field, const OptionContext &) const override
    {
        FieldErrors errors;
        const auto min = field.number("min");
        const auto max = field.number("max");
        const auto isFraction = [&](const std::optional<double> &bound) {
            return field.flag("onlyInt") && bound && std::floor(*bound) != *bound;
        };
        if (isFraction(min)) {
            errors["min"] = protocol::fieldError(kOnlyInt);
        }
        if (isFraction(max)) {
            errors["max"] = protocol::fieldError(kOnlyInt);
        } else if (min && max && *max < *min) {
            errors["max"] = protocol::fieldError(kMinNumber, {{"min", numberParam(*min)}});
        }
        return errors;
    }

    StorageClass storageClass(const Field &) const override { return StorageClass::Number; }

    Json zeroValue(const Field &) const override { return 0.0; }

    bool isBlank(const Json &value, const Field &) const override { return value.toDouble() == 0; }

    Json normalize(const Json &raw, const Field &) const override { return toNumber(raw); }

    std::optional<FieldError> validate(const Json &value,
                                       const Field &field,
                                       const ValueContext &) const override
    {
        const double number = value.toDouble();
        if (!std::isfinite(number)) {
            return protocol::fieldError(kNotANumber);
        }
        if (number == 0) {
            return field.required ? std::optional(protocol::fieldError(protocol::kRequired))
                                  : std::nullopt;
        }
        if (field.flag("onlyInt") && std::floor(number) != number) {
            return protocol::fieldError(kOnlyInt);
        }
        if (const auto min = field.number("min"); min && number < *min) {
            return protocol::fieldError(kMinNumber, {{"min", numberParam(*min)}});
        }
        if (const auto max = field.number("max"); max && number > *max) {
            return protocol::fieldError(kMaxNumber, {{"max", numberParam(*max)}});
        }
        return std::nullopt;
    }

    StoredValue toStored(const Json &value, const Field &) const override
    {
        return value.toDouble();
    }

    Json fromStored(const StoredView &stored, const Field &) const override
    {
        return storedNumber(stored);
    }

    void writeStored(JsonWriter &writer, const StoredView &stored, const Field &) const override
    {
        writer.number(storedNumber(stored));
    }
};

} // namespace

const FieldType &numberField()
{
    static const NumberField type;
    return type;
}

} // namespace socle::fields
