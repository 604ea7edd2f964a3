// What deleting records does elsewhere: records that go with them, relations that are emptied,
// required relations that forbid it (studio.md 4.3.10).
//
// Counted by the server, a hundred ids a request; of many more records only the first kMostIds are
// looked at, and the answer says so. UI thread.
#pragma once

#include "studio/api/RecordsEndpoint.h"
#include "studio/domain/CollectionSchema.h"

#include <vector>

namespace socle::studio {

class SchemaStore;

struct DeleteEffect
{
    enum class Kind { Cascades, Empties, Blocks };

    Kind kind = Kind::Empties;
    QString collection = {}; // name
    QString field = {};
    qint64 count = 0; // referring records; one that refers to several may count more than once
};

struct DeleteImpact
{
    std::vector<DeleteEffect> effects = {}; // blocks first, then cascades; only what there is
    bool isWhole = true; // false: more ids than were looked at
};

inline constexpr qsizetype kMostImpactIds = 1000;

QFuture<Result<DeleteImpact>> deleteImpact(ApiClient &client,
                                           const SchemaStore &schema,
                                           const QString &collectionId,
                                           const QStringList &ids,
                                           QObject *context);

} // namespace socle::studio
