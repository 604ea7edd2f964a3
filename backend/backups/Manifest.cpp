// See Manifest.h.
#include "backend/backups/Manifest.h"

#include "backend/backups/Archive.h"
#include "backend/crypto/Hash.h"
#include "backend/files/MappedFile.h"
#include "shared/json/Json.h"

#include <algorithm>

namespace socle::backups {

namespace {

constexpr std::string_view kMark = "socle-backup/1";

Json manifestJson(const Manifest &manifest, bool hasRows)
{
    JsonArray databases;
    for (const Manifest::Database &database : manifest.databases) {
        JsonObject item{{"name", database.name},
                        {"bytes", static_cast<std::int64_t>(database.bytes)},
                        {"sha256", database.sha256}};
        if (hasRows && !database.rows.empty()) {
            JsonObject rows;
            for (const auto &[table, count] : database.rows) {
                rows.append(table, count);
            }
            item.append("rows", std::move(rows));
        }
        databases.push_back(std::move(item));
    }
    return JsonObject{
        {"format", kMark}, {"made", manifest.made}, {"databases", std::move(databases)}};
}

} // namespace

const Manifest::Database *Manifest::database(std::string_view name) const
{
    const auto found = std::find_if(
        databases.begin(), databases.end(), [&](const Database &one) { return one.name == name; });
    return found == databases.end() ? nullptr : &*found;
}

std::string toComment(const Manifest &manifest)
{
    std::string text = manifestJson(manifest, true).dump();
    return text.size() <= kMaxArchiveComment ? text : manifestJson(manifest, false).dump();
}

std::optional<Manifest> readComment(std::string_view comment)
{
    const auto json = parseJson(comment);
    if (!json || (*json)["format"].text() != kMark) {
        return std::nullopt;
    }
    Manifest manifest{.made = (*json)["made"].toText()};
    for (const Json &item : (*json)["databases"].array()) {
        Manifest::Database database{.name = item["name"].toText(),
                                    .bytes = static_cast<std::uint64_t>(item["bytes"].toInt()),
                                    .sha256 = item["sha256"].toText()};
        for (const auto &[table, count] : item["rows"].object()) {
            database.rows.emplace(table, count.toInt());
        }
        manifest.databases.push_back(std::move(database));
    }
    return manifest;
}

Result<std::string> fileDigest(const std::filesystem::path &path)
{
    const auto file = SOCLE_TRY(files::MappedFile::open(path));
    return crypto::sha256Hex(file.bytes());
}

} // namespace socle::backups
