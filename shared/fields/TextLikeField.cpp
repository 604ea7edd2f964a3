// See TextLikeField.h.
#include "shared/fields/TextLikeField.h"

namespace socle::fields {

std::string storedText(const StoredView &stored)
{
    if (const auto *text = std::get_if<std::string_view>(&stored)) {
        return std::string(*text);
    }
    if (const auto *integer = std::get_if<std::int64_t>(&stored)) {
        return std::to_string(*integer);
    }
    if (const auto *real = std::get_if<double>(&stored)) {
        return toText(Json(*real));
    }
    return {};
}

double storedNumber(const StoredView &stored)
{
    if (const auto *integer = std::get_if<std::int64_t>(&stored)) {
        return static_cast<double>(*integer);
    }
    if (const auto *real = std::get_if<double>(&stored)) {
        return *real;
    }
    if (const auto *text = std::get_if<std::string_view>(&stored)) {
        return toNumber(Json(*text));
    }
    return 0;
}

StoredValue TextLikeField::toStored(const Json &value, const Field &) const
{
    return value.toText();
}

Json TextLikeField::fromStored(const StoredView &stored, const Field &field) const
{
    return normalize(Json(storedText(stored)), field);
}

void TextLikeField::writeStored(JsonWriter &writer, const StoredView &stored, const Field &) const
{
    if (const auto *text = std::get_if<std::string_view>(&stored)) {
        writer.string(*text);
        return;
    }
    writer.string(storedText(stored));
}

} // namespace socle::fields
