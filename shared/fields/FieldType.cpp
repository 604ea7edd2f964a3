// Defaults of FieldType and the checks every field shares (data-directory.md B3.0).
#include "shared/fields/FieldType.h"

#include "shared/core/Text.h"
#include "shared/fields/Codes.h"
#include "shared/fields/Formats.h"

#include <algorithm>
#include <array>

namespace socle::fields {

namespace {

constexpr std::int64_t kMaxIdBytes = 100;
constexpr std::int64_t kMaxNameBytes = 100;
constexpr std::int64_t kMaxHelpBytes = 300;

FieldError lengthError(std::int64_t most)
{
    return protocol::fieldError(kLengthOutOfRange, {{"min", std::int64_t{1}}, {"max", most}});
}

std::optional<FieldError> checkName(const std::string &name)
{
    static constexpr std::array<std::string_view, 7> kReserved{
        "null", "true", "false", "_rowid_", "collectionId", "collectionName", "expand"};
    if (name.empty()) {
        return protocol::fieldError(protocol::kRequired);
    }
    if (static_cast<std::int64_t>(name.size()) > kMaxNameBytes) {
        return lengthError(kMaxNameBytes);
    }
    if (!isWord(name)) {
        return protocol::fieldError(kMatchInvalid);
    }
    if (std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end()) {
        return protocol::fieldError(protocol::kNotInInvalid);
    }
    if (asciiLower(name).find("_via_") != std::string::npos) {
        return protocol::fieldError(kFoundVia);
    }
    return std::nullopt;
}

} // namespace

FieldErrors FieldType::validateOptions(const Field &, const OptionContext &) const { return {}; }

bool FieldType::isMultiple(const Field &) const { return false; }

bool FieldType::isBlank(const Json &value, const Field &field) const
{
    return value == zeroValue(field);
}

void FieldType::writeStored(JsonWriter &writer, const StoredView &stored, const Field &field) const
{
    writer.value(fromStored(stored, field));
}

FieldErrors validateField(const Field &field, const OptionContext &context)
{
    FieldErrors errors = field.kind->validateOptions(field, context);
    if (field.id.empty()) {
        errors.insert_or_assign("id", protocol::fieldError(protocol::kRequired));
    } else if (static_cast<std::int64_t>(field.id.size()) > kMaxIdBytes) {
        errors.insert_or_assign("id", lengthError(kMaxIdBytes));
    }
    if (auto error = checkName(field.name)) {
        errors.insert_or_assign("name", std::move(*error));
    }
    if (static_cast<std::int64_t>(field.help.size()) > kMaxHelpBytes) {
        errors.insert_or_assign("help", lengthError(kMaxHelpBytes));
    }
    return errors;
}

} // namespace socle::fields
