// See SocleSettings.h: the table of settings and what follows from it.
#include "backend/schema/SocleSettings.h"

#include "backend/schema/JsonMembers.h"
#include "shared/core/Text.h"
#include "shared/fields/Codes.h"
#include "shared/fields/Formats.h"

#include <array>

namespace socle::schema {

namespace {

using Kind = SettingRow::Kind;

constexpr std::int64_t kMaxDays = 36500;
constexpr std::int64_t kMaxSeconds = 31536000;

constexpr std::array kRows{
    SettingRow{"history.enabled",
               [](SocleSettings &s) -> SettingSlot { return &s.history.enabled; },
               "Keep revisions of the records of every collection that does not say otherwise."},
    SettingRow{"history.maxDays",
               [](SocleSettings &s) -> SettingSlot { return &s.history.maxDays; },
               "Days a revision is kept; 0 keeps it for ever.",
               0,
               kMaxDays},
    SettingRow{"history.maxPerRecord",
               [](SocleSettings &s) -> SettingSlot { return &s.history.maxPerRecord; },
               "Revisions kept of one record; 0 keeps all.",
               0,
               100000},
    SettingRow{"webhooks.allowPrivate",
               [](SocleSettings &s) -> SettingSlot { return &s.webhooks.allowPrivate; },
               "Let webhooks call private and loopback addresses."},
    SettingRow{"webhooks.maxAttempts",
               [](SocleSettings &s) -> SettingSlot { return &s.webhooks.maxAttempts; },
               "Attempts before a delivery is given up.",
               1,
               8},
    SettingRow{"webhooks.timeout",
               [](SocleSettings &s) -> SettingSlot { return &s.webhooks.timeout; },
               "Seconds an attempt may take.",
               1,
               60},
    SettingRow{"webhooks.maxDays",
               [](SocleSettings &s) -> SettingSlot { return &s.webhooks.maxDays; },
               "Days a finished delivery is kept; 0 keeps it for ever.",
               0,
               kMaxDays},
    SettingRow{"metrics.allowedIPs",
               [](SocleSettings &s) -> SettingSlot { return &s.metrics.allowedIps; },
               "Addresses that may read the metrics without a token.",
               0,
               0,
               Kind::Addresses},
    SettingRow{"metrics.token",
               [](SocleSettings &s) -> SettingSlot { return &s.metrics.token; },
               "Bearer token a scraper may use instead of a superuser's.",
               0,
               0,
               Kind::Secret},
    SettingRow{"audit.enabled",
               [](SocleSettings &s) -> SettingSlot { return &s.audit.enabled; },
               "Keep a trail of what superusers and API keys do, and of sign-ins."},
    SettingRow{"audit.maxDays",
               [](SocleSettings &s) -> SettingSlot { return &s.audit.maxDays; },
               "Days the trail is kept; 0 keeps it for ever.",
               0,
               kMaxDays},
    SettingRow{"accounts.lockout.enabled",
               [](SocleSettings &s) -> SettingSlot { return &s.accounts.lockoutEnabled; },
               "Refuse sign-ins of an account after too many failures."},
    SettingRow{"accounts.lockout.maxAttempts",
               [](SocleSettings &s) -> SettingSlot { return &s.accounts.lockoutMaxAttempts; },
               "Failures that lock an account.",
               1,
               1000},
    SettingRow{"accounts.lockout.window",
               [](SocleSettings &s) -> SettingSlot { return &s.accounts.lockoutWindow; },
               "Seconds in which the failures are counted.",
               1,
               kMaxSeconds},
    SettingRow{"accounts.lockout.duration",
               [](SocleSettings &s) -> SettingSlot { return &s.accounts.lockoutDuration; },
               "Seconds an account stays locked.",
               1,
               kMaxSeconds},
    SettingRow{"accounts.passwordPolicy.minLength",
               [](SocleSettings &s) -> SettingSlot { return &s.accounts.passwordMinLength; },
               "Characters a new password needs at least; 0 leaves it to the collection.",
               0,
               71},
    SettingRow{"accounts.passwordPolicy.minClasses",
               [](SocleSettings &s) -> SettingSlot { return &s.accounts.passwordMinClasses; },
               "How many of lower case, upper case, digits and other characters it needs.",
               0,
               4},
    SettingRow{"accounts.passwordPolicy.refuseCommon",
               [](SocleSettings &s) -> SettingSlot { return &s.accounts.passwordRefuseCommon; },
               "Refuse passwords everybody tries first."},
    SettingRow{"accounts.passwordPolicy.history",
               [](SocleSettings &s) -> SettingSlot { return &s.accounts.passwordHistory; },
               "Former passwords of an account that may not come back.",
               0,
               24},
    SettingRow{"accounts.passwordPolicy.maxDays",
               [](SocleSettings &s) -> SettingSlot { return &s.accounts.passwordMaxDays; },
               "Days after which a password must be changed; 0: never.",
               0,
               kMaxDays},
    SettingRow{"accounts.passwordPolicy.breachCheck",
               [](SocleSettings &s) -> SettingSlot { return &s.accounts.passwordBreachCheck; },
               "Refuse passwords that are in a list of leaked ones."},
    SettingRow{"accounts.passwordPolicy.breachUrl",
               [](SocleSettings &s) -> SettingSlot { return &s.accounts.passwordBreachUrl; },
               "Address of that list; the first five digits of a SHA-1 are put behind it.",
               0,
               0,
               Kind::Url},
    SettingRow{"accounts.passwordPolicy.breachAllowPrivate",
               [](SocleSettings &s) -> SettingSlot { return &s.accounts.passwordBreachAllowPrivate; },
               "The list is on a private or loopback address."},
    SettingRow{"accounts.passwordPolicy.breachFailOpen",
               [](SocleSettings &s) -> SettingSlot { return &s.accounts.passwordBreachFailOpen; },
               "Accept passwords while the list does not answer."},
    SettingRow{"accounts.totp.enabled",
               [](SocleSettings &s) -> SettingSlot { return &s.accounts.totpEnabled; },
               "Let people add an authenticator app; who has one needs it at every sign-in."},
    SettingRow{"accounts.totp.rememberDays",
               [](SocleSettings &s) -> SettingSlot { return &s.accounts.totpRememberDays; },
               "Days a device may go without a code after it was remembered; 0: never.",
               0,
               3650},
    SettingRow{"accounts.sessions.enabled",
               [](SocleSettings &s) -> SettingSlot { return &s.accounts.sessionsEnabled; },
               "Keep a list of sign-ins that can be ended one by one."},
    SettingRow{"accounts.sessions.maxPerAccount",
               [](SocleSettings &s) -> SettingSlot { return &s.accounts.sessionsMaxPerAccount; },
               "Sessions of one account; the oldest end. 0: no limit.",
               0,
               10000},
    SettingRow{"accounts.sessions.alertNewDevice",
               [](SocleSettings &s) -> SettingSlot { return &s.accounts.sessionsAlertNewDevice; },
               "Send a mail when a device signs in for the first time."},
    SettingRow{"accounts.impersonation.marked",
               [](SocleSettings &s) -> SettingSlot { return &s.accounts.impersonationMarked; },
               "Name the superuser in the tokens, answers and trail of an impersonation."},
    SettingRow{"accounts.impersonation.protectSuperusers",
               [](SocleSettings &s) -> SettingSlot { return &s.accounts.impersonationProtectsSuperusers; },
               "Refuse to impersonate a superuser."},
    SettingRow{"accounts.magicLinks.enabled",
               [](SocleSettings &s) -> SettingSlot { return &s.accounts.magicLinksEnabled; },
               "Let people sign in by a link sent to their address."},
    SettingRow{"accounts.magicLinks.duration",
               [](SocleSettings &s) -> SettingSlot { return &s.accounts.magicLinksDuration; },
               "Seconds such a link is good for.",
               60,
               86400},
    SettingRow{"accounts.guests.enabled",
               [](SocleSettings &s) -> SettingSlot { return &s.accounts.guestsEnabled; },
               "Let people use an account before they give an address."},
    SettingRow{"accounts.guests.maxDays",
               [](SocleSettings &s) -> SettingSlot { return &s.accounts.guestsMaxDays; },
               "Days after which an unused guest account is removed; 0 keeps it.",
               0,
               kMaxDays},
    SettingRow{"limits.headers",
               [](SocleSettings &s) -> SettingSlot { return &s.limits.headers; },
               "Say in each answer how many requests are left of a rate limit."},
    SettingRow{"limits.byAccount",
               [](SocleSettings &s) -> SettingSlot { return &s.limits.byAccount; },
               "Count signed-in callers of the rate limits by account instead of address."},
    SettingRow{"limits.perAccount.maxRequests",
               [](SocleSettings &s) -> SettingSlot { return &s.limits.perAccountMaxRequests; },
               "Requests one account may send in the duration; 0: no limit.",
               0,
               100000000},
    SettingRow{"limits.perAccount.duration",
               [](SocleSettings &s) -> SettingSlot { return &s.limits.perAccountDuration; },
               "Seconds in which they are counted.",
               1,
               86400},
    SettingRow{"backups.verify",
               [](SocleSettings &s) -> SettingSlot { return &s.backups.verify; },
               "Read each backup back after it was written."},
    SettingRow{"files.removeOrphans",
               [](SocleSettings &s) -> SettingSlot { return &s.files.removeOrphans; },
               "Remove files that no record knows."},
};

Json valueOf(const SettingSlot &slot)
{
    if (const auto *flag = std::get_if<bool *>(&slot)) {
        return **flag;
    }
    if (const auto *number = std::get_if<std::int64_t *>(&slot)) {
        return **number;
    }
    if (const auto *text = std::get_if<std::string *>(&slot)) {
        return **text;
    }
    const auto &list = *std::get<std::vector<std::string> *>(slot);
    return JsonArray(list.begin(), list.end());
}

void setAt(JsonObject &object, std::string_view path, Json value)
{
    const auto dot = path.find('.');
    if (dot == std::string_view::npos) {
        object.append(std::string(path), std::move(value));
        return;
    }
    setAt(object[path.substr(0, dot)].asObject(), path.substr(dot + 1), std::move(value));
}

void readAt(JsonMembers &members, std::string_view path, const SettingSlot &slot)
{
    const auto dot = path.find('.');
    if (dot != std::string_view::npos) {
        members.object(path.substr(0, dot),
                       [&](JsonMembers &inner) { readAt(inner, path.substr(dot + 1), slot); });
        return;
    }
    std::visit([&](auto *value) { members.read(path, *value); }, slot);
}

void checkNumber(FieldErrors &errors, const SettingRow &row, std::int64_t value)
{
    if (value < row.least) {
        addFieldError(errors,
                      row.path,
                      protocol::fieldError(fields::kMinThreshold, {{"threshold", row.least}}));
    } else if (row.most != 0 && value > row.most) {
        addFieldError(errors,
                      row.path,
                      protocol::fieldError(fields::kMaxThreshold, {{"threshold", row.most}}));
    }
}

void checkUrl(FieldErrors &errors, const SettingRow &row, std::string_view text)
{
    if (!fields::isUrl(text)) {
        addFieldError(errors,
                      row.path,
                      fields::errorWithText("validation_is_url", "must be a valid URL"));
    }
}

void checkAddresses(FieldErrors &errors,
                    const SettingRow &row,
                    const std::vector<std::string> &list)
{
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (!fields::isIpOrSubnet(list[i])) {
            // The code is spelled like this on the wire (admin-api.md A0.3).
            addFieldError(errors,
                          std::string(row.path) + "." + std::to_string(i),
                          fields::errorWithText("validation_invlaid_ip_or_subnet",
                                                "Invalid IP or CIDR subnet."));
        }
    }
}

} // namespace

