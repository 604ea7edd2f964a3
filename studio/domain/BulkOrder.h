// What a bulk run was asked to do and how far it is: the content of its journal.
//
// `pending` is written before a page is sent, so that whoever goes on after a crash knows what the
// page was before and what it should become, and writes nothing twice.
#pragma once

#include "studio/domain/BulkEdit.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace socle::studio {

struct BulkOrder
{
    QString id = {}; // of the journal; made by the constructor of the run when empty
    QString collectionId = {};
    QString filter = {}; // of the selection; may be empty: all
    QStringList ids = {}; // not empty: exactly these
    QStringList exceptions = {};
    std::vector<BulkChange> changes = {};
    qint64 total = -1;

    // Where a run stands.
    QString lastId = {};
    qint64 done = 0;
    qint64 changed = 0;
    qint64 refused = 0;

    // The page under way.
    JsonObject pending = {}; // id -> {"from": {field: value}, "to": {field: value}}
    qint64 pendingRecords = 0; // that it covers, unchanged ones included
    QString pendingLastId = {};
    bool pendingEnds = false; // it is the last one

    Json toJson() const;
    static BulkOrder fromJson(const Json &json);
};

} // namespace socle::studio
