// autodate: the server's clock, on create, on update or both (data-directory.md B3.7). Input is
// ignored by records/.
#include "shared/fields/Codes.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/fields/TextLikeField.h"

#include <array>

namespace socle::fields {

namespace {

class AutodateField final : public TextLikeField
{
public:
    std::string_view name() const override { return kAutodate; }

    bool hasHelpAndRequired() const override { return false; }

    std::span<const OptionSpec> options() const override
    {
        static constexpr std::array<OptionSpec, 2> kOptions{
            OptionSpec{"onCreate", OptionKind::Flag},
            OptionSpec{"onUpdate", OptionKind::Flag},
        };
        return kOptions;
    }

    FieldErrors validateOptions(const Field &field, const OptionContext &context) const override
    {
        FieldErrors errors;
        if (!field.flag("onCreate") && !field.flag("onUpdate")) {
            const auto error = errorWithText(protocol::kRequired.code,
                                             "Either onCreate or onUpdate must be enabled.");
            errors["onCreate"] = error;
            errors["onUpdate"] = error;
            return errors;
        }
        if (field.system && context.original != nullptr) {
            for (const std::string_view flag : {"onCreate", "onUpdate"}) {
                if (field.flag(flag) != context.original->flag(flag)) {
                    errors[std::string(flag)] = protocol::fieldError(protocol::kValuesMismatch);
                }
            }
        }
        return errors;
    }

    Json normalize(const Json &raw, const Field &field) const override
    {
        return dateField().normalize(raw, field);
    }

    std::optional<FieldError> validate(const Json &,
                                       const Field &,
                                       const ValueContext &) const override
    {
        return std::nullopt;
    }

    Json fromStored(const StoredView &stored, const Field &field) const override
    {
        return dateField().fromStored(stored, field);
    }

    void writeStored(JsonWriter &writer,
                     const StoredView &stored,
                     const Field &field) const override
    {
        dateField().writeStored(writer, stored, field);
    }
};

} // namespace

const FieldType &autodateField()
{
    static const AutodateField type;
    return type;
}

} // namespace socle::fields
