#include "backend/records/UniqueIndex.h"

#include "backend/schema/IndexStatement.h"
#include "shared/core/Text.h"

namespace socle::records {

std::optional<UniqueIndex> singleColumnUniqueIndex(const schema::Collection &collection,
                                                   std::string_view field)
{
    for (const std::string &text : collection.indexes) {
        const schema::IndexStatement index = schema::parseIndex(text);
        if (index.isSingleUnique(field)) {
            return UniqueIndex{.ignoresCase
                               = equalsIgnoreCase(index.columns.front().collate, "nocase")};
        }
    }
    return std::nullopt;
}

} // namespace socle::records
