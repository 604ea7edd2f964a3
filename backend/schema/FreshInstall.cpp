// See FreshInstall.h. The statements of the plain tables are the peer's to the letter; record
// tables come from TableSync.
#include "backend/schema/FreshInstall.h"

#include "backend/runtime/Clock.h"
#include "backend/runtime/Random.h"
#include "backend/schema/CollectionRows.h"
#include "backend/schema/Defaults.h"
#include "backend/schema/IndexStatement.h"
#include "backend/schema/SocleInstall.h"
#include "backend/schema/TableSync.h"
#include "backend/storage/SqlFragment.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/core/Text.h"
#include "shared/fields/FieldCatalogue.h"

#include <algorithm>
#include <array>
#include <set>

namespace socle::schema {

namespace {

using storage::sql;

constexpr std::string_view kMigrationsTable
    = "CREATE TABLE IF NOT EXISTS `_migrations` (file VARCHAR(255) PRIMARY KEY NOT NULL, applied "
      "INTEGER NOT "
      "NULL)";

constexpr std::string_view kPlainTables = R"(
CREATE TABLE `_params` (
  `id`      TEXT PRIMARY KEY DEFAULT ('r'||lower(hex(randomblob(7)))) NOT NULL,
  `value`   JSON DEFAULT NULL,
  `created` TEXT DEFAULT (strftime('%Y-%m-%d %H:%M:%fZ')) NOT NULL,
  `updated` TEXT DEFAULT (strftime('%Y-%m-%d %H:%M:%fZ')) NOT NULL
);
CREATE TABLE `_collections` (
  `id`         TEXT PRIMARY KEY DEFAULT ('r'||lower(hex(randomblob(7)))) NOT NULL,
  `system`     BOOLEAN DEFAULT FALSE NOT NULL,
  `type`       TEXT DEFAULT "base" NOT NULL,
  `name`       TEXT UNIQUE NOT NULL,
  `fields`     JSON DEFAULT "[]" NOT NULL,
  `indexes`    JSON DEFAULT "[]" NOT NULL,
  `listRule`   TEXT DEFAULT NULL,
  `viewRule`   TEXT DEFAULT NULL,
  `createRule` TEXT DEFAULT NULL,
  `updateRule` TEXT DEFAULT NULL,
  `deleteRule` TEXT DEFAULT NULL,
  `options`    JSON DEFAULT "{}" NOT NULL,
  `created`    TEXT DEFAULT (strftime('%Y-%m-%d %H:%M:%fZ')) NOT NULL,
  `updated`    TEXT DEFAULT (strftime('%Y-%m-%d %H:%M:%fZ')) NOT NULL
);
CREATE INDEX idx__collections_type on `_collections` (`type`);
)";

constexpr std::string_view kLogsTable = R"(
CREATE TABLE `_logs` (
  `id`      TEXT PRIMARY KEY DEFAULT ('r'||lower(hex(randomblob(7)))) NOT NULL,
  `level`   INTEGER DEFAULT 0 NOT NULL,
  `message` TEXT DEFAULT "" NOT NULL,
  `data`    JSON DEFAULT "{}" NOT NULL,
  `created` TEXT DEFAULT (strftime('%Y-%m-%d %H:%M:%fZ')) NOT NULL
);
CREATE INDEX idx_logs_level on `_logs` (`level`);
CREATE INDEX idx_logs_message on `_logs` (`message`);
CREATE INDEX idx_logs_created_hour on `_logs` (strftime('%Y-%m-%d %H:00:00', `created`));
)";

constexpr std::string_view kAuxInit = "1640988000_aux_init.go";
constexpr std::string_view kInit = "1640988000_init.go";
constexpr std::string_view kAlertTemplates = "1763020353_update_default_auth_alert_templates.go";
constexpr std::string_view kNormalizeIndexes = "1778828400_normalize_indexes.go";
constexpr std::array<std::string_view, 8> kMigrations{
    kAuxInit,
    kInit,
    "1717233556_v0.23_migrate.go",
    "1717233557_v0.23_migrate2.go",
    "1717233558_v0.23_migrate3.go",
    "1717233559_v0.23_migrate4.go",
    kAlertTemplates,
    kNormalizeIndexes,
};

constexpr std::string_view kOwnRecords = "@request.auth.id != '' && recordRef = @request.auth.id "
                                         "&& collectionRef = @request.auth.collectionId";
constexpr std::string_view kOwnUser = "id = @request.auth.id";

fields::Field systemText(std::string_view name, bool required = true)
{
    fields::Field field = fields::makeField(fields::kText, name);
    field.system = true;
    field.required = required;
    return field;
}

void addDates(Collection &collection, bool system)
{
    fields::Field created = fields::makeField(fields::kAutodate, "created");
    created.system = system;
    created.options.set("onCreate", true);
    fields::Field updated = fields::makeField(fields::kAutodate, "updated");
    updated.system = system;
    updated.options.set("onCreate", true);
    updated.options.set("onUpdate", true);
    collection.fields.push_back(std::move(created));
    collection.fields.push_back(std::move(updated));
}

