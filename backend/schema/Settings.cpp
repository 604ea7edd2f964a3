// See Settings.h: the document in both directions. Its checks are in SettingsValidation.cpp.
#include "backend/schema/Settings.h"

#include "backend/schema/JsonMembers.h"

namespace socle::schema {

namespace {

Json textListJson(const std::vector<std::string> &list)
{
    JsonArray array;
    for (const std::string &item : list) {
        array.emplace_back(item);
    }
    return array;
}

Json s3Json(const S3Settings &s3, Secrets secrets)
{
    JsonObject object{
        {"enabled", s3.enabled},
        {"bucket", s3.bucket},
        {"region", s3.region},
        {"endpoint", s3.endpoint},
        {"accessKey", s3.accessKey},
    };
    if (secrets == Secrets::Show && !s3.secret.empty()) {
        object.append("secret", s3.secret);
    }
    object.append("forcePathStyle", s3.forcePathStyle);
    return object;
}

Json smtpJson(const SmtpSettings &smtp, Secrets secrets)
{
    JsonObject object{
        {"enabled", smtp.enabled},
        {"port", smtp.port},
        {"host", smtp.host},
        {"username", smtp.username},
    };
    if (secrets == Secrets::Show) {
        object.append("password", smtp.password);
    }
    object.append("authMethod", smtp.authMethod);
    object.append("tls", smtp.tls);
    object.append("localName", smtp.localName);
    return object;
}

void applyS3(JsonMembers &members, std::string_view key, S3Settings &s3)
{
    members.object(key, [&](JsonMembers &inner) {
        inner.read("enabled", s3.enabled);
        inner.read("bucket", s3.bucket);
        inner.read("region", s3.region);
        inner.read("endpoint", s3.endpoint);
        inner.read("accessKey", s3.accessKey);
        inner.read("secret", s3.secret);
        inner.read("forcePathStyle", s3.forcePathStyle);
    });
}

void applySmtp(JsonMembers &members, SmtpSettings &smtp)
{
    members.object("smtp", [&](JsonMembers &inner) {
        inner.read("enabled", smtp.enabled);
        inner.read("port", smtp.port);
        inner.read("host", smtp.host);
        inner.read("username", smtp.username);
        inner.read("password", smtp.password);
        inner.read("authMethod", smtp.authMethod);
        inner.read("tls", smtp.tls);
        inner.read("localName", smtp.localName);
    });
}

void applyRateLimits(JsonMembers &members, Settings &settings)
{
    members.object("rateLimits", [&](JsonMembers &inner) {
        inner.objects(
            "rules", settings.rateLimits.rules, [](JsonMembers &item, RateLimitRule &rule) {
                item.read("label", rule.label);
                item.read("audience", rule.audience);
                item.read("duration", rule.duration);
                item.read("maxRequests", rule.maxRequests);
            });
        inner.read("excludedIPs", settings.rateLimits.excludedIps);
        inner.read("enabled", settings.rateLimits.enabled);
    });
}

} // namespace

Json toJson(const Settings &settings, Secrets secrets)
{
    JsonArray rules;
    for (const RateLimitRule &rule : settings.rateLimits.rules) {
        rules.emplace_back(JsonObject{{"label", rule.label},
                                      {"audience", rule.audience},
                                      {"duration", rule.duration},
                                      {"maxRequests", rule.maxRequests}});
    }
    const auto &meta = settings.meta;
    return JsonObject{
        {"superuserIPs", textListJson(settings.superuserIps)},
        {"smtp", smtpJson(settings.smtp, secrets)},
        {"backups",
         JsonObject{{"cron", settings.backups.cron},
                    {"cronMaxKeep", settings.backups.cronMaxKeep},
                    {"s3", s3Json(settings.backups.s3, secrets)}}},
        {"s3", s3Json(settings.s3, secrets)},
        {"meta",
         JsonObject{{"accentColor", meta.accentColor},
                    {"appName", meta.appName},
                    {"appURL", meta.appUrl},
                    {"senderName", meta.senderName},
                    {"senderAddress", meta.senderAddress},
                    {"hideControls", meta.hideControls}}},
        {"rateLimits",
         JsonObject{{"rules", std::move(rules)},
                    {"excludedIPs", textListJson(settings.rateLimits.excludedIps)},
                    {"enabled", settings.rateLimits.enabled}}},
        {"trustedProxy",
         JsonObject{{"headers", textListJson(settings.trustedProxy.headers)},
                    {"useLeftmostIP", settings.trustedProxy.useLeftmostIp}}},
        {"batch",
         JsonObject{{"enabled", settings.batch.enabled},
                    {"maxRequests", settings.batch.maxRequests},
                    {"timeout", settings.batch.timeout},
                    {"maxBodySize", settings.batch.maxBodySize}}},
        {"logs",
         JsonObject{{"maxDays", settings.logs.maxDays},
                    {"minLevel", settings.logs.minLevel},
                    {"logIP", settings.logs.logIp},
                    {"logAuthId", settings.logs.logAuthId}}},
    };
}

Result<void> applyJson(Settings &settings, const Json &body)
{
    JsonMembers members(body);
    members.read("superuserIPs", settings.superuserIps);
    applySmtp(members, settings.smtp);
    members.object("backups", [&](JsonMembers &inner) {
        inner.read("cron", settings.backups.cron);
        inner.read("cronMaxKeep", settings.backups.cronMaxKeep);
        applyS3(inner, "s3", settings.backups.s3);
    });
    applyS3(members, "s3", settings.s3);
    members.object("meta", [&](JsonMembers &inner) {
        inner.read("accentColor", settings.meta.accentColor);
        inner.read("appName", settings.meta.appName);
        inner.read("appURL", settings.meta.appUrl);
        inner.read("senderName", settings.meta.senderName);
        inner.read("senderAddress", settings.meta.senderAddress);
        inner.read("hideControls", settings.meta.hideControls);
    });
    applyRateLimits(members, settings);
    members.object("trustedProxy", [&](JsonMembers &inner) {
        inner.read("headers", settings.trustedProxy.headers);
        inner.read("useLeftmostIP", settings.trustedProxy.useLeftmostIp);
    });
    members.object("batch", [&](JsonMembers &inner) {
        inner.read("enabled", settings.batch.enabled);
        inner.read("maxRequests", settings.batch.maxRequests);
        inner.read("timeout", settings.batch.timeout);
        inner.read("maxBodySize", settings.batch.maxBodySize);
    });
    members.object("logs", [&](JsonMembers &inner) {
        inner.read("maxDays", settings.logs.maxDays);
        inner.read("minLevel", settings.logs.minLevel);
        inner.read("logIP", settings.logs.logIp);
        inner.read("logAuthId", settings.logs.logAuthId);
    });
    return members.result();
}

} // namespace socle::schema
