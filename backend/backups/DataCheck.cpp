// Looking into databases and at the files their records name; which path is what: PathCheck.cpp.
#include "backend/backups/FolderCheck.h"
#include "backend/schema/CollectionRows.h"
#include "backend/storage/Dialect.h"
#include "backend/storage/FileReader.h"
#include "shared/core/Text.h"
#include "shared/fields/FieldCatalogue.h"

#include <algorithm>
#include <system_error>

namespace socle::backups {

namespace fs = std::filesystem;

namespace {

using storage::sql;

constexpr std::size_t kExamples = 10;
constexpr std::string_view kStorage = "storage/";

void addExample(std::vector<std::string> &examples, const std::string &text)
{
    if (examples.size() < kExamples) {
        examples.push_back(text);
    }
}

Result<std::int64_t> countRows(storage::ReadTransaction &tx, std::string_view table)
{
    const auto count
        = SOCLE_TRY(tx.scalar(sql("SELECT count(*) FROM " + tx.dialect().identifier(table))));
    return count ? storage::integerOf(*count) : 0;
}

Result<std::vector<std::string>> texts(storage::ReadTransaction &tx, const std::string &query)
{
    std::vector<std::string> list;
    SOCLE_TRY(tx.query(sql(query), [&](const storage::Row &row) {
        list.emplace_back(row.text(0));
        return storage::Next::Continue;
    }));
    return list;
}

// "ok" or the first words of what is wrong. NULLs in NOT NULL columns are no damage: older peers
// wrote them.
Result<std::string> integrityOf(storage::ReadTransaction &tx, bool isQuick)
{
    const auto lines
        = SOCLE_TRY(texts(tx, isQuick ? "PRAGMA quick_check(100)" : "PRAGMA integrity_check(100)"));
    for (const std::string &line : lines) {
        if (line != "ok" && !startsWith(line, "NULL value in")) {
            return line;
        }
    }
    return std::string("ok");
}

class Checker
{
public:
    Checker(CheckReport &report, const CheckOptions &options, FileList files)
        : m_report(report)
        , m_options(options)
        , m_files(std::move(files))
    {
    }

    /// One database file: integrity, tables, and for data.db what the collections say of it.
    Result<void> database(const fs::path &path, std::string_view name)
    {
        std::error_code ignored;
        CheckReport::Database found{.name = std::string(name),
                                    .bytes = fs::file_size(path, ignored),
                                    .integrity = "unreadable"};
        const auto looked = look(path, found, name != kLogs);
        if (!looked) {
            if (looked.error().kind == ErrorKind::Cancelled) {
                return looked.error();
            }
            const Error &error = looked.error();
            damage(std::string(name) + ": " + (error.cause.empty() ? error.message : error.cause));
        }
        m_report.databases.push_back(std::move(found));
        return {};
    }

    void finishFiles()
    {
        for (const auto &[key, file] : m_files) {
            ++m_report.files;
            m_report.fileBytes += file.bytes;
            if (!file.isKnown && m_wereFilesChecked) {
                ++m_report.orphanFiles;
                m_report.orphanBytes += file.bytes;
                addExample(m_report.orphanExamples, key);
            }
        }
        std::sort(m_report.orphanExamples.begin(), m_report.orphanExamples.end());
    }

private:
    void damage(std::string what) { m_report.problems.push_back(std::move(what)); }

    Result<void> look(const fs::path &path, CheckReport::Database &found, bool hasCollections)
    {
        const auto reader
            = SOCLE_TRY(storage::FileReader::open(path, {.deadline = {}, .stop = m_options.stop}));
        return reader->read([&](storage::ReadTransaction &tx) -> Result<void> {
            found.integrity = SOCLE_TRY(integrityOf(tx, m_options.isQuick));
            if (found.integrity != "ok") {
                damage(found.name + ": " + found.integrity);
            }
            const auto tables = SOCLE_TRY(texts(tx, tx.dialect().listTables()));
            for (const std::string &table : tables) {
                const std::int64_t rows = m_options.isQuick ? 0 : SOCLE_TRY(countRows(tx, table));
                found.tables.push_back({table, rows});
            }
            const auto has = [&](std::string_view name) {
                return std::any_of(found.tables.begin(),
                                   found.tables.end(),
                                   [name](const auto &table) { return table.name == name; });
            };
            if (!hasCollections) {
                return {};
            }
            m_report.format = !has("_collections") ? "sqlite"
                : has("_socleMigrations")          ? "socle"
                                                   : "pocketbase";
            if (has("_collections")) {
                return collections(tx, found);
            }
            for (CheckReport::Table &table : found.tables) {
                table.columns = SOCLE_TRY(texts(tx, tx.dialect().listColumns(table.name)));
            }
            return {};
        });
    }

