#include "backend/auth/LinkedRows.h"

#include "backend/records/RecordPlan.h"
#include "backend/records/RecordWriter.h"
#include "backend/storage/Dialect.h"
#include "backend/storage/ReadTransaction.h"

namespace socle::auth {

using records::Record;

Result<std::vector<Record>> linkedRecords(storage::ReadTransaction &transaction,
                                          const schema::CollectionPtr &collection,
                                          const Record &owner)
{
    const storage::Dialect &dialect = transaction.dialect();
    const auto plan = records::planOf(collection, dialect);
    std::vector<Record> linked;
    SOCLE_TRY(transaction.query(
        storage::sql(plan->select + " WHERE " + dialect.identifier("collectionRef") + " = ? AND "
                         + dialect.identifier("recordRef") + " = ? ORDER BY "
                         + dialect.identifier("created") + " DESC",
                     owner.collection().id,
                     std::string(owner.id())),
        [&](const storage::Row &row) {
            linked.push_back(records::toRecord(records::keep(row, *plan), *plan));
            return storage::Next::Continue;
        }));
    return linked;
}

Record linkedTo(const schema::CollectionPtr &collection, const Record &owner)
{
    Record record(collection);
    record.set("collectionRef", owner.collection().id);
    record.set("recordRef", owner.id());
    return record;
}

} // namespace socle::auth
