// Fixed texts and validation codes of the protocol: clients depend on them to the letter (records-api.md 1.9 and 2.11).
//
// A code with its template stands here once; `{name}` in a template is put in by fieldError().
#pragma once

#include "shared/core/Error.h"

#include <string_view>

namespace socle::protocol {

inline constexpr std::string_view kOnlySuperusers = "Only superusers can perform this action.";
inline constexpr std::string_view kMissingCollectionContext = "Missing collection context.";
inline constexpr std::string_view kInvalidCollectionContext
    = "Missing or invalid collection context.";
inline constexpr std::string_view kUnsupportedCollectionType = "Unsupported collection type.";
inline constexpr std::string_view kUnsupportedContentType = "Unsupported Content-Type.";
inline constexpr std::string_view kLoadingFailed
    = "An error occurred while loading the submitted data.";
inline constexpr std::string_view kValidationFailed
    = "An error occurred while validating the submitted data.";
inline constexpr std::string_view kBatchReadFailed = "Failed to read the submitted batch data.";
inline constexpr std::string_view kFailedToCreate = "Failed to create record.";
inline constexpr std::string_view kFailedToUpdate = "Failed to update record.";
inline constexpr std::string_view kFailedToDelete
    = "Failed to delete record. Make sure that the record is not part of a required relation "
      "reference.";
inline constexpr std::string_view kOnlySuperuserLeft
    = "You can't delete the only existing superuser.";
inline constexpr std::string_view kRequiresAuth
    = "The request requires valid record authorization token.";
inline constexpr std::string_view kNotAllowedRecord
    = "The authorized record is not allowed to perform this action.";
inline constexpr std::string_view kKeyOutOfScope
    = "The API key is not allowed to perform this action."; // ours
inline constexpr std::string_view kFileNotFound = "File not found.";

struct Code
{
    std::string_view code;
    std::string_view message; // template
};

inline constexpr Code kRequired{"validation_required", "Cannot be blank."};
inline constexpr Code kInvalidValue{"validation_invalid_value", "Invalid value."};
inline constexpr Code kNotUnique{"validation_not_unique", "Value must be unique."};
inline constexpr Code kValuesMismatch{"validation_values_mismatch", "Values don't match."};
inline constexpr Code kInvalidFormat{"validation_invalid_format", "Invalid value format."};
inline constexpr Code kNotInInvalid{"validation_not_in_invalid", "Must not be in list."};
inline constexpr Code kInInvalid{"validation_in_invalid", "Must be a valid value."};

/// The code with its message, parameters put in as the peer prints them.
inline FieldError fieldError(const Code &code, std::vector<std::pair<std::string, ErrorParam>> params = {});

} // namespace socle::protocol

#include "shared/core/Number.h"

namespace socle::protocol {

inline std::string paramText(const ErrorParam &param)
{
    if (const auto *integer = std::get_if<std::int64_t>(&param)) {
        return std::to_string(*integer);
    }
    if (const auto *real = std::get_if<double>(&param)) {
        return formatNumber(*real);
    }
    if (const auto *list = std::get_if<std::vector<std::string>>(&param)) {
        std::string text = "[";
        for (std::size_t i = 0; i < list->size(); ++i) {
            text += (i != 0 ? " " : "") + (*list)[i];
        }
        return text + "]";
    }
    return std::get<std::string>(param);
}

inline FieldError fieldError(const Code &code, std::vector<std::pair<std::string, ErrorParam>> params)
{
    std::string message(code.message);
    for (const auto &[name, value] : params) {
        const std::string placeholder = "{" + name + "}";
        if (const auto at = message.find(placeholder); at != std::string::npos) {
            message.replace(at, placeholder.size(), paramText(value));
        }
    }
    return FieldError{.code = std::string(code.code),
                      .message = normalizedMessage(message),
                      .params = std::move(params)};
}

} // namespace socle::protocol
