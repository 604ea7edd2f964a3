// Validation codes of field options and values with their message templates (data-directory.md B3,
// records-api.md 2.11, admin-api.md A0.3).
#pragma once

#include "shared/protocol/Messages.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace socle::fields {

using protocol::Code;

inline constexpr Code kBlankExpected{"validation_empty", "must be blank"};
inline constexpr Code kMatchInvalid{"validation_match_invalid", "must be in a valid format"};
inline constexpr Code kMinThreshold{"validation_min_greater_equal_than_required",
                                    "must be no less than {threshold}"};
inline constexpr Code kMaxThreshold{"validation_max_less_equal_than_required",
                                    "must be no greater than {threshold}"};
inline constexpr Code kLengthOutOfRange{"validation_length_out_of_range",
                                        "the length must be between {min} and {max}"};
inline constexpr Code kLengthTooLong{"validation_length_too_long",
                                     "the length must be no more than {max}"};
inline constexpr Code kMinText{"validation_min_text_constraint",
                               "Must be at least {min} character(s)."};
inline constexpr Code kMaxText{"validation_max_text_constraint",
                               "Must be no more than {max} character(s)."};
inline constexpr Code kMaxPassword{"validation_max_text_constraint",
                                   "Must be less than {max} character(s)."};
inline constexpr Code kFoundVia{"validation_found_via", R"(The value cannot contain "_via_".)"};
inline constexpr Code kPkChange{"validation_pk_change",
                                "The record primary key cannot be changed."};
inline constexpr Code kPkInvalid{"validation_pk_invalid",
                                 "The record primary key is invalid or already exists."};
inline constexpr Code kPkCharacter{"validation_forbidden_pk_character",
                                   "'{ch}' is not a valid primary key character."};
inline constexpr Code kPkReserved{"validation_reserved_pk",
                                  "The primary key '{reserved}' is reserved and cannot be used."};
inline constexpr Code kNotANumber{"validation_not_a_number",
                                  "The submitted number is not properly formatted."};
inline constexpr Code kOnlyInt{"validation_only_int_constraint",
                               "Decimal numbers are not allowed."};
inline constexpr Code kMinNumber{"validation_min_number_constraint",
                                 "Must be greater or equal than {min}."};
inline constexpr Code kMaxNumber{"validation_max_number_constraint",
                                 "Must be less or equal than {max}."};
inline constexpr Code kIsEmail{"validation_is_email", "must be a valid email address"};
inline constexpr Code kIsDomain{"validation_is_domain", "must be a valid domain"};
inline constexpr Code kEmailDomain{"validation_email_domain_not_allowed",
                                   "Email domain is not allowed."};
inline constexpr Code kInvalidUrl{"validation_invalid_url", "Must be a valid url."};
inline constexpr Code kUrlDomain{"validation_url_domain_not_allowed", "Url domain is not allowed."};
inline constexpr Code kTooManyValues{"validation_too_many_values",
                                     "Select no more than {maxSelect}."};
inline constexpr Code kNotEnoughValues{"validation_not_enough_values",
                                       "Select at least {minSelect}."};
inline constexpr Code kInvalidOption{"validation_invalid_value", "Invalid value {value}."};
inline constexpr Code kTooManyFiles{"validation_too_many_files",
                                    "The maximum allowed files is {maxSelect}."};
inline constexpr Code kFileSize{
    "validation_file_size_limit",
    "Failed to upload {file} - the maximum allowed file size is {maxSize} bytes."};
inline constexpr Code kInvalidFile{"validation_invalid_file", "Invalid new files: {invalidFiles}."};
inline constexpr Code kMissingRelCollection{
    "validation_missing_rel_collection", "Relation connection is missing or cannot be accessed."};
inline constexpr Code kMissingRelRecords{
    "validation_missing_rel_records", "Failed to find all relation records with the provided ids."};
inline constexpr Code kJsonSize{"validation_json_size_limit",
                                "The maximum allowed JSON size is {maxSize} bytes."};
inline constexpr Code kInvalidJson{"validation_invalid_json", "Must be a valid json value."};
inline constexpr Code kContentSize{"validation_content_size_limit",
                                   "The maximum allowed content size is {maxSize} bytes."};
inline constexpr Code kInvalidLatitude{"validation_invalid_latitude",
                                       "Latitude must be between -90 and 90 degrees."};
inline constexpr Code kInvalidLongitude{"validation_invalid_longitude",
                                        "Longitude must be between -180 and 180 degrees."};

/// A code whose message has no template but a text of its own (a compiler's error).
inline FieldError errorWithText(std::string_view code, std::string_view message)
{
    return FieldError{.code = std::string(code), .message = normalizedMessage(message)};
}

/// 0…2^53-1; 0 skips the check, as every rule but "required" skips the zero value.
inline std::optional<FieldError> checkIntegerOption(std::int64_t value,
                                                    std::int64_t least,
                                                    std::int64_t most)
{
    if (value == 0) {
        return std::nullopt;
    }
    if (value < least) {
        return protocol::fieldError(kMinThreshold, {{"threshold", least}});
    }
    if (value > most) {
        return protocol::fieldError(kMaxThreshold, {{"threshold", most}});
    }
    return std::nullopt;
}

} // namespace socle::fields
