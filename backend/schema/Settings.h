// The settings document as an immutable value (admin-api.md A2.1): what the server reads while it
// runs.
#pragma once

#include "backend/schema/Collection.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace socle::schema {

struct S3Settings
{
    bool enabled = false;
    std::string bucket = {};
    std::string region = {};
    std::string endpoint = {};
    std::string accessKey = {};
    std::string secret = {}; // never leaves the server
    bool forcePathStyle = false;
};

struct SmtpSettings
{
    bool enabled = false;
    std::int64_t port = 587;
    std::string host = "smtp.example.com";
    std::string username = {};
    std::string password = {}; // never leaves the server
    std::string authMethod = {}; // "", PLAIN, LOGIN
    bool tls = false;
    std::string localName = {};
};

struct RateLimitRule
{
    std::string label = {};
    std::string audience = {}; // "", @guest, @auth
    std::int64_t duration = 0; // seconds
    std::int64_t maxRequests = 0;
};

struct Settings
{
    std::vector<std::string> superuserIps = {};
    SmtpSettings smtp = {};

    struct
    {
        std::string cron = {};
        std::int64_t cronMaxKeep = 3;
        S3Settings s3 = {};
    } backups = {};

    S3Settings s3 = {};

    struct
    {
        std::string accentColor = "#1055c9";
        std::string appName = "Acme";
        std::string appUrl = "http://localhost:8090";
        std::string senderName = "Support";
        std::string senderAddress = "support@example.com";
        bool hideControls = false;
    } meta = {};

    struct
    {
        std::vector<RateLimitRule> rules = {{"*:auth", "", 3, 2},
                                            {"*:create", "", 5, 20},
                                            {"/api/batch", "", 1, 3},
                                            {"/api/", "", 10, 300}};
        std::vector<std::string> excludedIps = {};
        bool enabled = false;
    } rateLimits = {};

    struct
    {
        std::vector<std::string> headers = {};
        bool useLeftmostIp = false;
    } trustedProxy = {};

    struct
    {
        bool enabled = false;
        std::int64_t maxRequests = 50;
        std::int64_t timeout = 3; // seconds
        std::int64_t maxBodySize = 0; // bytes, 0 = the protocol's default
    } batch = {};

    struct
    {
        std::int64_t maxDays = 5;
        std::int64_t minLevel = 0;
        bool logIp = true;
        bool logAuthId = false;
    } logs = {};
};

using SettingsPtr = std::shared_ptr<const Settings>;

/// The document in wire order. Secrets::Show is the stored form: smtp.password always, the S3
/// secrets when not empty.
Json toJson(const Settings &settings, Secrets secrets);
/// Puts `body` over `settings`: nested objects are partial, rateLimits.rules merge by position
/// (A0.4). Unknown members are ignored. Error: InvalidInput for a wrong JSON type.
Result<void> applyJson(Settings &settings, const Json &body);
/// All broken rules of A2.3 by path ("meta" with children "appName"…); empty when valid.
FieldErrors validate(const Settings &settings);

} // namespace socle::schema
