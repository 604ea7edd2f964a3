// What a client sent to create or change a record, and the passwords that were worked out for it
// beforehand.
//
// Hashing a password takes 50 ms, copying a file any time: the writer thread has none to give away.
// So whoever calls RecordStore asks first, with passwordWork(), what has to be hashed and verified,
// does it on the cpu pool and hands the outcome in with the input; and has stage() copy the
// uploads.
#pragma once

#include "shared/core/Error.h"
#include "shared/json/Json.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace socle::records {

struct StagedFile;

/// A file part of a multipart body.
struct Upload
{
    std::string key = {}; // as sent, with its modifier: "docs+"
    std::string originalName = {};
    std::string_view bytes = {}; // of the request's body, which outlives the write
    /// Its copy beside the data (UploadStage.h). Null until RecordStore::stage(), and for uploads
    /// that cannot be stored: no such field, too large.
    std::shared_ptr<const StagedFile> staged = {};
};

/// Verdict of the cpu pool about `oldPassword`, and the hash it was given about.
struct OldPasswordVerdict
{
    std::string hash
        = {}; // stored hash it was compared with; a record that has another one by now is refused
    bool matches = false;
};

struct RecordInput
{
    JsonObject body = {}; // decoded, modifiers unresolved
    std::vector<Upload> uploads = {};
    /// Plain password -> its hash. A plain password that is missing here is too long to be hashed.
    std::map<std::string, std::string, std::less<>> passwordHashes = {};
    std::optional<OldPasswordVerdict> oldPassword = {};
    /// Plain password -> why it cannot be set, as far as that was worked out beforehand.
    std::map<std::string, FieldError, std::less<>> passwordFaults = {};
    /// An account without address: the field may be empty although it is required.
    bool isGuest = false;
    /// Hash of a password nobody knows, set by the server itself: accounts made by OAuth2, and
    /// those whose old password must not work any more. The form then asks for none
    /// (auth-api.md 5.2).
    std::string serverPasswordHash = {};
};

} // namespace socle::records
