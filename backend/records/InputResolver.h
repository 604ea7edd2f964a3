// A submitted body laid over a record: modifiers resolved, values normalised, hidden fields dropped
// (records-api.md 1.6, 2.6 steps 6 and 7, 2.10).
#pragma once

#include "backend/records/Record.h"
#include "backend/records/RecordInput.h"
#include "shared/core/Result.h"
#include "shared/json/Json.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace socle::runtime {
class Random;
}

namespace socle::rules {
struct Caller;
}

namespace socle::records {

/// A file that is to be placed under `storedName` when the record is saved.
struct NewFile
{
    const fields::Field *field = nullptr;
    std::string storedName = {};
    const Upload *upload = nullptr; // of the input
};

struct ResolvedInput
{
    Record record; // the stored one with the submitted values over it
    Json body = {}; // `@request.body` for rules
    /// Submitted passwords in plain text by field; the record holds their hashes ("" for an empty
    /// one).
    std::map<std::string, std::string, std::less<>> plainPasswords = {};
    std::optional<std::string> passwordConfirm = {};
    std::optional<std::string> oldPassword = {};
    bool setsTokenKey = false;
    std::vector<NewFile> newFiles = {};
};

/// `current` is the stored record, or a blank one for a create. `input` outlives the result.
Result<ResolvedInput> resolveInput(const Record &current,
                                   const RecordInput &input,
                                   const rules::Caller &caller,
                                   runtime::Random &random);

/// The file field that an upload with this body key is for; null when it is for none.
const fields::Field *uploadField(const schema::Collection &collection, std::string_view key);

} // namespace socle::records
