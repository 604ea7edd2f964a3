// date: UTC, milliseconds, stored as text that sorts by time; what cannot be read becomes empty
// (data-directory.md B3.6).
#include "shared/core/DateTime.h"
#include "shared/fields/Codes.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/fields/TextLikeField.h"

#include <array>

namespace socle::fields {

namespace {

std::string canonicalDate(std::string_view text)
{
    // The first instant of year 1 is the peer's "no date".
    static constexpr std::string_view kNoDate = "0001-01-01 00:00:00.000Z";
    const auto date = DateTime::parse(text);
    std::string canonical = date ? date->toString() : std::string();
    return canonical == kNoDate ? std::string() : canonical;
}

// The layout `YYYY-MM-DD HH:MM:SS.mmmZ`, which needs no parsing on its way out.
bool hasStoredLayout(std::string_view text)
{
    static constexpr std::string_view kLayout = "0000-00-00 00:00:00.000Z";
    if (text.size() != kLayout.size()) {
        return false;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool digit = text[i] >= '0' && text[i] <= '9';
        if (kLayout[i] == '0' ? !digit : text[i] != kLayout[i]) {
            return false;
        }
    }
    return true;
}

// The bound is printed in the stored layout in the message and as RFC 3339 in the parameter
// (design.md §10).
FieldError boundError(const Code &code, const DateTime &bound)
{
    FieldError error = protocol::fieldError(code, {{"threshold", bound.toString()}});
    error.params = {{"threshold", bound.toRfc3339()}};
    return error;
}

class DateField final : public TextLikeField
{
public:
    std::string_view name() const override { return kDate; }

    std::span<const OptionSpec> options() const override
    {
        static constexpr std::array<OptionSpec, 2> kOptions{
            OptionSpec{"max", OptionKind::Date},
            OptionSpec{"min", OptionKind::Date},
        };
        return kOptions;
    }

    Json normalize(const Json &raw, const Field &) const override
    {
        return raw.isString() ? canonicalDate(raw.text()) : std::string();
    }

    std::optional<FieldError> validate(const Json &value,
                                       const Field &field,
                                       const ValueContext &) const override
    {
        const auto date = DateTime::parse(value.text());
        if (!date) {
            return field.required ? std::optional(protocol::fieldError(protocol::kRequired))
                                  : std::nullopt;
        }
        if (const auto min = DateTime::parse(field.text("min")); min && *date < *min) {
            return boundError(kMinThreshold, *min);
        }
        if (const auto max = DateTime::parse(field.text("max")); max && *date > *max) {
            return boundError(kMaxThreshold, *max);
        }
        return std::nullopt;
    }

    Json fromStored(const StoredView &stored, const Field &) const override { return read(stored); }

    void writeStored(JsonWriter &writer, const StoredView &stored, const Field &) const override
    {
        const auto *text = std::get_if<std::string_view>(&stored);
        if (text != nullptr && (text->empty() || hasStoredLayout(*text))) {
            writer.string(*text);
            return;
        }
        writer.string(read(stored));
    }

private:
    static std::string read(const StoredView &stored)
    {
        const auto *text = std::get_if<std::string_view>(&stored);
        if (text == nullptr) {
            return {};
        }
        return hasStoredLayout(*text) ? std::string(*text) : canonicalDate(*text);
    }
};

} // namespace

const FieldType &dateField()
{
    static const DateField type;
    return type;
}

} // namespace socle::fields
