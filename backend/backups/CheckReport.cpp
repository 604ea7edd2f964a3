// A report as JSON for scripts and as lines for people.
#include "backend/backups/DataCheck.h"
#include "shared/core/Text.h"

#include <string_view>

namespace socle::backups {

namespace {

Json texts(const std::vector<std::string> &list) { return JsonArray(list.begin(), list.end()); }

Json count(std::uint64_t number) { return static_cast<std::int64_t>(number); }

std::string sizeText(std::uint64_t bytes)
{
    static constexpr std::string_view kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB"};
    std::size_t unit = 0;
    std::uint64_t tenths = bytes * 10;
    while (tenths >= 10240 && unit + 1 < std::size(kUnits)) {
        tenths /= 1024;
        ++unit;
    }
    std::string text = std::to_string(tenths / 10);
    if (unit > 0 && tenths < 1000) {
        text += "." + std::to_string(tenths % 10);
    }
    return text + " " + std::string(kUnits[unit]);
}

std::string examplesText(const std::vector<std::string> &examples)
{
    return examples.empty() ? std::string() : ", for example " + examples.front();
}

} // namespace

Json brokenRelationsJson(const std::vector<CheckReport::BrokenRelation> &relations)
{
    JsonArray list;
    for (const CheckReport::BrokenRelation &relation : relations) {
        list.push_back(JsonObject{{"collection", relation.collection},
                                  {"field", relation.field},
                                  {"count", relation.count},
                                  {"example", relation.example}});
    }
    return list;
}

std::string describe(const CheckReport::BrokenRelation &relation)
{
    return relation.collection + "." + relation.field + " names " + std::to_string(relation.count)
        + " records that do not exist, for example in " + relation.example;
}

Json CheckReport::toJson() const
{
    JsonObject out{{"path", path},
                   {"kind", kind},
                   {"format", format},
                   {"sound", isSound()},
                   {"problems", texts(problems)},
                   {"warnings", texts(warnings)}};
    if (kind == "backup") {
        out.append("archive",
                   JsonObject{{"entries", archiveEntries}, {"bytes", count(archiveBytes)}});
    }
    JsonArray databaseList;
    for (const Database &database : databases) {
        JsonArray tables;
        for (const Table &table : database.tables) {
            JsonObject item{{"name", table.name}, {"rows", table.rows}};
            if (!table.columns.empty()) {
                item.append("columns", texts(table.columns));
            }
            tables.push_back(std::move(item));
        }
        databaseList.push_back(JsonObject{{"name", database.name},
                                          {"bytes", count(database.bytes)},
                                          {"integrity", database.integrity},
                                          {"checksum", database.checksum},
                                          {"tables", std::move(tables)}});
    }
    out.append("databases", std::move(databaseList));
    JsonArray collectionList;
    for (const Collection &collection : collections) {
        collectionList.push_back(JsonObject{{"id", collection.id},
                                            {"name", collection.name},
                                            {"type", collection.type},
                                            {"records", collection.records},
                                            {"fields", collection.fields}});
    }
    out.append("collections", std::move(collectionList));
    out.append("brokenRelations", brokenRelationsJson(brokenRelations));
    out.append("files",
               JsonObject{{"count", files},
                          {"bytes", count(fileBytes)},
                          {"missing", missingFiles},
                          {"missingExamples", texts(missingExamples)},
                          {"orphans", orphanFiles},
                          {"orphanBytes", count(orphanBytes)},
                          {"orphanExamples", texts(orphanExamples)}});
    if (!made.empty()) {
        out.append("made", made);
    }
    if (preview) {
        out.append("restoring", preview->toJson());
    }
    return out;
}

std::string CheckReport::toText() const
{
    std::string out
        = path + ": " + (isSound() ? "sound" : "DAMAGED") + " (" + kind + ", " + format + ")\n";
    const auto line = [&out](const std::string &text) { out += "  " + text + "\n"; };
    for (const std::string &problem : problems) {
        line("damage: " + problem);
    }
    if (kind == "backup") {
        line("archive: " + std::to_string(archiveEntries) + " entries, " + sizeText(archiveBytes)
             + " unpacked");
    }
    for (const Database &database : databases) {
        std::int64_t rows = 0;
        for (const Table &table : database.tables) {
            rows += table.rows;
        }
        line(database.name + ": integrity " + database.integrity + ", "
             + std::to_string(database.tables.size()) + " tables, " + std::to_string(rows)
             + " rows, " + sizeText(database.bytes)
             + (database.checksum.empty()          ? ""
                    : database.checksum == "match" ? ", as it was packed"
                                                   : ", NOT as it was packed"));
        for (const Table &table : database.tables) {
            if (!table.columns.empty()) {
                line("table " + table.name + ": " + std::to_string(table.rows) + " rows, columns "
                     + join(table.columns, ", "));
            }
        }
    }
    for (const Collection &collection : collections) {
        line("collection " + collection.name + " (" + collection.type
             + "): " + std::to_string(collection.records) + " records, "
             + std::to_string(collection.fields) + " fields");
    }
    if (kind != "database") {
        line("files: " + std::to_string(files) + ", " + sizeText(fileBytes));
    }
    for (const BrokenRelation &relation : brokenRelations) {
        line("warning: " + describe(relation));
    }
    if (missingFiles > 0) {
        line("warning: " + std::to_string(missingFiles) + " files are missing"
             + examplesText(missingExamples));
    }
    if (orphanFiles > 0) {
        line("warning: " + std::to_string(orphanFiles) + " files belong to no record ("
             + sizeText(orphanBytes) + ")" + examplesText(orphanExamples));
    }
    for (const std::string &warning : warnings) {
        line("warning: " + warning);
    }
    if (preview) {
        out += preview->toText();
    }
    return out;
}

} // namespace socle::backups
