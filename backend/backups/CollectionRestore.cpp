// See CollectionRestore.h.
#include "backend/backups/CollectionRestore.h"

#include "backend/backups/Archive.h"
#include "backend/backups/DiskError.h"
#include "backend/schema/CollectionRows.h"
#include "backend/schema/SchemaStore.h"
#include "backend/storage/Database.h"
#include "backend/storage/Dialect.h"
#include "backend/storage/FileReader.h"
#include "shared/core/Text.h"
#include "shared/fields/FieldCatalogue.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <system_error>

namespace socle::backups {

namespace fs = std::filesystem;

namespace {

using schema::CollectionPtr;
using storage::sql;

constexpr std::chrono::minutes kStepLimit{10};
// Rows that belong to the accounts of an auth collection.
constexpr std::array<std::string_view, 2> kAccountTables{"_externalAuths", "_authOrigins"};

/// What one collection looks like on both sides.
struct Choice
{
    CollectionPtr there = {}; // in the backup
    CollectionRestoreReport::Item item = {};
    std::set<std::string> removable = {}; // "<record>/<file>" that nobody names any more
};

/// Keys "<record>/<file>" of the files that the rows of `collection` name.
Result<std::set<std::string>> filesOf(storage::ReadTransaction &tx,
                                      const schema::Collection &collection)
{
    std::set<std::string> keys;
    const storage::Dialect &dialect = tx.dialect();
    for (const fields::Field &field : collection.fields) {
        if (!field.isType(fields::kFile)) {
            continue;
        }
        SOCLE_TRY(
            tx.query(sql("SELECT " + dialect.column(collection.name, "id")
                         + ", `item`.`value` FROM " + dialect.identifier(collection.name) + ", "
                         + dialect.jsonItems(dialect.column(collection.name, field.name))
                         + " AS `item` WHERE `item`.`value` != ''"),
                     [&](const storage::Row &row) {
                         keys.insert(std::string(row.text(0)) + "/" + std::string(row.text(1)));
                         return storage::Next::Continue;
                     }));
    }
    return keys;
}

class CollectionRestore
{
public:
    CollectionRestore(const CollectionRestoreParts &parts, const fs::path &work, const Watch &watch)
        : m_parts(parts)
        , m_work(work)
        , m_watch(watch)
    {
    }

    Result<void> open(const fs::path &path, const std::vector<std::string> &names)
    {
        m_watch.tell(5, "Unpacking the database");
        Archive archive = SOCLE_TRY(Archive::open(path));
        for (const std::string_view part : {"data.db", "data.db-wal"}) {
            for (const Archive::Entry *entry : archive.filesBelow(part)) {
                if (entry->name == part) {
                    SOCLE_TRY(archive.extract(*entry, m_work / part));
                }
            }
        }
        std::error_code ignored;
        if (!fs::exists(m_work / "data.db", ignored)) {
            return invalidInput("The archive has no data.db.");
        }
        const CheckReport report
            = SOCLE_TRY(checkPath(m_work / "data.db", {.isQuick = true, .stop = m_watch.stop}));
        if (!report.isSound()) {
            return invalidInput("The archive is damaged: " + report.problems.front());
        }
        m_reader = SOCLE_TRY(
            storage::FileReader::open(m_work / "data.db", {.deadline = {}, .stop = m_watch.stop}));
        SOCLE_TRY(choose(names));
        return placeFiles(archive);
    }

    Result<CollectionRestoreReport> run()
    {
        if (m_watch.stop.stop_requested()) {
            return Error{.kind = ErrorKind::Cancelled};
        }
        m_watch.tell(60, "Replacing schema and records");
        const auto replace = [this](storage::WriteTransaction &tx) -> Result<void> {
            return m_reader->read([&](storage::ReadTransaction &there) -> Result<void> {
                SOCLE_TRY(replaceSchema(tx));
                for (Choice &choice : m_choices) {
                    SOCLE_TRY(replaceRecords(tx, there, choice));
                }
                return {};
            });
        };
        SOCLE_TRY(m_parts.database->writer().run(replace, {.alone = true, .limit = kStepLimit}));
        m_watch.tell(90, "Removing files that nobody names");
        CollectionRestoreReport report;
        report.warnings = std::move(m_warnings);
        for (Choice &choice : m_choices) {
            removeFiles(choice);
            report.items.push_back(choice.item);
        }
        SOCLE_TRY(findBrokenRelations(report));
        return report;
    }

private:
    Result<void> choose(const std::vector<std::string> &names)
    {
        std::vector<CollectionPtr> all;
        const auto read = [&](storage::ReadTransaction &tx) -> Result<void> {
            all = SOCLE_TRY(schema::readCollections(tx));
            return {};
        };
        SOCLE_TRY(m_reader->read(read));
        for (const std::string &name : names) {
            const auto found = std::find_if(all.begin(), all.end(), [&](const CollectionPtr &one) {
                return one->id == name || equalsIgnoreCase(one->name, name);
            });
            if (found == all.end()) {
                return invalidInput("The backup has no collection \"" + name + "\".");
            }
            if ((*found)->system) {
                return invalidInput("\"" + (*found)->name
                                    + "\" is a system collection: it comes back only with the "
                                      "whole backup.");
            }
            const auto here = m_parts.schema->catalogue()->findByNameOrId((*found)->name);
            if (here && here->id != (*found)->id) {
                return invalidInput("Another collection is called \"" + here->name
                                    + "\" here; rename it first.");
            }
            const bool isTwice
                = std::any_of(m_choices.begin(), m_choices.end(), [&](const Choice &choice) {
                      return choice.there == *found;
                  });
            if (!isTwice) {
                m_choices.push_back({.there = *found, .item = {.collection = (*found)->name}});
            }
        }
        return {};
    }

