// What a client sent to create or change a record, and the passwords that were worked out for it
// beforehand.
//
// Hashing a password takes 50 ms, the writer thread has none to give away. So whoever calls
// RecordStore asks first, with passwordWork(), what has to be hashed and verified, does it on the
// cpu pool and hands the outcome in with the input.
#pragma once

#include "shared/json/Json.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace socle::records {

/// A file part of a multipart body.
struct Upload
{
    std::string key = {}; // as sent, with its modifier: "docs+"
    std::string originalName = {};
    std::string_view bytes = {}; // of the request's body, which outlives the write
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
    /// Hash of a password nobody knows, set by the server itself: accounts made by OAuth2, and those
    /// whose old password must not work any more. The form then asks for none (auth-api.md 5.2).
    std::string serverPasswordHash = {};
};

} // namespace socle::records