    Result<void> collections(storage::ReadTransaction &tx, const CheckReport::Database &found)
    {
        const auto all = schema::readCollections(tx);
        if (!all) {
            damage("the collections cannot be read: " + all.error().cause);
            return {};
        }
        std::map<std::string, schema::CollectionPtr, std::less<>> byId;
        for (const schema::CollectionPtr &collection : *all) {
            byId.emplace(collection->id, collection);
        }
        for (const schema::CollectionPtr &collection : *all) {
            CheckReport::Collection about{.id = collection->id,
                                          .name = collection->name,
                                          .type = std::string(toText(collection->type)),
                                          .fields
                                          = static_cast<std::int64_t>(collection->fields.size())};
            if (collection->isView()) {
                if (!m_options.isQuick) {
                    const auto rows = countRows(tx, collection->name);
                    if (!rows) {
                        m_report.warnings.push_back("the view " + collection->name
                                                    + " cannot be read");
                    }
                    about.records = rows.valueOr(0);
                }
                m_report.collections.push_back(std::move(about));
                continue;
            }
            const auto table
                = std::find_if(found.tables.begin(), found.tables.end(), [&](const auto &present) {
                      return equalsIgnoreCase(present.name, collection->name);
                  });
            if (table == found.tables.end()) {
                damage("the collection " + collection->name + " has no table");
                continue;
            }
            about.records = table->rows;
            m_report.collections.push_back(std::move(about));
            SOCLE_TRY(fieldsOf(tx, *collection, byId));
        }
        if (!m_options.isQuick) {
            SOCLE_TRY(storedFiles(tx, *all));
        }
        return {};
    }

    Result<void> fieldsOf(storage::ReadTransaction &tx,
                          const schema::Collection &collection,
                          const std::map<std::string, schema::CollectionPtr, std::less<>> &byId)
    {
        const auto columns = SOCLE_TRY(texts(tx, tx.dialect().listColumns(collection.name)));
        for (const fields::Field &field : collection.fields) {
            if (std::find(columns.begin(), columns.end(), field.name) == columns.end()) {
                damage("the field " + collection.name + "." + field.name + " has no column");
            } else if (field.isType(fields::kRelation) && !m_options.isQuick) {
                const auto target = byId.find(field.text("collectionId"));
                if (target == byId.end()) {
                    damage("the relation " + collection.name + "." + field.name
                           + " has no collection");
                } else {
                    auto broken
                        = SOCLE_TRY(findBrokenRelation(tx, collection, field, *target->second));
                    if (broken) {
                        m_report.brokenRelations.push_back(std::move(*broken));
                    }
                }
            }
        }
        return {};
    }

    // With the uploads in a bucket there is nothing here to compare with.
    Result<bool> areFilesElsewhere(storage::ReadTransaction &tx)
    {
        bool isElsewhere = false;
        SOCLE_TRY(
            tx.query(sql("SELECT `value` FROM `_params` WHERE `id` = 'settings'"),
                     [&](const storage::Row &row) {
                         if (const auto settings = parseJson(row.text(0))) {
                             isElsewhere = (*settings)["s3"]["enabled"].toBool();
                         } else {
                             m_report.warnings.emplace_back(
                                 "the settings are encrypted: files are taken to be in the folder");
                         }
                         return storage::Next::Stop;
                     }));
        return isElsewhere;
    }

    Result<void> storedFiles(storage::ReadTransaction &tx,
                             const std::vector<schema::CollectionPtr> &all)
    {
        if (m_report.kind == "database" || SOCLE_TRY(areFilesElsewhere(tx))) {
            return {};
        }
        m_wereFilesChecked = true;
        for (const schema::CollectionPtr &collection : all) {
            for (const fields::Field &field : collection->fields) {
                if (!field.isType(fields::kFile) || collection->isView()) {
                    continue;
                }
                const storage::Dialect &dialect = tx.dialect();
                const std::string column = dialect.column(collection->name, field.name);
                const std::string query = "SELECT " + dialect.column(collection->name, "id")
                    + ", `item`.`value` FROM " + dialect.identifier(collection->name) + ", "
                    + dialect.jsonItems(column) + " AS `item` WHERE `item`.`value` != ''";
                SOCLE_TRY(tx.query(sql(query), [&](const storage::Row &row) {
                    const std::string key = collection->id + "/" + std::string(row.text(0)) + "/"
                        + std::string(row.text(1));
                    if (const auto found = m_files.find(key); found != m_files.end()) {
                        found->second.isKnown = true;
                    } else {
                        ++m_report.missingFiles;
                        addExample(m_report.missingExamples, key);
                    }
                    return storage::Next::Continue;
                }));
            }
        }
        return {};
    }