    // Their names are random: a file that is there already under the same name is the same.
    Result<void> placeFiles(Archive &archive)
    {
        for (Choice &choice : m_choices) {
            const auto entries = archive.filesBelow("storage/" + choice.there->id + "/");
            if (!m_parts.filesAreHere && !entries.empty()) {
                m_warnings.push_back(std::to_string(entries.size()) + " files of "
                                     + choice.there->name
                                     + " stay in the backup: uploads are kept in a bucket.");
                continue;
            }
            for (const Archive::Entry *entry : entries) {
                if (m_watch.stop.stop_requested()) {
                    return Error{.kind = ErrorKind::Cancelled};
                }
                const fs::path target = m_parts.folder / entry->name;
                std::error_code failure;
                if (fs::exists(target, failure)) {
                    continue;
                }
                const fs::path unpacked = m_work / "file";
                SOCLE_TRY(archive.extract(*entry, unpacked));
                fs::create_directories(target.parent_path(), failure);
                fs::rename(unpacked, target, failure);
                if (failure) {
                    return diskError(target, failure);
                }
                choice.item.filesAdded += endsWith(entry->name, ".attrs") ? 0 : 1;
            }
        }
        return {};
    }

    // All at once, so that collections that name each other can come in; then what the backup does
    // not have is taken away from each.
    Result<void> replaceSchema(storage::WriteTransaction &tx)
    {
        JsonArray wanted;
        for (Choice &choice : m_choices) {
            wanted.push_back(toJson(*choice.there, schema::Secrets::Show));
            const auto here
                = SOCLE_TRY(m_parts.schema->catalogue(tx))->findByNameOrId(choice.there->id);
            if (here && !here->isView()) {
                const auto count = SOCLE_TRY(
                    tx.scalar(sql("SELECT count(*) FROM " + tx.dialect().identifier(here->name))));
                choice.item.before = count ? storage::integerOf(*count) : 0;
                choice.removable = SOCLE_TRY(filesOf(tx, *here));
            }
        }
        SOCLE_TRY(m_parts.schema->import(tx, wanted, schema::Missing::Keep));
        for (const Choice &choice : m_choices) {
            const auto now
                = SOCLE_TRY(m_parts.schema->catalogue(tx))->findByNameOrId(choice.there->id);
            if (now && !now->isView() && now->fields.size() != choice.there->fields.size()) {
                const Json body = toJson(*choice.there, schema::Secrets::Show);
                SOCLE_TRY(m_parts.schema->update(
                    tx,
                    choice.there->id,
                    JsonObject{{"fields", body["fields"]}, {"indexes", body["indexes"]}}));
            }
        }
        return {};
    }

    Result<void> replaceRecords(storage::WriteTransaction &tx,
                                storage::ReadTransaction &there,
                                Choice &choice)
    {
        if (choice.there->isView()) {
            return {};
        }
        SOCLE_TRY(copyRows(tx, there, choice.there->name, {}, choice.item.after));
        if (choice.there->isAuth()) {
            for (const std::string_view table : kAccountTables) {
                std::int64_t ignored = 0;
                SOCLE_TRY(copyRows(tx, there, table, choice.there->id, ignored));
            }
        }
        for (const std::string &key : SOCLE_TRY(filesOf(tx, *choice.there))) {
            choice.removable.erase(key);
        }
        return {};
    }