std::span<const SettingRow> socleSettingRows() { return kRows; }

Json toJson(const SocleSettings &settings, Secrets secrets)
{
    SocleSettings copy = settings; // slots point into something that may change
    JsonObject document;
    for (const SettingRow &row : kRows) {
        if (row.kind != Kind::Secret || secrets == Secrets::Show) {
            setAt(document, row.path, valueOf(row.slot(copy)));
        }
    }
    return document;
}

Result<void> applyJson(SocleSettings &settings, const Json &body)
{
    JsonMembers members(body);
    for (const SettingRow &row : kRows) {
        readAt(members, row.path, row.slot(settings));
    }
    return members.result();
}

FieldErrors validate(const SocleSettings &settings)
{
    SocleSettings copy = settings;
    FieldErrors errors;
    for (const SettingRow &row : kRows) {
        const SettingSlot slot = row.slot(copy);
        if (const auto *number = std::get_if<std::int64_t *>(&slot)) {
            checkNumber(errors, row, **number);
        } else if (row.kind == Kind::Url) {
            checkUrl(errors, row, *std::get<std::string *>(slot));
        } else if (row.kind == Kind::Addresses) {
            checkAddresses(errors, row, *std::get<std::vector<std::string> *>(slot));
        }
    }
    return errors;
}

} // namespace socle::schema
