// See RestorePreview.h.
#include "backend/backups/RestorePreview.h"

#include "backend/schema/CollectionRows.h"
#include "backend/storage/Dialect.h"
#include "backend/storage/FileReader.h"
#include "shared/core/Text.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace socle::backups {

namespace {

using schema::CollectionPtr;
using storage::sql;
using Collections = std::vector<CollectionPtr>;

constexpr std::string_view kOther = "here"; // the folder's database beside the backup's

Result<std::unique_ptr<storage::FileReader>> openFile(const std::filesystem::path &path,
                                                      const runtime::StopToken &stop)
{
    return storage::FileReader::open(path, {.deadline = {}, .stop = stop});
}

Result<Collections> collectionsOf(storage::FileReader &reader)
{
    Collections all;
    const auto read = [&](storage::ReadTransaction &tx) -> Result<void> {
        all = SOCLE_TRY(schema::readCollections(tx));
        return {};
    };
    SOCLE_TRY(reader.read(read));
    return all;
}

CollectionPtr withId(const Collections &all, std::string_view id)
{
    const auto found = std::find_if(
        all.begin(), all.end(), [&](const CollectionPtr &one) { return one->id == id; });
    return found == all.end() ? nullptr : *found;
}

std::vector<std::string> fieldsOnlyIn(const schema::Collection &one,
                                      const schema::Collection &other)
{
    std::vector<std::string> names;
    for (const fields::Field &field : one.fields) {
        if (other.fieldById(field.id) == nullptr) {
            names.push_back(field.name);
        }
    }
    return names;
}

// What a person would call the same: everything but the time of the last change, and the ids that
// a view's copied fields get anew each time.
bool hasSameDefinition(const schema::Collection &one, const schema::Collection &other)
{
    const auto definition = [](const schema::Collection &collection) {
        JsonObject json = toJson(collection, schema::Secrets::Hide).object();
        json.erase("updated");
        if (collection.isView()) {
            json.erase("fields");
        }
        return Json(std::move(json)).dumpSorted();
    };
    return definition(one) == definition(other);
}

class Comparison
{
public:
    explicit Comparison(storage::ReadTransaction &tx)
        : m_tx(tx)
    {
    }

    Result<RestorePreview::Collection> of(const CollectionPtr &there, const CollectionPtr &here)
    {
        const schema::Collection &shown = there ? *there : *here;
        RestorePreview::Collection found{.id = shown.id, .name = shown.name};
        if (there && !there->isView()) {
            found.recordsThere = SOCLE_TRY(count("SELECT count(*) FROM " + table(*there)));
        }
        if (here && !here->isView()) {
            found.recordsHere = SOCLE_TRY(count("SELECT count(*) FROM " + other(*here)));
        }
        if (!there || !here) {
            found.change = there ? "added" : "removed";
            found.returning = found.recordsThere;
            found.going = found.recordsHere;
            return found;
        }
        if (!there->isView() && !here->isView()) {
            SOCLE_TRY(compareRecords(*there, *here, found));
        }
        const bool isSame = hasSameDefinition(*there, *here) && found.returning == 0
            && found.going == 0 && found.changing == 0;
        found.change = isSame ? "same" : "changed";
        return found;
    }

    Result<bool> settingsDiffer()
    {
        const std::string from = " WHERE `id` IN ('settings', 'socle')";
        return SOCLE_TRY(count("SELECT count(*) FROM (SELECT `id`, `value` FROM `main`.`_params`"
                               + from + " EXCEPT SELECT `id`, `value` FROM `here`.`_params`" + from
                               + ")"))
            > 0;
    }

private:
    std::string name(std::string_view text) const { return m_tx.dialect().identifier(text); }

    std::string table(const schema::Collection &there) const
    {
        return "`main`." + name(there.name);
    }

    std::string other(const schema::Collection &here) const
    {
        return name(kOther) + "." + name(here.name);
    }

