// The table itself: one line a setting, wide because a table is read across.
// clang-format off
#include "studio/views/server/ServerSettings.h"

#include <QCoreApplication>

#include <array>

namespace socle::studio {

namespace {

using Kind = ServerSetting::Kind;


constexpr std::array kPages{
    ServerPage{"application", QT_TRANSLATE_NOOP("ServerSettings", "Application"), "window", QT_TRANSLATE_NOOP("ServerSettings", "How the app is called in mails and in links.")},
    ServerPage{"mail", QT_TRANSLATE_NOOP("ServerSettings", "Mail"), "mail", QT_TRANSLATE_NOOP("ServerSettings", "Who mails come from and which server sends them.")},
    ServerPage{"storage", QT_TRANSLATE_NOOP("ServerSettings", "Storage"), "hard-drive", QT_TRANSLATE_NOOP("ServerSettings", "Where uploaded files are kept.")},
    ServerPage{"backups", QT_TRANSLATE_NOOP("ServerSettings", "Backups"), "archive", QT_TRANSLATE_NOOP("ServerSettings", "When backups are made and where they are kept.")},
    ServerPage{"limits", QT_TRANSLATE_NOOP("ServerSettings", "Rate limits"), "clock", QT_TRANSLATE_NOOP("ServerSettings", "How many requests one address may make. Superusers are never limited.")},
    ServerPage{"batch", QT_TRANSLATE_NOOP("ServerSettings", "Batch"), "layers", QT_TRANSLATE_NOOP("ServerSettings", "Several changes in one request, all or nothing. The studio commits with it.")},
    ServerPage{"logs", QT_TRANSLATE_NOOP("ServerSettings", "Logs"), "logs", QT_TRANSLATE_NOOP("ServerSettings", "What is kept of requests, and for how long.")},
    ServerPage{"network", QT_TRANSLATE_NOOP("ServerSettings", "Network"), "globe", QT_TRANSLATE_NOOP("ServerSettings", "Proxies in front of the server, and where superusers may come from.")},
    ServerPage{"accounts", QT_TRANSLATE_NOOP("ServerSettings", "Accounts"), "user-lock", QT_TRANSLATE_NOOP("ServerSettings", "Lock-out, passwords, sessions and ways to sign in, for every auth collection."), true},
    ServerPage{"keys", QT_TRANSLATE_NOOP("ServerSettings", "API keys"), "key", QT_TRANSLATE_NOOP("ServerSettings", "Keys for programs. Each acts as one account or as a superuser, within its scopes.")},
    ServerPage{"records", QT_TRANSLATE_NOOP("ServerSettings", "History and hooks"), "history", QT_TRANSLATE_NOOP("ServerSettings", "Revisions of records, the audit trail, webhooks and metrics."), true},
};

constexpr const char *kS3 = QT_TRANSLATE_NOOP("ServerSettings", "S3 storage");
constexpr const char *kS3Help = QT_TRANSLATE_NOOP("ServerSettings", "Any service that speaks the S3 protocol. Off: the server's own disk. Files are not moved when this changes.");

constexpr std::array kSettings{
    ServerSetting{"application", "", "meta.appName", Kind::Text, QT_TRANSLATE_NOOP("ServerSettings", "Name"), QT_TRANSLATE_NOOP("ServerSettings", "{APP_NAME} in mails.")},
    ServerSetting{"application", "", "meta.appURL", Kind::Code, QT_TRANSLATE_NOOP("ServerSettings", "Address"), QT_TRANSLATE_NOOP("ServerSettings", "{APP_URL} in mails: what people open, without a slash at the end.")},
    ServerSetting{"application", "", "meta.accentColor", Kind::Colour, QT_TRANSLATE_NOOP("ServerSettings", "Accent colour"), QT_TRANSLATE_NOOP("ServerSettings", "Of the web dashboard.")},
    ServerSetting{"application", "", "meta.hideControls", Kind::Switch, QT_TRANSLATE_NOOP("ServerSettings", "Hide schema controls"), QT_TRANSLATE_NOOP("ServerSettings", "The web dashboard then offers no way to change collections. The studio does not mind.")},

    ServerSetting{"mail", QT_TRANSLATE_NOOP("ServerSettings", "Sender"), "meta.senderName", Kind::Text, QT_TRANSLATE_NOOP("ServerSettings", "Name"), QT_TRANSLATE_NOOP("ServerSettings", "Shown before the address.")},
    ServerSetting{"mail", QT_TRANSLATE_NOOP("ServerSettings", "Sender"), "meta.senderAddress", Kind::Code, QT_TRANSLATE_NOOP("ServerSettings", "Address"), QT_TRANSLATE_NOOP("ServerSettings", "One the mail server may send from.")},
    ServerSetting{"mail", QT_TRANSLATE_NOOP("ServerSettings", "Mail server"), "smtp.enabled", Kind::Switch, QT_TRANSLATE_NOOP("ServerSettings", "Send through SMTP"), QT_TRANSLATE_NOOP("ServerSettings", "Off: the server's own sendmail, which most mailboxes take for spam.")},
    ServerSetting{"mail", QT_TRANSLATE_NOOP("ServerSettings", "Mail server"), "smtp.host", Kind::Code, QT_TRANSLATE_NOOP("ServerSettings", "Host"), "", "", "", "smtp.enabled"},
    ServerSetting{"mail", QT_TRANSLATE_NOOP("ServerSettings", "Mail server"), "smtp.port", Kind::Number, QT_TRANSLATE_NOOP("ServerSettings", "Port"), QT_TRANSLATE_NOOP("ServerSettings", "587 with STARTTLS, 465 with TLS from the start."), "", "", "smtp.enabled"},
    ServerSetting{"mail", QT_TRANSLATE_NOOP("ServerSettings", "Mail server"), "smtp.username", Kind::Code, QT_TRANSLATE_NOOP("ServerSettings", "User name"), "", "", "", "smtp.enabled"},
    ServerSetting{"mail", QT_TRANSLATE_NOOP("ServerSettings", "Mail server"), "smtp.password", Kind::Secret, QT_TRANSLATE_NOOP("ServerSettings", "Password"), QT_TRANSLATE_NOOP("ServerSettings", "Never shown. Empty leaves it as it is."), "", "", "smtp.enabled"},
    ServerSetting{"mail", QT_TRANSLATE_NOOP("ServerSettings", "Mail server"), "smtp.tls", Kind::Switch, QT_TRANSLATE_NOOP("ServerSettings", "TLS from the start"), QT_TRANSLATE_NOOP("ServerSettings", "Off: STARTTLS where the mail server offers it."), "", "", "smtp.enabled"},
    ServerSetting{"mail", QT_TRANSLATE_NOOP("ServerSettings", "Mail server"), "smtp.authMethod", Kind::Choice, QT_TRANSLATE_NOOP("ServerSettings", "Sign-in"), "", "", QT_TRANSLATE_NOOP("ServerSettings", "=PLAIN (default)|PLAIN=PLAIN|LOGIN=LOGIN"), "smtp.enabled"},
    ServerSetting{"mail", QT_TRANSLATE_NOOP("ServerSettings", "Mail server"), "smtp.localName", Kind::Code, QT_TRANSLATE_NOOP("ServerSettings", "Own name"), QT_TRANSLATE_NOOP("ServerSettings", "What the server calls itself in EHLO. Empty: localhost."), "", "", "smtp.enabled"},

    ServerSetting{"storage", kS3, "s3.enabled", Kind::Switch, QT_TRANSLATE_NOOP("ServerSettings", "Keep files in S3"), kS3Help},
    ServerSetting{"storage", kS3, "s3.endpoint", Kind::Code, QT_TRANSLATE_NOOP("ServerSettings", "Endpoint"), "", "", "", "s3.enabled"},
    ServerSetting{"storage", kS3, "s3.bucket", Kind::Code, QT_TRANSLATE_NOOP("ServerSettings", "Bucket"), "", "", "", "s3.enabled"},
    ServerSetting{"storage", kS3, "s3.region", Kind::Code, QT_TRANSLATE_NOOP("ServerSettings", "Region"), "", "", "", "s3.enabled"},
    ServerSetting{"storage", kS3, "s3.accessKey", Kind::Code, QT_TRANSLATE_NOOP("ServerSettings", "Access key"), "", "", "", "s3.enabled"},
    ServerSetting{"storage", kS3, "s3.secret", Kind::Secret, QT_TRANSLATE_NOOP("ServerSettings", "Secret"), QT_TRANSLATE_NOOP("ServerSettings", "Never shown. Empty leaves it as it is."), "", "", "s3.enabled"},
    ServerSetting{"storage", kS3, "s3.forcePathStyle", Kind::Switch, QT_TRANSLATE_NOOP("ServerSettings", "Bucket in the path"), QT_TRANSLATE_NOOP("ServerSettings", "Needed by most services other than Amazon's."), "", "", "s3.enabled"},
    ServerSetting{"storage", QT_TRANSLATE_NOOP("ServerSettings", "Cleaning up"), "files.removeOrphans", Kind::Switch, QT_TRANSLATE_NOOP("ServerSettings", "Remove orphans"), QT_TRANSLATE_NOOP("ServerSettings", "Files no record knows go with the nightly clean-up."), "", "", "", true},

    ServerSetting{"backups", QT_TRANSLATE_NOOP("ServerSettings", "Schedule"), "backups.cron", Kind::Cron, QT_TRANSLATE_NOOP("ServerSettings", "When"), QT_TRANSLATE_NOOP("ServerSettings", "A cron expression in UTC. Empty: only by hand.")},
    ServerSetting{"backups", QT_TRANSLATE_NOOP("ServerSettings", "Schedule"), "backups.cronMaxKeep", Kind::Number, QT_TRANSLATE_NOOP("ServerSettings", "Keep"), QT_TRANSLATE_NOOP("ServerSettings", "Older scheduled ones are removed. Those made by hand stay."), QT_TRANSLATE_NOOP("ServerSettings", "backups")},
    ServerSetting{"backups", QT_TRANSLATE_NOOP("ServerSettings", "Schedule"), "backups.verify", Kind::Switch, QT_TRANSLATE_NOOP("ServerSettings", "Read each one back"), QT_TRANSLATE_NOOP("ServerSettings", "A damaged backup is found when it is made, not when it is needed."), "", "", "", true},
    ServerSetting{"backups", kS3, "backups.s3.enabled", Kind::Switch, QT_TRANSLATE_NOOP("ServerSettings", "Keep backups in S3"), QT_TRANSLATE_NOOP("ServerSettings", "Off: beside the data, on the same disk.")},
    ServerSetting{"backups", kS3, "backups.s3.endpoint", Kind::Code, QT_TRANSLATE_NOOP("ServerSettings", "Endpoint"), "", "", "", "backups.s3.enabled"},
    ServerSetting{"backups", kS3, "backups.s3.bucket", Kind::Code, QT_TRANSLATE_NOOP("ServerSettings", "Bucket"), "", "", "", "backups.s3.enabled"},
    ServerSetting{"backups", kS3, "backups.s3.region", Kind::Code, QT_TRANSLATE_NOOP("ServerSettings", "Region"), "", "", "", "backups.s3.enabled"},
    ServerSetting{"backups", kS3, "backups.s3.accessKey", Kind::Code, QT_TRANSLATE_NOOP("ServerSettings", "Access key"), "", "", "", "backups.s3.enabled"},
    ServerSetting{"backups", kS3, "backups.s3.secret", Kind::Secret, QT_TRANSLATE_NOOP("ServerSettings", "Secret"), QT_TRANSLATE_NOOP("ServerSettings", "Never shown. Empty leaves it as it is."), "", "", "backups.s3.enabled"},
    ServerSetting{"backups", kS3, "backups.s3.forcePathStyle", Kind::Switch, QT_TRANSLATE_NOOP("ServerSettings", "Bucket in the path"), QT_TRANSLATE_NOOP("ServerSettings", "Needed by most services other than Amazon's."), "", "", "backups.s3.enabled"},

    ServerSetting{"limits", "", "rateLimits.enabled", Kind::Switch, QT_TRANSLATE_NOOP("ServerSettings", "Limit requests"), QT_TRANSLATE_NOOP("ServerSettings", "Whoever asks too often gets 429 until the span is over.")},
    ServerSetting{"limits", "", "rateLimits.excludedIPs", Kind::List, QT_TRANSLATE_NOOP("ServerSettings", "Never limited"), QT_TRANSLATE_NOOP("ServerSettings", "Addresses or subnets, one a line."), "", "", "rateLimits.enabled"},
    ServerSetting{"limits", QT_TRANSLATE_NOOP("ServerSettings", "Beyond the table"), "limits.headers", Kind::Switch, QT_TRANSLATE_NOOP("ServerSettings", "Say how much is left"), QT_TRANSLATE_NOOP("ServerSettings", "Answers carry X-RateLimit headers, refusals Retry-After."), "", "", "", true},
    ServerSetting{"limits", QT_TRANSLATE_NOOP("ServerSettings", "Beyond the table"), "limits.byAccount", Kind::Switch, QT_TRANSLATE_NOOP("ServerSettings", "Count by account"), QT_TRANSLATE_NOOP("ServerSettings", "The rules count people who are signed in by who they are, not by their address."), "", "", "", true},
    ServerSetting{"limits", QT_TRANSLATE_NOOP("ServerSettings", "Beyond the table"), "limits.perAccount.maxRequests", Kind::Number, QT_TRANSLATE_NOOP("ServerSettings", "Of one account"), QT_TRANSLATE_NOOP("ServerSettings", "In the span below. 0: no limit."), QT_TRANSLATE_NOOP("ServerSettings", "requests"), "", "", true},
    ServerSetting{"limits", QT_TRANSLATE_NOOP("ServerSettings", "Beyond the table"), "limits.perAccount.duration", Kind::Number, QT_TRANSLATE_NOOP("ServerSettings", "Within"), "", QT_TRANSLATE_NOOP("ServerSettings", "seconds"), "", "", true},

    ServerSetting{"batch", "", "batch.enabled", Kind::Switch, QT_TRANSLATE_NOOP("ServerSettings", "Allow batch requests"), QT_TRANSLATE_NOOP("ServerSettings", "Without it the studio commits one change after the other, and a failure stops half-way.")},
    ServerSetting{"batch", "", "batch.maxRequests", Kind::Number, QT_TRANSLATE_NOOP("ServerSettings", "Changes in one request"), QT_TRANSLATE_NOOP("ServerSettings", "At most."), "", "", "batch.enabled"},
    ServerSetting{"batch", "", "batch.timeout", Kind::Number, QT_TRANSLATE_NOOP("ServerSettings", "Time for one request"), QT_TRANSLATE_NOOP("ServerSettings", "When it is over everything is taken back."), QT_TRANSLATE_NOOP("ServerSettings", "seconds"), "", "batch.enabled"},
    ServerSetting{"batch", "", "batch.maxBodySize", Kind::Number, QT_TRANSLATE_NOOP("ServerSettings", "Size of one request"), QT_TRANSLATE_NOOP("ServerSettings", "0: 128 MB."), QT_TRANSLATE_NOOP("ServerSettings", "bytes"), "", "batch.enabled"},

    ServerSetting{"logs", "", "logs.maxDays", Kind::Number, QT_TRANSLATE_NOOP("ServerSettings", "Keep entries"), QT_TRANSLATE_NOOP("ServerSettings", "0 keeps none."), QT_TRANSLATE_NOOP("ServerSettings", "days")},
    ServerSetting{"logs", "", "logs.minLevel", Kind::Choice, QT_TRANSLATE_NOOP("ServerSettings", "From level"), QT_TRANSLATE_NOOP("ServerSettings", "Lower ones are dropped; older entries below it are removed."), "", QT_TRANSLATE_NOOP("ServerSettings", "-4=Debug|0=Info|4=Warning|8=Error")},
    ServerSetting{"logs", "", "logs.logIP", Kind::Switch, QT_TRANSLATE_NOOP("ServerSettings", "Keep addresses"), QT_TRANSLATE_NOOP("ServerSettings", "The address a request came from is personal data.")},
    ServerSetting{"logs", "", "logs.logAuthId", Kind::Switch, QT_TRANSLATE_NOOP("ServerSettings", "Keep who asked"), QT_TRANSLATE_NOOP("ServerSettings", "The id of the account, so that its requests can be found.")},

    ServerSetting{"network", QT_TRANSLATE_NOOP("ServerSettings", "Behind a proxy"), "trustedProxy.headers", Kind::List, QT_TRANSLATE_NOOP("ServerSettings", "Headers with the address"), QT_TRANSLATE_NOOP("ServerSettings", "Names, one a line, first match holds. Only those your proxy always sets: others can be forged.")},
    ServerSetting{"network", QT_TRANSLATE_NOOP("ServerSettings", "Behind a proxy"), "trustedProxy.useLeftmostIP", Kind::Switch, QT_TRANSLATE_NOOP("ServerSettings", "Take the leftmost address"), QT_TRANSLATE_NOOP("ServerSettings", "Off: the rightmost, which your own proxy wrote.")},
    ServerSetting{"network", QT_TRANSLATE_NOOP("ServerSettings", "Superusers"), "superuserIPs", Kind::List, QT_TRANSLATE_NOOP("ServerSettings", "Only from"), QT_TRANSLATE_NOOP("ServerSettings", "Addresses or subnets, one a line. Empty: from everywhere.")},

    ServerSetting{"accounts", QT_TRANSLATE_NOOP("ServerSettings", "Lock-out"), "accounts.lockout.enabled", Kind::Switch, QT_TRANSLATE_NOOP("ServerSettings", "Lock after failures"), QT_TRANSLATE_NOOP("ServerSettings", "Refuses sign-ins of an account after too many wrong passwords."), "", "", "", true},
    ServerSetting{"accounts", QT_TRANSLATE_NOOP("ServerSettings", "Lock-out"), "accounts.lockout.maxAttempts", Kind::Number, QT_TRANSLATE_NOOP("ServerSettings", "Failures"), "", "", "", "accounts.lockout.enabled", true},
    ServerSetting{"accounts", QT_TRANSLATE_NOOP("ServerSettings", "Lock-out"), "accounts.lockout.window", Kind::Number, QT_TRANSLATE_NOOP("ServerSettings", "Counted within"), "", QT_TRANSLATE_NOOP("ServerSettings", "seconds"), "", "accounts.lockout.enabled", true},
    ServerSetting{"accounts", QT_TRANSLATE_NOOP("ServerSettings", "Lock-out"), "accounts.lockout.duration", Kind::Number, QT_TRANSLATE_NOOP("ServerSettings", "Locked for"), "", QT_TRANSLATE_NOOP("ServerSettings", "seconds"), "", "accounts.lockout.enabled", true},
    ServerSetting{"accounts", QT_TRANSLATE_NOOP("ServerSettings", "Passwords"), "accounts.passwordPolicy.minLength", Kind::Number, QT_TRANSLATE_NOOP("ServerSettings", "Shortest password"), QT_TRANSLATE_NOOP("ServerSettings", "0 leaves it to the collection."), QT_TRANSLATE_NOOP("ServerSettings", "characters"), "", "", true},
    ServerSetting{"accounts", QT_TRANSLATE_NOOP("ServerSettings", "Passwords"), "accounts.passwordPolicy.minClasses", Kind::Number, QT_TRANSLATE_NOOP("ServerSettings", "Kinds of characters"), QT_TRANSLATE_NOOP("ServerSettings", "How many of lower case, upper case, digits and others it needs."), "", "", "", true},
    ServerSetting{"accounts", QT_TRANSLATE_NOOP("ServerSettings", "Passwords"), "accounts.passwordPolicy.refuseCommon", Kind::Switch, QT_TRANSLATE_NOOP("ServerSettings", "Refuse common ones"), QT_TRANSLATE_NOOP("ServerSettings", "Those everybody tries first."), "", "", "", true},
    ServerSetting{"accounts", QT_TRANSLATE_NOOP("ServerSettings", "Passwords"), "accounts.passwordPolicy.history", Kind::Number, QT_TRANSLATE_NOOP("ServerSettings", "Not used before"), QT_TRANSLATE_NOOP("ServerSettings", "So many former passwords may not come back. 0: any may."), QT_TRANSLATE_NOOP("ServerSettings", "passwords"), "", "", true},
    ServerSetting{"accounts", QT_TRANSLATE_NOOP("ServerSettings", "Passwords"), "accounts.passwordPolicy.maxDays", Kind::Number, QT_TRANSLATE_NOOP("ServerSettings", "Good for"), QT_TRANSLATE_NOOP("ServerSettings", "An older one must be changed at the next sign-in. 0: for ever."), QT_TRANSLATE_NOOP("ServerSettings", "days"), "", "", true},
    ServerSetting{"accounts", QT_TRANSLATE_NOOP("ServerSettings", "Passwords"), "accounts.passwordPolicy.breachCheck", Kind::Switch, QT_TRANSLATE_NOOP("ServerSettings", "Refuse leaked ones"), QT_TRANSLATE_NOOP("ServerSettings", "Asks a list of leaked passwords by five characters of a hash. The password stays here."), "", "", "", true},
    ServerSetting{"accounts", QT_TRANSLATE_NOOP("ServerSettings", "Passwords"), "accounts.passwordPolicy.breachUrl", Kind::Code, QT_TRANSLATE_NOOP("ServerSettings", "List of leaked ones"), "", "", "", "accounts.passwordPolicy.breachCheck", true},
    ServerSetting{"accounts", QT_TRANSLATE_NOOP("ServerSettings", "Passwords"), "accounts.passwordPolicy.breachFailOpen", Kind::Switch, QT_TRANSLATE_NOOP("ServerSettings", "Accept when the list is silent"), QT_TRANSLATE_NOOP("ServerSettings", "Off: nobody can set a password while it does not answer."), "", "", "accounts.passwordPolicy.breachCheck", true},
    ServerSetting{"accounts", QT_TRANSLATE_NOOP("ServerSettings", "Passwords"), "accounts.passwordPolicy.breachAllowPrivate", Kind::Switch, QT_TRANSLATE_NOOP("ServerSettings", "The list may be in a private network"), "", "", "", "accounts.passwordPolicy.breachCheck", true},
    ServerSetting{"accounts", QT_TRANSLATE_NOOP("ServerSettings", "Authenticator apps"), "accounts.totp.enabled", Kind::Switch, QT_TRANSLATE_NOOP("ServerSettings", "Offer authenticator apps"), QT_TRANSLATE_NOOP("ServerSettings", "People may add the code of an app as their second step."), "", "", "", true},
    ServerSetting{"accounts", QT_TRANSLATE_NOOP("ServerSettings", "Authenticator apps"), "accounts.totp.rememberDays", Kind::Number, QT_TRANSLATE_NOOP("ServerSettings", "Trust a device for"), QT_TRANSLATE_NOOP("ServerSettings", "It goes without the code so long. 0: every sign-in asks."), QT_TRANSLATE_NOOP("ServerSettings", "days"), "", "accounts.totp.enabled", true},
    ServerSetting{"accounts", QT_TRANSLATE_NOOP("ServerSettings", "Sessions"), "accounts.sessions.enabled", Kind::Switch, QT_TRANSLATE_NOOP("ServerSettings", "Keep a list of sign-ins"), QT_TRANSLATE_NOOP("ServerSettings", "Each can then be ended by itself."), "", "", "", true},
    ServerSetting{"accounts", QT_TRANSLATE_NOOP("ServerSettings", "Sessions"), "accounts.sessions.maxPerAccount", Kind::Number, QT_TRANSLATE_NOOP("ServerSettings", "At a time"), QT_TRANSLATE_NOOP("ServerSettings", "The oldest ends. 0: no limit."), "", "", "accounts.sessions.enabled", true},
    ServerSetting{"accounts", QT_TRANSLATE_NOOP("ServerSettings", "Sessions"), "accounts.sessions.alertNewDevice", Kind::Switch, QT_TRANSLATE_NOOP("ServerSettings", "Mail about a new device"), QT_TRANSLATE_NOOP("ServerSettings", "When it signs in for the first time."), "", "", "accounts.sessions.enabled", true},
    ServerSetting{"accounts", QT_TRANSLATE_NOOP("ServerSettings", "Other ways in"), "accounts.magicLinks.enabled", Kind::Switch, QT_TRANSLATE_NOOP("ServerSettings", "Sign in by a link"), QT_TRANSLATE_NOOP("ServerSettings", "Sent to the address of the account."), "", "", "", true},
    ServerSetting{"accounts", QT_TRANSLATE_NOOP("ServerSettings", "Other ways in"), "accounts.magicLinks.duration", Kind::Number, QT_TRANSLATE_NOOP("ServerSettings", "A link is good for"), "", QT_TRANSLATE_NOOP("ServerSettings", "seconds"), "", "accounts.magicLinks.enabled", true},
    ServerSetting{"accounts", QT_TRANSLATE_NOOP("ServerSettings", "Other ways in"), "accounts.guests.enabled", Kind::Switch, QT_TRANSLATE_NOOP("ServerSettings", "Guest accounts"), QT_TRANSLATE_NOOP("ServerSettings", "People use the app before they give an address."), "", "", "", true},
    ServerSetting{"accounts", QT_TRANSLATE_NOOP("ServerSettings", "Other ways in"), "accounts.guests.maxDays", Kind::Number, QT_TRANSLATE_NOOP("ServerSettings", "Remove unused guests after"), QT_TRANSLATE_NOOP("ServerSettings", "0 keeps them."), QT_TRANSLATE_NOOP("ServerSettings", "days"), "", "accounts.guests.enabled", true},
    ServerSetting{"accounts", QT_TRANSLATE_NOOP("ServerSettings", "Impersonation"), "accounts.impersonation.marked", Kind::Switch, QT_TRANSLATE_NOOP("ServerSettings", "Name who acts"), QT_TRANSLATE_NOOP("ServerSettings", "Tokens, answers and the audit trail name the superuser behind."), "", "", "", true},
    ServerSetting{"accounts", QT_TRANSLATE_NOOP("ServerSettings", "Impersonation"), "accounts.impersonation.protectSuperusers", Kind::Switch, QT_TRANSLATE_NOOP("ServerSettings", "Superusers are out of reach"), QT_TRANSLATE_NOOP("ServerSettings", "Nobody gets a token in the name of a superuser."), "", "", "", true},

    ServerSetting{"records", QT_TRANSLATE_NOOP("ServerSettings", "Revisions"), "history.enabled", Kind::Switch, QT_TRANSLATE_NOOP("ServerSettings", "Keep revisions"), QT_TRANSLATE_NOOP("ServerSettings", "Of every collection that does not say otherwise."), "", "", "", true},
    ServerSetting{"records", QT_TRANSLATE_NOOP("ServerSettings", "Revisions"), "history.maxDays", Kind::Number, QT_TRANSLATE_NOOP("ServerSettings", "Keep them"), QT_TRANSLATE_NOOP("ServerSettings", "0 keeps them for ever."), QT_TRANSLATE_NOOP("ServerSettings", "days"), "", "history.enabled", true},
    ServerSetting{"records", QT_TRANSLATE_NOOP("ServerSettings", "Revisions"), "history.maxPerRecord", Kind::Number, QT_TRANSLATE_NOOP("ServerSettings", "Of one record"), QT_TRANSLATE_NOOP("ServerSettings", "0 keeps all."), QT_TRANSLATE_NOOP("ServerSettings", "revisions"), "", "history.enabled", true},
    ServerSetting{"records", QT_TRANSLATE_NOOP("ServerSettings", "Files"), "files.removeOrphans", Kind::Switch, QT_TRANSLATE_NOOP("ServerSettings", "Remove files no record knows"), QT_TRANSLATE_NOOP("ServerSettings", "Every night, with the other clean-up."), "", "", "", true},
    ServerSetting{"records", QT_TRANSLATE_NOOP("ServerSettings", "Audit trail"), "audit.enabled", Kind::Switch, QT_TRANSLATE_NOOP("ServerSettings", "Keep an audit trail"), QT_TRANSLATE_NOOP("ServerSettings", "What superusers and keys do, and sign-ins."), "", "", "", true},
    ServerSetting{"records", QT_TRANSLATE_NOOP("ServerSettings", "Audit trail"), "audit.maxDays", Kind::Number, QT_TRANSLATE_NOOP("ServerSettings", "Keep it"), QT_TRANSLATE_NOOP("ServerSettings", "0 keeps it for ever."), QT_TRANSLATE_NOOP("ServerSettings", "days"), "", "audit.enabled", true},
    ServerSetting{"records", QT_TRANSLATE_NOOP("ServerSettings", "Webhooks"), "webhooks.allowPrivate", Kind::Switch, QT_TRANSLATE_NOOP("ServerSettings", "Private addresses"), QT_TRANSLATE_NOOP("ServerSettings", "Lets webhooks call this machine and its network."), "", "", "", true},
    ServerSetting{"records", QT_TRANSLATE_NOOP("ServerSettings", "Webhooks"), "webhooks.maxAttempts", Kind::Number, QT_TRANSLATE_NOOP("ServerSettings", "Attempts"), QT_TRANSLATE_NOOP("ServerSettings", "Before a delivery is given up."), "", "", "", true},
    ServerSetting{"records", QT_TRANSLATE_NOOP("ServerSettings", "Webhooks"), "webhooks.timeout", Kind::Number, QT_TRANSLATE_NOOP("ServerSettings", "Time for one attempt"), "", QT_TRANSLATE_NOOP("ServerSettings", "seconds"), "", "", true},
    ServerSetting{"records", QT_TRANSLATE_NOOP("ServerSettings", "Webhooks"), "webhooks.maxDays", Kind::Number, QT_TRANSLATE_NOOP("ServerSettings", "Keep deliveries"), QT_TRANSLATE_NOOP("ServerSettings", "0 keeps them for ever."), QT_TRANSLATE_NOOP("ServerSettings", "days"), "", "", true},
    ServerSetting{"records", QT_TRANSLATE_NOOP("ServerSettings", "Metrics"), "metrics.allowedIPs", Kind::List, QT_TRANSLATE_NOOP("ServerSettings", "Read without a token from"), QT_TRANSLATE_NOOP("ServerSettings", "Addresses or subnets, one a line."), "", "", "", true},
    ServerSetting{"records", QT_TRANSLATE_NOOP("ServerSettings", "Metrics"), "metrics.token", Kind::Secret, QT_TRANSLATE_NOOP("ServerSettings", "Token of the scraper"), QT_TRANSLATE_NOOP("ServerSettings", "Never shown. Empty leaves it as it is."), "", "", "", true},
};


} // namespace

std::span<const ServerPage> serverPages() { return kPages; }

std::span<const ServerSetting> serverSettings() { return kSettings; }

const ServerSetting *findServerSetting(const QString &path, bool isSocle)
{
    for (const ServerSetting &setting : kSettings) {
        if (setting.isSocle == isSocle && QLatin1String(setting.path) == path) {
            return &setting;
        }
    }
    return nullptr;
}

QStringList secretPaths(bool isSocle)
{
    QStringList paths;
    for (const ServerSetting &setting : kSettings) {
        if (setting.isSocle == isSocle && setting.kind == Kind::Secret) {
            paths << QString::fromLatin1(setting.path);
        }
    }
    return paths;
}

QString settingText(const char *text)
{
    return *text == '\0' ? QString() : QCoreApplication::translate("ServerSettings", text);
}

QString pageTitle(const QString &key)
{
    for (const ServerPage &page : kPages) {
        if (QLatin1String(page.key) == key) {
            return settingText(page.title);
        }
    }
    return {};
}

} // namespace socle::studio
