// See SharedViews.h.
#include "backend/schema/SharedViews.h"

#include "backend/schema/SchemaStore.h"
#include "backend/storage/WriteTransaction.h"

namespace socle::schema {

void removeSharedViewsWithCollection(SchemaStore &schema)
{
    schema.addListener(
        [](storage::WriteTransaction &tx, const CollectionChange &change) -> Result<void> {
            if (!change.before || change.after) {
                return {};
            }
            SOCLE_TRY(tx.execute(storage::sql("DELETE FROM `_savedViews` WHERE `collection` = ?",
                                              change.before->id)));
            return {};
        });
}

} // namespace socle::schema
