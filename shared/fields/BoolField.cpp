// bool: `required` means true (data-directory.md B3.4).
#include "shared/fields/FieldCatalogue.h"
#include "shared/fields/TextLikeField.h"
#include "shared/protocol/Messages.h"

namespace socle::fields {

namespace {

class BoolField final : public FieldType
{
public:
    std::string_view name() const override { return kBool; }

    std::span<const OptionSpec> options() const override { return {}; }

    StorageClass storageClass(const Field &) const override { return StorageClass::Bool; }

    Json zeroValue(const Field &) const override { return false; }

    Json normalize(const Json &raw, const Field &) const override { return toBool(raw); }

    std::optional<FieldError> validate(const Json &value,
                                       const Field &field,
                                       const ValueContext &) const override
    {
        if (field.required && !value.toBool()) {
            return protocol::fieldError(protocol::kRequired);
        }
        return std::nullopt;
    }

    StoredValue toStored(const Json &value, const Field &) const override
    {
        return std::int64_t{value.toBool() ? 1 : 0};
    }

    Json fromStored(const StoredView &stored, const Field &) const override { return read(stored); }

    void writeStored(JsonWriter &writer, const StoredView &stored, const Field &) const override
    {
        writer.boolean(read(stored));
    }

private:
    static bool read(const StoredView &stored)
    {
        if (const auto *text = std::get_if<std::string_view>(&stored)) {
            return toBool(Json(*text));
        }
        return storedNumber(stored) != 0;
    }
};

} // namespace

const FieldType &boolField()
{
    static const BoolField type;
    return type;
}

} // namespace socle::fields
