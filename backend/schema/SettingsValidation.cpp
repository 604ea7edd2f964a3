// The checks of admin-api.md A2.3, one function a section of the document.
#include "backend/schema/Settings.h"
#include "shared/core/CronExpression.h"
#include "shared/core/Text.h"
#include "shared/fields/Codes.h"
#include "shared/fields/Formats.h"

#include <algorithm>
#include <array>
#include <limits>

namespace socle::schema {

namespace {

using fields::errorWithText;
using protocol::fieldError;

constexpr std::int64_t kNoLimit = std::numeric_limits<std::int64_t>::max();
constexpr protocol::Code kConflict{"validation_conflicting_rate_limit_rule",
                                   "Rate limit rule configuration with label {label} already "
                                   "exists or conflicts with another rule."};
constexpr protocol::Code kLengthExactly{"validation_length_invalid",
                                        "the length must be exactly {min}"};

// Gathers errors under dotted paths.
class Checker
{
public:
    explicit Checker(FieldErrors &errors)
        : m_errors(errors)
    {
    }

    void add(const std::string &path, FieldError error)
    {
        addFieldError(m_errors, path, std::move(error));
    }

    bool required(const std::string &path, bool present)
    {
        if (!present) {
            add(path, fieldError(protocol::kRequired));
        }
        return present;
    }

    void atLeast(const std::string &path, std::int64_t value, std::int64_t least)
    {
        if (auto error = fields::checkIntegerOption(value, least, kNoLimit)) {
            add(path, std::move(*error));
        }
    }

    void url(const std::string &path, const std::string &text)
    {
        if (!text.empty() && !fields::isUrl(text)) {
            add(path, errorWithText("validation_is_url", "must be a valid URL"));
        }
    }

    void host(const std::string &path, const std::string &text)
    {
        if (!text.empty() && !fields::isHost(text)) {
            add(path,
                errorWithText("validation_is_host", "must be a valid IP address or DNS name"));
        }
    }

    void shortText(const std::string &path, const std::string &text)
    {
        if (required(path, !text.empty()) && text.size() > 255) {
            add(path,
                fieldError(fields::kLengthOutOfRange,
                           {{"min", std::int64_t{1}}, {"max", std::int64_t{255}}}));
        }
    }