    /// The rows of a table as they are in the backup, all of them or those of one `collectionRef`.
    Result<void> copyRows(storage::WriteTransaction &tx,
                          storage::ReadTransaction &there,
                          std::string_view table,
                          const std::string &owner,
                          std::int64_t &count)
    {
        const storage::Dialect &dialect = tx.dialect();
        const std::string name = dialect.identifier(table);
        const auto columnsOf
            = [&](storage::ReadTransaction &side) -> Result<std::vector<std::string>> {
            std::vector<std::string> columns;
            SOCLE_TRY(side.query(sql(dialect.listColumns(table)), [&](const storage::Row &row) {
                columns.emplace_back(row.text(0));
                return storage::Next::Continue;
            }));
            return columns;
        };
        const auto here = SOCLE_TRY(columnsOf(tx));
        std::string list;
        std::string marks;
        for (const std::string &column : SOCLE_TRY(columnsOf(there))) {
            if (std::find(here.begin(), here.end(), column) != here.end()) {
                list += (list.empty() ? "" : ", ") + dialect.identifier(column);
                marks += marks.empty() ? "?" : ", ?";
            }
        }
        auto erase = sql("DELETE FROM " + name);
        auto select = sql("SELECT " + list + " FROM " + name);
        if (!owner.empty()) {
            erase.append(" WHERE `collectionRef` = ").bind(owner);
            select.append(" WHERE `collectionRef` = ").bind(owner);
        }
        select.append(" ORDER BY `rowid`");
        SOCLE_TRY(tx.execute(erase));
        const std::string insert = "INSERT INTO " + name + " (" + list + ") VALUES (" + marks + ")";
        std::optional<Error> failure;
        SOCLE_TRY(there.query(select, [&](const storage::Row &row) {
            storage::SqlFragment statement = sql(insert);
            for (int i = 0; i < row.columnCount(); ++i) {
                statement.bindings.push_back(row.value(i));
            }
            auto written = tx.execute(statement);
            if (!written) {
                failure = written.takeError();
                return storage::Next::Stop;
            }
            ++count;
            return storage::Next::Continue;
        }));
        return failure ? Result<void>(std::move(*failure)) : Result<void>();
    }

    void removeFiles(Choice &choice)
    {
        if (!m_parts.filesAreHere) {
            return;
        }
        for (const std::string &key : choice.removable) {
            const fs::path path = m_parts.folder / "storage" / choice.there->id / key;
            const auto remove = [path] {
                std::error_code ignored;
                fs::remove(path, ignored);
                fs::remove(path.string() + ".attrs", ignored);
            };
            m_parts.gate->pass(remove, [&]() -> UniqueFunction<void()> { return remove; });
            ++choice.item.filesRemoved;
        }
    }

    Result<void> findBrokenRelations(CollectionRestoreReport &report)
    {
        const auto catalogue = m_parts.schema->catalogue();
        const auto isChosen = [&](std::string_view id) {
            return std::any_of(m_choices.begin(), m_choices.end(), [&](const Choice &choice) {
                return choice.there->id == id;
            });
        };
        return m_parts.database->read([&](storage::ReadTransaction &tx) -> Result<void> {
            for (const CollectionPtr &collection : catalogue->all()) {
                for (const fields::Field &field : collection->fields) {
                    const auto target = field.isType(fields::kRelation) && !collection->isView()
                        ? catalogue->findByNameOrId(field.text("collectionId"))
                        : nullptr;
                    if (!target || (!isChosen(collection->id) && !isChosen(target->id))) {
                        continue;
                    }
                    if (auto broken
                        = SOCLE_TRY(findBrokenRelation(tx, *collection, field, *target))) {
                        report.brokenRelations.push_back(std::move(*broken));
                    }
                }
            }
            return {};
        });
    }

    const CollectionRestoreParts &m_parts;
    const fs::path m_work;
    const Watch &m_watch;
    std::unique_ptr<storage::FileReader> m_reader;
    std::vector<Choice> m_choices;
    std::vector<std::string> m_warnings;
};

} // namespace

Result<CollectionRestoreReport> restoreCollections(const CollectionRestoreParts &parts,
                                                   const fs::path &archive,
                                                   const fs::path &work,
                                                   const std::vector<std::string> &names,
                                                   const Watch &watch)
{
    if (names.empty()) {
        return invalidInput("Name at least one collection.");
    }
    CollectionRestore restore(parts, work, watch);
    SOCLE_TRY(restore.open(archive, names));
    return restore.run();
}

Json CollectionRestoreReport::toJson() const
{
    JsonArray list;
    for (const Item &item : items) {
        list.push_back(JsonObject{{"collection", item.collection},
                                  {"before", item.before},
                                  {"after", item.after},
                                  {"filesAdded", item.filesAdded},
                                  {"filesRemoved", item.filesRemoved}});
    }
    return JsonObject{{"collections", std::move(list)},
                      {"brokenRelations", brokenRelationsJson(brokenRelations)},
                      {"warnings", JsonArray(warnings.begin(), warnings.end())}};
}

std::string CollectionRestoreReport::toText() const
{
    std::string out;
    for (const Item &item : items) {
        out += "  " + item.collection + ": " + std::to_string(item.before) + " records before, "
            + std::to_string(item.after) + " now, " + std::to_string(item.filesAdded)
            + " files added, " + std::to_string(item.filesRemoved) + " removed\n";
    }
    for (const CheckReport::BrokenRelation &relation : brokenRelations) {
        out += "  warning: " + describe(relation) + "\n";
    }
    for (const std::string &warning : warnings) {
        out += "  warning: " + warning + "\n";
    }
    return out;
}

} // namespace socle::backups
