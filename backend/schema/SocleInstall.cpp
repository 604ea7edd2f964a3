// See SocleInstall.h. A migration is a line of kMigrations; it is never changed once released.
#include "backend/schema/SocleInstall.h"

#include "backend/runtime/Clock.h"
#include "backend/schema/SchemaStore.h"
#include "backend/schema/SettingsRow.h"
#include "backend/schema/SharedViews.h"
#include "backend/schema/SystemTable.h"
#include "backend/storage/Database.h"

#include <array>
#include <set>
#include <string>

namespace socle::schema {

namespace {

using storage::sql;
using storage::WriteTransaction;

constexpr std::string_view kNewFolder = "0000_new_folder";

/// What a migration works with.
struct Step
{
    WriteTransaction &tx;
    SchemaStore &schema;
    const runtime::Clock &clock;
    bool isNewFolder; // made by Socle, not by the peer
};

struct Migration
{
    std::string_view name;
    Result<void> (*run)(const Step &);
};

Result<void> addOptions(const Step &step) { return ensureOptions(step.tx, step.schema); }

// History is on for new projects and off where a peer's folder was opened (socle-api.md 8).
Result<void> addSettings(const Step &step)
{
    SettingsRow row("socle", step.clock);
    if (SOCLE_TRY(row.load(step.tx))) {
        return {};
    }
    return row.save(step.tx, JsonObject{{"history", JsonObject{{"enabled", step.isNewFolder}}}});
}

Result<void> addRevisions(const Step &step)
{
    return SystemTable("_revisions")
        .text("collectionRef", Need::Required)
        .text("recordRef", Need::Required)
        .choice("action", {"create", "update", "delete"})
        .json("actor")
        .json("changes")
        .index("collectionRef,recordRef")
        .index("created")
        .appendOnly()
        .ensure(step.tx, step.schema);
}

Result<void> addSchemaHistory(const Step &step)
{
    return SystemTable("_schemaHistory")
        .text("changeSet", Need::Required)
        .choice("action", {"create", "update", "delete"})
        .text("collectionRef", Need::Required)
        .text("collectionName")
        .json("actor")
        .json("before")
        .json("after")
        .index("changeSet")
        .appendOnly()
        .ensure(step.tx, step.schema);
}

Result<void> addWebhooks(const Step &step)
{
    SOCLE_TRY(SystemTable("_webhooks")
                  .text("name", Need::Required)
                  .text("url", Need::Required)
                  .json("events")
                  .text("filter")
                  .json("headers")
                  .hidden("secret")
                  .flag("active")
                  .ensure(step.tx, step.schema));
    // Apart from the rows that are shown: what signs the deliveries of a webhook.
    SOCLE_TRY(step.tx.executeScript("CREATE TABLE IF NOT EXISTS `_webhook_secrets` (`webhook` TEXT "
                                    "PRIMARY KEY NOT NULL, `secret` TEXT NOT NULL)"));
    return SystemTable("_webhookDeliveries")
        .text("webhook", Need::Required)
        .text("event")
        .choice("state", {"pending", "delivered", "failed"})
        .number("attempt")
        .number("status")
        .number("latency")
        .text("request")
        .text("response")
        .text("error")
        .date("nextRetry")
        .index("state,nextRetry")
        .index("webhook,created")
        .ensure(step.tx, step.schema);
}

Result<void> addApiKeys(const Step &step)
{
    return SystemTable("_apiKeys")
        .text("name", Need::Required)
        .text("prefix")
        .hidden("hash")
        .json("scopes")
        .json("actsAs")
        .json("allowedIPs")
        .number("rateLimit")
        .date("expires")
        .date("lastUsed")
        .flag("revoked")
        .uniqueIndex("hash")
        .ensure(step.tx, step.schema);
}

Result<void> addAudit(const Step &step)
{
    return SystemTable("_audit")
        .text("action", Need::Required)
        .json("actor")
        .text("ip")
        .text("targetCollection")
        .text("targetRecord")
        .number("status")
        .json("details")
        .index("created")
        .index("action,created")
        .appendOnly()
        .ensure(step.tx, step.schema);
}

// Rules are texts of the filter language; empty means superusers only.
Result<void> addChannels(const Step &step)
{
    return SystemTable("_channels")
        .text("name", Need::Required)
        .text("joinRule")
        .text("publishRule")
        .uniqueIndex("name")
        .ensure(step.tx, step.schema);
}

// Plain tables: what stands in them signs people in, so no record route may show it.
Result<void> addSignIn(const Step &step)
{
    return step.tx.executeScript(
        "CREATE TABLE IF NOT EXISTS `_totp` (`collectionRef` TEXT NOT NULL, `recordRef` TEXT NOT "
        "NULL, `secret` TEXT NOT NULL, `confirmed` INTEGER NOT NULL, `lastStep` INTEGER NOT NULL, "
        "`recovery` TEXT NOT NULL, PRIMARY KEY (`collectionRef`, `recordRef`));"
        "CREATE TABLE IF NOT EXISTS `_sign_in_links` (`hash` TEXT PRIMARY KEY NOT NULL, "
        "`collectionRef` TEXT NOT NULL, `recordRef` TEXT NOT NULL, `email` TEXT NOT NULL, "
        "`expires` INTEGER NOT NULL);");
}

Result<void> addJobs(const Step &step)
{
    return SystemTable("_jobs")
        .text("kind")
        .choice("state", {"queued", "running", "done", "failed", "cancelled"})
        .json("actor")
        .number("done")
        .number("total")
        .text("message")
        .text("error")
        .index("created")
        .ensure(step.tx, step.schema);
}

Result<void> addJobResults(const Step &step)
{
    return SystemTable("_jobs").json("result").extend(step.tx, step.schema);
}

// Views of the data browser that everybody at this server sees; `collection` is an id, `state` the
// studio's own. Rules stay locked: superusers only, through the ordinary record routes.
Result<void> addSharedViews(const Step &step)
{
    return SystemTable(std::string(kSharedViewsCollection))
        .text("collection", Need::Required)
        .text("name", Need::Required)
        .json("state")
        .text("author")
        .uniqueIndex("collection,name")
        .ensure(step.tx, step.schema);
}

// Plain: what is known of the backups beside the data folder is no data of the project.
Result<void> addBackupChecks(const Step &step)
{
    return step.tx.executeScript(
        "CREATE TABLE IF NOT EXISTS `_backup_checks` (`key` TEXT PRIMARY KEY NOT NULL, `size` "
        "INTEGER NOT NULL, `sound` INTEGER NOT NULL, `checked` TEXT NOT NULL, `report` TEXT NOT "
        "NULL)");
}

// Plain tables: what the server must know of sign-ins beside the accounts themselves. Times are
// milliseconds since the epoch, 0 for none.
Result<void> addAccounts(const Step &step)
{
    return step.tx.executeScript(
        // One sign-in of one device, until its tokens are over.
        "CREATE TABLE IF NOT EXISTS `_sessions` (`id` TEXT PRIMARY KEY NOT NULL, `collectionRef` "
        "TEXT NOT NULL, `recordRef` TEXT NOT NULL, `method` TEXT NOT NULL, `device` TEXT NOT NULL, "
        "`userAgent` TEXT NOT NULL, `address` TEXT NOT NULL, `impersonatedBy` TEXT NOT NULL, "
        "`created` INTEGER NOT NULL, `lastSeen` INTEGER NOT NULL, `expires` INTEGER NOT NULL, "
        "`ended` INTEGER NOT NULL DEFAULT 0);"
        "CREATE INDEX IF NOT EXISTS `idx_sessions_account` ON `_sessions` (`collectionRef`, "
        "`recordRef`);"
        // What holds for all tokens of an account.
        "CREATE TABLE IF NOT EXISTS `_account_marks` (`collectionRef` TEXT NOT NULL, `recordRef` "
        "TEXT NOT NULL, `locked` INTEGER NOT NULL DEFAULT 0, `reason` TEXT NOT NULL DEFAULT '', "
        "`onlySessions` INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (`collectionRef`, `recordRef`));"
        // Devices that need no second factor.
        "CREATE TABLE IF NOT EXISTS `_devices` (`id` TEXT PRIMARY KEY NOT NULL, `hash` TEXT NOT "
        "NULL UNIQUE, `collectionRef` TEXT NOT NULL, `recordRef` TEXT NOT NULL, `name` TEXT NOT "
        "NULL, `created` INTEGER NOT NULL, `lastUsed` INTEGER NOT NULL, `expires` INTEGER NOT "
        "NULL);"
        // Failed sign-ins by account and place.
        "CREATE TABLE IF NOT EXISTS `_sign_in_failures` (`key` TEXT PRIMARY KEY NOT NULL, "
        "`windowStart` INTEGER NOT NULL, `failures` INTEGER NOT NULL, `rounds` INTEGER NOT NULL, "
        "`lockedUntil` INTEGER NOT NULL);"
        // How old a password is, and the hashes of those before it.
        "CREATE TABLE IF NOT EXISTS `_passwords` (`collectionRef` TEXT NOT NULL, `recordRef` TEXT "
        "NOT NULL, `changed` INTEGER NOT NULL, `former` TEXT NOT NULL, PRIMARY KEY "
        "(`collectionRef`, `recordRef`));"
        // Accounts without address and password.
        "CREATE TABLE IF NOT EXISTS `_guests` (`collectionRef` TEXT NOT NULL, `recordRef` TEXT NOT "
        "NULL, `lastSeen` INTEGER NOT NULL, PRIMARY KEY (`collectionRef`, `recordRef`));");
}

constexpr std::array kMigrations{
    Migration{"0001_options", addOptions},
    Migration{"0002_settings", addSettings},
    Migration{"0003_revisions", addRevisions},
    Migration{"0004_schema_history", addSchemaHistory},
    Migration{"0005_webhooks", addWebhooks},
    Migration{"0006_api_keys", addApiKeys},
    Migration{"0007_audit", addAudit},
    Migration{"0008_channels", addChannels},
    Migration{"0009_sign_in", addSignIn},
    Migration{"0010_jobs", addJobs},
    Migration{"0011_job_results", addJobResults},
    Migration{"0012_backup_checks", addBackupChecks},
    Migration{"0020_accounts", addAccounts},
    Migration{"0021_shared_views", addSharedViews},
};

Result<void> remember(WriteTransaction &tx, const runtime::Clock &clock, std::string_view name)
{
    SOCLE_TRY(tx.execute(sql("INSERT INTO `_socleMigrations` (file, applied) VALUES (?, ?)",
                             std::string(name),
                             clock.now().milliseconds() * 1000)));
    return {};
}

Result<void> runMissing(WriteTransaction &tx, SchemaStore &schema, const runtime::Clock &clock)
{
    std::set<std::string, std::less<>> applied;
    SOCLE_TRY(tx.query(sql("SELECT file FROM `_socleMigrations`"), [&](const storage::Row &row) {
        applied.emplace(row.text(0));
        return storage::Next::Continue;
    }));
    const Step step{tx, schema, clock, applied.find(kNewFolder) != applied.end()};
    for (const Migration &migration : kMigrations) {
        if (applied.find(migration.name) == applied.end()) {
            SOCLE_TRY(migration.run(step));
            SOCLE_TRY(remember(tx, clock, migration.name));
        }
    }
    return {};
}

} // namespace

Result<void> installSocle(storage::Database &database,
                          SchemaStore &schema,
                          const runtime::Clock &clock)
{
    return database.runExclusive(
        [&](WriteTransaction &tx) { return runMissing(tx, schema, clock); });
}

Result<void> ensureOptions(WriteTransaction &tx, SchemaStore &schema)
{
    return SystemTable("_socleOptions")
        .text("collection")
        .text("key", Need::Required)
        .json("value")
        .uniqueIndex("collection,key")
        .ensure(tx, schema);
}

Result<void> markNewFolder(WriteTransaction &tx, const runtime::Clock &clock)
{
    return remember(tx, clock, kNewFolder);
}

} // namespace socle::schema