    Result<void> compareRecords(const schema::Collection &there,
                                const schema::Collection &here,
                                RestorePreview::Collection &found)
    {
        found.fieldsReturning = fieldsOnlyIn(there, here);
        found.fieldsGoing = fieldsOnlyIn(here, there);
        const std::string one = table(there);
        const std::string two = other(here);
        found.returning = SOCLE_TRY(count("SELECT count(*) FROM " + one
                                          + " WHERE `id` NOT IN (SELECT `id` FROM " + two + ")"));
        found.going = SOCLE_TRY(count("SELECT count(*) FROM " + two
                                      + " WHERE `id` NOT IN (SELECT `id` FROM " + one + ")"));
        std::string differs;
        for (const fields::Field &field : there.fields) {
            if (const fields::Field *same = here.fieldById(field.id)) {
                differs += (differs.empty() ? "a." : " OR a.") + name(field.name) + " IS NOT b."
                    + name(same->name);
            }
        }
        if (!differs.empty()) {
            found.changing = SOCLE_TRY(count("SELECT count(*) FROM " + one + " AS a JOIN " + two
                                             + " AS b ON b.`id` = a.`id` WHERE " + differs));
        }
        return {};
    }

    Result<std::int64_t> count(const std::string &query)
    {
        const auto value = SOCLE_TRY(m_tx.scalar(sql(query)));
        return value ? storage::integerOf(*value) : 0;
    }

    storage::ReadTransaction &m_tx; // of the backup, with the folder's database beside it
};

} // namespace

Result<RestorePreview> previewRestore(const std::filesystem::path &backup,
                                      const std::filesystem::path &here,
                                      const runtime::StopToken &stop)
{
    const auto reader = SOCLE_TRY(openFile(backup, stop));
    const Collections there = SOCLE_TRY(collectionsOf(*reader));
    const auto other = SOCLE_TRY(openFile(here, stop));
    const Collections mine = SOCLE_TRY(collectionsOf(*other));
    SOCLE_TRY(reader->run(
        "ATTACH DATABASE '" + replaceAll(here.string(), "'", "''") + "' AS " + std::string(kOther),
        [](const storage::StatementInfo &) {},
        [](const storage::Row &) { return storage::Next::Continue; }));
    RestorePreview preview;
    const auto compare = [&](storage::ReadTransaction &tx) -> Result<void> {
        Comparison comparison(tx);
        for (const CollectionPtr &one : there) {
            preview.collections.push_back(SOCLE_TRY(comparison.of(one, withId(mine, one->id))));
        }
        for (const CollectionPtr &one : mine) {
            if (!withId(there, one->id)) {
                preview.collections.push_back(SOCLE_TRY(comparison.of(nullptr, one)));
            }
        }
        preview.settingsDiffer = SOCLE_TRY(comparison.settingsDiffer());
        return {};
    };
    SOCLE_TRY(reader->read(compare));
    return preview;
}

Json RestorePreview::toJson() const
{
    const auto texts
        = [](const std::vector<std::string> &list) { return JsonArray(list.begin(), list.end()); };
    JsonArray list;
    for (const Collection &one : collections) {
        list.push_back(JsonObject{{"id", one.id},
                                  {"name", one.name},
                                  {"change", one.change},
                                  {"recordsHere", one.recordsHere},
                                  {"recordsThere", one.recordsThere},
                                  {"returning", one.returning},
                                  {"going", one.going},
                                  {"changing", one.changing},
                                  {"fieldsReturning", texts(one.fieldsReturning)},
                                  {"fieldsGoing", texts(one.fieldsGoing)}});
    }
    return JsonObject{{"collections", std::move(list)},
                      {"settingsDiffer", settingsDiffer},
                      {"filesReturning", filesReturning},
                      {"filesGoing", filesGoing}};
}

std::string RestorePreview::toText() const
{
    std::string out;
    const auto line = [&out](const std::string &text) { out += "  restoring: " + text + "\n"; };
    const auto number = [](std::int64_t count) { return std::to_string(count); };
    for (const Collection &one : collections) {
        if (one.change == "added") {
            line("the collection " + one.name + " comes back with " + number(one.recordsThere)
                 + " records");
        } else if (one.change == "removed") {
            line("the collection " + one.name + " goes with " + number(one.recordsHere)
                 + " records");
        } else if (one.change == "changed") {
            std::string text = one.name + ": " + number(one.returning) + " records come back, "
                + number(one.going) + " go, " + number(one.changing) + " change";
            for (const std::string &field : one.fieldsReturning) {
                text += ", the field " + field + " comes back";
            }
            for (const std::string &field : one.fieldsGoing) {
                text += ", the field " + field + " goes";
            }
            line(text);
        }
    }
    if (settingsDiffer) {
        line("the settings change");
    }
    if (filesReturning > 0 || filesGoing > 0) {
        line(number(filesReturning) + " files come back, " + number(filesGoing) + " go");
    }
    if (out.empty()) {
        line("nothing would change");
    }
    return out;
}

} // namespace socle::backups
