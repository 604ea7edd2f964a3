// editor: HTML, stored verbatim, limited in bytes (data-directory.md B3.2).
#include "shared/fields/Codes.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/fields/TextLikeField.h"
#include "shared/protocol/Limits.h"

#include <array>

namespace socle::fields {

namespace {

class EditorField final : public TextLikeField
{
public:
    std::string_view name() const override { return kEditor; }

    std::span<const OptionSpec> options() const override
    {
        static constexpr std::array<OptionSpec, 2> kOptions{
            OptionSpec{"convertURLs", OptionKind::Flag},
            OptionSpec{"maxSize", OptionKind::Integer},
        };
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

    std::optional<FieldError> validate(const Json &value,
                                       const Field &field,
                                       const ValueContext &) const override
    {
        if (field.required && value.text().empty()) {
            return protocol::fieldError(protocol::kRequired);
        }
        const std::int64_t option = field.integer("maxSize");
        const std::int64_t limit = option > 0 ? option : protocol::kDefaultEditorSize;
        if (static_cast<std::int64_t>(value.text().size()) > limit) {
            return protocol::fieldError(kContentSize, {{"maxSize", limit}});
        }
        return std::nullopt;
    }
};

} // namespace

const FieldType &editorField()
{
    static const EditorField type;
    return type;
}

} // namespace socle::fields
