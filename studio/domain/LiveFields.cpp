#include "studio/domain/LiveFields.h"

#include "studio/domain/PagedRecordModel.h"
#include "studio/domain/RecordQueryText.h"

#include <algorithm>

namespace socle::studio {

QString liveFieldsText(const RecordQuery &query,
                       const CollectionSchema &collection,
                       const SchemaStore &schema,
                       const QStringList &compared)
{
    if (query.shown.isEmpty()) {
        return {};
    }
    QStringList names = fieldsText(query, collection, schema).split(u',');
    for (const QString &name : compared) {
        // One that comes as an excerpt stays one: what it is compared with the server is asked.
        const bool isThere = std::any_of(names.begin(), names.end(), [&name](const QString &item) {
            return item == name || item.startsWith(name + u':');
        });
        if (!isThere) {
            names.append(name);
        }
    }
    return names.join(u',');
}

} // namespace socle::studio