// One of the four tables that refer to auth records.
Collection referenceCollection(std::string_view name,
                               std::vector<fields::Field> more,
                               std::vector<std::string> indexes,
                               Rule deleteRule)
{
    Collection collection;
    collection.name = name;
    collection.id = derivedCollectionId(CollectionType::Base, name);
    collection.system = true;
    collection.listRule = std::string(kOwnRecords);
    collection.viewRule = collection.listRule;
    collection.deleteRule = std::move(deleteRule);
    collection.indexes = std::move(indexes);
    enforceSystemFields(collection);
    collection.fields.push_back(systemText("collectionRef"));
    collection.fields.push_back(systemText("recordRef"));
    for (fields::Field &field : more) {
        collection.fields.push_back(std::move(field));
    }
    addDates(collection, true);
    return collection;
}

Collection otps()
{
    fields::Field password = fields::makeField(fields::kPassword, "password");
    password.system = true;
    password.hidden = true;
    password.required = true;
    password.options.set("cost", 8);
    fields::Field sentTo = systemText("sentTo", false);
    sentTo.hidden = true;
    return referenceCollection(
        "_otps",
        {std::move(password), std::move(sentTo)},
        {"CREATE INDEX `idx_otps_collectionRef_recordRef` ON `_otps` (collectionRef, recordRef)"},
        {});
}

Collection superusers(runtime::Random &random)
{
    Collection collection;
    collection.type = CollectionType::Auth;
    collection.name = "_superusers";
    collection.id = derivedCollectionId(collection.type, collection.name);
    collection.system = true;
    collection.auth = defaultAuthOptions(random);
    collection.auth.authToken.duration = 86400;
    enforceSystemFields(collection);
    addRequiredIndexes(collection, collection.id);
    addDates(collection, true);
    return collection;
}

Collection users(runtime::Random &random)
{
    Collection collection;
    collection.type = CollectionType::Auth;
    collection.name = "users";
    collection.id = "_pb_users_auth_";
    collection.listRule = std::string(kOwnUser);
    collection.viewRule = collection.listRule;
    collection.createRule = std::string();
    collection.updateRule = collection.listRule;
    collection.deleteRule = collection.listRule;
    collection.auth = defaultAuthOptions(random);
    collection.auth.oauth2.mappedName = "name";
    collection.auth.oauth2.mappedAvatarUrl = "avatar";
    enforceSystemFields(collection);
    addRequiredIndexes(collection, collection.id);
    fields::Field name = fields::makeField(fields::kText, "name");
    name.options.set("max", 255);
    fields::Field avatar = fields::makeField(fields::kFile, "avatar");
    avatar.options.set("maxSelect", 1);
    avatar.options.set(
        "mimeTypes",
        JsonArray{"image/jpeg", "image/png", "image/svg+xml", "image/gif", "image/webp"});
    collection.fields.push_back(std::move(name));
    collection.fields.push_back(std::move(avatar));
    addDates(collection, false);
    return collection;
}

std::vector<Collection> systemCollections(runtime::Random &random)
{
    const Rule own = std::string(kOwnRecords);
    std::vector<Collection> all;
    all.push_back(referenceCollection(
        "_mfas",
        {systemText("method")},
        {"CREATE INDEX `idx_mfas_collectionRef_recordRef` ON `_mfas` (collectionRef,recordRef)"},
        {}));
    all.push_back(otps());
    all.push_back(
        referenceCollection("_externalAuths",
                            {systemText("provider"), systemText("providerId")},
                            {"CREATE UNIQUE INDEX `idx_externalAuths_record_provider` ON "
                             "`_externalAuths` (collectionRef, "
                             "recordRef, provider)",
                             "CREATE UNIQUE INDEX `idx_externalAuths_collection_provider` ON "
                             "`_externalAuths` (collectionRef, "
                             "provider, providerId)"},
                            own));
    all.push_back(referenceCollection("_authOrigins",
                                      {systemText("fingerprint")},
                                      {"CREATE UNIQUE INDEX `idx_authOrigins_unique_pairs` ON "
                                       "`_authOrigins` (collectionRef, recordRef, "
                                       "fingerprint)"},
                                      own));
    all.push_back(superusers(random));
    all.push_back(users(random));
    return all;
}

Result<void> recordMigration(storage::WriteTransaction &tx,
                             std::string_view file,
                             const runtime::Clock &clock)
{
    const std::int64_t microseconds = clock.now().milliseconds() * 1000;
    SOCLE_TRY(tx.execute(sql("INSERT INTO `_migrations` (file, applied) VALUES (?, ?)",
                             std::string(file),
                             microseconds)));
    return {};
}

