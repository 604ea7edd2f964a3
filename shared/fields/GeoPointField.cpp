// geoPoint: {"lon","lat"} in degrees; 0/0 is the empty value (data-directory.md B3.13).
#include "shared/core/Text.h"
#include "shared/fields/Codes.h"
#include "shared/fields/FieldCatalogue.h"

namespace socle::fields {

namespace {

double coordinate(const Json &point, std::string_view key)
{
    for (const auto &[name, value] : point.object()) {
        if (equalsIgnoreCase(name, key)) {
            return value.isNumber() ? value.toDouble() : 0;
        }
    }
    return 0;
}

Json makePoint(double lon, double lat) { return JsonObject{{"lon", lon}, {"lat", lat}}; }

class GeoPointField final : public FieldType
{
public:
    std::string_view name() const override { return kGeoPoint; }

    std::span<const OptionSpec> options() const override { return {}; }

    StorageClass storageClass(const Field &) const override { return StorageClass::Point; }

    Json zeroValue(const Field &) const override { return makePoint(0, 0); }

    bool isBlank(const Json &value, const Field &) const override
    {
        return value["lon"].toDouble() == 0 && value["lat"].toDouble() == 0;
    }

    Json normalize(const Json &raw, const Field &) const override
    {
        if (raw.isString()) {
            const auto parsed = parseJson(raw.text());
            return parsed ? makePoint(coordinate(*parsed, "lon"), coordinate(*parsed, "lat"))
                          : makePoint(0, 0);
        }
        return makePoint(coordinate(raw, "lon"), coordinate(raw, "lat"));
    }

    std::optional<FieldError> validate(const Json &value,
                                       const Field &field,
                                       const ValueContext &) const override
    {
        if (isBlank(value, field)) {
            return field.required ? std::optional(protocol::fieldError(protocol::kRequired))
                                  : std::nullopt;
        }
        const double lat = value["lat"].toDouble();
        const double lon = value["lon"].toDouble();
        if (!(lat >= -90 && lat <= 90)) {
            return protocol::fieldError(kInvalidLatitude);
        }
        if (!(lon >= -180 && lon <= 180)) {
            return protocol::fieldError(kInvalidLongitude);
        }
        return std::nullopt;
    }

    StoredValue toStored(const Json &value, const Field &) const override { return value.dump(); }

    Json fromStored(const StoredView &stored, const Field &field) const override
    {
        const auto *text = std::get_if<std::string_view>(&stored);
        return normalize(text == nullptr ? Json() : Json(*text), field);
    }

    void writeStored(JsonWriter &writer,
                     const StoredView &stored,
                     const Field &field) const override
    {
        static constexpr std::string_view kZero = R"({"lon":0,"lat":0})";
        const auto *text = std::get_if<std::string_view>(&stored);
        if (text != nullptr && *text == kZero) {
            writer.raw(kZero);
            return;
        }
        writer.value(fromStored(stored, field));
    }
};

} // namespace

const FieldType &geoPointField()
{
    static const GeoPointField type;
    return type;
}

} // namespace socle::fields
