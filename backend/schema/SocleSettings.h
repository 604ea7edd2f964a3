// Socle's own settings as an immutable value (design.md 10): what the peer's closed document has no
// place for.
//
// A setting is one row of the table in SocleSettings.cpp: its path on the wire, where its value
// lies, its check and its help text. The JSON, the merging of a patch and the validation all come
// from that row.
#pragma once

#include "backend/schema/Collection.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace socle::schema {

struct SocleSettings
{
    struct
    {
        bool enabled = false; // for collections that say nothing themselves
        std::int64_t maxDays = 90; // 0: for ever
        std::int64_t maxPerRecord = 200; // 0: no limit
    } history = {};

    struct
    {
        bool allowPrivate = false; // private and loopback addresses as targets
        std::int64_t maxAttempts = 8;
        std::int64_t timeout = 15; // seconds, of one attempt
        std::int64_t maxDays = 30; // how long finished deliveries are kept; 0: for ever
    } webhooks = {};

    struct
    {
        std::vector<std::string> allowedIps = {}; // may read the metrics without a token
        std::string token = {}; // bearer token of a scraper; never leaves the server
    } metrics = {};

    struct
    {
        bool enabled = true;
        std::int64_t maxDays = 365; // 0: for ever
    } audit = {};

    /// Everything here is off until it is switched on: a fresh server signs people in as the peer.
    struct
    {
        bool lockoutEnabled = false;
        std::int64_t lockoutMaxAttempts = 10;
        std::int64_t lockoutWindow = 900; // seconds in which the failures are counted
        std::int64_t lockoutDuration = 900; // seconds

        std::int64_t passwordMinLength = 0; // characters; 0: what the collection says
        std::int64_t passwordMinClasses = 0; // of lower, upper, digits, other
        bool passwordRefuseCommon = false;
        std::int64_t passwordHistory = 0; // former passwords that may not come back
        std::int64_t passwordMaxDays = 0; // older ones must be changed; 0: never
        bool passwordBreachCheck = false;
        std::string passwordBreachUrl = "https://api.pwnedpasswords.com/range/";
        bool passwordBreachAllowPrivate = false; // the list is on a private or loopback address
        bool passwordBreachFailOpen = true; // a list that does not answer refuses nobody

        bool totpEnabled = false; // people may add an authenticator app as second factor
        std::int64_t totpRememberDays = 0; // a device may go without the code so long; 0: never

        bool sessionsEnabled = false; // each sign-in is kept as a session that can be ended
        std::int64_t sessionsMaxPerAccount = 0; // the oldest end; 0: no limit
        bool sessionsAlertNewDevice = false; // a mail when a device signs in for the first time

        bool impersonationMarked = false; // tokens, answers and the trail name the superuser
        bool impersonationProtectsSuperusers = false;

        bool magicLinksEnabled = false;
        std::int64_t magicLinksDuration = 900; // seconds

        bool guestsEnabled = false; // accounts without e-mail and password
        std::int64_t guestsMaxDays = 30; // guests that were not seen longer are removed
    } accounts = {};

    /// What the peer's `rateLimits` have no place for.
    struct
    {
        bool headers = false; // X-RateLimit-* and Retry-After
        bool byAccount = false; // the peer's rules count signed-in callers by account
        std::int64_t perAccountMaxRequests = 0; // of one account in `duration`; 0: no limit
        std::int64_t perAccountDuration = 60; // seconds
    } limits = {};

    struct
    {
        bool verify = true; // each backup is read back after it was written
    } backups = {};

    struct
    {
        bool removeOrphans = false; // files no record knows go with the nightly clean-up
    } files = {};
};

using SocleSettingsPtr = std::shared_ptr<const SocleSettings>;

/// Where the value of a setting lies; the alternative is its type.
using SettingSlot = std::variant<bool *, std::int64_t *, std::string *, std::vector<std::string> *>;

struct SettingRow
{
    enum class Kind { Plain, Secret, Addresses, Url };

    std::string_view path; // "accounts.lockout.maxAttempts"
    SettingSlot (*slot)(SocleSettings &);
    std::string_view help;
    std::int64_t least = 0; // numbers only
    std::int64_t most = 0; // numbers only; 0: no upper bound
    Kind kind = Kind::Plain;
};

/// All settings in the order of the document.
std::span<const SettingRow> socleSettingRows();

/// The document. Secrets::Hide leaves secrets out, as the peer's settings do.
Json toJson(const SocleSettings &settings, Secrets secrets);
/// Puts `body` over `settings`; objects are partial, lists are replaced, unknown members ignored.
/// Error: InvalidInput for a wrong JSON type.
Result<void> applyJson(SocleSettings &settings, const Json &body);
/// All broken rules by path; empty when valid.
FieldErrors validate(const SocleSettings &settings);

} // namespace socle::schema
