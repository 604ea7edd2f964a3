// See SchemaJournal.h.
#include "backend/schema/SchemaJournal.h"

#include "backend/runtime/Clock.h"
#include "backend/runtime/Random.h"
#include "backend/storage/StoredJson.h"
#include "backend/storage/WriteTransaction.h"

namespace socle::schema {

namespace {

using storage::sql;
using storage::storedJson;

struct Entry
{
    std::string action;
    std::string collectionId;
    Json before;
    Json after;
};

std::string_view actionOf(const CollectionChange &change)
{
    if (!change.before) {
        return "create";
    }
    return change.after ? "update" : "delete";
}

} // namespace

SchemaJournal::Turn::Turn(SchemaJournal &journal, Json actor)
    : m_journal(journal)
{
    journal.m_changeSet = journal.m_random.recordId();
    journal.m_actor = std::move(actor);
}

SchemaJournal::Turn::~Turn()
{
    m_journal.m_changeSet.clear();
    m_journal.m_actor = {};
}

void SchemaJournal::attach()
{
    m_schema.addListener([this](storage::WriteTransaction &tx, const CollectionChange &change) {
        return write(tx, change);
    });
}

Result<void> SchemaJournal::write(storage::WriteTransaction &tx, const CollectionChange &change)
{
    const Collection &subject = change.after ? *change.after : *change.before;
    SOCLE_TRY(tx.execute(
        sql("INSERT INTO `_schemaHistory` (`id`, `changeSet`, `action`, `collectionRef`, "
            "`collectionName`, `actor`, `before`, `after`, `created`) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            m_random.recordId(),
            m_changeSet.empty() ? m_random.recordId() : m_changeSet,
            std::string(actionOf(change)),
            subject.id,
            subject.name,
            m_actor.dump(),
            change.before ? toJson(*change.before, Secrets::Hide).dump() : std::string("null"),
            change.after ? toJson(*change.after, Secrets::Hide).dump() : std::string("null"),
            m_clock.now().toString())));
    return {};
}

Result<SchemaJournal::Page> SchemaJournal::list(storage::ReadTransaction &tx,
                                                const protocol::Paging &paging) const
{
    Page page;
    const auto total
        = SOCLE_TRY(tx.scalar(sql("SELECT COUNT(DISTINCT `changeSet`) FROM `_schemaHistory`")));
    page.total = total ? storage::integerOf(*total) : 0;
    std::vector<std::string> sets;
    SOCLE_TRY(tx.query(sql("SELECT `changeSet` FROM `_schemaHistory` GROUP BY `changeSet` "
                           "ORDER BY MAX(rowid) DESC LIMIT ? OFFSET ?",
                           static_cast<std::int64_t>(paging.perPage),
                           paging.offset()),
                       [&](const storage::Row &row) {
                           sets.emplace_back(row.text(0));
                           return storage::Next::Continue;
                       }));
    for (const std::string &set : sets) {
        JsonObject item{{"id", set}};
        JsonArray changes;
        SOCLE_TRY(tx.query(sql("SELECT `action`, `collectionRef`, `collectionName`, `actor`, "
                               "`before`, `after`, `created` FROM `_schemaHistory` "
                               "WHERE `changeSet` = ? ORDER BY rowid",
                               set),
                           [&](const storage::Row &row) {
                               if (changes.empty()) {
                                   item.append("created", row.text(6));
                                   item.append("actor", storedJson(row.text(3)));
                               }
                               changes.emplace_back(JsonObject{{"action", row.text(0)},
                                                               {"collectionId", row.text(1)},
                                                               {"collection", row.text(2)},
                                                               {"before", storedJson(row.text(4))},
                                                               {"after", storedJson(row.text(5))}});
                               return storage::Next::Continue;
                           }));
        bool isRevertible = true;
        for (const Json &change : changes) {
            // What was changed since can still be put back; what is gone cannot be changed.
            const bool needsIt = change["action"].text() != "delete";
            isRevertible = isRevertible
                && (!needsIt || m_schema.catalogue()->findById(change["collectionId"].text()));
        }
        item.append("revertible", isRevertible);
        item.append("changes", std::move(changes));
        page.items.push_back(Json(std::move(item)).dump());
    }
    return page;
}

Result<void> SchemaJournal::revert(storage::WriteTransaction &tx, std::string_view changeSet)
{
    std::vector<Entry> entries;
    SOCLE_TRY(
        tx.query(sql("SELECT `action`, `collectionRef`, `before`, `after` FROM `_schemaHistory` "
                     "WHERE `changeSet` = ? ORDER BY rowid DESC",
                     std::string(changeSet)),
                 [&](const storage::Row &row) {
                     entries.push_back({std::string(row.text(0)),
                                        std::string(row.text(1)),
                                        storedJson(row.text(2)),
                                        storedJson(row.text(3))});
                     return storage::Next::Continue;
                 }));
    if (entries.empty()) {
        return notFound();
    }
    for (const Entry &entry : entries) {
        if (entry.action == "create") {
            SOCLE_TRY(m_schema.remove(tx, entry.collectionId));
        } else if (entry.action == "update") {
            SOCLE_TRY(m_schema.update(tx, entry.collectionId, entry.before));
        } else {
            SOCLE_TRY(m_schema.create(tx, entry.before));
        }
    }
    return {};
}

} // namespace socle::schema