    CheckReport &m_report; // the caller's
    const CheckOptions &m_options;
    FileList m_files;
    bool m_wereFilesChecked = false;
};

} // namespace

// Side files and thumbnails are not uploads of their own.
void addStoredFile(FileList &list, std::string_view name, std::uint64_t bytes)
{
    if (!startsWith(name, kStorage) || endsWith(name, ".attrs") || endsWith(name, ".tmp")
        || name.find("/thumbs_") != std::string_view::npos) {
        return;
    }
    list.emplace(std::string(name.substr(kStorage.size())), StoredFile{.bytes = bytes});
}

FileList listFolder(const fs::path &folder)
{
    FileList list;
    std::error_code failure;
    for (auto it = fs::recursive_directory_iterator(folder / "storage", failure);
         !failure && it != fs::end(it);
         it.increment(failure)) {
        std::error_code gone;
        if (it->is_regular_file(gone)) {
            addStoredFile(
                list, it->path().lexically_relative(folder).generic_string(), it->file_size(gone));
        }
    }
    return list;
}

Result<void> checkFolder(const fs::path &folder,
                         CheckReport &report,
                         const CheckOptions &options,
                         FileList files)
{
    std::error_code ignored;
    Checker checker(report, options, std::move(files));
    if (!fs::exists(folder / kData, ignored)) {
        report.problems.emplace_back("there is no data.db");
        return {};
    }
    SOCLE_TRY(checker.database(folder / kData, kData));
    if (report.format == "sqlite") {
        report.problems.emplace_back("data.db has no table _collections");
    }
    if (fs::exists(folder / kLogs, ignored)) {
        SOCLE_TRY(checker.database(folder / kLogs, kLogs));
    } else {
        report.warnings.emplace_back("there is no auxiliary.db: the logs are made anew");
    }
    checker.finishFiles();
    return {};
}

Result<void> checkDatabase(const fs::path &path, CheckReport &report, const CheckOptions &options)
{
    Checker checker(report, options, {});
    return checker.database(path, path.filename().string());
}

Result<std::optional<CheckReport::BrokenRelation>> findBrokenRelation(
    storage::ReadTransaction &tx,
    const schema::Collection &collection,
    const fields::Field &field,
    const schema::Collection &target)
{
    std::optional<CheckReport::BrokenRelation> found;
    const storage::Dialect &dialect = tx.dialect();
    const std::string query = "SELECT count(*), min(" + dialect.column(collection.name, "id")
        + ") FROM " + dialect.identifier(collection.name) + ", "
        + dialect.jsonItems(dialect.column(collection.name, field.name))
        + " AS `item` WHERE `item`.`value` != '' AND `item`.`value` NOT IN (SELECT `id` FROM "
        + dialect.identifier(target.name) + ")";
    SOCLE_TRY(tx.query(sql(query), [&](const storage::Row &row) {
        if (row.integer(0) > 0) {
            found.emplace(CheckReport::BrokenRelation{
                collection.name, field.name, row.integer(0), std::string(row.text(1))});
        }
        return storage::Next::Stop;
    }));
    return found;
}

Result<TableCounts> countSound(const fs::path &database, const runtime::StopToken &stop)
{
    TableCounts counts;
    const auto reader
        = SOCLE_TRY(storage::FileReader::open(database, {.deadline = {}, .stop = stop}));
    const auto read = reader->read([&](storage::ReadTransaction &tx) -> Result<void> {
        const std::string integrity = SOCLE_TRY(integrityOf(tx, false));
        if (integrity != "ok") {
            return invalidInput(database.filename().string() + " is damaged: " + integrity);
        }
        const auto tables = SOCLE_TRY(texts(tx, tx.dialect().listTables()));
        for (const std::string &table : tables) {
            const std::int64_t rows = SOCLE_TRY(countRows(tx, table));
            counts.emplace(table, rows);
        }
        return {};
    });
    return read ? Result<TableCounts>(std::move(counts)) : Result<TableCounts>(read.error());
}

} // namespace socle::backups
