// relation: ids of records of another collection. Their existence is checked with the database
// (data-directory.md B3.11).
#include "shared/fields/Codes.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/fields/ListField.h"
#include "shared/protocol/Limits.h"

#include <algorithm>
#include <array>

namespace socle::fields {

namespace {

class RelationField final : public ListField
{
public:
    std::string_view name() const override { return kRelation; }

    std::span<const OptionSpec> options() const override
    {
        static constexpr std::array<OptionSpec, 4> kOptions{
            OptionSpec{"cascadeDelete", OptionKind::Flag},
            OptionSpec{"collectionId", OptionKind::Text},
            OptionSpec{"maxSelect", OptionKind::Integer},
            OptionSpec{"minSelect", OptionKind::Integer},
        };
        return kOptions;
    }

    FieldErrors validateOptions(const Field &field, const OptionContext &) const override
    {
        FieldErrors errors;
        if (field.text("collectionId").empty()) {
            errors["collectionId"] = protocol::fieldError(protocol::kRequired);
        }
        const std::int64_t min = field.integer("minSelect");
        const std::int64_t max = field.integer("maxSelect");
        if (auto error = checkIntegerOption(min, 0, protocol::kMaxSafeInteger)) {
            errors["minSelect"] = std::move(*error);
        }
        if (min > 0 && max == 0) {
            errors["maxSelect"] = protocol::fieldError(protocol::kRequired);
        } else if (auto error = checkIntegerOption(max, min, protocol::kMaxSafeInteger)) {
            errors["maxSelect"] = std::move(*error);
        }
        return errors;
    }

    std::optional<FieldError> validate(const Json &value,
                                       const Field &field,
                                       const ValueContext &) const override
    {
        const auto count = static_cast<std::int64_t>(listOfValue(value).size());
        if (count == 0) {
            return field.required ? std::optional(protocol::fieldError(protocol::kRequired))
                                  : std::nullopt;
        }
        if (count < field.integer("minSelect")) {
            return protocol::fieldError(kNotEnoughValues,
                                        {{"minSelect", field.integer("minSelect")}});
        }
        const std::int64_t most = std::max<std::int64_t>(field.integer("maxSelect"), 1);
        if (count > most) {
            return protocol::fieldError(kTooManyValues, {{"maxSelect", most}});
        }
        return std::nullopt;
    }

    DatabaseCheck databaseCheck(const Field &) const override { return DatabaseCheck::Relation; }
};

} // namespace

const FieldType &relationField()
{
    static const RelationField type;
    return type;
}

} // namespace socle::fields
