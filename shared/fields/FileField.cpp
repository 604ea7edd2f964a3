// file: names of stored files; the bytes are records' and files' business (data-directory.md
// B3.10).
#include "shared/core/Text.h"
#include "shared/fields/Codes.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/fields/ListField.h"
#include "shared/protocol/Limits.h"

#include <algorithm>
#include <array>

namespace socle::fields {

namespace {

// ^(\d+)x(\d+)(t|b|f)?$
bool isThumbSize(std::string_view text)
{
    if (!text.empty() && std::string_view("tbf").find(text.back()) != std::string_view::npos) {
        text.remove_suffix(1);
    }
    const auto x = text.find('x');
    if (x == std::string_view::npos) {
        return false;
    }
    const auto digits = [](std::string_view part) {
        return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
    };
    return digits(text.substr(0, x)) && digits(text.substr(x + 1));
}

class FileField final : public ListField
{
public:
    std::string_view name() const override { return kFile; }

    std::span<const OptionSpec> options() const override
    {
        static constexpr std::array<OptionSpec, 5> kOptions{
            OptionSpec{"maxSelect", OptionKind::Integer},
            OptionSpec{"maxSize", OptionKind::Integer},
            OptionSpec{"mimeTypes", OptionKind::TextList},
            OptionSpec{"protected", OptionKind::Flag},
            OptionSpec{"thumbs", OptionKind::TextList},
        };
        return kOptions;
    }

    FieldErrors validateOptions(const Field &field, const OptionContext &) const override
    {
        FieldErrors errors;
        for (const std::string_view option : {"maxSelect", "maxSize"}) {
            if (auto error
                = checkIntegerOption(field.integer(option), 0, protocol::kMaxSafeInteger)) {
                errors[std::string(option)] = std::move(*error);
            }
        }
        const auto thumbs = field.list("thumbs");
        for (std::size_t i = 0; i < thumbs.size(); ++i) {
            if (thumbs[i].empty()) {
                continue;
            }
            const std::string_view size = thumbs[i];
            const bool isNothing
                = size == "0x0" || size == "0x0t" || size == "0x0b" || size == "0x0f";
            if (isNothing || !isThumbSize(size)) {
                errors["thumbs"].children[std::to_string(i)]
                    = protocol::fieldError(isNothing ? protocol::kNotInInvalid : kMatchInvalid);
            }
        }
        return errors;
    }

    Json normalize(const Json &raw, const Field &field) const override
    {
        if (!raw.isArray()) {
            return ListField::normalize(raw, field);
        }
        // Unlike select and relation: an element that is no single name is skipped by itself.
        std::vector<std::string> names;
        for (const Json &item : raw.array()) {
            const std::string name = toText(item);
            if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) {
                names.push_back(name);
            }
        }
        return valueOfList(std::move(names), field);
    }

    std::optional<FieldError> validate(const Json &value,
                                       const Field &field,
                                       const ValueContext &) const override
    {
        const auto names = listOfValue(value);
        if (names.empty()) {
            return field.required ? std::optional(protocol::fieldError(protocol::kRequired))
                                  : std::nullopt;
        }
        const std::int64_t most = std::max<std::int64_t>(field.integer("maxSelect"), 1);
        if (static_cast<std::int64_t>(names.size()) > most) {
            return protocol::fieldError(kTooManyFiles, {{"maxSelect", most}});
        }
        return std::nullopt;
    }

    DatabaseCheck databaseCheck(const Field &) const override { return DatabaseCheck::Files; }
};

} // namespace

const FieldType &fileField()
{
    static const FileField type;
    return type;
}

} // namespace socle::fields