    void addresses(const std::string &path, const std::vector<std::string> &list)
    {
        for (std::size_t i = 0; i < list.size(); ++i) {
            const std::string item = path + "." + std::to_string(i);
            if (required(item, !list[i].empty()) && !fields::isIpOrSubnet(list[i])) {
                // The code is spelled like this on the wire.
                add(item,
                    errorWithText("validation_invlaid_ip_or_subnet", "Invalid IP or CIDR subnet."));
            }
        }
    }

private:
    FieldErrors &m_errors; // the caller's
};

void checkMeta(Checker &check, const Settings &settings)
{
    const auto &meta = settings.meta;
    if (!meta.accentColor.empty()) {
        if (meta.accentColor.size() != 7) {
            check.add(
                "meta.accentColor",
                fieldError(kLengthExactly, {{"min", std::int64_t{7}}, {"max", std::int64_t{7}}}));
        } else if (!fields::isHexColor(meta.accentColor)) {
            check.add(
                "meta.accentColor",
                errorWithText("validation_is_hex_color", "must be a valid hexadecimal color code"));
        }
    }
    check.shortText("meta.appName", meta.appName);
    check.shortText("meta.senderName", meta.senderName);
    if (check.required("meta.appURL", !meta.appUrl.empty())) {
        check.url("meta.appURL", meta.appUrl);
    }
    if (check.required("meta.senderAddress", !meta.senderAddress.empty())
        && !fields::isEmail(meta.senderAddress)) {
        check.add("meta.senderAddress", fieldError(fields::kIsEmail));
    }
}

void checkSmtp(Checker &check, const SmtpSettings &smtp)
{
    if (!smtp.enabled || check.required("smtp.host", !smtp.host.empty())) {
        check.host("smtp.host", smtp.host);
    }
    if (!smtp.enabled || check.required("smtp.port", smtp.port != 0)) {
        check.atLeast("smtp.port", smtp.port, 0);
    }
    if (!smtp.authMethod.empty() && smtp.authMethod != "PLAIN" && smtp.authMethod != "LOGIN") {
        check.add("smtp.authMethod", fieldError(protocol::kInInvalid));
    }
    check.host("smtp.localName", smtp.localName);
}

void checkS3(Checker &check, const std::string &path, const S3Settings &s3)
{
    check.url(path + ".endpoint", s3.endpoint);
    if (!s3.enabled) {
        return;
    }
    check.required(path + ".endpoint", !s3.endpoint.empty());
    check.required(path + ".bucket", !s3.bucket.empty());
    check.required(path + ".region", !s3.region.empty());
    check.required(path + ".accessKey", !s3.accessKey.empty());
    check.required(path + ".secret", !s3.secret.empty());
}

// ^(\w+\ \/[\w\/-]*|\/[\w\/-]*|^\w+\:\w+|\*\:\w+|\w+)$
bool isRateLimitLabel(std::string_view label)
{
    const auto isPath = [](std::string_view text) {
        return startsWith(text, "/") && std::all_of(text.begin(), text.end(), [](char c) {
                   return c == '/' || c == '-' || fields::isWord(std::string_view(&c, 1));
               });
    };
    if (isPath(label) || fields::isWord(label)) {
        return true;
    }
    if (const auto blank = label.find(' '); blank != std::string_view::npos) {
        return fields::isWord(label.substr(0, blank)) && isPath(label.substr(blank + 1));
    }
    const auto colon = label.find(':');
    if (colon == std::string_view::npos) {
        return false;
    }
    const std::string_view left = label.substr(0, colon);
    return (left == "*" || fields::isWord(left)) && fields::isWord(label.substr(colon + 1));
}

void checkRateLimits(Checker &check, const Settings &settings)
{
    const auto &limits = settings.rateLimits;
    check.addresses("rateLimits.excludedIPs", limits.excludedIps);
    if (limits.enabled && !check.required("rateLimits.rules", !limits.rules.empty())) {
        return;
    }
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < limits.rules.size(); ++i) {
        const RateLimitRule &rule = limits.rules[i];
        const std::string key = rule.label + "@@" + rule.audience;
        const bool conflicts = std::any_of(keys.begin(), keys.end(), [&](const std::string &other) {
            return startsWith(key, other) || startsWith(other, key);
        });
        if (conflicts) {
            check.add("rateLimits.rules." + std::to_string(i) + ".label",
                      fieldError(kConflict, {{"label", rule.label}}));
            return;
        }
        keys.push_back(key);
    }
    for (std::size_t i = 0; i < limits.rules.size(); ++i) {
        const RateLimitRule &rule = limits.rules[i];
        const std::string path = "rateLimits.rules." + std::to_string(i);
        if (check.required(path + ".label", !rule.label.empty()) && !isRateLimitLabel(rule.label)) {
            check.add(path + ".label", fieldError(fields::kMatchInvalid));
        }
        if (check.required(path + ".maxRequests", rule.maxRequests != 0)) {
            check.atLeast(path + ".maxRequests", rule.maxRequests, 1);
        }
        if (check.required(path + ".duration", rule.duration != 0)) {
            check.atLeast(path + ".duration", rule.duration, 1);
        }
        if (!rule.audience.empty() && rule.audience != "@guest" && rule.audience != "@auth") {
            check.add(path + ".audience", fieldError(protocol::kInInvalid));
        }
    }
}

void checkBackups(Checker &check, const Settings &settings)
{
    const auto &backups = settings.backups;
    if (!backups.cron.empty()) {
        if (const auto schedule = CronExpression::parse(backups.cron); !schedule) {
            check.add("backups.cron",
                      errorWithText("validation_invalid_cron", schedule.error().message));
        }
        check.required("backups.cronMaxKeep", backups.cronMaxKeep != 0);
    }
    check.atLeast("backups.cronMaxKeep", backups.cronMaxKeep, 1);
    checkS3(check, "backups.s3", backups.s3);
}

void checkBatch(Checker &check, const Settings &settings)
{
    const auto &batch = settings.batch;
    if (batch.enabled) {
        check.required("batch.maxRequests", batch.maxRequests != 0);
        check.required("batch.timeout", batch.timeout != 0);
    }
    check.atLeast("batch.maxRequests", batch.maxRequests, 0);
    check.atLeast("batch.timeout", batch.timeout, 0);
    check.atLeast("batch.maxBodySize", batch.maxBodySize, 0);
}

} // namespace

FieldErrors validate(const Settings &settings)
{
    FieldErrors errors;
    Checker check(errors);
    check.addresses("superuserIPs", settings.superuserIps);
    checkMeta(check, settings);
    check.atLeast("logs.maxDays", settings.logs.maxDays, 0);
    checkSmtp(check, settings.smtp);
    checkS3(check, "s3", settings.s3);
    checkBackups(check, settings);
    checkBatch(check, settings);
    checkRateLimits(check, settings);
    return errors;
}

} // namespace socle::schema