Result<void> freshInstall(storage::WriteTransaction &tx,
                          const runtime::Clock &clock,
                          runtime::Random &random)
{
    SOCLE_TRY(tx.executeScript(kPlainTables));
    for (Collection &collection : systemCollections(random)) {
        collection.created = clock.now().toString();
        collection.updated = collection.created;
        SOCLE_TRY(insertCollection(tx, collection));
        SOCLE_TRY(createTable(tx, collection));
    }
    for (const std::string_view file : kMigrations) {
        SOCLE_TRY(recordMigration(tx, file, clock));
    }
    return {};
}

struct ExistingIndex
{
    std::string name;
    std::string statement;
};

Result<std::vector<ExistingIndex>> existingIndexes(storage::WriteTransaction &tx,
                                                   std::string_view table)
{
    std::vector<ExistingIndex> indexes;
    SOCLE_TRY(tx.query(sql(tx.dialect().listIndexes(table)), [&](const storage::Row &row) {
        if (!row.isNull(1) && !row.text(1).empty()) {
            indexes.push_back({std::string(row.text(0)), std::string(row.text(1))});
        }
        return storage::Next::Continue;
    }));
    return indexes;
}

// B5.8: every SQL index of a user's table is either registered in its collection or gone.
Result<void> normalizeIndexes(storage::WriteTransaction &tx, const runtime::Clock &clock)
{
    const auto collections = SOCLE_TRY(readCollections(tx));
    for (const CollectionPtr &stored : collections) {
        if (stored->system || stored->isView()) {
            continue;
        }
        Collection collection = *stored;
        const auto present = SOCLE_TRY(existingIndexes(tx, collection.name));
        for (const ExistingIndex &existing : present) {
            const auto isNamed = [&](const std::string &text) {
                return equalsIgnoreCase(parseIndex(text).indexName, existing.name);
            };
            if (std::any_of(collection.indexes.begin(), collection.indexes.end(), isNamed)) {
                continue;
            }
            SOCLE_TRY(tx.executeScript(tx.dialect().dropIndex(existing.name)));
            IndexStatement index = parseIndex(existing.statement);
            const bool isSystem = collection.isAuth()
                && (index.isSingleUnique("tokenKey") || index.isSingleUnique("email"));
            const bool isKnown = std::any_of(
                collection.indexes.begin(), collection.indexes.end(), [&](const std::string &text) {
                    return parseIndex(text).definition() == index.definition();
                });
            if (!isSystem && !isKnown && index.isValid()) {
                collection.indexes.push_back(index.canonical());
            }
        }
        addRequiredIndexes(collection, collection.id);
        for (std::string &text : collection.indexes) {
            IndexStatement index = parseIndex(text);
            if (index.isValid() && index.tableName != collection.name) {
                index.tableName = collection.name;
                text = index.canonical();
            }
        }
        collection.updated = clock.now().toString();
        SOCLE_TRY(updateCollection(tx, collection));
        SOCLE_TRY(dropIndexes(tx, collection));
        SOCLE_TRY(createIndexes(tx, collection));
    }
    return {};
}

Result<void> upgrade(storage::WriteTransaction &tx, const runtime::Clock &clock)
{
    std::set<std::string, std::less<>> applied;
    SOCLE_TRY(tx.query(sql("SELECT file FROM `_migrations`"), [&](const storage::Row &row) {
        applied.emplace(row.text(0));
        return storage::Next::Continue;
    }));
    for (const std::string_view file : kMigrations) {
        if (applied.find(file) != applied.end()) {
            continue;
        }
        if (file.find("v0.23_migrate") != std::string_view::npos) {
            return Error{
                .kind = ErrorKind::Unavailable,
                .message
                = "The data folder was made by a PocketBase older than 0.23: start a recent "
                  "PocketBase once on a copy of it, then open that copy."};
        }
        if (file == kNormalizeIndexes) {
            SOCLE_TRY(normalizeIndexes(tx, clock));
        }
        // The former default of the alert template keeps working, so its migration is only
        // recorded.
        SOCLE_TRY(recordMigration(tx, file, clock));
    }
    return {};
}

} // namespace

Result<void> prepareFolder(storage::WriteTransaction &tx,
                           const runtime::Clock &clock,
                           runtime::Random &random)
{
    SOCLE_TRY(tx.executeScript(kMigrationsTable));
    const bool isInstalled = SOCLE_TRY(tx.exists(
        sql("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = '_collections'")));
    SOCLE_TRY(isInstalled ? upgrade(tx, clock) : freshInstall(tx, clock, random));
    SOCLE_TRY(tx.executeScript(
        "CREATE TABLE IF NOT EXISTS `_socleMigrations` (file TEXT PRIMARY KEY NOT NULL, "
        "applied INTEGER NOT NULL)"));
    return isInstalled ? Result<void>() : markNewFolder(tx, clock);
}

Result<void> prepareLogs(storage::WriteTransaction &auxiliary)
{
    const bool present = SOCLE_TRY(auxiliary.exists(
        sql("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = '_logs'")));
    return present ? Result<void>() : auxiliary.executeScript(kLogsTable);
}

} // namespace socle::schema
